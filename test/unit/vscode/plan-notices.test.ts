import assert from 'node:assert/strict';
import { NO_USAGE } from '../../../src/core/agent/event';
import { startPlan } from '../../../src/core/plan/decide';
import { evolvePlan } from '../../../src/core/plan/evolve';
import type { PlanEvent, PlanState } from '../../../src/core/plan/model';
import { DEFAULT_PHASES } from '../../../src/core/plan/phase';
import { ok } from '../../../src/core/result';
import { english } from '../../../src/core/translate';
import type { Shown } from '../../../src/vscode/commands';
import { PlanNotices } from '../../../src/vscode/plans/notify';
import { FakeClock } from '../../support/fake-clock';

const REF = '/repo#shop.1';
const options = [
  { id: 'yes', name: 'Allow Once', kind: 'allow_once' },
  { id: 'always', name: 'Always', kind: 'allow_always' },
  { id: 'no', name: 'Deny', kind: 'reject_once' },
  { id: 'never', name: 'Never', kind: 'reject_always' },
] as const;
const request = {
  id: 'p',
  title: 'Run a command',
  kind: 'execute',
  detail: 'rm -rf build',
  paths: [],
  options,
} as const;

function begun(): PlanState {
  const spec = { id: 'shop.1', slug: 'shop', folder: '.', profile: 'demo', phases: DEFAULT_PHASES, prompt: 'Tea' };
  const started = startPlan(undefined, spec);
  assert.ok(started.ok);
  return grown(undefined, ...started.value);
}

function grown(plan: PlanState | undefined, ...events: PlanEvent[]): PlanState {
  const next = events.reduce((state, event) => evolvePlan(state, event, 1), plan);
  assert.ok(next);
  return next;
}

const ended = (status: 'done' | 'failed'): PlanEvent => ({
  type: 'turn_ended',
  turn: 1,
  status,
  text: 'For whom is it?',
  tools: [],
  usage: NO_USAGE,
  ...(status === 'failed' ? { error: { kind: 'quota', message: 'No credit' } } : {}),
});

/** A window in which the plan was shown last, and all that it tells. */
function windowOf(differs: { isSeen?: boolean; isShown?: boolean } = {}) {
  const shown: Shown[] = [];
  const did: unknown[] = [];
  const clock = new FakeClock();
  const eyes = { isSeen: false, isShown: true, ...differs };
  const notices = new PlanNotices({
    clock,
    show: (message) => shown.push(message),
    t: english,
    isSeen: () => eyes.isSeen,
    isShown: () => eyes.isShown,
    open: (ref) => did.push(['open', ref]),
    answer: async (...answer) => {
      did.push(['answer', ...answer]);
      return ok(null);
    },
  });
  const change = (before: PlanState | undefined, after: PlanState) =>
    notices.changed({ ref: REF, id: 'shop.1', before, after });
  const hide = () => {
    eyes.isSeen = false;
    notices.outOfSight();
  };
  return { shown, did, clock, change, hide };
}

function told(before: PlanState | undefined, now: PlanState, differs: { isSeen?: boolean; isShown?: boolean } = {}) {
  const { shown, did, change } = windowOf(differs);
  change(before, now);
  return { shown, did };
}

describe('the messages about a plan that nobody looks at', () => {
  it('have a button for each answer that fits, which gives that answer, and one that opens the plan', () => {
    const asks = grown(begun(), { type: 'permission_asked', turn: 1, request });
    const { shown, did } = told(begun(), asks);
    assert.deepEqual(
      shown.map(({ message }) => message),
      ['demo asks in the plan of shop: Run a command (rm -rf build)'],
    );
    assert.deepEqual(
      shown[0]?.steps.map(({ title }) => title),
      ['Allow Once', 'Always', 'Deny', 'Open Plan'],
    );
    for (const step of shown[0]?.steps ?? []) step.run();
    assert.deepEqual(did, [
      ['answer', REF, 'p', 'yes'],
      ['answer', REF, 'p', 'always'],
      ['answer', REF, 'p', 'no'],
      ['open', REF],
    ]);
    assert.deepEqual(told(asks, grown(asks, { type: 'stop_requested', turn: 1 })).shown, [], 'once');
  });

  it('say what became of an answer, with the way to it', () => {
    const cases = {
      'demo has answered in the plan of shop.': [ended('done')],
      'Discover is ready in the plan of shop.': [{ type: 'phase_ready', phase: 'discover' }, ended('done')],
      'demo could not answer in the plan of shop: No credit': [ended('failed')],
    } as const;
    for (const [message, events] of Object.entries(cases)) {
      const { shown, did } = told(begun(), grown(begun(), ...events));
      assert.deepEqual(
        shown.map((each) => [each.message, each.steps.map(({ title }) => title)]),
        [[message, ['Open Plan']]],
      );
      shown[0]?.steps[0]?.run();
      assert.deepEqual(did, [['open', REF]]);
    }
  });

  it('are not there for a plan that is seen, for one that was never shown here, and while what was written waits', () => {
    const done = grown(begun(), ended('done'));
    assert.deepEqual(told(begun(), done, { isSeen: true }).shown, []);
    assert.deepEqual(told(begun(), done, { isShown: false }).shown, []);
    assert.deepEqual(told(undefined, done).shown, []);
    const goesOn: PlanEvent = { type: 'turn_requested', turn: 2, origin: 'respond', prompt: 'And cake', takes: [1] };
    assert.deepEqual(told(begun(), grown(begun(), ended('done'), goesOn)).shown, []);
  });

  it('are there for what came when the view was about to be hidden: nobody has read it', () => {
    const asks = grown(begun(), { type: 'permission_asked', turn: 1, request });
    const { shown, clock, change, hide } = windowOf({ isSeen: true });
    change(begun(), asks);
    clock.turnTo(clock.now() + 500);
    assert.equal(shown.length, 0, 'not yet: it is in sight');
    hide();
    hide();
    assert.equal(shown.length, 1, 'once');
    assert.match(shown[0]?.message ?? '', /asks in the plan of shop/);
  });

  it('are not there for what was long seen or answered when the view is hidden', () => {
    const asks = grown(begun(), { type: 'permission_asked', turn: 1, request });
    const longSeen = windowOf({ isSeen: true });
    longSeen.change(begun(), asks);
    longSeen.clock.turnTo(longSeen.clock.now() + 5_000);
    longSeen.hide();
    const answered = windowOf({ isSeen: true });
    answered.change(begun(), asks);
    answered.change(asks, grown(asks, { type: 'permission_answered', id: 'p', option: 'no', by: 'me' }));
    answered.hide();
    assert.deepEqual([...longSeen.shown, ...answered.shown], []);
  });
});
