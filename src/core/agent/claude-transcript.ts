import type { SaidBefore } from '../plan/earlier';
import type { Usage } from './event';

// Claude Code's own transcripts. Their format is not documented and changes often: whatever is not understood is passed over.

/** What a session has used so far; the newest such line counts, for it only grows. */
export function readTranscriptCost(line: string): Usage | undefined {
  if (!line.includes('"cost-state"')) return undefined;
  const { type, totalCostUSD, modelUsage } = parsed(line) ?? {};
  if (type !== 'cost-state') return undefined;
  const models = typeof modelUsage === 'object' && modelUsage !== null ? Object.values(modelUsage) : [];
  const sum = (field: string) =>
    models.reduce((total: number, model: unknown) => total + count((model as Record<string, unknown>)?.[field]), 0);
  return {
    inputTokens: sum('inputTokens'),
    outputTokens: sum('outputTokens'),
    cachedTokens: sum('cacheReadInputTokens'),
    costUsd: count(totalCostUSD),
  };
}

const count = (value: unknown): number => (typeof value === 'number' && Number.isFinite(value) ? value : 0);

function parsed(line: string): Record<string, unknown> | undefined {
  try {
    const value: unknown = JSON.parse(line);
    return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : undefined;
  } catch {
    return undefined;
  }
}

/** A line, as far as it matters: every line with an id may stand between two messages. */
export interface TranscriptEntry {
  readonly id: string;
  readonly parent: string | undefined;
  readonly cwd: string | undefined;
  readonly message: SaidBefore | undefined;
}

const LONGEST_NAME = 200;

/** The folder below `projects/` in which Claude Code keeps the sessions of a working folder. Several folders may share one. */
export function transcriptFolder(cwd: string): string {
  const name = cwd.replace(/[^a-zA-Z0-9]/g, '-');
  if (name.length <= LONGEST_NAME) return name;
  let hash = 0;
  for (let index = 0; index < cwd.length; index += 1) hash = (Math.imul(hash, 31) + cwd.charCodeAt(index)) | 0;
  return `${name.slice(0, LONGEST_NAME)}-${Math.abs(hash).toString(36)}`;
}

/** Undefined for lines that are no part of a conversation. */
export function readTranscriptLine(line: string): TranscriptEntry | undefined {
  // Most of a file is snapshots of prompts, which are large and have no place in the conversation.
  if (!line.includes('"uuid"')) return undefined;
  const value = parsed(line);
  if (!value) return undefined;
  const { uuid, parentUuid, logicalParentUuid, cwd } = value;
  if (typeof uuid !== 'string' || value.isSidechain === true) return undefined;
  // Where Claude Code summed up what was said, the chain begins anew and names what it really follows.
  const parent = parentUuid ?? logicalParentUuid;
  return {
    id: uuid,
    parent: typeof parent === 'string' ? parent : undefined,
    cwd: typeof cwd === 'string' ? cwd : undefined,
    message: messageOf(value),
  };
}

function messageOf(line: Record<string, unknown>): SaidBefore | undefined {
  const { type, message, isMeta, isCompactSummary, isApiErrorMessage, toolUseResult, timestamp } = line;
  if (type !== 'user' && type !== 'assistant') return undefined;
  if (isMeta === true || isCompactSummary === true || isApiErrorMessage === true || toolUseResult !== undefined)
    return undefined;
  const { content } = (message ?? {}) as { content?: unknown };
  const text = textOf(content);
  if (text === undefined || text === '') return undefined;
  if (type === 'user' && /^\[Request interrupted/.test(text)) return undefined;
  const at = typeof timestamp === 'string' ? Date.parse(timestamp) : Number.NaN;
  return { role: type, text, at: Number.isFinite(at) ? at : 0 };
}

const WRAPPERS =
  /<(system-reminder|command-name|command-message|command-args|local-command-stdout|local-command-stderr|bash-input|bash-stdout|bash-stderr|ide_[a-z_]+|user-prompt-submit-hook|task-notification)\b[^>]*>[\s\S]*?<\/\1>/g;

function textOf(content: unknown): string | undefined {
  if (typeof content === 'string') return unwrapped(content);
  if (!Array.isArray(content)) return undefined;
  const parts = content as readonly { readonly type?: unknown; readonly text?: unknown }[];
  if (parts.some((part) => part?.type === 'tool_result')) return undefined;
  return unwrapped(
    parts.map((part) => (part?.type === 'text' && typeof part.text === 'string' ? part.text : '')).join('\n'),
  );
}

const unwrapped = (text: string) => text.replace(WRAPPERS, '').trim();

/** The conversation: the chain of parents from the newest entry back. Blocks of one answer come as entries of their own. */
export function conversationOf(entries: readonly TranscriptEntry[]): readonly SaidBefore[] {
  const byId = new Map(entries.map((entry) => [entry.id, entry]));
  const chain: SaidBefore[] = [];
  const seen = new Set<string>();
  const last = entries.findLast((entry) => entry.message !== undefined);
  for (
    let entry = last;
    entry && !seen.has(entry.id);
    entry = entry.parent === undefined ? undefined : byId.get(entry.parent)
  ) {
    seen.add(entry.id);
    if (entry.message) chain.push(entry.message);
  }
  const messages: SaidBefore[] = [];
  for (const message of chain.reverse()) {
    const before = messages.at(-1);
    if (before?.role === 'assistant' && message.role === 'assistant')
      messages[messages.length - 1] = { ...before, text: `${before.text}\n\n${message.text}` };
    else messages.push(message);
  }
  return messages;
}
