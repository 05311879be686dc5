import { ok, type Result, refuse } from '../../core/result';
import {
  claim,
  declareLost,
  evolveRunner,
  HEARTBEAT_MS,
  NO_RUNNER,
  type RunnerEvent,
  type RunnerIdentity,
  type RunnerState,
  release,
  runnerMark,
  runnerStream,
  SILENT_AFTER_MS,
} from '../../core/runner/runner';
import { say } from '../../core/sentence';
import type { Clock } from '../../ports/clock';
import type { Ledger } from '../../ports/ledger';
import type { Processes, ProcessIdentity } from '../../ports/processes';
import type { RunnerLauncher, RunnerSpec } from '../../ports/runners';
import { type Fold, openStream, type StreamState } from '../stream-state';

const RUNNER_FOLD: Fold<RunnerState, RunnerEvent> = {
  name: 'runner',
  version: 1,
  initial: () => NO_RUNNER,
  evolve: (state, event, commit) => evolveRunner(state, event, commit.at),
  encode: (state) => JSON.stringify(state),
  decode: (text) => (typeof text === 'string' ? (JSON.parse(text) as RunnerState) : undefined),
};

export type RunnerCondition =
  | { readonly is: 'none' }
  | { readonly is: 'alive'; readonly runner: RunnerIdentity }
  | { readonly is: 'lost'; readonly runner: RunnerIdentity };

export interface RunnersDeps {
  readonly ledger: Ledger;
  readonly processes: Processes;
  readonly clock: Clock;
  /** The name of this machine. */
  readonly host: string;
  /** The process in which this runs. */
  readonly pid: number;
}

export interface RunnerJob {
  /** Does what there is to do and says why it ended: `idle`, or why nothing more may be done. */
  work(): Promise<string>;
  pending(): Promise<boolean>;
}

const STOP_GRACE_MS = 500;
/** So long a guest may take to give its work back. */
const RELEASE_MS = 2_000;
const LAUNCH_MS = 15_000;

type RunnerStream = StreamState<RunnerState, RunnerEvent>;

/** Finds, starts and stops the processes that work on plans and runs. */
export class Runners {
  readonly #deps: RunnersDeps;
  readonly #launching = new Map<string, Promise<Result<void>>>();

  constructor(deps: RunnersDeps) {
    this.#deps = deps;
  }

  async condition(subject: string): Promise<RunnerCondition> {
    const stream = await this.#open(subject);
    const found = await this.#judge(stream.state);
    await stream.close();
    return found;
  }

  /** This process, named so that others find it. */
  async self(): Promise<RunnerIdentity> {
    const { host, pid, processes } = this.#deps;
    const found = await processes.identify(pid);
    const born = found?.born;
    return { pid, startedAt: found?.startedAt ?? 0, host, ...(born === undefined ? {} : { born }) };
  }

  /** Whether a process is dead; of one on another machine nobody here can say so. */
  async isDead(identity: RunnerIdentity): Promise<boolean> {
    if (identity.host !== this.#deps.host) return false;
    const found = await this.#deps.processes.identify(identity.pid);
    return !found || (found.unsure !== true && !sameStart(found, identity));
  }

  /** True while this process is starting a runner for the subject. */
  isLaunching(subject: string): boolean {
    return this.#launching.has(subject);
  }

  /** Resolves when a runner works on the subject. */
  ensure(spec: RunnerSpec, launcher: RunnerLauncher): Promise<Result<void>> {
    const underway = this.#launching.get(spec.subject);
    if (underway) return underway;
    const launching = this.#launch(spec, launcher).finally(() => this.#launching.delete(spec.subject));
    this.#launching.set(spec.subject, launching);
    return launching;
  }

  async #launch(spec: RunnerSpec, launcher: RunnerLauncher): Promise<Result<void>> {
    const stream = await this.#open(spec.subject);
    try {
      if ((await this.#judge(stream.state)).is === 'alive') return ok(undefined);
      const seq = stream.seq;
      const launched = await launcher.launch(spec);
      if (!launched.ok) return launched;
      const claimed = new Promise<'claimed'>((resolve) => {
        const look = () => {
          if (stream.seq > seq && stream.state.runner) resolve('claimed');
        };
        stream.onChange(look);
        look();
      });
      let timer: { dispose(): void } | undefined;
      const late = new Promise<'late'>((resolve) => {
        timer = this.#deps.clock.after(LAUNCH_MS, () => resolve('late'));
      });
      const first = await Promise.race([claimed, launched.value.ended, late]);
      timer?.dispose();
      if (first === 'claimed') return ok(undefined);
      if (first === 'late')
        return refuse('runner_failed', say('The background process did not start in time. Try again.'));
      await stream.refresh();
      // It may have found another runner at work, or have been quick to do all there was to do.
      if (stream.seq > seq || stream.state.runner) return ok(undefined);
      return refuse('runner_failed', say('The background process could not start. The log says more.'), {
        code: first.code,
        complaint: first.complaint,
      });
    } finally {
      await stream.close();
    }
  }

  /** Ends the runner and everything that it started. Says whether there was one. */
  async stop(subject: string): Promise<boolean> {
    const found = await this.condition(subject);
    if (found.is === 'alive' && found.runner.guest) {
      await this.#untilReleased(subject);
      return true;
    }
    if (found.is === 'alive' && found.runner.host === this.#deps.host) {
      // As it is named now: a clock that was set since has moved what was recorded.
      const process = await this.#deps.processes.identify(found.runner.pid);
      if (process?.unsure) return false;
      if (process) await this.#deps.processes.stopTree(process, STOP_GRACE_MS);
      await this.forget(subject, found.runner);
      return true;
    }
    if (found.is === 'lost') await this.forget(subject, found.runner);
    return found.is === 'alive';
  }

  /** A guest notices by itself that nothing is left to do; where it does not, its program is still left alone. */
  async #untilReleased(subject: string): Promise<void> {
    const stream = await this.#open(subject);
    let timer: { dispose(): void } | undefined;
    let following: { dispose(): void } | undefined;
    await new Promise<void>((resolve) => {
      const look = () => {
        if (!stream.state.runner) resolve();
      };
      timer = this.#deps.clock.after(RELEASE_MS, resolve);
      following = stream.onChange(look);
      look();
    });
    timer?.dispose();
    following?.dispose();
    await stream.close();
  }

  /** Records that a runner is gone, and ends what it left behind. */
  async forget(subject: string, runner: RunnerIdentity): Promise<void> {
    if (runner.host === this.#deps.host) await this.#deps.processes.stopMarked(runnerMark(runner));
    const stream = await this.#open(subject);
    await stream.commit('signalbox', (state) => decided(declareLost(state, runner)));
    await stream.close();
  }

  /**
   * Works as the one runner of the subject, with heartbeats, until there is nothing to do. After the claim is given back
   * it is asked once more, because somebody may have put something down between the last look and that moment.
   */
  async host(subject: string, self: RunnerIdentity, job: RunnerJob): Promise<Result<void>> {
    const stream = await this.#open(subject);
    try {
      for (;;) {
        const found = await this.#judge(stream.state);
        const lost = found.is === 'lost' ? found.runner : undefined;
        if (lost?.host === this.#deps.host) await this.#deps.processes.stopMarked(runnerMark(lost));
        const claimed = await stream.commit('runner', (state) => decided(claim(state, self, lost)));
        if (!claimed.ok) return { ok: false, refusal: claimed.refusal };
        const beat = this.#heartbeat(stream);
        const reason = await job.work().finally(() => beat.dispose());
        await stream.commit('runner', (state) => decided(release(state, self, reason)));
        if (reason !== 'idle' || !(await job.pending())) return ok(undefined);
      }
    } finally {
      await stream.close();
    }
  }

  #heartbeat(stream: RunnerStream): { dispose(): void } {
    let timer: { dispose(): void } | undefined;
    const next = () => {
      timer = this.#deps.clock.after(HEARTBEAT_MS, () => {
        next();
        void stream.commit('runner', () => ({ ok: true, events: [{ type: 'runner_heartbeat' }], value: undefined }));
      });
    };
    next();
    return { dispose: () => timer?.dispose() };
  }

  async #judge(state: RunnerState): Promise<RunnerCondition> {
    const { runner } = state;
    if (!runner) return { is: 'none' };
    if (runner.host !== this.#deps.host) {
      const silent = this.#deps.clock.now() - state.heartbeatAt > SILENT_AFTER_MS;
      return { is: silent ? 'lost' : 'alive', runner };
    }
    return { is: (await this.isDead(runner)) ? 'lost' : 'alive', runner };
  }

  #open(subject: string): Promise<RunnerStream> {
    return openStream(this.#deps.ledger, runnerStream(subject), RUNNER_FOLD);
  }
}

/** Operating systems tell the start of a process in ticks or whole seconds, counted from a boot time that is adjusted. */
const START_TOLERANCE_MS = 2_000;
const sameStart = (a: ProcessIdentity, b: ProcessIdentity) =>
  a.born !== undefined && b.born !== undefined
    ? a.born === b.born
    : Math.abs(a.startedAt - b.startedAt) <= START_TOLERANCE_MS;

export function decided<E>(
  result: Result<readonly E[]>,
):
  | { ok: true; events: readonly E[]; value: undefined }
  | { ok: false; refusal: Extract<Result<never>, { ok: false }>['refusal'] } {
  return result.ok ? { ok: true, events: result.value, value: undefined } : { ok: false, refusal: result.refusal };
}
