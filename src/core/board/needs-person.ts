import type { Task } from './model';

/** Why a task cannot go on without its person. */
export type PersonWait = 'review' | 'answer' | 'gave_up';

/** What waits for time, for another task or for a second try is not the person's business. */
export function personWaitOf({ status, block }: Task): PersonWait | undefined {
  if (status === 'review') return 'review';
  if (status !== 'blocked' || !block) return undefined;
  if (block.gaveUp) return 'gave_up';
  return block.kind === 'needs_input' || block.kind === 'capability' ? 'answer' : undefined;
}
