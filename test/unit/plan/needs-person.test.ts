import assert from 'node:assert/strict';
import { NO_USAGE } from '../../../src/core/agent/event';
import { evolvePlan } from '../../../src/core/plan/evolve';
import type { PlanEvent, PlanState } from '../../../src/core/plan/model';
import { planWaitsOf, questionOf } from '../../../src/core/plan/needs-person';
import { DEFAULT_PHASES } from '../../../src/core/plan/phase';

const begun: PlanEvent[] = [
  { type: 'plan_started', id: 'shop.1', slug: 'shop', folder: '.', profile: 'demo', phases: DEFAULT_PHASES },
  { type: 'turn_requested', turn: 1, origin: 'start', prompt: 'Tea' },
];
const ended = (status: 'done' | 'failed' | 'cancelled' | 'lost', text = ''): PlanEvent => ({
  type: 'turn_ended',
  turn: 1,
  status,
  text,
  tools: [],
  usage: NO_USAGE,
});
const asked: PlanEvent = {
  type: 'permission_asked',
  turn: 1,
  request: { id: 'p', title: 'ls', kind: 'execute', detail: 'ls -l', paths: [], options: [] },
};

/** Each event happens at the time of its place, from 1. */
function waits(...events: readonly PlanEvent[]) {
  const all = [...begun, ...events];
  const plan = all.reduce(
    (state: PlanState | undefined, event, index) => evolvePlan(state, event, index + 1),
    undefined,
  );
  assert.ok(plan);
  return planWaitsOf(plan);
}

describe('what a plan waits for', () => {
  it('is nobody while an answer is under way', () => {
    assert.deepEqual(waits(), []);
    assert.deepEqual(waits({ type: 'turn_started', turn: 1, after: 0 }), []);
  });

  it('is the person when the agent asks, until one answer is there or the turn is over', () => {
    const [wait] = waits(asked);
    assert.deepEqual([wait?.kind, wait?.since], ['permission', 3]);
    assert.deepEqual(waits(asked, { type: 'permission_answered', id: 'p', option: 'yes', by: 'cli' }), []);
    assert.equal(waits(asked, ended('lost'))[0]?.kind, 'failed');
  });

  it('is the person when the agent has answered, with what it asked last', () => {
    assert.deepEqual(waits(ended('done', 'Fine. For whom?')), [{ kind: 'answer', since: 3, question: 'For whom?' }]);
  });

  it('is the person when a phase is ready, with what comes next', () => {
    assert.deepEqual(waits(ended('done', 'Clear.'), { type: 'phase_ready', phase: 'discover' }), [
      { kind: 'ready', since: 3, phase: 'Discover', next: 'Design' },
    ]);
  });

  it('is nobody after the person stopped the answer, or when the plan is over', () => {
    assert.deepEqual(waits(ended('cancelled', 'What?')), []);
    assert.deepEqual(waits(ended('done', 'What?'), { type: 'plan_cancelled' }), []);
  });
});

describe('the question of an answer', () => {
  for (const [answer, question] of [
    ['One. Who uses it?\nThanks.', 'Who uses it?'],
    ['1. **Who** uses it?\n2. In which language?', 'In which language?'],
    ['Why?\n\n```js\na ? b : c\n// or?\n```\n', 'Why?'],
    ['I would say yes.', undefined],
    ['<artifact name="a.md">\nWhat?\n</artifact>\nDone.', undefined],
    ['?', undefined],
    ['Version 1.5 or 2.0? I prefer 2.', 'Version 1.5 or 2.0?'],
  ] as const) {
    it(`of ${JSON.stringify(answer)} is ${JSON.stringify(question)}`, () => {
      assert.equal(questionOf(answer), question);
    });
  }
});
