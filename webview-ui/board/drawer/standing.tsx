import type { TaskDetail, TaskVerb } from '../../../src/protocol/board';
import { Button } from '../../ui/controls';
import { Icon } from '../../ui/icon';
import { t } from '../../ui/l10n';
import { openAssignMenu, verbItems } from '../card-menu';
import { markOf } from '../card-words';
import { past } from '../state/clock';
import { cardSignal } from '../state/store';

/** What gets the card on from where it stands, the likeliest first. */
const ONWARD: Readonly<Record<string, readonly TaskVerb[]>> = {
  blocked: ['unblock'],
  in_review: ['complete', 'requestChanges'],
};

/** Why the card does not move, in full, and what gets it on. A diagnostic says more about it, and then this is silent. */
export function Standing({ task }: { readonly task: TaskDetail }) {
  const state = cardSignal(task.id)?.value.state;
  if (!state || task.diagnostics.length > 0) return null;
  const mark = markOf(state.kind, past.value !== null);
  const words = state.kind === 'blocked' && task.blocked?.reason ? task.blocked.reason : state.text;
  const verbs = verbItems(task.id, task.can, undefined).filter(({ id }) =>
    (ONWARD[state.kind] ?? []).some((verb) => verb === id),
  );
  const assign = state.kind === 'unassigned' && task.can.includes('edit');
  return (
    <div class="standing">
      {mark.icon ? <Icon name={mark.icon} tone={mark.tone} spin={mark.spin} /> : null}
      <p class="standing__words">{words}</p>
      {verbs.map(({ id, label, run }) => (
        <Button key={id} small onClick={run}>
          {label}
        </Button>
      ))}
      {assign ? (
        <Button small opens="menu" onClick={(event) => openAssignMenu([task.id], event.currentTarget as Element)}>
          {t('Assign…')}
        </Button>
      ) : null}
    </div>
  );
}
