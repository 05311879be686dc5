import assert from 'node:assert/strict';
import fs from 'node:fs';
import path from 'node:path';
import { AcpUpdates } from '../../../src/adapters/agents/acp-updates';
import { ClaudeEvents } from '../../../src/adapters/agents/claude-events';
import { parseLine } from '../../../src/adapters/agents/lines';
import { conversationOf, readTranscriptLine } from '../../../src/core/agent/claude-transcript';
import { type AgentEvent, NO_USAGE, type TurnEnd } from '../../../src/core/agent/event';
import { skipBecause } from '../../support/skip';

/** Recordings of real command lines lie beside the repository where they are at hand; they are not part of it. */
const CORPUS = path.resolve('../shared/corpus');
const lines = (file: string) => fs.readFileSync(path.join(CORPUS, file), 'utf8').split('\n');

function claude(file: string): {
  readonly text: string;
  readonly events: readonly AgentEvent[];
  readonly ends: readonly TurnEnd[];
} {
  const reader = new ClaudeEvents(NO_USAGE);
  const events: AgentEvent[] = [];
  const ends: TurnEnd[] = [];
  for (const raw of lines(file)) {
    const line = parseLine(raw.replace(/^<<< /, ''));
    if (!line) continue;
    if (line.type === 'result') {
      const { events: more, end } = reader.end(line);
      events.push(...more);
      ends.push(end);
      reader.begin();
    } else events.push(...reader.read(line));
  }
  const text = events.map((event) => (event.type === 'text' ? event.text : '')).join('');
  return { text, events, ends };
}

describe('recordings of real agents', () => {
  before(function () {
    if (!fs.existsSync(CORPUS)) skipBecause(this, 'no recordings are at hand');
  });

  const good = {
    '01-hi.jsonl': 'Hello from the mock model. How can I help?',
    '02-partial.jsonl': 'Hello from the mock model. How can I help?',
    '08-think.jsonl': 'Thought about it. <promise>COMPLETE</promise>',
    '03-read.jsonl': 'Let me read the PRD.\n\nDone with the tool. <promise>COMPLETE</promise>',
  } as const;
  for (const [file, text] of Object.entries(good)) {
    it(`are heard once each: ${file}`, () => {
      const heard = claude(`claude-stream/${file}`);
      assert.equal(heard.text, text);
      assert.deepEqual(heard.ends, [{ stop: 'end_turn' }]);
    });
  }

  const bad = {
    '12-401.jsonl': 'auth',
    '13-402-credit.jsonl': 'quota',
    '22-maxturns.jsonl': 'max_turns',
    '26-429.jsonl': 'rate_limit',
  } as const;
  for (const [file, kind] of Object.entries(bad)) {
    it(`fail by ${kind}: ${file}`, () => {
      const [end] = claude(`claude-stream/${file}`).ends;
      assert.equal(end?.error?.kind, kind);
      assert.notEqual(end?.stop, 'end_turn');
    });
  }

  it('cost what each turn added, over two turns of one process', () => {
    const { events, ends } = claude('claude-stream/30-stdio-allow.txt');
    assert.equal(ends.length, 2);
    const costs = events.flatMap((event) => (event.type === 'usage' ? [event.usage.costUsd] : []));
    assert.deepEqual(costs, [0.0116, 0.0058]);
    assert.ok(events.some((event) => event.type === 'tool_result' && event.output === '?? out.txt'));
  });

  for (const file of ['claude-agent-acp.txt', 'gemini-acp.txt']) {
    it(`are understood over the Agent Client Protocol: ${file}`, () => {
      const updates = new AcpUpdates(NO_USAGE);
      const events: AgentEvent[] = [];
      for (const raw of lines(`acp/${file}`)) {
        const message = raw.startsWith('<<< ') ? parseLine(raw.slice(4)) : undefined;
        const params = message?.params as Parameters<AcpUpdates['read']>[0];
        if (message?.method === 'session/update') events.push(...updates.read(params));
        if (message?.method === 'session/request_permission')
          events.push(...updates.tool((params as unknown as { toolCall: Parameters<AcpUpdates['tool']>[0] }).toolCall));
      }
      assert.ok(events.some((event) => event.type === 'tool_call' && event.call.kind === 'execute'));
      assert.equal(events.filter((event) => event.type === 'tool_result').length, 1);
      const text = events.map((event) => (event.type === 'text' ? event.text : '')).join('');
      assert.match(text, /^Running.*<promise>COMPLETE<\/promise>$/);
    });
  }

  it('are read as conversations', () => {
    for (const file of fs.readdirSync(path.join(CORPUS, 'claude-transcripts'))) {
      const entries = lines(`claude-transcripts/${file}`).map(readTranscriptLine);
      const said = conversationOf(entries.filter((entry) => entry !== undefined));
      assert.equal(said[0]?.role, 'user', file);
      assert.ok(
        said.every(({ text }) => !text.includes('<system-reminder>')),
        file,
      );
      if (file !== 'api-error.jsonl') assert.equal(said.at(-1)?.role, 'assistant', file);
    }
  });
});
