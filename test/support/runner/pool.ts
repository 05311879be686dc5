import type { Job } from './jobs';

/**
 * Runs jobs in their order, so many side by side. Windows (a whole editor each) wait for one another and for their
 * editor, and have a lane of their own beside the others: a test of a window mostly waits.
 */
export async function runPool(
  jobs: readonly Job[],
  width: number,
  work: (job: Job, index: number) => Promise<void>,
  editor: Promise<unknown> = Promise.resolve(),
): Promise<void> {
  const numbered = jobs.map((job, index) => ({ job, index }));
  const windows = numbered.filter(({ job }) => isWindow(job));
  const others = numbered.filter(({ job }) => !isWindow(job));
  const lane = async (waiting: typeof numbered): Promise<void> => {
    for (let next = waiting.shift(); next; next = waiting.shift()) await work(next.job, next.index);
  };
  const windowLane = windows.length > 0 ? editor.then(() => lane(windows)) : undefined;
  await Promise.all([windowLane, ...Array.from({ length: width }, () => lane(others))]);
}

export function isWindow(job: Job): boolean {
  return job.kind === 'mocha' && job.tier.window === true;
}
