import type { AgentError } from '../agent/error';
import type { PermissionRequest, StopReason, ToolKind, Usage } from '../agent/event';
import type { EarlierTalk } from './earlier';
import type { Phase } from './phase';

export type PlanStatus = 'active' | 'complete' | 'cancelled' | 'failed' | 'expired';

/** `requested`: waits for the runner. `lost`: its runner is gone without a last word. */
export type TurnStatus = 'requested' | 'running' | 'done' | 'failed' | 'cancelled' | 'lost';

/** A turn that is tried again has the origin of the first try. */
export type TurnOrigin = 'start' | 'respond' | 'advance' | 'back';

export interface ToolSummary {
  readonly id: string;
  readonly title: string;
  readonly kind: ToolKind;
  readonly input: string;
  readonly output?: string;
  readonly ok?: boolean;
}

export interface Turn {
  readonly n: number;
  readonly phase: string;
  readonly origin: TurnOrigin;
  /** What the person said; empty when a step was taken without words. */
  readonly prompt: string;
  readonly status: TurnStatus;
  /** The trace's records of this turn are those after this number. */
  readonly after: number;
  readonly requestedAt: number;
  readonly endedAt?: number;
  /** The answer, as far as it was received. Empty while the turn runs: until then the trace has it. */
  readonly text: string;
  readonly tools: readonly ToolSummary[];
  readonly usage: Usage;
  readonly stop?: StopReason;
  readonly error?: AgentError;
  /** Something the person should know, such as that the conversation had to be begun anew. */
  readonly notice?: string;
  readonly stopping?: boolean;
  /** The messages that had waited for it, by number; its prompt is made of them. */
  readonly takes?: readonly number[];
  /** A new session of the agent is given the conversation so far. */
  readonly anew?: boolean;
}

/** What a person wrote while the agent was answering: it is said when that answer is complete. */
export interface WaitingMessage {
  readonly n: number;
  readonly text: string;
  readonly by: string;
  readonly at: number;
}

export interface Permission {
  readonly turn: number;
  readonly request: PermissionRequest;
  readonly askedAt: number;
  readonly answer?: { readonly option: string; readonly by: string; readonly at: number };
}

export interface Artifact {
  readonly name: string;
  readonly phase: string;
  readonly version: number;
  /** From the workspace folder, with `/`. */
  readonly path: string;
  readonly turn: number;
}

/** A file that a person has approved to be written, by the names of its contents; `before` null: there was none. */
export interface ApprovedFile {
  readonly path: string;
  readonly before: string | null;
  readonly after: string;
}

export interface PlanState {
  readonly id: string;
  readonly slug: string;
  /** Where the agent works, from the workspace folder, with `/`; '.' is the workspace folder itself. */
  readonly folder: string;
  readonly profile: string;
  readonly phases: readonly Phase[];
  readonly phase: string;
  readonly phasesCompleted: readonly string[];
  /** The agent says that this phase is complete. The person decides. */
  readonly phaseReady: boolean;
  readonly status: PlanStatus;
  readonly statusReason?: string;
  readonly startedAt: number;
  readonly updatedAt: number;
  /** The agent's own name of its session, and the profile that keeps it. */
  readonly agentSession?: { readonly id: string; readonly profile: string; readonly usage: Usage };
  readonly lastTextExcerpt: string;
  /** What was said before the plan began, where it goes on from such a conversation. */
  readonly earlier?: EarlierTalk;
  /** What was approved and is being written; still there when the writing was cut short. */
  readonly finalizing?: readonly ApprovedFile[] | undefined;
  readonly finalPlanPath?: string;
  readonly prdPath?: string;
  readonly turns: readonly Turn[];
  /** In the order in which they were written. */
  readonly waiting: readonly WaitingMessage[];
  /** How many messages have ever waited: the next one's number follows from it. */
  readonly waited: number;
  /** The keys of what was said last, oldest first: whoever says it again, not knowing that it arrived, says nothing. */
  readonly heard: readonly string[];
  readonly permissions: readonly Permission[];
  readonly artifacts: readonly Artifact[];
  readonly usage: Usage;
}

export type PlanEvent =
  | {
      readonly type: 'plan_started';
      readonly id: string;
      readonly slug: string;
      readonly folder: string;
      readonly profile: string;
      readonly phases: readonly Phase[];
      readonly earlier?: EarlierTalk;
    }
  | {
      readonly type: 'turn_requested';
      readonly turn: number;
      readonly origin: TurnOrigin;
      readonly prompt: string;
      readonly takes?: readonly number[];
      readonly anew?: boolean;
      readonly key?: string;
    }
  | {
      readonly type: 'message_waits';
      readonly n: number;
      readonly text: string;
      readonly by: string;
      readonly key?: string;
    }
  | { readonly type: 'message_taken_back'; readonly n: number }
  | { readonly type: 'turn_started'; readonly turn: number; readonly after: number }
  /** `used`: what the session had used before it was ours. */
  | { readonly type: 'agent_session'; readonly session: string; readonly profile: string; readonly used?: Usage }
  | { readonly type: 'turn_notice'; readonly turn: number; readonly notice: string }
  | { readonly type: 'permission_asked'; readonly turn: number; readonly request: PermissionRequest }
  | { readonly type: 'permission_answered'; readonly id: string; readonly option: string; readonly by: string }
  | { readonly type: 'stop_requested'; readonly turn: number }
  | {
      readonly type: 'artifact_saved';
      readonly name: string;
      readonly version: number;
      readonly path: string;
      readonly turn: number;
    }
  | {
      readonly type: 'turn_ended';
      readonly turn: number;
      readonly status: Exclude<TurnStatus, 'requested' | 'running'>;
      readonly text: string;
      readonly tools: readonly ToolSummary[];
      readonly usage: Usage;
      readonly stop?: StopReason;
      readonly error?: AgentError;
    }
  | { readonly type: 'phase_ready'; readonly phase: string }
  | { readonly type: 'phase_advanced'; readonly from: string; readonly to: string }
  | { readonly type: 'phase_reopened'; readonly from: string; readonly to: string; readonly reason: string }
  | { readonly type: 'profile_changed'; readonly profile: string }
  | { readonly type: 'final_approved'; readonly files: readonly ApprovedFile[] }
  | { readonly type: 'plan_finalized'; readonly finalPlanPath: string; readonly prdPath?: string }
  | { readonly type: 'plan_cancelled' }
  | { readonly type: 'plan_failed'; readonly reason: string }
  | { readonly type: 'plan_expired' }
  | { readonly type: 'plan_resumed' };

export const PLAN_FOLD_VERSION = 3;

export const planStream = (id: string) => `plan/${id}`;

/**
 * A plan's id holds its project and a number, so that two windows that begin a plan at the same moment
 * write to the same stream and one of them finds the other's.
 */
export const planId = (slug: string, number: number) => `${slug.toLowerCase()}.${number}`;

export function numberOfPlan(id: string, slug: string): number | undefined {
  const prefix = `${slug.toLowerCase()}.`;
  if (!id.startsWith(prefix)) return undefined;
  const number = id.slice(prefix.length);
  return /^[1-9]\d*$/.test(number) ? Number(number) : undefined;
}

export function runningTurn(plan: PlanState): Turn | undefined {
  return plan.turns.find((turn) => turn.status === 'running' || turn.status === 'requested');
}

export function pendingPermissions(plan: PlanState): readonly Permission[] {
  const running = runningTurn(plan);
  return running
    ? plan.permissions.filter((permission) => permission.turn === running.n && permission.answer === undefined)
    : [];
}

export function nextPhase(plan: PlanState): Phase | undefined {
  return plan.phases[plan.phases.findIndex((phase) => phase.name === plan.phase) + 1];
}

/** The newest version of each document, in the order of the phases. */
export function currentArtifacts(plan: PlanState): readonly Artifact[] {
  const newest = new Map<string, Artifact>();
  for (const artifact of plan.artifacts) newest.set(artifact.name, artifact);
  const rank = (artifact: Artifact) => plan.phases.findIndex((phase) => phase.name === artifact.phase);
  return [...newest.values()].sort((a, b) => rank(a) - rank(b));
}
