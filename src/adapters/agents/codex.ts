import { kindOfMessage } from '../../core/agent/error';
import {
  type AgentEvent,
  counted,
  NO_USAGE,
  type ToolKind,
  type TurnEnd,
  type Usage,
  usageSince,
} from '../../core/agent/event';
import type { AgentProfile, PermissionPolicy } from '../../core/agent/profile';
import { ok, type Result } from '../../core/result';
import { asIs, say, spoken } from '../../core/sentence';
import type { AgentSession, OpenSession } from '../../ports/agent';
import type { Processes } from '../../ports/processes';
import type { ChildSpec } from './child';
import { parseLine } from './lines';
import { OneShot, type OneShotReader } from './one-shot';
import { checkCommand, type TestCode } from './probe';

type Line = Record<string, unknown>;
const record = (value: unknown): Line => (typeof value === 'object' && value !== null ? (value as Line) : {});
const text = (value: unknown): string => (typeof value === 'string' ? value : '');

/** `exec` cannot ask: what is not allowed beforehand is kept from it by its own sandbox. */
const SANDBOX: Readonly<Record<PermissionPolicy, string>> = {
  ask: 'read-only',
  none: 'read-only',
  edits: 'workspace-write',
  all: 'danger-full-access',
};

/** `codex exec --json`: one process for each turn, the thread resumed by its id. */
class CodexSession implements AgentSession {
  readonly remembers = true;
  readonly alive = true;
  readonly #spec: ChildSpec;
  readonly #profile: AgentProfile;
  readonly #shot: OneShot;
  #id: string | undefined;
  #total: Usage;

  constructor(spec: ChildSpec, request: OpenSession, processes: Processes) {
    this.#spec = spec;
    this.#profile = request.profile;
    this.#shot = new OneShot(processes);
    this.#id = request.resume;
    this.#total = request.used ?? NO_USAGE;
  }

  get id(): string | undefined {
    return this.#id;
  }

  async prompt(prompt: string, emit: (event: AgentEvent) => void): Promise<TurnEnd> {
    const { model, permissions = 'ask' } = this.#profile;
    const args = [
      ...this.#spec.args,
      'exec',
      '--json',
      '--skip-git-repo-check',
      ...['--sandbox', SANDBOX[permissions]],
      ...(model ? ['--model', model] : []),
      ...(this.#id ? ['resume', this.#id] : []),
      // The prompt comes over standard input, so that it can never be taken for an option.
      '-',
    ];
    const reader = new CodexReader(
      (id) => {
        this.#id = id;
      },
      (total) => {
        const since = usageSince(total, this.#total);
        this.#total = total;
        return since;
      },
    );
    return this.#shot.run({ ...this.#spec, args }, prompt, reader, emit);
  }

  answer(): boolean {
    return false;
  }

  cancel(): Promise<void> {
    return this.#shot.cancel();
  }

  close(): Promise<void> {
    return this.#shot.close();
  }
}

class CodexReader implements OneShotReader {
  readonly #session: (id: string) => void;
  readonly #since: (total: Usage) => Usage;
  /** The calls that were told, with what they were told to do. */
  readonly #calls = new Map<string, string>();
  #said = false;
  #complaint = '';
  /** A complaint that waits for the next line: the same words may follow as how the turn ended. */
  #waiting = '';

  constructor(session: (id: string) => void, since: (total: Usage) => Usage) {
    this.#session = session;
    this.#since = since;
  }

  line(raw: string, emit: (event: AgentEvent) => void): TurnEnd | undefined {
    const line = parseLine(raw);
    if (!line) return undefined;
    if (line.type !== 'turn.failed') this.#complain(emit);
    switch (line.type) {
      case 'thread.started': {
        const session = text(line.thread_id);
        this.#session(session);
        emit({ type: 'session', session, agent: 'Codex' });
        return undefined;
      }
      case 'item.started':
      case 'item.updated':
      case 'item.completed':
        for (const event of this.#item(record(line.item), line.type === 'item.completed')) emit(event);
        return undefined;
      case 'turn.completed': {
        emit({ type: 'usage', usage: this.#since(usageOf(record(line.usage))) });
        return { stop: 'end_turn' };
      }
      case 'turn.failed': {
        const message = text(record(line.error).message) || this.#complaint;
        if (this.#waiting !== message) this.#complain(emit);
        this.#waiting = '';
        return failed(message);
      }
      case 'error':
        // Also said while it reconnects; only `turn.failed` or the end of the process makes it the last word.
        this.#complaint = text(line.message);
        this.#waiting = this.#complaint;
        return undefined;
      default:
        return undefined;
    }
  }

  silent(end: Parameters<OneShotReader['silent']>[0], child: Parameters<OneShotReader['silent']>[1]): TurnEnd {
    const error = child.errorOf(end);
    const forgotten = /no (?:rollout|session|thread|conversation)[^\n]* found|not found.*(?:session|thread)/i.test(
      child.complaint,
    );
    if (forgotten) return { stop: 'error', error, forgotten };
    return this.#complaint === '' ? { stop: 'error', error } : failed(this.#complaint);
  }

  #complain(emit: (event: AgentEvent) => void): void {
    const message = this.#waiting;
    if (message === '') return;
    this.#waiting = '';
    emit({ type: 'error', error: { kind: kindOfMessage(message), message } });
  }

  *#item(item: Line, completed: boolean): Generator<AgentEvent> {
    const id = text(item.id);
    switch (item.type) {
      case 'agent_message':
        if (!completed) return;
        yield { type: 'text', text: `${this.#said ? '\n\n' : ''}${text(item.text)}` };
        this.#said = true;
        return;
      case 'reasoning':
        if (completed) yield { type: 'thinking', text: text(item.text) };
        return;
      case 'error':
        // Warnings come under this name too; what really failed is said by the turn.
        if (completed) yield { type: 'notice', text: text(item.message) };
        return;
      case 'todo_list': {
        const items = Array.isArray(item.items) ? item.items.map(record) : [];
        yield {
          type: 'plan',
          entries: items.map((each) => ({
            content: text(each.text),
            status: each.completed === true ? 'completed' : 'pending',
          })),
        };
        return;
      }
      default:
        yield* this.#tool(id, item, completed);
    }
  }

  *#tool(id: string, item: Line, completed: boolean): Generator<AgentEvent> {
    const name = text(item.type);
    const kind = TOOLS[name];
    if (kind === undefined) return;
    const changes = Array.isArray(item.changes) ? item.changes.map(record).map((change) => text(change.path)) : [];
    const input = commandIn(text(item.command)) || changes.join('\n') || text(item.query) || text(item.tool);
    if (this.#calls.get(id) !== input) {
      this.#calls.set(id, input);
      yield { type: 'tool_call', call: { id, name, title: input.split('\n', 1)[0] || name, kind, input } };
    }
    if (!completed) return;
    const okay =
      item.status !== 'failed' &&
      item.status !== 'declined' &&
      (item.exit_code === undefined || item.exit_code === null || item.exit_code === 0);
    yield { type: 'tool_result', id, ok: okay, output: text(item.aggregated_output) || text(item.status) };
  }
}

const TOOLS: Readonly<Record<string, ToolKind>> = {
  command_execution: 'execute',
  file_change: 'edit',
  mcp_tool_call: 'other',
  web_search: 'fetch',
};

/** The command without the shell that Codex puts around it: `/bin/bash -lc 'npm test'` is `npm test` to people. */
function commandIn(line: string): string {
  const [, quote, inside] = /^(?:\/\S*\/)?(?:ba|z|da)?sh -l?c (['"]?)([\s\S]*)\1$/.exec(line) ?? [];
  if (inside === undefined) return line;
  return quote === "'" ? inside.replaceAll(`'\\''`, "'").replaceAll(`'"'"'`, "'") : inside;
}

function usageOf(usage: Line): Usage {
  const cachedTokens = counted(usage.cached_input_tokens);
  return {
    inputTokens: Math.max(0, counted(usage.input_tokens) - cachedTokens),
    outputTokens: counted(usage.output_tokens),
    cachedTokens,
    costUsd: 0,
  };
}

function failed(message: string): TurnEnd {
  // It takes an answer that was cut at its longest for one that was disconnected.
  if (/reason: max_output_tokens/.test(message)) return { stop: 'max_tokens' };
  const why = message ? asIs(message) : say('Codex reported an error.');
  return { stop: 'error', error: { kind: kindOfMessage(message), ...spoken(why) } };
}

export async function openCodex(
  spec: ChildSpec,
  request: OpenSession,
  processes: Processes,
): Promise<Result<AgentSession, TestCode>> {
  return checkCommand(spec) ?? ok(new CodexSession(spec, request, processes));
}
