import assert from 'node:assert/strict';
import type { AgentEvent, TurnEnd } from '../../../src/core/agent/event';
import { createMask, MASKED } from '../../../src/core/mask';
import type { TraceEntry } from '../../../src/core/run/trace';
import type { AgentSession } from '../../../src/ports/agent';
import { AgentTurn, type TurnOptions } from '../../../src/services/agents/turn';

const KEY = ['sk', 'ant', 'abcdefghijklmnopqrst'].join('-');
const mask = createMask({ homes: ['/home/ada'] });

/** A turn with an agent that says these things, and what was written about it. */
async function run(
  events: readonly AgentEvent[],
  end: TurnEnd = { stop: 'end_turn' },
  options: Partial<TurnOptions> = {},
) {
  const entries: TraceEntry[] = [];
  const answers: string[] = [];
  let cancelled = false;
  const session: AgentSession = {
    id: 's',
    alive: true,
    remembers: true,
    async prompt(_text, emit) {
      for (const event of events) if (!cancelled) emit(event);
      return end;
    },
    answer: (id, option) => answers.push(`${id}=${option}`) > 0,
    async cancel() {
      cancelled = true;
    },
    async close() {},
  };
  const writer = { lastSeq: 0, append: (entry: TraceEntry) => void entries.push(entry), flush() {}, close() {} };
  const clock = { now: () => 0, at: () => ({ dispose() {} }), after: () => ({ dispose() {} }) };
  const asked: string[] = [];
  const turn = new AgentTurn(session, writer, clock, mask, {
    prompt: 'x',
    span: 'turn-1',
    step: 'discover',
    decide: () => undefined,
    ask: (request) => void asked.push(request.detail),
    ...options,
  });
  return { report: await turn.run(), entries, answers, asked };
}

const text = (piece: string): AgentEvent => ({ type: 'text', text: piece });
const request = {
  id: 'a',
  title: 'cat',
  kind: 'execute',
  detail: `cat /home/ada/x ${KEY}`,
  paths: ['/home/ada/x'],
} as const;
const options = [{ id: 'yes', name: 'Yes', kind: 'allow_once' }] as const;

describe('a turn of an agent', () => {
  it('keeps thoughts before the words that follow them, to the last letter', async () => {
    const { entries } = await run([
      { type: 'thinking', text: 'Three storie' },
      { type: 'thinking', text: 's' },
      text('Here they ar'),
      text('e'),
      { type: 'thinking', text: 'Done' },
      text('.'),
    ]);
    assert.deepEqual(
      entries.map(({ type, data }) => [type, data.text]),
      [
        ['thinking', 'Three stories'],
        ['text', 'Here they are'],
        ['thinking', 'Done'],
        ['text', '.'],
      ],
    );
  });

  it('does not cut a long text in the middle of a secret', async () => {
    for (const before of [32_700, 32_750, 32_760, 32_768, 36_850]) {
      const output = `${'ab '.repeat(before / 3)} ${KEY} ${'cd '.repeat(9_000)}`;
      const { entries } = await run([
        { type: 'tool_call', call: { id: 't', name: 'Bash', title: 'x', kind: 'execute', input: output } },
        { type: 'tool_result', id: 't', ok: true, output },
        { type: 'notice', text: output },
      ]);
      assert.doesNotMatch(JSON.stringify(entries), /sk-ant/, `${before}`);
    }
  });

  it('writes no secret and no home path, wherever they stand and however they are cut', async () => {
    const { report, entries, asked } = await run(
      [
        text(`The key is ${KEY.slice(0, 9)}`),
        text(`${KEY.slice(9)} in /home/a`),
        text('da/x.'),
        { type: 'thinking', text: `hm ${KEY}` },
        { type: 'tool_call', call: { id: 't', name: 'Bash', title: `echo ${KEY}`, kind: 'execute', input: KEY } },
        { type: 'tool_result', id: 't', ok: true, output: `/home/ada ${KEY}` },
        { type: 'permission', request: { ...request, options } },
        { type: 'notice', text: KEY },
      ],
      { stop: 'error', error: { kind: 'auth', message: `bad key ${KEY} in /home/ada/.config` } },
    );
    const written = JSON.stringify([entries, report.text, report.tools, report.end, asked]);
    assert.doesNotMatch(written, /abcdefghij|\/home\/ada/);
    assert.equal(report.text, `The key is ${MASKED} in ~/x.`);
    assert.equal(report.end.error?.message, `bad key ${MASKED} in ~/.config`);
    assert.equal(report.rawText, `The key is ${KEY} in /home/ada/x.`, 'documents are handed in as they are');
  });

  it('writes every character of the answer once, in order, around tools', async () => {
    const { report, entries } = await run([
      text('One.'),
      { type: 'tool_call', call: { id: 't', name: 'x', title: 'x', kind: 'read', input: '' } },
      text('Two'),
      text(' words.'),
    ]);
    assert.equal(report.text, 'One.\n\nTwo words.');
    assert.equal(entries.map(({ type, data }) => (type === 'text' ? data.text : '')).join(''), report.text);
  });

  it('answers a permission by itself where the policy says so', async () => {
    const { answers, asked } = await run([{ type: 'permission', request: { ...request, options } }], undefined, {
      decide: () => 'yes',
    });
    assert.deepEqual([answers, asked], [['a=yes'], []]);
  });

  it('is stopped when the agent says more than anybody can read', async () => {
    const flood = Array.from({ length: 40 }, () => text('x '.repeat(500_000)));
    const { report } = await run(flood);
    assert.equal(report.end.error?.kind, 'budget');
    assert.ok(report.text.length <= 17_000_000);
  });

  it('is stopped when the agent does more than anybody can follow', async () => {
    const flood = Array.from({ length: 120_000 }, (): AgentEvent => ({ type: 'notice', text: 'again' }));
    const { report, entries } = await run(flood);
    assert.equal(report.end.error?.kind, 'budget');
    assert.ok(entries.length < 110_000);
  });

  it('adds up what it cost', async () => {
    const usage = { inputTokens: 1, outputTokens: 2, cachedTokens: 0, costUsd: 0.1 };
    const { report } = await run([
      { type: 'usage', usage },
      { type: 'usage', usage },
    ]);
    assert.deepEqual(report.usage, { inputTokens: 2, outputTokens: 4, cachedTokens: 0, costUsd: 0.2 });
  });

  it('fills no disk, however much its tools say and however often', async () => {
    const output = 'y'.repeat(40_000);
    const results = Array.from({ length: 2_000 }, (_, index): AgentEvent => {
      return { type: 'tool_result', id: `t${index}`, ok: true, output };
    });
    const { entries, report } = await run(results);
    const lengths = entries.map(({ data }) => String(data.output ?? '').length);
    assert.equal(lengths[0], 32 * 1024);
    assert.equal(lengths.at(-1), 200);
    assert.ok(lengths.reduce((sum, length) => sum + length, 0) < 33 * 1024 * 1024);
    assert.equal(report.end.stop, 'end_turn', 'and goes on');
  });
});
