import { refuse } from '../result';
import { say, spoken } from '../sentence';
import { archive, block, complete, reclaim, requestReview } from './decide-attempt';
import { refuseOpenParents } from './decide-links';
import type { Draft } from './draft';
import type { SavedWork, Status, Task } from './model';
import { openParents } from './state';
import { about, onlyByClaim, scheduleNeeded, type Verdict, wrongStatus } from './verdict';
import { statusWord } from './words';

/** Columns between which a card is dragged at will. */
const FREE: readonly Status[] = ['triage', 'todo', 'scheduled', 'ready', 'review'];

/** A card is put into another column. Where a column has a verb of its own, that verb's rules decide. */
export function move(
  draft: Draft,
  task: Task,
  to: Status,
  { at, from, saved }: { readonly at?: number; readonly from?: Status; readonly saved?: SavedWork | null } = {},
): Verdict {
  if (from !== undefined && from !== task.status && to !== task.status) {
    return refuse(
      'stale',
      say('Somebody else has moved it to {status} meanwhile.', { status: statusWord(task.status) }),
      {
        task: task.id,
        status: task.status,
      },
    );
  }
  if (to === 'running') return task.status === 'running' ? about(task.id) : onlyByClaim();
  if (to === task.status && !(to === 'scheduled' && at !== undefined)) return about(task.id);
  if (task.status === 'archived') return wrongStatus(task, say('Restore it first.'), ['restore']);
  if (to === 'archived') return archive(draft, task, saved);
  if (task.status === 'done') return wrongStatus(task, say('Reopen it to work on it again.'), ['reopen', 'archive']);
  if (to === 'done') return complete(draft, task, {});
  if (to === 'blocked') return block(draft, task, {});
  if (task.status === 'blocked') return leaveBlocked(draft, task, to);
  if (task.status === 'running') return leaveRunning(draft, task, to, saved);
  return moveFreely(draft, task, to, at);
}

function leaveBlocked(draft: Draft, task: Task, to: Status): Verdict {
  if (to !== 'ready' && to !== 'todo')
    return wrongStatus(task, say('Unblock it first.'), ['ready', 'todo', 'done', 'archived']);
  const open = openParents(draft, task);
  if (to === 'ready' && open.length) return refuseOpenParents(task.id, open);
  draft.emit({ type: 'unblocked', task: task.id, reason: null });
  return about(task.id);
}

function leaveRunning(draft: Draft, task: Task, to: Status, saved?: SavedWork | null): Verdict {
  if (to === 'ready') return reclaim(draft, task, saved === undefined ? {} : { saved });
  if (to === 'review') return requestReview(draft, task, {});
  return wrongStatus(task, say('Reclaim it first.'), ['ready', 'review', 'blocked', 'done', 'archived']);
}

function moveFreely(draft: Draft, task: Task, to: Status, at?: number): Verdict {
  if (to === 'archived' || to === 'running' || !FREE.includes(to))
    return wrongStatus(task, say('It cannot go to {status}.', { status: statusWord(to) }), FREE);
  const open = openParents(draft, task);
  if (to === 'ready' && open.length) return refuseOpenParents(task.id, open);
  if (to === 'todo' && task.status === 'ready') {
    return refuse(
      'nothing_to_wait_for',
      say('No open parent holds it back, so it would be ready again at once. Triage is the place to park it.'),
      {
        task: task.id,
      },
    );
  }
  if (to === 'scheduled') {
    const moment = at ?? task.scheduledAt;
    if (moment === null || moment <= draft.at) return scheduleNeeded();
    draft.emit({ type: 'moved', task: task.id, to, scheduledAt: moment });
    return about(task.id);
  }
  draft.emit({ type: 'moved', task: task.id, to: to as 'triage' });
  if (to !== 'todo' || open.length) return about(task.id);
  return about(task.id, {
    warnings: [{ code: 'promoted_at_once', ...spoken(say('No open parent holds it back, so it is ready.')) }],
  });
}
