import assert from 'node:assert/strict';
import os from 'node:os';
import path from 'node:path';
import { SystemAgents } from '../../src/adapters/agents/system-agents';
import { SystemProcesses } from '../../src/adapters/processes/processes';
import type { AgentEvent, TurnEnd, Usage } from '../../src/core/agent/event';

export interface Replay {
  readonly adapter: 'claude' | 'codex' | 'acp';
  readonly file: string;
  readonly turns?: number;
  readonly exitCode?: number;
  /** What the resumed session had used before. */
  readonly used?: Usage;
  readonly resume?: string;
}

/**
 * A recording, played to its adapter by a process that speaks like the agent: what the adapter made of it, a line for each
 * thing that happened. Pieces of one text are one line. Permissions are allowed once.
 */
export async function replayed({ adapter, file, turns = 1, exitCode = 0, used, resume }: Replay): Promise<string[]> {
  const player = path.resolve('test/support/stand-ins/replay.mjs');
  const args = [player, adapter, file, String(exitCode)];
  const agents = new SystemAgents({ processes: new SystemProcesses(), cli: '' });
  const opened = await agents.open({
    profile: { name: 'replay', adapter, command: process.execPath, args },
    folder: os.tmpdir(),
    ...(used && { used }),
    ...(resume && { resume }),
  });
  assert.ok(opened.ok, opened.ok ? '' : opened.refusal.message);
  const session = opened.value;
  const told: string[] = [];
  let text = '';
  const flush = () => {
    if (text !== '') told.push(`text ${JSON.stringify(text)}`);
    text = '';
  };
  for (let turn = 0; turn < turns; turn += 1) {
    const end = await session.prompt('Go on.', (event) => {
      if (event.type === 'text') {
        text += event.text;
        return;
      }
      flush();
      told.push(lineOf(event));
      if (event.type !== 'permission') return;
      const option = event.request.options.find(({ kind }) => kind === 'allow_once');
      setImmediate(() => session.answer(event.request.id, option?.id ?? ''));
    });
    flush();
    told.push(lineOfEnd(end));
  }
  await session.close();
  return told;
}

function lineOf(event: AgentEvent): string {
  switch (event.type) {
    case 'session':
      return `session${event.model ? ` ${event.model}` : ''}${event.agent ? ` of ${event.agent}` : ''}`;
    case 'thinking':
      return `thinking ${JSON.stringify(event.text)}`;
    case 'text':
      return `text ${JSON.stringify(event.text)}`;
    case 'tool_call':
      return `tool ${event.call.kind}: ${event.call.title}`;
    case 'tool_result':
      return `${event.ok ? 'done' : 'failed'} ${JSON.stringify(event.output)}`;
    case 'permission':
      return `may ${event.request.kind}: ${event.request.title} [${event.request.paths.join(' ')}]`;
    case 'plan':
      return `plan ${event.entries.map(({ content, status }) => `${content} (${status})`).join(', ')}`;
    case 'usage': {
      const { inputTokens, outputTokens, cachedTokens, costUsd } = event.usage;
      const context = event.context ? `, ${event.context.used} of ${event.context.size}` : '';
      return `used ${inputTokens} + ${cachedTokens} cached, ${outputTokens}, $${costUsd}${context}`;
    }
    case 'notice':
      return `notice ${JSON.stringify(event.text)}`;
    case 'error':
      return `error ${event.error.kind}`;
  }
}

function lineOfEnd({ stop, error, forgotten }: TurnEnd): string {
  const why = error ? ` ${error.kind} ${JSON.stringify(error.message)}` : '';
  return `end ${stop}${why}${error?.retryAt ? ` until ${error.retryAt}` : ''}${forgotten ? ' forgotten' : ''}`;
}
