import { randomUUID } from 'node:crypto';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { Readable, Writable } from 'node:stream';
import {
  type AgentContext,
  agent,
  methods,
  ndJsonStream,
  PROTOCOL_VERSION,
  RequestError,
  type RequestPermissionRequest,
  type SessionUpdate,
  type StopReason,
} from '@agentclientprotocol/sdk';
import { answer, type DemoMemory, type DemoStep, improveDocument, NEW_MEMORY } from './script';

/** Slow enough to be seen; tests set it to 0. */
const DELAY_MS = Number(process.env.SIGNALBOX_DEMO_DELAY_MS ?? 30);

interface DemoSession {
  readonly folder: string;
  memory: DemoMemory;
  cancelled: boolean;
}

/** Serves the demo agent on stdio until the client goes away. */
export async function serveDemoAgent(): Promise<void> {
  const sessions = new Map<string, DemoSession>();
  const sessionOf = (id: string): DemoSession => {
    const session = sessions.get(id);
    if (!session) throw RequestError.sessionNotFound(id);
    return session;
  };
  const connection = agent({ name: 'Signalbox demo agent' })
    .onRequest(methods.agent.initialize, () => ({
      protocolVersion: PROTOCOL_VERSION,
      agentInfo: { name: 'signalbox-demo-agent', title: 'Signalbox demo agent', version: '1' },
      agentCapabilities: { sessionCapabilities: { resume: {} } },
      authMethods: [],
    }))
    .onRequest(methods.agent.session.new, ({ params }) => {
      const sessionId = `demo-${randomUUID()}`;
      sessions.set(sessionId, { folder: params.cwd, memory: NEW_MEMORY, cancelled: false });
      return { sessionId };
    })
    .onRequest(methods.agent.session.resume, ({ params }) => {
      const memory = recall(params.sessionId);
      if (!memory) throw RequestError.sessionNotFound(params.sessionId);
      sessions.set(params.sessionId, { folder: params.cwd, memory, cancelled: false });
      return {};
    })
    .onNotification(methods.agent.session.cancel, ({ params }) => {
      const session = sessions.get(params.sessionId);
      if (session) session.cancelled = true;
    })
    .onRequest(methods.agent.session.prompt, async ({ params, client }) => {
      const session = sessionOf(params.sessionId);
      session.cancelled = false;
      const prompt = params.prompt.map((block) => (block.type === 'text' ? block.text : '')).join('\n');
      const { steps, memory } = answer(session.memory, prompt);
      const stopReason = await perform(params.sessionId, session, steps, client);
      if (stopReason === 'end_turn') {
        session.memory = memory;
        remember(params.sessionId, memory);
      }
      return { stopReason };
    })
    .connect(
      ndJsonStream(
        Writable.toWeb(process.stdout) as WritableStream<Uint8Array>,
        Readable.toWeb(process.stdin) as ReadableStream<Uint8Array>,
      ),
    );
  await connection.closed;
}

async function perform(
  sessionId: string,
  session: DemoSession,
  steps: readonly DemoStep[],
  client: AgentContext,
): Promise<StopReason> {
  const tell = (update: SessionUpdate) => client.notify(methods.client.session.update, { sessionId, update });
  let used = 400;
  for (const step of steps) {
    if (session.cancelled) return 'cancelled';
    switch (step.do) {
      case 'say':
      case 'think':
        for (const text of piecesOf(step.text)) {
          if (session.cancelled) return 'cancelled';
          const sessionUpdate = step.do === 'say' ? 'agent_message_chunk' : 'agent_thought_chunk';
          await tell({ sessionUpdate, content: { type: 'text', text } });
          used += 2;
          await pause();
        }
        break;
      case 'plan':
        await tell({
          sessionUpdate: 'plan',
          entries: step.entries.map((content) => ({ content, priority: 'medium', status: 'pending' })),
        });
        break;
      case 'look':
        await look(sessionId, session, step, client, tell);
        break;
      case 'edit':
        await edit(sessionId, session, step, client, tell);
        break;
    }
  }
  await tell({ sessionUpdate: 'usage_update', used, size: 8000, cost: { amount: 0, currency: 'USD' } });
  return session.cancelled ? 'cancelled' : 'end_turn';
}

type Tell = (update: SessionUpdate) => Promise<void>;

async function allowed(
  sessionId: string,
  client: AgentContext,
  toolCall: { toolCallId: string; title: string; kind: 'read' | 'edit'; locations: { path: string }[] },
): Promise<boolean> {
  const request: RequestPermissionRequest = {
    sessionId,
    toolCall: { ...toolCall, status: 'pending' },
    options: [
      { optionId: 'allow', name: 'Allow', kind: 'allow_once' },
      { optionId: 'reject', name: 'Do not', kind: 'reject_once' },
    ],
  };
  const { outcome } = await client.request(methods.client.session.requestPermission, request);
  return outcome.outcome === 'selected' && outcome.optionId === 'allow';
}

async function look(
  sessionId: string,
  session: DemoSession,
  { title, ask }: { title: string; ask: boolean },
  client: AgentContext,
  tell: Tell,
): Promise<void> {
  const toolCallId = `look-${randomUUID().slice(0, 8)}`;
  const locations = [{ path: session.folder }];
  await tell({ sessionUpdate: 'tool_call', toolCallId, title, kind: 'read', status: 'pending', locations });
  const may = !ask || (await allowed(sessionId, client, { toolCallId, title, kind: 'read', locations }));
  await pause();
  const names = may ? listing(session.folder) : 'Not allowed. I go on without.';
  await tell({
    sessionUpdate: 'tool_call_update',
    toolCallId,
    status: may ? 'completed' : 'failed',
    content: [{ type: 'content', content: { type: 'text', text: names } }],
  });
}

function listing(folder: string): string {
  try {
    const entries = fs.readdirSync(folder, { withFileTypes: true }).filter((entry) => !entry.name.startsWith('.'));
    const names = entries.slice(0, 40).map((entry) => (entry.isDirectory() ? `${entry.name}/` : entry.name));
    return names.join('\n') || 'The folder is empty.';
  } catch {
    return 'The folder cannot be read.';
  }
}

/** Changes the document in place, byte for byte where it has nothing to say, as an agent with tools of its own would. */
async function edit(
  sessionId: string,
  session: DemoSession,
  { file, pass, of }: { file: string; pass: number; of: number },
  client: AgentContext,
  tell: Tell,
): Promise<void> {
  const toolCallId = `edit-${randomUUID().slice(0, 8)}`;
  const target = path.resolve(session.folder, file);
  const title = `Edit ${file}`;
  const locations = [{ path: target }];
  await tell({ sessionUpdate: 'tool_call', toolCallId, title, kind: 'edit', status: 'pending', locations });
  const may = await allowed(sessionId, client, { toolCallId, title, kind: 'edit', locations });
  await pause();
  let done = false;
  if (may && !session.cancelled) {
    try {
      const improved = improveDocument(fs.readFileSync(target, 'latin1'), pass, of);
      fs.writeFileSync(target, improved, 'latin1');
      done = true;
    } catch {
      // Told below.
    }
  }
  await tell({
    sessionUpdate: 'tool_call_update',
    toolCallId,
    status: done ? 'completed' : 'failed',
    content: [
      { type: 'content', content: { type: 'text', text: done ? 'Two places changed.' : 'Nothing was changed.' } },
    ],
  });
}

/** Words with the space after them, so that the text can be seen to arrive. */
function piecesOf(text: string): readonly string[] {
  return text.match(/\S+\s*|\s+/g) ?? [];
}

function pause(): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, DELAY_MS));
}

/** Sessions are kept where temporary files are: enough to go on after a pause, and no trace in the project. */
const memoryFolder = () => path.join(os.tmpdir(), `signalbox-demo-agent-${os.userInfo().username}`);
const memoryFile = (id: string) => path.join(memoryFolder(), `${id.replace(/[^A-Za-z0-9-]/g, '')}.json`);

function remember(id: string, memory: DemoMemory): void {
  try {
    fs.mkdirSync(memoryFolder(), { recursive: true, mode: 0o700 });
    fs.writeFileSync(memoryFile(id), JSON.stringify(memory), { mode: 0o600 });
  } catch {
    // Then the session cannot be resumed, and Signalbox begins a new one with the transcript.
  }
}

function recall(id: string): DemoMemory | undefined {
  try {
    return JSON.parse(fs.readFileSync(memoryFile(id), 'utf8')) as DemoMemory;
  } catch {
    return undefined;
  }
}
