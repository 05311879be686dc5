import { type ClientConnection, methods, type NewSessionResponse } from '@agentclientprotocol/sdk';
import { type AgentEvent, NO_USAGE, type TurnEnd } from '../../core/agent/event';
import { ok, type Result, refuse } from '../../core/result';
import { saidBy, say } from '../../core/sentence';
import type { AgentSession, OpenSession, ProfileReport } from '../../ports/agent';
import type { Processes } from '../../ports/processes';
import { answerOrEnd, type Connected, connectAcp, type OpenCode } from './acp-connection';
import { endOf, type TurnState } from './acp-turn';
import { AcpUpdates, errorOf, tokensOf } from './acp-updates';
import type { AgentChild, ChildSpec } from './child';

/** An agent that is fetched by npx may need a while the first time. */
const OPEN_MS = 90_000;
/** Whoever tries an agent waits for it. */
const TEST_MS = 30_000;
/** How long an agent may take to put its session away when it is told to stop. */
const CANCEL_MS = 500;
const STOP_GRACE_MS = 400;

type Emit = (event: AgentEvent) => void;

/** An agent that speaks the Agent Client Protocol, stable v1, over stdio. */
class AcpSession implements AgentSession {
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
          await this.#child.endAfterOutput();
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

export async function openAcp(
  spec: ChildSpec,
  request: OpenSession,
  processes: Processes,
): Promise<Result<AgentSession, OpenCode>> {
  const connected = await connectAcp(spec, processes, OPEN_MS);
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
      OPEN_MS,
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
      OPEN_MS,
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

/** Starts the agent, shakes hands, begins a session, which shows whether it is signed in, and ends it again. */
export async function testAcp(
  spec: ChildSpec,
  processes: Processes,
  withinMs = TEST_MS,
): Promise<Result<ProfileReport, OpenCode>> {
  const connected = await connectAcp(spec, processes, withinMs);
  if (!connected.ok) return connected;
  const { child, connection, hello } = connected.value;
  const { agentInfo, agentCapabilities, authMethods } = hello;
  const begun = await answerOrEnd(
    child,
    connection.agent.request(methods.agent.session.new, { cwd: spec.cwd, mcpServers: [] }),
    withinMs,
  );
  connection.close();
  await child.stop(STOP_GRACE_MS);
  const name = [agentInfo?.title ?? agentInfo?.name ?? spec.command, agentInfo?.version].filter(Boolean).join(' ');
  if (!begun.ok) {
    const { code } = begun.refusal;
    const ways = (authMethods ?? []).map((method) => method.name).join(', ');
    return refuse(
      code,
      code === 'auth' && ways
        ? say('{agent} is not signed in. It offers: {ways}.', { agent: name, ways })
        : saidBy(begun.refusal),
    );
  }
  return ok({
    agent: name,
    canResume: agentCapabilities?.loadSession === true || Boolean(agentCapabilities?.sessionCapabilities?.resume),
  });
}
