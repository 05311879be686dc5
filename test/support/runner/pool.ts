import type { Job } from './jobs';

/** Runs jobs in their order, a few side by side. Windows (a whole editor each) wait for one another. */
export async function runPool(
  jobs: readonly Job[],
  width: number,
  work: (job: Job, index: number) => Promise<void>,
): Promise<void> {
  const waiting = jobs.map((job, index) => ({ job, index }));
  let windowOpen = false;
  const lane = async (): Promise<void> => {
    for (;;) {
      const next = waiting.findIndex(({ job }) => !(windowOpen && isWindow(job)));
      const [taken] = next < 0 ? [] : waiting.splice(next, 1);
      if (!taken) return;
      const window = isWindow(taken.job);
      if (window) windowOpen = true;
      await work(taken.job, taken.index);
      if (window) windowOpen = false;
    }
  };
  await Promise.all(Array.from({ length: width }, lane));
}

function isWindow(job: Job): boolean {
  return job.kind === 'mocha' && job.tier.window === true;
}
