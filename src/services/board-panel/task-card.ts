import { isClosed, type Status, type Task } from '../../core/board/model';
import type { BoardState } from '../../core/board/state';
import { cardView } from '../../core/board/views';
import type { CardContext } from '../../core/board/why';
import type { CardView } from '../../protocol/board';
import { FirstPlaces } from './first-places';
import type { CardPlace } from './source';

/** A task as the panel's card: what the core shows of it, its column, and its place there. */
export function taskCard(board: BoardState, task: Task, context: CardContext): CardView {
  const { status, ...rest } = cardView(board, task, context);
  return { ...rest, column: status, order: orderOf(task) };
}

/**
 * The core's order of a column, as two numbers: closed ones newest first, scheduled ones soonest first, the rest by priority and age.
 * The second one is the age in every column, so that a page knows where a card will stand that is dragged out of any.
 */
const orderOf = (task: Task): readonly [number, number] => [rankOf(task), task.createdAt];

function rankOf(task: Task): number {
  switch (task.status) {
    case 'done':
    case 'archived':
      return -task.since;
    case 'scheduled':
      return task.scheduledAt ?? 0;
    default:
      return -task.priority;
  }
}

const placeOf = (task: Task): CardPlace => ({ id: task.id, title: task.title, order: orderOf(task) });

/** Where the tasks of a column stand. */
export function placesOf(board: BoardState, column: string): CardPlace[] {
  return Array.from(board.byStatus[column as Status] ?? [], (id) => placeOf(board.tasks.get(id)!));
}

/** The ids of a column's first cards. Looking at a task that is not among them costs nearly nothing. */
export function firstOf(board: BoardState, column: string, count: number): readonly string[] {
  const all = [...(board.byStatus[column as Status] ?? [])];
  // They came in this order, and the newest ones stand first.
  if (isClosed(column as Status)) all.reverse();
  const first = new FirstPlaces(count);
  for (const id of all) {
    const task = board.tasks.get(id)!;
    if (!first.isBehind(rankOf(task), task.createdAt)) first.add(placeOf(task));
  }
  return first.ids;
}
