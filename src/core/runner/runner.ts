import { ok, type Result, refuse } from '../result';
import { say } from '../sentence';

/** A process of ours that works on one thing, such as `plan/checkout.1`, and outlives the window that started it. */
export interface RunnerIdentity {
  readonly pid: number;
  /** When that process started: a reused pid is never taken for it. */
  readonly startedAt: number;
  readonly host: string;
  /** What names that start for ever, where the system has such a thing: a clock that is set moves `startedAt`. */
  readonly born?: string;
  /** It works inside a program that does other things too, such as the editor: it is waited for, and never ended. */
  readonly guest?: true;
}

export interface RunnerState {
  /** The one that has claimed the work and not ended. It may have died since. */
  readonly runner?: RunnerIdentity;
  readonly heartbeatAt: number;
  /** Why the last one ended. */
  readonly ended?: string;
}

export type RunnerEvent =
  | ({ readonly type: 'runner_started' } & RunnerIdentity)
  | { readonly type: 'runner_heartbeat' }
  | { readonly type: 'runner_ended'; readonly reason: string }
  | { readonly type: 'runner_lost'; readonly pid: number };

export const NO_RUNNER: RunnerState = { heartbeatAt: 0 };

/** What everything that a runner starts carries in its environment. No other runner's is the same, in whatever workspace. */
export const runnerMark = ({ pid, startedAt }: Pick<RunnerIdentity, 'pid' | 'startedAt'>) => `${pid}.${startedAt}`;

export const runnerStream = (subject: string) => `runner/${subject}`;

export function evolveRunner(state: RunnerState, event: RunnerEvent, at: number): RunnerState {
  switch (event.type) {
    case 'runner_started': {
      const { pid, startedAt, host, born, guest } = event;
      const runner = { pid, startedAt, host, ...(born === undefined ? {} : { born }), ...(guest ? { guest } : {}) };
      return { runner, heartbeatAt: at };
    }
    case 'runner_heartbeat':
      return { ...state, heartbeatAt: at };
    case 'runner_ended':
      return { heartbeatAt: at, ended: event.reason };
    case 'runner_lost':
      return { heartbeatAt: at, ended: 'lost' };
    default:
      return state;
  }
}

const sameRunner = (a: RunnerIdentity | undefined, b: RunnerIdentity | undefined): boolean =>
  a !== undefined && b !== undefined && a.pid === b.pid && a.host === b.host && a.startedAt === b.startedAt;

/** One runner a subject. `lost` is a runner that was looked for and is not there any more: its claim is void. */
export function claim(
  state: RunnerState,
  self: RunnerIdentity,
  lost: RunnerIdentity | undefined,
): Result<readonly RunnerEvent[]> {
  const started: RunnerEvent = { type: 'runner_started', ...self };
  if (!state.runner) return ok([started]);
  if (sameRunner(state.runner, lost)) return ok([{ type: 'runner_lost', pid: state.runner.pid }, started]);
  return refuse('already_running', say('Another process works on this already.'), { pid: state.runner.pid });
}

export function release(state: RunnerState, self: RunnerIdentity, reason: string): Result<readonly RunnerEvent[]> {
  return ok(sameRunner(state.runner, self) ? [{ type: 'runner_ended', reason }] : []);
}

export function declareLost(state: RunnerState, lost: RunnerIdentity): Result<readonly RunnerEvent[]> {
  return ok(sameRunner(state.runner, lost) ? [{ type: 'runner_lost', pid: lost.pid }] : []);
}

/** A runner on another machine cannot be looked at; it counts as gone when it has been silent for this long. */
export const HEARTBEAT_MS = 30_000;
export const SILENT_AFTER_MS = 4 * HEARTBEAT_MS;
