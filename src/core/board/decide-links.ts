import { refuse } from '../result';
import { inARow, say } from '../sentence';
import type { Draft } from './draft';
import type { Task, TaskId } from './model';
import { about, noSuchTask, type Verdict } from './verdict';
import { statusWord } from './words';

export function link(draft: Draft, parentId: TaskId, childId: TaskId): Verdict {
  const parent = draft.get(parentId);
  const child = draft.get(childId);
  if (!parent) return noSuchTask(parentId);
  if (!child) return noSuchTask(childId);
  if (parentId === childId)
    return refuse('self_link', say('{id} cannot wait for itself.', { id: parentId }), { task: parentId });
  if (child.parents.includes(parentId)) {
    return refuse('already_linked', say('{child} waits for {parent} already.', { child: childId, parent: parentId }), {
      parent: parentId,
      child: childId,
    });
  }
  const path = pathUp(draft, parentId, childId);
  if (path) {
    return refuse('cycle', say('That would go in a circle: {path}.', { path: [...path, parentId].join(' → ') }), {
      path: [...path, parentId],
    });
  }
  draft.emit({ type: 'linked', task: childId, parent: parentId });
  return about(childId);
}

export function unlink(draft: Draft, parentId: TaskId, childId: TaskId): Verdict {
  const child = draft.get(childId);
  if (!child) return noSuchTask(childId);
  if (!child.parents.includes(parentId)) {
    return refuse('not_linked', say('{child} does not wait for {parent}.', { child: childId, parent: parentId }), {
      parent: parentId,
      child: childId,
    });
  }
  draft.emit({ type: 'unlinked', task: childId, parent: parentId });
  return about(childId);
}

export function refuseOpenParents(task: TaskId, open: readonly Task[]) {
  const names = open
    .slice(0, 3)
    .map(({ id, title, status }) => say('{id} “{title}” ({status})', { id, title, status: statusWord(status) }));
  const tasks = inARow(names);
  const why =
    open.length > 3
      ? say('It waits for {tasks} and {more} more.', { tasks, more: open.length - 3 })
      : say('It waits for {tasks}.', { tasks });
  return refuse('parents_open' as const, why, {
    ...(task ? { task } : {}),
    parents: open.map(({ id, title, status }) => ({ id, title, status })),
  });
}

/**
 * The way from `start` up over parents to `goal`, told downward: the first one waits for nobody of the path but the last.
 * Breadth first, so the shortest; each task is seen once.
 */
function pathUp(draft: Draft, start: TaskId, goal: TaskId): TaskId[] | undefined {
  const cameFrom = new Map<TaskId, TaskId>([[start, '']]);
  const queue = [start];
  for (const id of queue) {
    for (const parent of draft.get(id)?.parents ?? []) {
      if (cameFrom.has(parent)) continue;
      cameFrom.set(parent, id);
      if (parent === goal) return trail(cameFrom, start, goal);
      queue.push(parent);
    }
  }
  return undefined;
}

/** From the new parent to the new child and on along the links that exist. */
function trail(cameFrom: ReadonlyMap<TaskId, TaskId>, start: TaskId, goal: TaskId): TaskId[] {
  const path: TaskId[] = [];
  for (let id = goal; id !== start; id = cameFrom.get(id)!) path.push(id);
  return [start, ...path];
}
