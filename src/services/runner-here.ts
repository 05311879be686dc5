import { ok, type Result } from '../core/result';
import type { RunnerIdentity } from '../core/runner/runner';
import type { LaunchedRunner, RunnerLauncher, RunnerSpec } from '../ports/runners';
import { PlanHost, type PlanHostDeps } from './plan-host';
import type { Runners } from './runners';

export interface HereDeps extends PlanHostDeps {
  readonly runners: Runners;
  /** This very process. */
  identity(): Promise<RunnerIdentity>;
}

/**
 * Runs plans in this process, for agents that cannot leave it. They end with it: the next window finds the runner lost
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
    const id = subject.slice(subject.indexOf('/') + 1);
    const host = new PlanHost(this.#deps, id, profile, idleMs, this.#stop.signal);
    const hosted = runners.host(subject, await this.#deps.identity(), host);
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
