import type { AgentErrorKind } from '../core/agent/error';
import type { PermissionOptionKind, ToolKind } from '../core/agent/event';
import type { PlanStatus, TurnOrigin, TurnStatus } from '../core/plan/model';

/** What an agent's turn consists of, in the order in which it arrived. */
export type TurnBlock =
  /** As the agent wrote it, with the marks of `core/plan/reply` in it. */
  | { readonly kind: 'text'; readonly text: string }
  | { readonly kind: 'thinking'; readonly text: string }
  | { readonly kind: 'notice'; readonly text: string }
  /** So many steps were here: a turn of thousands shows its newest. */
  | { readonly kind: 'left_out'; readonly steps: number }
  | {
      readonly kind: 'tool';
      readonly id: string;
      readonly title: string;
      readonly tool: ToolKind;
      readonly input: string;
      readonly output?: string;
      readonly ok?: boolean;
      /** How long it took. */
      readonly ms?: number;
    };

export interface TurnView {
  readonly n: number;
  readonly phase: string;
  readonly origin: TurnOrigin;
  readonly prompt: string;
  readonly status: TurnStatus;
  readonly stopping: boolean;
  readonly requestedAt: number;
  readonly endedAt: number | null;
  readonly costUsd: number;
  readonly blocks: readonly TurnBlock[];
  readonly notice: string | null;
  /** What went wrong, and what the person can do. */
  readonly error: TroubleView | null;
}

export interface TroubleView {
  readonly kind: AgentErrorKind;
  readonly message: string;
  readonly advice: string;
  /** When it is worth trying again, if the agent said so. */
  readonly retryAt: number | null;
}

/** What was written while the agent was answering. */
export interface WaitingView {
  readonly n: number;
  readonly text: string;
  readonly by: string;
}

export interface PhaseView {
  readonly name: string;
  readonly title: string;
  readonly state: 'done' | 'now' | 'later';
}

export interface PermissionView {
  readonly id: string;
  readonly title: string;
  readonly kind: ToolKind;
  readonly detail: string;
  readonly options: readonly { readonly id: string; readonly name: string; readonly kind: PermissionOptionKind }[];
}

export interface ArtifactView {
  readonly name: string;
  readonly version: number;
  readonly path: string;
}

export interface ReviewView {
  readonly files: readonly {
    readonly path: string;
    readonly change: 'new' | 'replaced' | 'same';
    /** Lines. */
    readonly added: number;
    readonly removed: number;
  }[];
}

/** Names a plan of a window: the same id may exist in two workspace folders. */
export type PlanRef = string;

export interface PlanHead {
  readonly ref: PlanRef;
  readonly slug: string;
  readonly status: PlanStatus;
  readonly statusReason: string | null;
  readonly profile: string;
  readonly phases: readonly PhaseView[];
  /** The agent says that the phase is complete. */
  readonly ready: boolean;
  readonly isLastPhase: boolean;
  readonly startedAt: number;
  readonly updatedAt: number;
  readonly costUsd: number;
  readonly tokens: number;
  readonly permissions: readonly PermissionView[];
  readonly waiting: readonly WaitingView[];
  /** The keys of what was said last: whatever a page still holds of it is done with. */
  readonly heard: readonly string[];
  /** What finalizing would write, and waits to be approved in this window. */
  readonly review: ReviewView | null;
  /** It was approved, and the writing was cut short. */
  readonly unfinished: boolean;
  readonly artifacts: readonly ArtifactView[];
}

/** What was said before a plan, with an agent's own program. */
export interface SaidView {
  readonly role: 'user' | 'assistant';
  readonly text: string;
  readonly at: number;
}

/** A conversation that an agent's own program kept, from which a plan can go on. */
export interface EarlierRow {
  readonly session: string;
  readonly title: string;
  readonly messages: number;
  readonly updatedAt: number;
}

export interface ShownPlan {
  readonly head: PlanHead;
  /** Where the plan goes on from an earlier conversation. */
  readonly earlier: readonly SaidView[];
  readonly turns: readonly TurnView[];
}

export interface PlanRow {
  readonly ref: PlanRef;
  readonly slug: string;
  readonly status: PlanStatus;
  /** The title of the phase that it is in. */
  readonly phase: string;
  readonly profile: string;
  readonly turns: number;
  readonly running: boolean;
  readonly costUsd: number;
  readonly updatedAt: number;
  readonly excerpt: string;
}

/** A project for which a plan can be begun. */
export interface ProjectChoice {
  readonly slug: string;
  readonly description: string;
  /** Approved, running or complete: the button says "Re-plan" and asks first. */
  readonly committed: boolean;
}

export interface ProfileChoice {
  readonly name: string;
  /** Such as `claude` or `acp`. */
  readonly adapter: string;
  readonly isDemo: boolean;
  /** What is typed in a terminal to sign in, where it is known. */
  readonly signIn: string | null;
}

export interface PlanModel {
  readonly plans: readonly PlanRow[];
  readonly projects: readonly ProjectChoice[];
  readonly profiles: readonly ProfileChoice[];
  readonly shown: ShownPlan | null;
}

export type ToolBlock = Extract<TurnBlock, { kind: 'tool' }>;

/** What came since the last patch, in its order: words go on the end of a last block of their kind, a tool in its place. */
export type Growth =
  | { readonly turn: number; readonly kind: 'text' | 'thinking'; readonly text: string }
  | { readonly turn: number; readonly kind: 'tool'; readonly tool: ToolBlock };

export interface PlanPatch {
  readonly plans?: readonly PlanRow[];
  readonly projects?: readonly ProjectChoice[];
  readonly profiles?: readonly ProfileChoice[];
  readonly head?: PlanHead;
  /** New or changed turns, whole. */
  readonly turns?: readonly TurnView[];
  readonly grown?: readonly Growth[];
}

export function applyPlanPatch(model: PlanModel, patch: PlanPatch): PlanModel {
  const { plans = model.plans, projects = model.projects, profiles = model.profiles } = patch;
  const shown = model.shown && {
    earlier: model.shown.earlier,
    head: patch.head ?? model.shown.head,
    turns: grow(upsert(model.shown.turns, patch.turns ?? []), patch.grown ?? []),
  };
  return { plans, projects, profiles, shown };
}

function upsert(turns: readonly TurnView[], changed: readonly TurnView[]): readonly TurnView[] {
  if (changed.length === 0) return turns;
  const byNumber = new Map(turns.map((turn) => [turn.n, turn]));
  for (const turn of changed) byNumber.set(turn.n, turn);
  return [...byNumber.values()].sort((a, b) => a.n - b.n);
}

export function grow(turns: readonly TurnView[], grown: readonly Growth[]): readonly TurnView[] {
  if (grown.length === 0) return turns;
  const byTurn = Map.groupBy(grown, ({ turn }) => turn);
  return turns.map((turn) => {
    const more = byTurn.get(turn.n);
    return more ? { ...turn, blocks: more.reduce<TurnBlock[]>(growBlocks, [...turn.blocks]) } : turn;
  });
}

/** Changes the list that it is given; the blocks in it stay as they are. */
function growBlocks(blocks: TurnBlock[], growth: Growth): TurnBlock[] {
  if (growth.kind === 'tool') {
    const at = blocks.findLastIndex((block) => block.kind === 'tool' && block.id === growth.tool.id);
    if (at >= 0) blocks[at] = growth.tool;
    else blocks.push(growth.tool);
    return blocks;
  }
  const { kind, text } = growth;
  const last = blocks.at(-1);
  if (last?.kind === kind) blocks[blocks.length - 1] = { kind, text: last.text + text };
  else blocks.push({ kind, text });
  return blocks;
}
