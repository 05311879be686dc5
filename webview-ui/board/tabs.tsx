import { useRef } from 'preact/hooks';
import type { ColumnView } from '../../src/protocol/board';
import { money, wordyAge } from '../ui/ages';
import { IconButton } from '../ui/controls';
import { t, tn } from '../ui/l10n';
import { readOnlyReason } from './actions';
import { ColumnWords, WorstIcon } from './column';
import { QuickCreate } from './quick-create';
import { moment } from './state/clock';
import { quickCreate, tab } from './state/shell';
import { shownOf } from './state/view';
import { VirtualCards } from './virtual-cards';

interface TabsProps {
  readonly columns: readonly ColumnView[];
  readonly shown: ColumnView;
  readonly width: number;
}

/** One column at a time, all of them one touch away: tabs with their counts and their worst icon. */
export function Tabs({ columns, shown, width }: TabsProps) {
  const scroller = useRef<HTMLDivElement>(null);
  const at = columns.indexOf(shown);
  const go = (by: number) => {
    const next = columns[at + by];
    if (next) tab.value = next.id;
  };
  const cards = shownOf(shown.id).value;
  const known = cards.filter((card) => card.since > 0);
  const oldest = known.reduce((least, card) => Math.min(least, card.since), Number.POSITIVE_INFINITY);
  const cost = cards.reduce((sum, card) => sum + (card.costUsd ?? 0), 0);
  const facts = [
    tn('{0} card', '{0} cards', cards.length),
    known.length > 0 ? t('oldest {0}', wordyAge(moment.value - oldest)) : undefined,
    cost > 0 ? money(cost) : undefined,
  ].filter(Boolean);
  return (
    <>
      <div class="tabs" role="tablist" aria-label={t('Columns')}>
        {columns.map((column) => (
          <button
            type="button"
            role="tab"
            key={column.id}
            id={`tab-${column.id}`}
            aria-selected={column === shown}
            aria-controls="tab-cards"
            tabIndex={column === shown ? 0 : -1}
            class={column === shown ? 'tab is-on' : 'tab'}
            onClick={() => {
              tab.value = column.id;
            }}
            onKeyDown={(event) => {
              const by = { ArrowLeft: -1, ArrowRight: 1 }[event.key];
              const next = by ? columns[at + by] : undefined;
              if (!next) return;
              event.stopPropagation();
              tab.value = next.id;
              document.getElementById(`tab-${next.id}`)?.focus();
            }}
          >
            <span class="tab__count figures">
              <WorstIcon cards={shownOf(column.id).value} />
              <b>{column.count}</b>
            </span>
            <span class="tab__name">{column.title}</span>
          </button>
        ))}
      </div>
      <div class="tabs__head">
        <h2 class="column__title">{shown.title}</h2>
        <span class="second figures clip">{facts.join(', ')}</span>
        <span class="column__tools">
          {shown.creatable && !readOnlyReason() ? (
            <IconButton
              icon="add"
              title={t('New card in {0}', shown.title)}
              onClick={() => {
                quickCreate.value = shown.id;
              }}
            />
          ) : null}
          <IconButton icon="chevron-left" title={t('Column before')} disabled={at === 0} onClick={() => go(-1)} />
          <IconButton
            icon="chevron-right"
            title={t('Next column')}
            disabled={at === columns.length - 1}
            onClick={() => go(1)}
          />
        </span>
      </div>
      {quickCreate.value === shown.id ? <QuickCreate column={shown} /> : null}
      <div id="tab-cards" role="tabpanel" aria-labelledby={`tab-${shown.id}`} class="column__scroll" ref={scroller}>
        <VirtualCards
          key={shown.id}
          name={shown.id}
          label={shown.title}
          cards={cards}
          width={width}
          inner={width}
          size="roomy"
          scroller={scroller}
        />
        {cards.length === 0 ? <ColumnWords column={shown} /> : null}
      </div>
    </>
  );
}
