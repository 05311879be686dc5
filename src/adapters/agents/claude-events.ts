import { type AgentError, type AgentErrorKind, kindOfMessage, kindOfStatus } from '../../core/agent/error';
import {
  type AgentEvent,
  counted,
  NO_USAGE,
  type ToolKind,
  type TurnEnd,
  type Usage,
  usageSince,
} from '../../core/agent/event';
import { asIs, say, spoken, textOf } from '../../core/sentence';
import { inputOf } from './acp-updates';

type Line = Record<string, unknown>;

const record = (value: unknown): Line => (typeof value === 'object' && value !== null ? (value as Line) : {});
const text = (value: unknown): string => (typeof value === 'string' ? value : '');
const list = (value: unknown): readonly Line[] => (Array.isArray(value) ? value.map(record) : []);

/**
 * Turns the lines of Claude Code's stream-json into events. Keys come in any order and types are an open set: what is not
 * known is passed over.
 */
export class ClaudeEvents {
  /** Messages whose text arrived in pieces; the whole that follows says nothing new. */
  readonly #streamed = new Set<string>();
  #total: Usage;
  #apiError: AgentErrorKind | undefined;
  #retryAt: number | undefined;
  #told = '';

  constructor(used: Usage) {
    this.#total = used;
  }

  /** A new turn in the same process. */
  begin(): void {
    this.#apiError = undefined;
    this.#retryAt = undefined;
    this.#told = '';
  }

  *read(line: Line): Generator<AgentEvent> {
    switch (line.type) {
      case 'system':
        yield* this.#system(line);
        return;
      case 'stream_event':
        if (!line.parent_tool_use_id) yield* this.#piece(record(line.event));
        return;
      case 'assistant':
        yield* this.#assistant(line);
        return;
      case 'user':
        yield* this.#results(record(line.message));
        return;
      case 'rate_limit_event': {
        const { status, resetsAt } = record(line.rate_limit_info);
        if (status !== 'rejected') return;
        this.#apiError = 'rate_limit';
        if (typeof resetsAt === 'number') this.#retryAt = resetsAt * 1000;
        return;
      }
      default:
        return;
    }
  }

  *#system(line: Line): Generator<AgentEvent> {
    if (line.subtype === 'init') {
      const session = text(line.session_id);
      if (session === '') return;
      const model = text(line.model);
      const version = text(line.claude_code_version);
      yield {
        type: 'session',
        session,
        ...(model ? { model } : {}),
        agent: `Claude Code${version ? ` ${version}` : ''}`,
      };
    } else if (line.subtype === 'api_retry') {
      const kind = kindOfStatus(counted(line.error_status)) ?? 'network';
      const why = say('The provider did not answer ({error}). Attempt {attempt} of {most}.', {
        error: text(line.error) || String(line.error_status),
        attempt: counted(line.attempt),
        most: counted(line.max_retries),
      });
      yield { type: 'error', error: { kind, ...spoken(why) } };
    } else if (line.subtype === 'permission_denied') {
      const words = text(line.message);
      yield words ? { type: 'notice', text: words } : notAllowed(text(line.tool_name));
    } else if (line.subtype === 'informational' && text(line.content) !== '') {
      yield { type: 'notice', text: text(line.content) };
    }
  }

  *#piece(event: Line): Generator<AgentEvent> {
    if (event.type === 'message_start') {
      this.#streamed.add(text(record(event.message).id));
      return;
    }
    if (event.type !== 'content_block_delta') return;
    const delta = record(event.delta);
    if (delta.type === 'text_delta') yield { type: 'text', text: text(delta.text) };
    else if (delta.type === 'thinking_delta') yield { type: 'thinking', text: text(delta.thinking) };
  }

  *#assistant(line: Line): Generator<AgentEvent> {
    if (line.error !== undefined || line.is_api_error_message === true) {
      this.#apiError = kindOfApiError(text(line.error), counted(line.api_error_status));
      return;
    }
    const message = record(line.message);
    const inside = Boolean(line.parent_tool_use_id);
    const streamed = this.#streamed.has(text(message.id));
    for (const block of list(message.content)) {
      if (block.type === 'tool_use') yield toolCall(block);
      else if (inside || streamed) continue;
      else if (block.type === 'text') {
        // Blocks of one message come as lines of their own, without what stood between them.
        const gap = this.#told !== '' && this.#told !== text(message.id) ? '\n\n' : '';
        this.#told = text(message.id);
        yield { type: 'text', text: gap + text(block.text) };
      } else if (block.type === 'thinking') yield { type: 'thinking', text: text(block.thinking) };
    }
  }

  *#results(message: Line): Generator<AgentEvent> {
    for (const block of list(message.content)) {
      if (block.type !== 'tool_result') continue;
      const content = Array.isArray(block.content)
        ? list(block.content)
            .map((part) => text(part.text))
            .join('\n')
        : text(block.content);
      yield { type: 'tool_result', id: text(block.tool_use_id), ok: block.is_error !== true, output: content };
    }
  }

  /** The last word of a turn. Success is `is_error: false`, never the subtype or the exit code. */
  end(line: Line): { readonly events: readonly AgentEvent[]; readonly end: TurnEnd } {
    const events: AgentEvent[] = [];
    const usage = this.#spent(line);
    if (usage && spentAnything(usage)) events.push({ type: 'usage', usage });
    const stop = text(line.stop_reason);
    if (line.is_error !== true) {
      if (stop === 'refusal') {
        const words = text(line.result);
        const why = words ? asIs(words) : say('The model refused to answer.');
        return { events, end: { stop: 'refusal', error: { kind: 'refused', ...spoken(why) } } };
      }
      return { events, end: { stop: stop === 'max_tokens' ? 'max_tokens' : 'end_turn' } };
    }
    const error = this.#errorOf(line);
    if (error.kind === 'cancelled') return { events, end: { stop: 'cancelled' } };
    if (error.kind === 'max_turns') return { events, end: { stop: 'max_turns', error } };
    if (error.kind === 'refused') return { events, end: { stop: 'refusal', error } };
    const forgotten = /no conversation found/i.test(error.message);
    return { events, end: { stop: 'error', error, ...(forgotten ? { forgotten } : {}) } };
  }

  #errorOf(line: Line): AgentError {
    const errors = Array.isArray(line.errors) ? line.errors.filter((each) => typeof each === 'string') : [];
    const message = text(line.result) || errors.join('\n') || textOf(say('Claude Code reported an error.'));
    const retry = this.#retryAt === undefined ? {} : { retryAt: this.#retryAt };
    return { kind: this.#kindOf(line, message), message, ...retry };
  }

  #kindOf(line: Line, message: string): AgentErrorKind {
    const reason = text(line.terminal_reason);
    if (line.subtype === 'error_max_turns' || reason === 'max_turns') return 'max_turns';
    if (line.subtype === 'error_max_budget_usd' || reason === 'budget_exhausted') return 'budget';
    if (reason === 'prompt_too_long' || reason === 'blocking_limit') return 'context_overflow';
    if (reason.startsWith('aborted')) return 'cancelled';
    if (line.stop_reason === 'refusal') return 'refused';
    if (this.#apiError && this.#apiError !== 'unknown') return this.#apiError;
    const status = kindOfStatus(counted(line.api_error_status));
    const words = kindOfMessage(message);
    if (words === 'quota' || words === 'context_overflow') return words;
    if (status) return status;
    // An error of the API without a status: the connection broke.
    if (reason === 'api_error' && !line.api_error_status) return words === 'unknown' ? 'network' : words;
    return words;
  }

  /** Costs and tokens only count upwards, over every turn and every resume. */
  #spent(line: Line): Usage | undefined {
    if (typeof line.total_cost_usd !== 'number' && line.modelUsage === undefined) return undefined;
    const total = Object.values(record(line.modelUsage))
      .map(record)
      .reduce<Usage>(
        (sum, model) => ({
          inputTokens: sum.inputTokens + counted(model.inputTokens),
          outputTokens: sum.outputTokens + counted(model.outputTokens),
          cachedTokens: sum.cachedTokens + counted(model.cacheReadInputTokens),
          costUsd: sum.costUsd,
        }),
        { ...NO_USAGE, costUsd: counted(line.total_cost_usd) },
      );
    const since = usageSince(total, this.#total);
    this.#total = total;
    return since;
  }
}

const spentAnything = ({ inputTokens, outputTokens, cachedTokens, costUsd }: Usage): boolean =>
  inputTokens + outputTokens + cachedTokens + costUsd > 0;

function kindOfApiError(error: string, status: number): AgentErrorKind {
  switch (error) {
    case 'authentication_failed':
    case 'oauth_org_not_allowed':
    case 'account_on_hold':
    case 'verification_required':
    case 'cloud_credential_error':
      return 'auth';
    case 'billing_error':
      return 'quota';
    case 'rate_limit':
      return 'rate_limit';
    case 'overloaded':
      return 'overloaded';
    case 'server_error':
      // Also said of a connection that broke; then there is no status, and the words tell.
      return status >= 500 ? 'overloaded' : 'unknown';
    default:
      return kindOfStatus(status) ?? 'unknown';
  }
}

const KINDS: Readonly<Record<string, ToolKind>> = {
  Read: 'read',
  NotebookRead: 'read',
  LS: 'read',
  Glob: 'search',
  Grep: 'search',
  ToolSearch: 'search',
  Edit: 'edit',
  MultiEdit: 'edit',
  Write: 'edit',
  NotebookEdit: 'edit',
  Bash: 'execute',
  Task: 'think',
  TodoWrite: 'think',
  WebFetch: 'fetch',
  WebSearch: 'fetch',
};

export const kindOfTool = (name: string): ToolKind => KINDS[name] ?? 'other';

/** What a tool is about, in one line. */
export function titleOfTool(name: string, input: Line): string {
  const about = [input.command, input.file_path, input.notebook_path, input.pattern, input.url, input.query]
    .concat(input.description)
    .find((value) => typeof value === 'string' && value !== '');
  return typeof about === 'string' ? `${name}: ${about.split('\n', 1)[0]}` : name;
}

export function pathsOfTool(input: Line): readonly string[] {
  return [input.file_path, input.notebook_path, input.path].filter((value) => typeof value === 'string');
}

function toolCall(block: Line): AgentEvent {
  const name = text(block.name);
  const input = record(block.input);
  return {
    type: 'tool_call',
    call: {
      id: text(block.id),
      name,
      title: titleOfTool(name, input),
      kind: kindOfTool(name),
      input: inputOf(block.input),
    },
  };
}

function notAllowed(tool: string): AgentEvent {
  const said = say('{tool} was not allowed.', { tool });
  return { type: 'notice', text: textOf(said), said };
}
