import type { Status, Task } from '../../core/board/model';
import type { BoardState } from '../../core/board/state';
import { cardView } from '../../core/board/views';
import type { CardContext } from '../../core/board/why';
import type { CardView } from '../../protocol/board';
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
function orderOf(task: Task): readonly [number, number] {
  switch (task.status) {
    case 'done':
    case 'archived':
      return [-task.since, task.createdAt];
    case 'scheduled':
      return [task.scheduledAt ?? 0, task.createdAt];
    default:
      return [-task.priority, task.createdAt];
  }
}

/** Where the tasks of a column stand. */
export function placesOf(board: BoardState, column: string): CardPlace[] {
  const places: CardPlace[] = [];
  for (const id of board.byStatus[column as Status] ?? []) {
    const task = board.tasks.get(id)!;
    places.push({ id, title: task.title, order: orderOf(task) });
  }
  return places;
}
