import { randomUUID } from 'node:crypto';
import { type AgentEvent, NO_USAGE, type TurnEnd } from '../../core/agent/event';
import type { AgentProfile } from '../../core/agent/profile';
import { ok, type Result } from '../../core/result';
import { say, textOf } from '../../core/sentence';
import type { AgentSession, OpenSession } from '../../ports/agent';
import type { Processes } from '../../ports/processes';
import { inputOf } from './acp-updates';
import { AgentChild, type ChildSpec } from './child';
import { ClaudeEvents, kindOfTool, pathsOfTool, titleOfTool } from './claude-events';
import { LineSplitter, parseLine } from './lines';
import { checkCommand, type TestCode } from './probe';

const CANCEL_MS = 500;
const STOP_GRACE_MS = 400;

const TOO_LATE = { behavior: 'deny', message: 'The turn is over.' };

type Emit = (event: AgentEvent) => void;
type Line = Record<string, unknown>;

interface Running {
  readonly emit: Emit;
  readonly finish: (end: TurnEnd) => void;
}

/**
 * Claude Code's own command line in stream-json mode, both ways: one process for many turns, begun again with `--resume`
 * when it is gone. Permissions are asked over the same pipe.
 */
class ClaudeSession implements AgentSession {
  readonly remembers = true;
  readonly alive = true;
  readonly #spec: ChildSpec;
  readonly #profile: AgentProfile;
  readonly #processes: Processes;
  readonly #events: ClaudeEvents;
  readonly #asked = new Map<string, { readonly request: string; readonly input: unknown }>();
  #id: string | undefined;
  #child: AgentChild | undefined;
  #running: Running | undefined;
  #cancelled = false;
  /** The last word of the turn before. */
  #lastResult = '';

  constructor(spec: ChildSpec, request: OpenSession, processes: Processes) {
    this.#spec = spec;
    this.#profile = request.profile;
    this.#processes = processes;
    this.#events = new ClaudeEvents(request.used ?? NO_USAGE);
    this.#id = request.resume;
  }

  get id(): string | undefined {
    return this.#id;
  }

  async prompt(text: string, emit: Emit): Promise<TurnEnd> {
    this.#cancelled = false;
    this.#events.begin();
    const child = this.#child?.alive ? this.#child : this.#start();
    const ended = new Promise<TurnEnd>((finish) => {
      this.#running = { emit, finish };
    });
    child.write(`${JSON.stringify({ type: 'user', message: { role: 'user', content: text } })}\n`);
    const end = await ended;
    return this.#cancelled ? { stop: 'cancelled' } : end;
  }

  answer(request: string, option: string): boolean {
    const asked = this.#asked.get(request);
    if (!asked || !this.#child || (option !== 'allow' && option !== 'deny')) return false;
    this.#asked.delete(request);
    const response =
      option === 'allow'
        ? { behavior: 'allow', updatedInput: asked.input }
        : { behavior: 'deny', message: 'The person did not allow this.' };
    return this.#answer(asked.request, response);
  }

  async cancel(): Promise<void> {
    const child = this.#child;
    if (!this.#running || this.#cancelled || !child) return;
    this.#cancelled = true;
    const over = new Promise<void>((resolve) => {
      const { emit, finish } = this.#running!;
      this.#running = {
        emit,
        finish: (end) => {
          finish(end);
          resolve();
        },
      };
    });
    this.#send({ type: 'control_request', request_id: randomUUID(), request: { subtype: 'interrupt' } });
    await Promise.race([over, new Promise((resolve) => setTimeout(resolve, CANCEL_MS))]);
    await child.stop(STOP_GRACE_MS);
  }

  async close(): Promise<void> {
    await this.#child?.stop(STOP_GRACE_MS);
  }

  #start(): AgentChild {
    const { model, limits } = this.#profile;
    const args = [
      ...this.#spec.args,
      '-p',
      ...['--input-format', 'stream-json', '--output-format', 'stream-json', '--verbose', '--include-partial-messages'],
      ...['--permission-prompt-tool', 'stdio'],
      ...(model ? ['--model', model] : []),
      ...(limits?.turns ? ['--max-turns', String(limits.turns)] : []),
      ...(limits?.budgetUsd ? ['--max-budget-usd', String(limits.budgetUsd)] : []),
      ...(this.#id ? ['--resume', this.#id] : []),
    ];
    const child = new AgentChild({ ...this.#spec, args, listens: true }, this.#processes);
    this.#child = child;
    void this.#read(child);
    this.#send({ type: 'control_request', request_id: randomUUID(), request: { subtype: 'initialize', hooks: {} } });
    return child;
  }

  async #read(child: AgentChild): Promise<void> {
    const splitter = new LineSplitter();
    try {
      for await (const chunk of child.stdout) {
        for (const line of splitter.push(chunk as Buffer)) {
          this.#leftOut(splitter);
          this.#line(line);
        }
        this.#leftOut(splitter);
      }
    } catch {
      // The pipe broke; how the process ended says why.
    }
    // A last line without its end counts only when it is whole.
    const rest = splitter.rest();
    if (rest !== undefined) this.#line(rest);
    const end = await child.endAfterOutput();
    // What it started may still run, also when it was killed itself.
    await child.stop(0);
    if (this.#child === child) this.#finish({ stop: 'error', error: child.errorOf(end) });
  }

  #leftOut(splitter: LineSplitter): void {
    const tooLong = splitter.tooLong();
    if (tooLong) this.#running?.emit(tooLong);
  }

  #line(raw: string): void {
    const line = parseLine(raw);
    if (!line) return;
    if (line.type === 'control_request') {
      this.#asks(line);
      return;
    }
    if (line.type === 'control_cancel_request') {
      for (const [id, asked] of this.#asked) if (asked.request === line.request_id) this.#asked.delete(id);
      return;
    }
    const running = this.#running;
    if (!running) return;
    if (line.type === 'result') {
      // Said twice, it must not end the turn that began meanwhile.
      if (raw === this.#lastResult) return;
      this.#lastResult = raw;
      const { events, end } = this.#events.end(line);
      for (const event of events) running.emit(event);
      this.#finish(end);
      return;
    }
    for (const event of this.#events.read(line)) {
      if (event.type === 'session') this.#id = event.session;
      running.emit(event);
    }
  }

  /** The turn is over with this very line; what follows belongs to no turn. */
  #finish(end: TurnEnd): void {
    const running = this.#running;
    this.#running = undefined;
    for (const { request } of this.#asked.values()) this.#answer(request, TOO_LATE);
    this.#asked.clear();
    running?.finish(end);
  }

  /** A tool wants to be used. Asked when nobody listens, it is denied. */
  #asks(line: Line): void {
    const { request_id: requestId, request } = line as { request_id?: unknown; request?: Line };
    if (typeof requestId !== 'string' || !request) return;
    if (request.subtype !== 'can_use_tool') {
      this.#send({
        type: 'control_response',
        response: { subtype: 'error', request_id: requestId, error: 'Signalbox does not offer this.' },
      });
      return;
    }
    if (!this.#running || this.#cancelled) {
      this.#answer(requestId, TOO_LATE);
      return;
    }
    // The same question again, under the same number, is still one question.
    if ([...this.#asked.values()].some((asked) => asked.request === requestId)) return;
    const name = typeof request.tool_name === 'string' ? request.tool_name : 'Tool';
    const input = (request.input ?? {}) as Line;
    const id = `ask-${randomUUID().slice(0, 8)}`;
    this.#asked.set(id, { request: requestId, input });
    const blocked = typeof request.blocked_path === 'string' ? [request.blocked_path] : [];
    this.#running.emit({
      type: 'permission',
      request: {
        id,
        title: titleOfTool(name, input),
        kind: kindOfTool(name),
        detail: inputOf(input),
        paths: [...new Set([...pathsOfTool(input), ...blocked])],
        ...(typeof request.tool_use_id === 'string' ? { toolCall: request.tool_use_id } : {}),
        options: [
          { id: 'allow', name: textOf(say('Allow')), kind: 'allow_once' },
          { id: 'deny', name: textOf(say('Deny')), kind: 'reject_once' },
        ],
      },
    });
  }

  #answer(requestId: string, response: Line): boolean {
    return this.#send({
      type: 'control_response',
      response: { subtype: 'success', request_id: requestId, response },
    });
  }

  #send(message: Line): boolean {
    return this.#child?.write(`${JSON.stringify(message)}\n`) ?? false;
  }
}

/** Nothing is started before the first prompt, so what is wrong then is a turn that failed. */
export async function openClaude(
  spec: ChildSpec,
  request: OpenSession,
  processes: Processes,
): Promise<Result<AgentSession, TestCode>> {
  const missing = checkCommand(spec);
  return missing ?? ok(new ClaudeSession(spec, request, processes));
}
