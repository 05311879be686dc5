import { randomUUID } from 'node:crypto';
import {
  type AnyMessage,
  type ClientConnection,
  client,
  type InitializeResponse,
  methods,
  type NewSessionResponse,
  PROTOCOL_VERSION,
  type RequestPermissionRequest,
  type RequestPermissionResponse,
  type SessionNotification,
} from '@agentclientprotocol/sdk';
import type { AgentError, AgentErrorKind } from '../../core/agent/error';
import { type AgentEvent, NO_USAGE, type TurnEnd } from '../../core/agent/event';
import { ok, type Result, refuse } from '../../core/result';
import { saidBy, say, spoken } from '../../core/sentence';
import type { AgentSession, OpenSession, ProfileReport } from '../../ports/agent';
import type { Processes } from '../../ports/processes';
import { AcpUpdates, contentText, errorOf, inputOf, pathsOf, tokensOf } from './acp-updates';
import { AgentChild, type ChildSpec } from './child';
import { LineSplitter, parseLine } from './lines';

/** An agent that is fetched by npx may need a while the first time. */
const OPEN_MS = 90_000;
/** How long an agent may take to put its session away when it is told to stop. */
const CANCEL_MS = 500;
const STOP_GRACE_MS = 400;

type Emit = (event: AgentEvent) => void;

/** An agent that speaks the Agent Client Protocol, stable v1, over stdio. */
export class AcpSession implements AgentSession {
  readonly id: string;
  readonly remembers = true;
  readonly #child: AgentChild;
  readonly #connection: ClientConnection;
  readonly #updates: AcpUpdates;
  readonly #state: TurnState;

  constructor(id: string, child: AgentChild, connection: ClientConnection, updates: AcpUpdates, state: TurnState) {
    this.id = id;
    this.#child = child;
    this.#connection = connection;
    this.#updates = updates;
    this.#state = state;
  }

  get alive(): boolean {
    return this.#child.alive;
  }

  async prompt(text: string, emit: Emit): Promise<TurnEnd> {
    const state = this.#state;
    state.begin(emit, this.#updates);
    emit({ type: 'session', session: this.id });
    const answered = this.#connection.agent
      .request(methods.agent.session.prompt, { sessionId: this.id, prompt: [{ type: 'text', text }] })
      .then(
        async (response): Promise<TurnEnd> => {
          // Updates that came before the answer are still being handed over.
          await new Promise((resolve) => setImmediate(resolve));
          const usage = tokensOf(response);
          if (usage) emit({ type: 'usage', usage });
          return endOf(response.stopReason);
        },
        async (error: unknown): Promise<TurnEnd | undefined> => {
          if (this.#child.alive && !this.#connection.signal.aborted) return { stop: 'error', error: errorOf(error) };
          // A connection that broke is explained by how the process ended; one that lives on without it is no use.
          await this.#child.stop(CANCEL_MS);
          return undefined;
        },
      );
    const ended = this.#child.ended.then(async (end): Promise<TurnEnd> => {
      // What it said last may still be on its way through the connection.
      await Promise.race([this.#connection.closed, new Promise((resolve) => setTimeout(resolve, CANCEL_MS))]);
      return { stop: 'error', error: this.#child.errorOf(end) };
    });
    const end = (await Promise.race([answered, ended])) ?? (await ended);
    state.end();
    if (!this.#child.alive) await this.#child.stop(0);
    return state.cancelled ? { stop: 'cancelled' } : end;
  }

  answer(request: string, option: string): boolean {
    return this.#state.answer(request, option);
  }

  async cancel(): Promise<void> {
    const state = this.#state;
    if (!state.running || state.cancelled) return;
    state.cancelled = true;
    state.rejectAll();
    await this.#connection.agent.notify(methods.agent.session.cancel, { sessionId: this.id }).catch(() => {});
    await Promise.race([state.over, new Promise((resolve) => setTimeout(resolve, CANCEL_MS))]);
    await this.#child.stop(STOP_GRACE_MS);
  }

  async close(): Promise<void> {
    this.#state.rejectAll();
    this.#connection.close();
    await this.#child.stop(STOP_GRACE_MS);
  }
}

/** What belongs to the turn that is running. */
class TurnState {
  cancelled = false;
  running = false;
  over: Promise<void> = Promise.resolve();
  #done: () => void = () => {};
  #emit: Emit | undefined;
  #updates: AcpUpdates | undefined;
  readonly #waiting = new Map<
    string,
    { options: readonly string[]; settle(answer: RequestPermissionResponse): void }
  >();

  begin(emit: Emit, updates: AcpUpdates): void {
    this.cancelled = false;
    this.running = true;
    this.#emit = emit;
    this.#updates = updates;
    this.over = new Promise((resolve) => {
      this.#done = resolve;
    });
  }

  end(): void {
    this.running = false;
    this.#emit = undefined;
    this.rejectAll();
    this.#done();
  }

  emit(event: AgentEvent): void {
    this.#emit?.(event);
  }

  /** Outside a turn it is the old conversation that some agents tell again when a session is loaded. */
  update(notification: SessionNotification): void {
    if (!this.#emit || !this.#updates) return;
    for (const event of this.#updates.read(notification)) this.#emit(event);
  }

  /** A request outside a turn, or after a cancel, has nobody who could answer it. */
  ask(request: RequestPermissionRequest): Promise<RequestPermissionResponse> {
    if (!this.#emit || this.cancelled) return Promise.resolve({ outcome: { outcome: 'cancelled' } });
    for (const event of this.#updates?.tool(request.toolCall) ?? []) this.emit(event);
    const id = `ask-${randomUUID().slice(0, 8)}`;
    const { toolCall, options } = request;
    return new Promise((settle) => {
      this.#waiting.set(id, { options: options.map((option) => option.optionId), settle });
      this.emit({
        type: 'permission',
        request: {
          id,
          title: toolCall.title ?? toolCall.name ?? 'Permission',
          kind: toolCall.kind ?? 'other',
          detail: [inputOf(toolCall.rawInput), contentText(toolCall.content ?? [])].filter(Boolean).join('\n'),
          paths: pathsOf(toolCall),
          toolCall: toolCall.toolCallId,
          options: options.map(({ optionId, name, kind }) => ({ id: optionId, name, kind })),
        },
      });
    });
  }

  answer(id: string, option: string): boolean {
    const waiting = this.#waiting.get(id);
    if (!waiting?.options.includes(option)) return false;
    this.#waiting.delete(id);
    waiting.settle({ outcome: { outcome: 'selected', optionId: option } });
    return true;
  }

  rejectAll(): void {
    for (const { settle } of this.#waiting.values()) settle({ outcome: { outcome: 'cancelled' } });
    this.#waiting.clear();
  }
}

function endOf(reason: string): TurnEnd {
  switch (reason) {
    case 'end_turn':
    case 'max_tokens':
      return { stop: reason };
    case 'cancelled':
      return { stop: 'cancelled' };
    case 'max_turn_requests':
      return {
        stop: 'max_turns',
        error: { kind: 'max_turns', ...spoken(say('The agent used all the steps it may take.')) },
      };
    case 'refusal':
      return { stop: 'refusal', error: { kind: 'refused', ...spoken(say('The model refused to answer.')) } };
    default:
      return {
        stop: 'error',
        error: {
          kind: 'unknown',
          ...spoken(say('The agent stopped for a reason that is not known: {reason}.', { reason })),
        },
      };
  }
}

interface Connected {
  readonly child: AgentChild;
  readonly connection: ClientConnection;
  readonly state: TurnState;
  readonly hello: InitializeResponse;
}

type OpenCode = AgentErrorKind | 'cannot_resume';

/** Starts the agent and shakes hands. Nothing of the client's files or terminals is ever offered. */
async function connect(spec: ChildSpec, processes: Processes): Promise<Result<Connected, OpenCode>> {
  const child = new AgentChild({ ...spec, listens: true }, processes);
  const state = new TurnState();
  const connection = client({ name: 'Signalbox' })
    .onRequest(methods.client.session.requestPermission, ({ params }) => state.ask(params))
    .onNotification(methods.client.session.update, ({ params }) => state.update(params))
    .connect({ readable: readableOf(child, (event) => state.emit(event)), writable: writableOf(child) });
  const hello = await answerOrEnd(
    child,
    connection.agent.request(methods.agent.initialize, {
      protocolVersion: PROTOCOL_VERSION,
      clientInfo: { name: 'signalbox', title: 'Signalbox', version: '1' },
      clientCapabilities: { fs: { readTextFile: false, writeTextFile: false }, terminal: false },
    }),
  );
  if (!hello.ok) {
    connection.close();
    await child.stop(0);
    return hello;
  }
  return ok({ child, connection, state, hello: hello.value });
}

/** The answer, or why there will be none. */
async function answerOrEnd<T>(child: AgentChild, answer: Promise<T>): Promise<Result<T, OpenCode>> {
  const failed = (error: AgentError): Result<T, OpenCode> => refuse(error.kind, saidBy(error));
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<Result<T, OpenCode>>((resolve) => {
    timer = setTimeout(
      () => resolve(failed({ kind: 'crashed', ...spoken(say('The agent did not answer when it was started.')) })),
      OPEN_MS,
    );
  });
  const ended = child.ended.then((end) => failed(child.errorOf(end)));
  const answered = answer.then(
    (value): Result<T, OpenCode> => ok(value),
    async (error: unknown) => {
      // A connection that broke because the process ended is better explained by how the process ended.
      const end = await Promise.race([
        child.ended,
        new Promise<undefined>((resolve) => setTimeout(() => resolve(undefined), 200)),
      ]);
      return failed(end ? child.errorOf(end) : errorOf(error));
    },
  );
  const first = await Promise.race([answered, ended, late]);
  clearTimeout(timer);
  return first;
}

function readableOf(child: AgentChild, emit: Emit): ReadableStream<AnyMessage> {
  const splitter = new LineSplitter();
  const chunks = child.process.stdout[Symbol.asyncIterator]() as AsyncIterator<Buffer>;
  return new ReadableStream<AnyMessage>({
    async pull(controller) {
      for (;;) {
        const next = await chunks.next().catch(() => ({ done: true as const, value: undefined }));
        if (next.done) {
          controller.close();
          return;
        }
        let found = false;
        for (const line of splitter.push(next.value)) {
          // Agents print all sorts of things beside the protocol; only objects can be messages.
          const message = parseLine(line);
          if (message?.jsonrpc !== '2.0') continue;
          controller.enqueue(message as AnyMessage);
          found = true;
        }
        const tooLong = splitter.tooLong();
        if (tooLong) emit(tooLong);
        if (found) return;
      }
    },
  });
}

function writableOf(child: AgentChild): WritableStream<AnyMessage> {
  return new WritableStream<AnyMessage>({
    write(message) {
      child.write(`${JSON.stringify(message)}\n`);
    },
  });
}

export async function openAcp(
  spec: ChildSpec,
  request: OpenSession,
  processes: Processes,
): Promise<Result<AgentSession, OpenCode>> {
  const connected = await connect(spec, processes);
  if (!connected.ok) return connected;
  const { child, connection, state } = connected.value;
  const begun = await begin(connected.value, request);
  if (!begun.ok) {
    connection.close();
    await child.stop(STOP_GRACE_MS);
    return begun;
  }
  return ok(new AcpSession(begun.value, child, connection, new AcpUpdates(request.used ?? NO_USAGE), state));
}

async function begin({ child, connection, hello }: Connected, request: OpenSession): Promise<Result<string, OpenCode>> {
  const { resume, folder: cwd, profile } = request;
  const capabilities = hello.agentCapabilities;
  let options: Pick<NewSessionResponse, 'configOptions'>;
  let id: string;
  if (resume !== undefined) {
    const method = capabilities?.sessionCapabilities?.resume
      ? methods.agent.session.resume
      : capabilities?.loadSession
        ? methods.agent.session.load
        : undefined;
    if (!method) return refuse('cannot_resume', say('This agent cannot resume a session.'));
    const resumed = await answerOrEnd(
      child,
      connection.agent.request(method, { sessionId: resume, cwd, mcpServers: [] }),
    );
    if (!resumed.ok) {
      const lost = child.alive && resumed.refusal.code !== 'auth';
      return lost ? refuse('cannot_resume', saidBy(resumed.refusal)) : resumed;
    }
    id = resume;
    options = (resumed.value ?? {}) as Pick<NewSessionResponse, 'configOptions'>;
  } else {
    const created = await answerOrEnd(
      child,
      connection.agent.request(methods.agent.session.new, { cwd, mcpServers: [] }),
    );
    if (!created.ok) return created;
    id = created.value.sessionId;
    options = created.value;
  }
  if (profile.model) await chooseModel(connection, id, options, profile.model);
  return ok(id);
}

/** Models are an option of the session where the agent offers one; an agent that does not is left with its own. */
async function chooseModel(
  connection: ClientConnection,
  sessionId: string,
  { configOptions }: Pick<NewSessionResponse, 'configOptions'>,
  model: string,
): Promise<void> {
  const option = configOptions?.find(({ category, id }) => category === 'model' || id === 'model');
  if (!option) return;
  await connection.agent
    .request(methods.agent.session.setConfigOption, { sessionId, configId: option.id, value: model })
    .catch(() => {});
}

/** Starts the agent, shakes hands, and ends it again. */
export async function testAcp(spec: ChildSpec, processes: Processes): Promise<Result<ProfileReport, AgentErrorKind>> {
  const connected = await connect(spec, processes);
  if (!connected.ok) return connected as Result<ProfileReport, AgentErrorKind>;
  const { child, connection, hello } = connected.value;
  connection.close();
  await child.stop(STOP_GRACE_MS);
  const { agentInfo, agentCapabilities } = hello;
  const name = [agentInfo?.title ?? agentInfo?.name ?? spec.command, agentInfo?.version].filter(Boolean).join(' ');
  return ok({
    agent: name,
    canResume: agentCapabilities?.loadSession === true || Boolean(agentCapabilities?.sessionCapabilities?.resume),
  });
}
