/** A process named so that a reused pid is never taken for it. */
export interface ProcessIdentity {
  readonly pid: number;
  /** Milliseconds since 1970 at which the process started. */
  readonly startedAt: number;
  /** What names this start for ever, where the system has such a thing: a clock that is set moves `startedAt`. */
  readonly born?: string;
}

export interface FoundProcess extends ProcessIdentity {
  readonly command: string;
  /** There is a process, and the system does not tell now when it started: it may be the one meant or another. */
  readonly unsure?: true;
}

/** A process that we started ourselves and whose end we have not seen: nobody else can have its number. */
export interface ChildOfOurs {
  readonly pid: number;
  readonly child: true;
}

export interface Processes {
  /** Who runs under this pid now; undefined when nobody does. */
  identify(pid: number): Promise<FoundProcess | undefined>;
  /** Ends the process and everything that it started: asks first, kills after `graceMs`. Resolves when all are gone. */
  stopTree(target: ProcessIdentity | ChildOfOurs, graceMs: number): Promise<void>;
  /** Ends every process that carries this mark (`SIGNALBOX_RUNNER`, `SIGNALBOX_AGENT`), but not this one. */
  stopMarked(mark: string): Promise<void>;
}
