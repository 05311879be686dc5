import { ok, type Result, refuse } from '../../core/result';
import type { RunnerIdentity } from '../../core/runner/runner';
import { say } from '../../core/sentence';
import type { LaunchedRunner, RunnerLauncher, RunnerSpec } from '../../ports/runners';
import type { PlanHostDeps } from '../plans/host';
import { jobOf } from './job';
import type { Runners } from './runners';

export interface HereDeps extends PlanHostDeps {
  readonly runners: Runners;
  /** This very process. */
  identity(): Promise<RunnerIdentity>;
}

/**
 * Works on plans and documents in this process, for agents that cannot leave it. They end with it: the next window finds the runner lost
 * and keeps what had arrived.
 */
export class HereLauncher implements RunnerLauncher {
  readonly #deps: HereDeps;
  readonly #stop = new AbortController();

  constructor(deps: HereDeps) {
    this.#deps = deps;
  }

  async launch({ subject, profile, idleMs }: RunnerSpec): Promise<Result<LaunchedRunner>> {
    const { runners } = this.#deps;
    const job = jobOf(this.#deps, { subject, profile, idleMs }, this.#stop.signal);
    if (!job) return refuse('unknown_subject', say('"{subject}" is nothing that a runner can work on.', { subject }));
    const hosted = runners.host(subject, { ...(await this.#deps.identity()), guest: true }, job);
    const ended = hosted.then((result) => ({
      code: result.ok ? 0 : 1,
      complaint: result.ok ? '' : result.refusal.message,
    }));
    return ok({ ended });
  }

  dispose(): void {
    this.#stop.abort();
  }
}
