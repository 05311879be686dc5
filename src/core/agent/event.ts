import type { Sentence } from '../sentence';
import type { AgentError } from './error';

/** What kind of thing a tool does, in the words of the Agent Client Protocol. */
export type ToolKind =
  | 'read'
  | 'edit'
  | 'delete'
  | 'move'
  | 'search'
  | 'execute'
  | 'think'
  | 'fetch'
  | 'switch_mode'
  | 'other';

export interface ToolCall {
  readonly id: string;
  readonly name: string;
  /** One line for people, such as the command or the file. */
  readonly title: string;
  readonly kind: ToolKind;
  readonly input: string;
}

export type PermissionOptionKind = 'allow_once' | 'allow_always' | 'reject_once' | 'reject_always';

export interface PermissionOption {
  readonly id: string;
  readonly name: string;
  readonly kind: PermissionOptionKind;
}

export interface PermissionRequest {
  readonly id: string;
  readonly title: string;
  readonly kind: ToolKind;
  /** What exactly would be done: a command, a path, a diff. */
  readonly detail: string;
  /** Files that it touches, as far as the agent says. */
  readonly paths: readonly string[];
  readonly toolCall?: string;
  readonly options: readonly PermissionOption[];
}

export interface PlanEntry {
  readonly content: string;
  readonly status: 'pending' | 'in_progress' | 'completed';
}

/** Always what was added since the last one, never a running total. */
export interface Usage {
  /** Without those that came from a cache. */
  readonly inputTokens: number;
  readonly outputTokens: number;
  readonly cachedTokens: number;
  readonly costUsd: number;
}

export const NO_USAGE: Usage = { inputTokens: 0, outputTokens: 0, cachedTokens: 0, costUsd: 0 };

/** An amount as an agent tells it: never less than nothing, and never without end. */
export function counted(value: unknown): number {
  return typeof value === 'number' && Number.isFinite(value) && value > 0 ? value : 0;
}

export function addUsage(a: Usage, b: Usage): Usage {
  return {
    inputTokens: a.inputTokens + b.inputTokens,
    outputTokens: a.outputTokens + b.outputTokens,
    cachedTokens: a.cachedTokens + b.cachedTokens,
    // Costs come as decimals; a sum of many must not grow digits that nobody paid.
    costUsd: Math.round((a.costUsd + b.costUsd) * 1e9) / 1e9,
  };
}

/** What the totals of an agent that only counts upwards mean as an addition. A total that fell began anew. */
export function usageSince(total: Usage, before: Usage): Usage {
  const since = (now: number, then: number) => (now >= then ? now - then : now);
  return {
    inputTokens: since(total.inputTokens, before.inputTokens),
    outputTokens: since(total.outputTokens, before.outputTokens),
    cachedTokens: since(total.cachedTokens, before.cachedTokens),
    costUsd: Math.round(since(total.costUsd, before.costUsd) * 1e9) / 1e9,
  };
}

export type StopReason = 'end_turn' | 'max_tokens' | 'max_turns' | 'refusal' | 'cancelled' | 'error';

/** Everything an agent can say during a turn, whichever protocol it speaks. */
export type AgentEvent =
  | { readonly type: 'session'; readonly session: string; readonly model?: string; readonly agent?: string }
  | { readonly type: 'text'; readonly text: string }
  | { readonly type: 'thinking'; readonly text: string }
  | { readonly type: 'tool_call'; readonly call: ToolCall }
  | { readonly type: 'tool_result'; readonly id: string; readonly ok: boolean; readonly output: string }
  | { readonly type: 'permission'; readonly request: PermissionRequest }
  | { readonly type: 'plan'; readonly entries: readonly PlanEntry[] }
  | {
      readonly type: 'usage';
      readonly usage: Usage;
      readonly context?: { readonly used: number; readonly size: number };
    }
  /** `said` as in `Spoken`, where the words are ours. */
  | { readonly type: 'notice'; readonly text: string; readonly said?: Sentence }
  | { readonly type: 'error'; readonly error: AgentError };

/** How a turn ended. Judged by the agent's own last word; a process that ends without one has crashed. */
export interface TurnEnd {
  readonly stop: StopReason;
  readonly error?: AgentError;
  /** The agent no longer knows the session that was to be resumed; nothing was done. */
  readonly forgotten?: boolean;
}

/** What became of what the agent was asked to do. An answer that was cut short is one. */
export function outcomeOf({ stop }: TurnEnd): 'done' | 'failed' | 'cancelled' {
  if (stop === 'cancelled') return 'cancelled';
  return stop === 'end_turn' || stop === 'max_tokens' ? 'done' : 'failed';
}

export const PREVIEW_LENGTH = 200;

/** The first characters of what a tool was given or answered; never half of a surrogate pair. */
export function preview(text: string, length = PREVIEW_LENGTH): string {
  if (text.length <= length) return text;
  const end = /[\uD800-\uDBFF]/.test(text.charAt(length - 2)) ? length - 2 : length - 1;
  return `${text.slice(0, end)}…`;
}
