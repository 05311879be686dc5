import type { AgentProfile } from '../core/agent/profile';
import type { Result } from '../core/result';

/** All that a runner has to be told. Handed over without touching a disk or a command line, as profiles may hold keys. */
export interface RunnerSpec {
  /** Such as `plan/checkout.1`. */
  readonly subject: string;
  readonly profile: AgentProfile;
  /** It ends after being idle for so long. */
  readonly idleMs: number;
}

export interface LaunchedRunner {
  /** Resolves when it has ended, with the end of what it complained about; never while this process ends first. */
  readonly ended: Promise<{ readonly code: number | null; readonly complaint: string }>;
}

/** Starts runners that outlive this process. */
export interface RunnerLauncher {
  launch(spec: RunnerSpec): Promise<Result<LaunchedRunner>>;
}
