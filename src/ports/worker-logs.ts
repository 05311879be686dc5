import type { Disposable } from './disposable';

/** The end of a log. */
export interface LogEnd {
  readonly text: string;
  /** Of the whole log. */
  readonly bytes: number;
}

/** What the workers of one board print: a log a task. */
export interface WorkerLogs {
  /** At most so many of its last bytes, from the beginning of a line on; undefined when nothing was printed yet. */
  tail(task: string, bytes: number): Promise<LogEnd | undefined>;
  /** Calls when the log may have grown, appeared or gone. */
  follow(task: string, changed: () => void): Disposable;
  /** Where it lies, for whoever wants to see it whole. */
  file(task: string): string;
}
