import type { BoardCommand } from '../../core/board/commands';
import { inverseOf, isUntouched, type Step } from '../../core/board/inverse';
import { ok, type Result, refuse } from '../../core/result';
import { say } from '../../core/sentence';
import type { LiveBoard } from './live-board';

/** Commits that are under way together share the ledger's syncs. */
export const AT_ONCE = 100;

/** The last action of one panel, ready to be taken back by the board's own verbs. */
export interface UndoStep {
  readonly label: string;
  readonly parts: readonly { readonly after: Step['after']; readonly commands: readonly BoardCommand[] }[];
}

/** Undefined: the action cannot be taken back. */
export function undoStep(label: string, steps: readonly Step[]): UndoStep | undefined {
  const parts: { after: Step['after']; commands: readonly BoardCommand[] }[] = [];
  for (const step of steps) {
    if (step.before === step.after) continue;
    const commands = inverseOf(step);
    if (!commands) return undefined;
    parts.push({ after: step.after, commands });
  }
  return parts.length > 0 ? { label, parts } : undefined;
}

/** Takes the action back where nobody changed the card since; the last card that was done comes back first. */
export async function takeBack(board: LiveBoard, step: UndoStep): Promise<Result<null>> {
  const touched = step.parts.find(({ after }) => !isUntouched(board.state.tasks.get(after.id), after));
  if (touched) {
    return refuse('stale', say('“{title}” was changed since, so this is not undone.', { title: touched.after.title }), {
      task: touched.after.id,
    });
  }
  const commands = step.parts.toReversed().flatMap((part) => part.commands);
  for (let from = 0; from < commands.length; from += AT_ONCE) {
    // The ledger takes them in this order, and what is asked for together shares its syncs.
    const done = await Promise.all(commands.slice(from, from + AT_ONCE).map((command) => board.execute(command)));
    const refused = done.find((each) => !each.ok);
    if (refused && !refused.ok) return refused;
  }
  return ok(null);
}
