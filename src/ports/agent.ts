import type { AgentErrorKind } from '../core/agent/error';
import type { AgentEvent, TurnEnd, Usage } from '../core/agent/event';
import type { AgentProfile } from '../core/agent/profile';
import type { ProfileFault } from '../core/agent/profile-fault';
import type { Result } from '../core/result';

export interface OpenSession {
  readonly profile: AgentProfile;
  /** Where the agent works. */
  readonly folder: string;
  /** The agent's own name of a session to go on with; a new one is begun when it is undefined. */
  readonly resume?: string;
  /** What the session that is resumed has used so far: agents that count upwards count it again. */
  readonly used?: Usage;
  /** Added to the environment of the agent and all that it starts, such as SIGNALBOX_TASK. */
  readonly env?: Readonly<Record<string, string>>;
}

/** One conversation with an agent. */
export interface AgentSession {
  /** The agent's own name of this session, for resuming; undefined while it has not told. */
  readonly id: string | undefined;
  /** False when its process is gone: open the session again to go on. */
  readonly alive: boolean;
  /** Whether the agent knows the earlier turns; one that does not is told them each time. */
  readonly remembers: boolean;
  /**
   * One turn; a second one while it runs is a bug of the caller. Events arrive in order, and none after the promise
   * has resolved. Never rejects: what goes wrong is an `error` event and the end of the turn.
   */
  prompt(text: string, emit: (event: AgentEvent) => void): Promise<TurnEnd>;
  /** Answers a permission request of the running turn. False when nothing waits under that id (any more). */
  answer(request: string, option: string): boolean;
  /**
   * Stops the running turn at once, with every process that it started; `prompt` resolves with `cancelled` within two
   * seconds. The session may have to be opened again afterwards.
   */
  cancel(): Promise<void>;
  /** Ends the agent and everything that it started. The conversation can be resumed where the agent keeps it. */
  close(): Promise<void>;
}

/** Opens sessions of the profiles whose adapter it knows. `cannot_resume`: begin a new session and tell it what was said. */
export interface Agents {
  open(request: OpenSession): Promise<Result<AgentSession, AgentErrorKind | ProfileFault | 'cannot_resume'>>;
  /** Tries a profile without asking a model anything. */
  test(profile: AgentProfile, folder: string): Promise<Result<ProfileReport, AgentErrorKind | ProfileFault>>;
}

export interface ProfileReport {
  /** What answered, such as "Claude Code 2.1.329". */
  readonly agent: string;
  /** Whether a conversation can be resumed after the agent has ended. */
  readonly canResume: boolean;
}
