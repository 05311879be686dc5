import type { ImportedTask } from './commands';
import type { Draft } from './draft';
import { openAttempt, type Task, type TaskId } from './model';
import { about, type Verdict } from './verdict';

/**
 * Tasks from elsewhere, as they are. One that is here already stays as it is. The parents of each are here, or before it
 * in the list (`inOrderOfParents` sorts them so); a parent that is neither is forgotten.
 */
export function decideImport(draft: Draft, tasks: readonly ImportedTask[]): Verdict {
  let first: TaskId = '';
  for (const { record, details, history } of tasks) {
    if (draft.get(record.id)) continue;
    const parents = record.parents.filter((id) => draft.get(id));
    const taken = record.idempotencyKey !== null && draft.keyHolder(record.idempotencyKey) !== undefined;
    draft.emit({
      type: 'imported',
      task: record.id,
      record: sound({
        ...record,
        parents,
        children: [],
        events: [],
        idempotencyKey: taken ? null : record.idempotencyKey,
      }),
      details,
      history,
    });
    first ||= record.id;
  }
  return about(first);
}

/** Nothing runs without an open attempt, and no attempt is open on what does not run. */
function sound(task: Task): Task {
  const open = openAttempt(task);
  if (task.status === 'running' && !open) return { ...task, status: 'ready', currentRun: null };
  if (task.status !== 'running' && open) {
    const ended = { ...open, endedAt: task.since, outcome: 'reclaimed' } as const;
    return { ...task, currentRun: null, runs: task.runs.with(-1, ended) };
  }
  return { ...task, currentRun: open?.id ?? null };
}

/** Parents before children; where links go in a circle, in the order that was given. */
export function inOrderOfParents(tasks: readonly ImportedTask[]): ImportedTask[] {
  const byId = new Map(tasks.map((task) => [task.record.id, task]));
  const sorted = new Set<ImportedTask>();
  const waiting = new Set<ImportedTask>();
  for (const task of tasks) {
    const stack = [task];
    for (let top = stack.at(-1); top; top = stack.at(-1)) {
      const next = sorted.has(top)
        ? undefined
        : top.record.parents
            .map((id) => byId.get(id))
            .find((parent) => parent && !sorted.has(parent) && !waiting.has(parent));
      waiting.add(top);
      if (next) {
        stack.push(next);
        continue;
      }
      stack.pop();
      sorted.add(top);
    }
  }
  return [...sorted];
}
