import { useState } from 'preact/hooks';
import type { ActionView, AttentionRow } from '../../src/protocol/board';
import { shortAge } from '../ui/ages';
import { Button, IconButton, Who } from '../ui/controls';
import { Icon } from '../ui/icon';
import { t, tn } from '../ui/l10n';
import { openCard } from './actions';
import { perform } from './perform';
import { present } from './state/clock';
import { focusCard } from './state/focus';
import { openId, pageHeight } from './state/shell';
import { attention, columns, head, tally } from './state/store';
import { setView, view } from './state/view';

const ROWS = 4;
/** Where the page is narrow or low, as in a window that is zoomed to 200 %: the board has to have its part. */
const ROWS_FEW = 2;
const LOW = 560;
/** So many further rows at a time: each has its buttons. */
const PAGE = 50;

/** What needs a person, worst first. Absent when nothing does: a quiet board is quiet. */
export function Strip({ narrow }: { readonly narrow: boolean }) {
  const rows = attention.value;
  const [further, setFurther] = useState(0);
  const first = rows[0];
  if (!first) return null;
  const drawerOpen = openId.value !== null && !narrow;
  const open = view.value.attentionOpen && !drawerOpen;
  const limit = narrow || pageHeight.value < LOW ? ROWS_FEW : ROWS;
  const drawn = rows.slice(0, limit + further);
  const total = tally.value.critical + tally.value.error + tally.value.warning;
  const next = Math.min(PAGE, total - drawn.length);
  const here = rows.filter((row) => row.card === openId.value).length;
  return (
    <section class={open ? 'strip is-unfolded' : 'strip'} aria-label={t('Needs attention')}>
      <header class="strip__head">
        <IconButton
          small
          icon={open ? 'chevron-down' : 'chevron-right'}
          title={open ? t('Fold what needs attention') : t('Unfold what needs attention')}
          expanded={open}
          disabled={drawerOpen}
          onClick={() => setView({ attentionOpen: !view.peek().attentionOpen })}
        />
        <b class="strip__count figures">{tn('{0} needs attention', '{0} need attention', total)}</b>
        <Numbers narrow={narrow} />
        {open ? (
          <span class="strip__end second">{narrow ? null : t('Worst first')}</span>
        ) : here > 0 ? (
          <span class="strip__end second clip">
            {tn('{0} of them is open here', '{0} of them are open here', here)}
          </span>
        ) : drawerOpen || narrow ? null : (
          <>
            <span class="strip__divider" />
            <RowButton row={first} />
            <span class="strip__end">
              <Suggested row={first} primary />
            </span>
          </>
        )}
      </header>
      {open ? (
        <ul class={further > 0 ? 'strip__rows is-all' : 'strip__rows'}>
          {drawn.map((row, index) => (
            <li key={row.key} class={index === 0 ? 'strip__row is-worst' : 'strip__row'}>
              <Icon
                name={row.severity === 'warning' ? 'warning' : 'error'}
                tone={row.severity === 'warning' ? 'warning' : 'error'}
              />
              <span class="unseen">{severityName(row.severity)}</span>
              <RowButton row={row} />
              {narrow ? null : (
                <>
                  {row.assignee || head.value?.kind === 'stored' ? (
                    <>
                      <Who name={row.assignee} kind={row.assigneeKind} />
                      <span class="unseen">
                        {row.assignee ? t('assigned to {0}', row.assignee) : t('nobody assigned')}
                      </span>
                    </>
                  ) : null}
                  {row.since > 0 ? (
                    <span class="strip__age second figures">{shortAge(present.value - row.since)}</span>
                  ) : null}
                </>
              )}
              <span class="strip__do">
                <Suggested row={row} primary={index === 0 && !narrow} />
              </span>
            </li>
          ))}
        </ul>
      ) : null}
      {open && (next > 0 || further > 0) ? (
        <button type="button" class="link strip__more" onClick={() => setFurther(next > 0 ? further + next : 0)}>
          {next > 0 ? tn('Show {0} more', 'Show {0} more', next) : t('Show fewer')}
        </button>
      ) : null}
    </section>
  );
}

export function severityName(severity: AttentionRow['severity']): string {
  return { critical: t('critical'), error: t('error'), warning: t('warning') }[severity];
}

function Numbers({ narrow }: { readonly narrow: boolean }) {
  const { critical, error: errors, warning: warnings } = tally.value;
  const bad = [
    critical > 0 ? tn('{0} critical', '{0} critical', critical) : undefined,
    errors > 0 ? tn('{0} error', '{0} errors', errors) : undefined,
  ].filter(Boolean);
  return (
    <>
      {bad.length > 0 ? (
        <span class="tally figures">
          <Icon name="error" tone="error" />
          <span class="second">{bad.join(', ')}</span>
        </span>
      ) : null}
      {warnings > 0 ? (
        <span class="tally figures">
          <Icon name="warning" tone="warning" />
          <span class="second">{narrow ? warnings : tn('{0} warning', '{0} warnings', warnings)}</span>
        </span>
      ) : null}
    </>
  );
}

/** Leads to the card: on the board and in the drawer. */
function RowButton({ row }: { readonly row: AttentionRow }) {
  const show = () => {
    if (columns.peek().length > 0) focusCard(row.card);
    openCard(row.card);
  };
  return (
    <button type="button" class="strip__title" onClick={show}>
      <span class="strip__words">{row.title}</span>
      <span class="second strip__where clip">
        {row.where ? `${row.where} ` : ''}
        {row.cardTitle}
      </span>
    </button>
  );
}

function Suggested({ row, primary }: { readonly row: AttentionRow; readonly primary: boolean }) {
  const action: ActionView | undefined = row.actions[0];
  if (!action) return null;
  return (
    <Button
      small
      primary={primary}
      label={t('{0}: {1}', action.label, row.cardTitle)}
      onClick={(event) => perform(action, row.card, event.currentTarget as Element)}
    >
      {action.label}
    </Button>
  );
}
