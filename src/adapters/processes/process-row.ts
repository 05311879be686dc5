/** One process as the operating system tells it. */
export interface ProcessRow {
  readonly pid: number;
  readonly parent: number;
  readonly group: number;
  readonly session: number;
  readonly startedAt: number;
  readonly command: string;
  /** What the kernel itself counts, where it tells: the same for ever, also when the clock of the machine is set. */
  readonly born?: string;
}

/** Everything that we start carries these, so that it is found again even when its parents are gone. */
export const MARKS = ['SIGNALBOX_RUNNER', 'SIGNALBOX_AGENT'] as const;

/**
 * Everything that runs, as far as this user may see it. Rejects when the system does not tell: that nobody runs under a
 * number is something else.
 */
export interface ProcessTable {
  one(pid: number): Promise<ProcessRow | undefined>;
  /** Their commands may be cut to a name. */
  all(): Promise<readonly ProcessRow[]>;
  /** Those that carry this mark. */
  marked(mark: string): Promise<readonly number[]>;
}
