/** A process named so that a reused pid is never taken for it. */
export interface ProcessIdentity {
  readonly pid: number;
  /** Milliseconds since 1970 at which the process started. */
  readonly startedAt: number;
  /** What names this start for ever, where the system has such a thing: a clock that is set moves `startedAt`. */
  readonly born?: string;
}

export interface Processes {
  /** Who runs under this pid now; undefined when nobody does. */
  identify(pid: number): Promise<(ProcessIdentity & { readonly command: string }) | undefined>;
  /** Ends the process and everything that it started: asks first, kills after `graceMs`. Resolves when all are gone. */
  stopTree(identity: ProcessIdentity, graceMs: number): Promise<void>;
  /** Ends every process that carries this mark in its environment (`SIGNALBOX_RUNNER`, `SIGNALBOX_AGENT`), but not this one. */
  stopMarked(mark: string): Promise<void>;
}
