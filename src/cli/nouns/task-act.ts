import type { BoardCommand } from '../../core/board/commands';
import { ok, type Result } from '../../core/result';
import type { OpenBoard } from '../../services/boards/open-board';
import { changeAnswer, findTask } from '../boards/records';
import type { Context } from '../context';
import type { Answer } from '../noun';

export const ID = { name: 'id', help: "the task's id, or as much of it as is unique", completes: 'task' } as const;

/** Does what a command asks, and tells what came of it. */
export async function act(
  context: Context,
  command: (board: OpenBoard) => Result<BoardCommand>,
  actor: string = context.actor,
): Promise<Result<Answer>> {
  const opened = await context.openBoard();
  if (!opened.ok) return opened;
  const made = command(opened.value);
  if (!made.ok) return made;
  const before = 'task' in made.value ? opened.value.state.tasks.get(made.value.task) : undefined;
  const done = await opened.value.execute(made.value, actor);
  return done.ok ? ok(changeAnswer(opened.value, done.value, before)) : done;
}

/** The same for a command about one task, which may be named in brief. */
export function actOn(
  context: Context,
  given: string,
  command: (id: string) => BoardCommand,
  actor?: string,
): Promise<Result<Answer>> {
  return act(
    context,
    (board) => {
      const found = findTask(board, given);
      return found.ok ? ok(command(found.value.id)) : found;
    },
    actor,
  );
}
