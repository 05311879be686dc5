import type { ContentBlock, SessionNotification, ToolCallContent, ToolCallUpdate } from '@agentclientprotocol/sdk';
import { type AgentError, kindOfMessage, wordsOfApi } from '../../core/agent/error';
import { type AgentEvent, counted, NO_USAGE, type ToolKind, type Usage, usageSince } from '../../core/agent/event';
import { say, textOf as wordsOf } from '../../core/sentence';

/** Turns `session/update` into events. Remembers what it must: which calls were told, and totals that only count upwards. */
export class AcpUpdates {
  readonly #calls = new Map<string, { title: string; name: string; kind: ToolKind; input: string; done: boolean }>();
  #costUsd: number;

  constructor(used: Usage) {
    this.#costUsd = used.costUsd;
  }

  *read({ update }: SessionNotification): Generator<AgentEvent> {
    switch (update.sessionUpdate) {
      case 'agent_message_chunk':
        yield { type: 'text', text: textOf(update.content) };
        return;
      case 'agent_thought_chunk':
        yield { type: 'thinking', text: textOf(update.content) };
        return;
      case 'tool_call':
      case 'tool_call_update':
        yield* this.tool(update);
        return;
      case 'plan':
        yield { type: 'plan', entries: update.entries.map(({ content, status }) => ({ content, status })) };
        return;
      case 'usage_update':
        yield* this.#usage(update.used, update.size, update.cost?.currency === 'USD' ? update.cost.amount : undefined);
        return;
      default:
        // Commands, modes and options of the agent are no part of a conversation.
        return;
    }
  }

  /** The first word about a call may be an update or a permission request; some agents send nothing else. */
  *tool(update: ToolCallUpdate): Generator<AgentEvent> {
    const id = update.toolCallId;
    const before = this.#calls.get(id);
    const title = update.title ?? before?.title ?? update.name ?? 'Tool';
    const input = update.rawInput === undefined ? (before?.input ?? '') : inputOf(update.rawInput);
    const call = {
      title,
      name: update.name ?? before?.name ?? title,
      kind: update.kind ?? before?.kind ?? 'other',
      input,
      done: before?.done ?? false,
    };
    this.#calls.set(id, call);
    if (!before || before.title !== title || before.input !== input)
      yield { type: 'tool_call', call: { id, name: call.name, title, kind: call.kind, input } };
    const over = update.status === 'completed' || update.status === 'failed';
    if (!over || call.done) return;
    call.done = true;
    yield { type: 'tool_result', id, ok: update.status === 'completed', output: outputOf(update) };
  }

  *#usage(used: number, size: number, costUsd: number | undefined): Generator<AgentEvent> {
    const total = { ...NO_USAGE, costUsd: costUsd === undefined ? this.#costUsd : counted(costUsd) };
    const usage = usageSince(total, { ...NO_USAGE, costUsd: this.#costUsd });
    this.#costUsd = total.costUsd;
    yield { type: 'usage', usage, context: { used, size } };
  }
}

function textOf(block: ContentBlock): string {
  if (block.type === 'text') return block.text;
  if (block.type === 'resource_link') return `[${block.name}](${block.uri})`;
  return block.type === 'resource' ? '' : `[${block.type}]`;
}

/** The one thing that matters of a tool's input, when there is one. */
export function inputOf(input: unknown): string {
  if (typeof input === 'string') return input;
  if (typeof input !== 'object' || input === null || Object.keys(input).length === 0) return '';
  const { command } = input as { command?: unknown };
  return typeof command === 'string' ? command : JSON.stringify(input);
}

/** What the tool really said, where the agent tells; the content is how the agent would show it, fences and all. */
function outputOf({ content, rawOutput }: ToolCallUpdate): string {
  if (typeof rawOutput === 'string' && rawOutput !== '') return rawOutput;
  const text = contentText(content ?? []);
  return text !== '' || rawOutput === undefined || rawOutput === '' ? text : JSON.stringify(rawOutput);
}

export function contentText(content: readonly ToolCallContent[]): string {
  return content
    .map((part) => {
      if (part.type === 'content') return textOf(part.content);
      if (part.type === 'diff') return `${part.path}\n${part.newText}`;
      return '';
    })
    .filter((text) => text !== '')
    .join('\n');
}

/** Files that a request or call touches, as far as it says. */
export function pathsOf({ locations, content }: ToolCallUpdate): readonly string[] {
  const diffs = (content ?? []).flatMap((part) => (part.type === 'diff' ? [part.path] : []));
  return [...new Set([...(locations ?? []).map(({ path }) => path), ...diffs])];
}

/** The token counts of a prompt's answer: the field is not stable yet, and some agents put them into `_meta`. */
export function tokensOf(response: unknown): Usage | undefined {
  const { usage, _meta } = (response ?? {}) as { usage?: unknown; _meta?: { quota?: { token_count?: unknown } } };
  const counts = (usage ?? _meta?.quota?.token_count) as Record<string, unknown> | undefined;
  if (!counts) return undefined;
  const count = (...names: readonly string[]) =>
    counted(names.map((name) => counts[name]).find((each) => typeof each === 'number'));
  return {
    inputTokens: count('inputTokens', 'input_tokens'),
    outputTokens: count('outputTokens', 'output_tokens'),
    cachedTokens: count('cachedReadTokens', 'cachedInputTokens', 'cached_input_tokens'),
    costUsd: 0,
  };
}

const AUTH_REQUIRED = -32_000;

/** The protocol has no kinds of errors; the code says "sign in", the rest has to be read. */
export function errorOf(error: unknown): AgentError {
  const { code, message, data } = (error ?? {}) as { code?: unknown; message?: unknown; data?: unknown };
  const said =
    typeof message === 'string' && message !== ''
      ? message
      : wordsOf(say('The agent reported error {code}.', { code: String(code) }));
  const more = detailOf(data);
  const text = more && !said.includes(more) ? `${said}: ${more}` : said;
  const kind = kindOfMessage(text);
  return { kind: code === AUTH_REQUIRED && kind === 'unknown' ? 'auth' : kind, message: wordsOfApi(text) };
}

function detailOf(data: unknown): string {
  if (typeof data === 'string') return data;
  if (typeof data !== 'object' || data === null) return '';
  const { details, message, error } = data as Record<string, unknown>;
  const found = [details, message, error].find((value) => typeof value === 'string');
  return typeof found === 'string' ? found : '';
}
