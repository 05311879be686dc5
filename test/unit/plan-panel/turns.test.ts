import assert from 'node:assert/strict';
import { NO_USAGE } from '../../../src/core/agent/event';
import type { PlanState, Turn } from '../../../src/core/plan/model';
import type { TraceRecord, TraceType } from '../../../src/core/run/trace';
import { writtenOut } from '../../../src/core/text';
import { english } from '../../../src/core/translate';
import { applyPlanPatch, grow, type PlanModel, type TurnView } from '../../../src/protocol/plan';
import { TurnFold } from '../../../src/services/plan-panel/turns';
import { blocksOfMarkdown } from '../../../webview-ui/planning/markdown-blocks';

function turn(differs: Partial<Turn> = {}): Turn {
  return {
    n: 1,
    phase: 'discover',
    origin: 'start',
    prompt: 'A shop',
    status: 'running',
    after: 0,
    requestedAt: 5,
    text: '',
    tools: [],
    usage: NO_USAGE,
    ...differs,
  };
}

const plan = (...turns: Turn[]) => ({ turns }) as unknown as PlanState;

let seq = 0;
function record(type: TraceType, data: Record<string, unknown> = {}, span = 'turn-1'): TraceRecord {
  seq += 1;
  return { seq, at: seq, run: 'r', span, type, data };
}

describe('the turns of a plan as they are shown', () => {
  it('grow by what arrives, in the order in which it arrived', () => {
    const fold = new TurnFold(english);
    fold.plan(plan(turn()));
    fold.records([record('step_start'), record('text', { text: 'Let me ' }), record('text', { text: 'look.' })]);
    fold.records([record('tool_call', { id: 't', title: 'ls', kind: 'execute', input: 'ls -l' })]);
    fold.records([record('tool_result', { id: 't', ok: true, output: 'a b' }), record('text', { text: 'Two files.' })]);
    assert.deepEqual(fold.view(1)?.blocks, [
      { kind: 'text', text: 'Let me look.' },
      { kind: 'tool', id: 't', title: 'ls', tool: 'execute', input: 'ls -l', output: 'a b', ok: true, ms: 1 },
      { kind: 'text', text: 'Two files.' },
    ]);
  });

  it('send only the new text while text streams', () => {
    const fold = new TurnFold(english);
    fold.plan(plan(turn()));
    fold.records([record('step_start'), record('text', { text: 'a' })]);
    fold.take();
    fold.records([record('text', { text: 'b' }), record('text', { text: 'c' })]);
    const { turns, grown } = fold.take();
    assert.equal(turns.size, 0);
    assert.deepEqual(grown, [{ turn: 1, kind: 'text', text: 'bc' }]);
  });

  it('send only the step that changed, and are the same on the page as here, in whatever order it comes', () => {
    const fold = new TurnFold(english);
    fold.plan(plan(turn()));
    fold.records([record('step_start')]);
    let shown = fold.views();
    fold.take();
    const arrives = (...records: TraceRecord[]) => {
      fold.records(records);
      const { turns, grown } = fold.take();
      assert.equal(turns.size, 0, 'no turn is sent whole');
      shown = grow(shown, grown);
      assert.deepEqual(shown, fold.views());
    };
    const call = (id: string) => record('tool_call', { id, title: id, kind: 'read', input: 'x' });
    arrives(record('text', { text: 'Let me' }), call('a'), record('text', { text: ' look' }), call('b'));
    arrives(record('tool_result', { id: 'a', ok: true, output: 'A' }), record('text', { text: '.' }));
    arrives(record('tool_result', { id: 'b', ok: false, output: 'B' }), call('c'));
  });

  it('show the newest of thousands of steps, the first 400,000 characters and no escape sequences', () => {
    const fold = new TurnFold(english);
    fold.plan(plan(turn()));
    fold.records([record('step_start'), record('text', { text: 'First.' })]);
    for (let n = 1; n <= 3_000; n += 1) {
      fold.records([
        record('tool_call', { id: `t${n}`, title: `\u001b[31mStep\u001b[0m ${n}`, kind: 'read', input: '' }),
      ]);
      fold.records([record('tool_result', { id: `t${n}`, ok: true, output: 'x'.repeat(30_000) })]);
    }
    fold.records([record('tool_result', { id: 't1', ok: true, output: 'late' })]);
    const blocks = fold.view(1)?.blocks ?? [];
    assert.ok(blocks.length < 650, `${blocks.length} blocks`);
    assert.deepEqual(blocks[0], { kind: 'text', text: 'First.' });
    const steps = blocks.filter(({ kind }) => kind === 'tool').length;
    assert.deepEqual(blocks[1], { kind: 'left_out', steps: 3_000 - steps });
    const last = blocks.at(-1);
    assert.equal(last?.kind === 'tool' && last.title, 'Step 3000');
    assert.ok(JSON.stringify(blocks).length < 2_000_000);
    for (let n = 0; n < 100; n += 1) fold.records([record('text', { text: 'y'.repeat(100_000) })]);
    const said = (fold.view(1)?.blocks ?? []).map((block) => (block.kind === 'text' ? block.text.length : 0));
    assert.ok(Math.max(...said) <= 400_000);
    assert.match(JSON.stringify(fold.view(1)?.blocks.at(-1)), /too long to be shown whole/);
  });

  it('are what the ledger kept when there is no trace of them', () => {
    const fold = new TurnFold(english);
    fold.plan(
      plan(
        turn({
          status: 'done',
          endedAt: 9,
          text: 'All of it.',
          tools: [{ id: 't', title: 'ls', kind: 'read', input: '' }],
        }),
      ),
    );
    assert.deepEqual(fold.views()[0]?.blocks, [
      { kind: 'tool', id: 't', title: 'ls', tool: 'read', input: '' },
      { kind: 'text', text: 'All of it.' },
    ]);
  });

  it('keep what the ledger has of a turn whose trace breaks off', () => {
    const fold = new TurnFold(english);
    fold.plan(plan(turn()));
    fold.records([record('step_start'), record('text', { text: 'half' })]);
    fold.plan(plan(turn({ status: 'lost', endedAt: 9, text: 'half and more' })));
    assert.deepEqual(fold.view(1)?.blocks, [{ kind: 'text', text: 'half and more' }]);
  });
});

describe('what a person is to decide about', () => {
  it('is written out to the last character, also what cannot be seen or turns its neighbours round', () => {
    assert.equal(writtenOut('rm -rf \u202e/tmp\u200b\u001b[2K\n\tok'), 'rm -rf \\u{202e}/tmp\\u{200b}\\u{1b}[2K\n\tok');
  });
});

describe('the page of a plan', () => {
  const view = (n: number, text: string): TurnView => ({
    n,
    phase: 'discover',
    origin: 'respond',
    prompt: '',
    status: 'running',
    stopping: false,
    requestedAt: 0,
    endedAt: null,
    costUsd: 0,
    blocks: [{ kind: 'text', text }],
    notice: null,
    error: null,
  });

  it('puts text on the end of the last block of its kind', () => {
    const [turn] = grow([view(1, 'a')], [{ turn: 1, kind: 'text', text: 'b' }]);
    assert.deepEqual(turn?.blocks, [{ kind: 'text', text: 'ab' }]);
    const [other] = grow([view(1, 'a')], [{ turn: 1, kind: 'thinking', text: 'b' }]);
    assert.equal(other?.blocks.length, 2);
  });

  it('takes a patch of turns in their order, and leaves the others the same objects', () => {
    const first = view(1, 'a');
    const model = {
      plans: [],
      projects: [],
      profiles: [],
      shown: { head: {} as never, earlier: [], turns: [first] },
    } as PlanModel;
    const after = applyPlanPatch(model, { turns: [view(2, 'x')] });
    assert.deepEqual(
      after.shown?.turns.map(({ n }) => n),
      [1, 2],
    );
    assert.equal(after.shown?.turns[0], first);
  });
});

describe('Markdown that streams', () => {
  it('is cut where a block surely begins, and joins to the same text', () => {
    const text = '# A\n\nOne\ntwo\n\n- x\n\n- y\n\n```ts\na\n\nb\n```\n\nEnd';
    const blocks = blocksOfMarkdown(text);
    assert.deepEqual(blocks, ['# A\n', 'One\ntwo\n\n- x\n\n- y\n', '```ts\na\n\nb\n```\n', 'End']);
    assert.equal(blocks.join('\n'), text);
  });

  it('leaves every block but the last as it was while more arrives', () => {
    const text = 'One\n\nTwo `code`\n\n```\nlong\n\nfence\n```\n\nThree';
    let before: readonly string[] = [];
    for (let end = 1; end <= text.length; end++) {
      const now = blocksOfMarkdown(text.slice(0, end));
      for (const [index, block] of before.slice(0, -2).entries()) assert.equal(now[index], block);
      before = now;
    }
  });
});
