import { ok, type Result, refuse } from '../result';
import { type Sentence, say } from '../sentence';
import type { BoardCode, Outcome } from './commands';
import type { Task, TaskId } from './model';
import { statusWord } from './words';

/** What a decision found; `recorded`: a refusal whose events are kept all the same. */
export type Verdict = Result<Outcome, BoardCode> & { readonly recorded?: true };

export const about = (task: TaskId, more: Partial<Outcome> = {}): Result<Outcome, BoardCode> =>
  ok({ task, warnings: [], ...more });

export function noSuchTask(id: string) {
  return refuse('not_found' as const, say('There is no task {id} on this board.', { id }), { task: id });
}

export function wrongStatus(task: Task, wish: Sentence, allowed: readonly string[]) {
  return refuse(
    'wrong_status' as const,
    say('{id} is {status}. {wish}', { id: task.id, status: statusWord(task.status), wish }),
    {
      task: task.id,
      status: task.status,
      allowed,
    },
  );
}

export function onlyByClaim() {
  return refuse(
    'only_by_claim' as const,
    say('Only a claim brings a task to running. Move it to ready, and a worker can claim it.'),
  );
}

export function scheduleNeeded() {
  return refuse('schedule_needed' as const, say('Say when: a scheduled task needs a time that is still to come.'));
}

export const workerOf = (task: Task): string => task.runs.at(-1)?.worker ?? task.assignee ?? 'somebody';
