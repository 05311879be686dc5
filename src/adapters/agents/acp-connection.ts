import {
  type AnyMessage,
  type ClientConnection,
  client,
  type InitializeResponse,
  methods,
  PROTOCOL_VERSION,
} from '@agentclientprotocol/sdk';
import type { AgentError, AgentErrorKind } from '../../core/agent/error';
import type { AgentEvent } from '../../core/agent/event';
import type { ProfileFault } from '../../core/agent/profile-fault';
import { ok, type Result, refuse } from '../../core/result';
import { saidBy, say } from '../../core/sentence';
import type { Processes } from '../../ports/processes';
import { TurnState } from './acp-turn';
import { errorOf } from './acp-updates';
import { AgentChild, type ChildSpec } from './child';
import { LineSplitter, parseLine } from './lines';

export interface Connected {
  readonly child: AgentChild;
  readonly connection: ClientConnection;
  readonly state: TurnState;
  readonly hello: InitializeResponse;
}

export type OpenCode = AgentErrorKind | ProfileFault | 'cannot_resume';

/** Starts the agent and shakes hands. Nothing of the client's files or terminals is ever offered. */
export async function connectAcp(
  spec: ChildSpec,
  processes: Processes,
  withinMs: number,
): Promise<Result<Connected, OpenCode>> {
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
    withinMs,
  );
  const spoken = hello.ok ? hello.value.protocolVersion : PROTOCOL_VERSION;
  if (!hello.ok || spoken !== PROTOCOL_VERSION) {
    connection.close();
    await child.stop(0);
    if (!hello.ok) return hello;
    const theirs = say(
      'The agent speaks version {spoken} of the Agent Client Protocol; Signalbox speaks version {ours}.',
      {
        spoken,
        ours: PROTOCOL_VERSION,
      },
    );
    return refuse('another_protocol', theirs);
  }
  return ok({ child, connection, state, hello: hello.value });
}

/** So long it may take until a process is known to have ended, and so long where its output has ended already. */
const END_MS = 200;
const END_AFTER_OUTPUT_MS = 2_000;

/** The answer, or why there will be none. */
export async function answerOrEnd<T>(
  child: AgentChild,
  answer: Promise<T>,
  withinMs: number,
): Promise<Result<T, OpenCode>> {
  const failed = (error: AgentError): Result<T, OpenCode> => refuse(child.faultOfStart ?? error.kind, saidBy(error));
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<Result<T, OpenCode>>((resolve) => {
    timer = setTimeout(
      () =>
        resolve(
          refuse(
            'no_answer',
            say('The agent was started and did not answer within {seconds} seconds.', { seconds: withinMs / 1000 }),
          ),
        ),
      withinMs,
    );
  });
  const ended = child.ended.then((end) => failed(child.errorOf(end)));
  const answered = answer.then(
    (value): Result<T, OpenCode> => ok(value),
    async (error: unknown) => {
      // A connection that broke because the process ended is better explained by how the process ended.
      const patience = child.stdout.readableEnded || child.stdout.destroyed ? END_AFTER_OUTPUT_MS : END_MS;
      const end = await Promise.race([
        child.ended,
        new Promise<undefined>((resolve) => setTimeout(() => resolve(undefined), patience)),
      ]);
      return failed(end ? child.errorOf(end) : errorOf(error));
    },
  );
  const first = await Promise.race([answered, ended, late]);
  clearTimeout(timer);
  return first;
}

function readableOf(child: AgentChild, emit: (event: AgentEvent) => void): ReadableStream<AnyMessage> {
  const splitter = new LineSplitter();
  const chunks = child.stdout[Symbol.asyncIterator]() as AsyncIterator<Buffer>;
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
