import assert from 'node:assert/strict';
import { NO_USAGE } from '../../../src/core/agent/event';
import { startPlan } from '../../../src/core/plan/decide';
import { evolvePlan } from '../../../src/core/plan/evolve';
import type { PlanEvent, PlanState } from '../../../src/core/plan/model';
import { DEFAULT_PHASES } from '../../../src/core/plan/phase';
import { ok, refuse } from '../../../src/core/result';
import { say } from '../../../src/core/sentence';
import { english } from '../../../src/core/translate';
import type { PlanModel, PlanPatch, PlanRef, PlanRow } from '../../../src/protocol/plan';
import { type PlanDesk, type Planning, refOf } from '../../../src/services/plan-panel/desk';
import { PlanSession, type Shown } from '../../../src/services/plan-panel/session';
import type { FinalPreview } from '../../../src/services/plans/finalize';
import type { PlanChange } from '../../../src/services/plans/watch';
import { FakeClock } from '../../support/fake-clock';

const FOLDER = '/repo';
const [BELL, HORN] = [refOf(FOLDER, 'bell.1'), refOf(FOLDER, 'horn.1')];

function planOf(id: string) {
  const slug = id.split('.')[0]!;
  const begun = startPlan(undefined, {
    id,
    slug,
    folder: '.',
    profile: 'demo',
    phases: DEFAULT_PHASES,
    prompt: 'Loud',
  });
  assert.ok(begun.ok);
  return grown(undefined, ...begun.value);
}

function grown(plan: PlanState | undefined, ...events: readonly PlanEvent[]): PlanState {
  const next = events.reduce((state, event) => evolvePlan(state, event, 1), plan);
  assert.ok(next);
  return next;
}

const ended = (turn: number): PlanEvent => ({
  type: 'turn_ended',
  turn,
  status: 'done',
  text: '',
  tools: [],
  usage: NO_USAGE,
});
const ANSWERED = ended(1);

/** A view that talks to a desk with two plans under way, the newest first; lists take as long as the test wants. */
function opened(
  shown: Shown,
  problem: (message: string, error: unknown) => void = (message, error) => assert.fail(`${message} ${error}`),
) {
  const pages: (string | undefined)[] = [];
  const asks: boolean[] = [];
  const remembered: Shown[] = [];
  const unreviewed: FinalPreview[] = [];
  let held: Promise<unknown> = Promise.resolve();
  let heldWatch: Promise<unknown> = Promise.resolve();
  let heldPlan: Promise<unknown> = Promise.resolve();
  let listed: readonly PlanRef[] = [HORN, BELL];
  let changed = () => {};
  const watched: string[] = [];
  const patches: PlanPatch[] = [];
  const plans = new Map(['bell.1', 'horn.1'].map((id) => [id, grown(planOf(id), ANSWERED)]));
  const followers = new Map<string, (change: PlanChange) => void>();
  const planning = {
    planner: {
      show: async (id: string) => {
        const plan = plans.get(id);
        return plan ? ok(plan) : refuse('not_found', say('There is no such plan.'));
      },
    },
    watch: async (id: string, follower: (change: PlanChange) => void) => {
      followers.set(id, follower);
      const until = heldWatch;
      heldWatch = Promise.resolve();
      await until;
      watched.push(id);
      return { dispose: () => watched.splice(watched.indexOf(id), 1) };
    },
  } as unknown as Planning;
  const desk: PlanDesk = {
    lists: async () => {
      const plans = listed.map((ref) => ({ ref, status: 'active' }) as PlanRow);
      const until = held;
      held = Promise.resolve();
      await until;
      return { plans, projects: [], profiles: [] };
    },
    planning: async () => {
      const until = heldPlan;
      heldPlan = Promise.resolve();
      await until;
      return planning;
    },
    folderOf: () => FOLDER,
    onChange: (listener) => {
      changed = listener;
      return { dispose() {} };
    },
  };
  const session = new PlanSession({
    desk,
    clock: new FakeClock(),
    t: english,
    shown,
    snapshot: ({ model }: { readonly model: PlanModel }) => {
      pages.push(model.shown?.head.slug);
      asks.push(model.shown?.head.review !== null && model.shown !== null);
    },
    patch: ({ patch }) => patches.push(patch),
    shows: (now) => remembered.push(now),
    unreviewed: (preview) => unreviewed.push(preview),
    problem,
  });
  return {
    session,
    pages,
    asks,
    patches,
    /** What finalizing that plan would write, as it is now. */
    preview: (id: string): FinalPreview => ({ plan: plans.get(id)!, changes: [], replaces: false, approved: false }),
    happens: (id: string, ...events: readonly PlanEvent[]) => {
      const plan = grown(plans.get(id), ...events);
      plans.set(id, plan);
      followers.get(id)?.({ kind: 'plan', plan });
    },
    watched,
    remembered,
    unreviewed,
    /** Something happens to the plans. */
    listing: (refs: readonly PlanRef[]) => {
      listed = refs;
      changed();
    },
    /** The next time only. */
    holdLists: (until: Promise<unknown>) => (held = until),
    holdPlan: (until: Promise<unknown>) => (heldPlan = until),
    holdWatch: (until: Promise<unknown>) => (heldWatch = until),
  };
}

function gate() {
  let open = () => {};
  const until = new Promise<void>((resolve) => (open = resolve));
  return { until, open };
}

describe('what the planning view shows', () => {
  it('is the newest plan under way where nobody has chosen', async () => {
    const { session, pages, remembered } = opened(undefined);
    await session.connect();
    assert.deepEqual(pages, ['horn']);
    assert.deepEqual(remembered, [HORN]);
  });

  it('is the beginning of a plan where a new one is wanted, whatever else is under way', async () => {
    const { session, pages, remembered } = opened(null);
    await session.connect();
    assert.deepEqual(pages, [undefined]);
    assert.deepEqual(remembered, [null]);
  });

  it('is what was chosen while the page was only coming up', async () => {
    const { session, pages, holdLists } = opened(BELL);
    await session.connect();
    session.disconnect();
    const { until, open } = gate();
    holdLists(until);
    const connecting = session.connect();
    const chosen = session.show(null);
    open();
    await Promise.all([connecting, chosen]);
    assert.equal(pages.at(-1), undefined);
  });

  it('is what was chosen last when the page comes back', async () => {
    for (const [chosen, expected] of [
      [HORN, 'horn'],
      [null, undefined],
    ] as const) {
      const { session, pages } = opened(BELL);
      await session.connect();
      await session.show(chosen);
      session.disconnect();
      await session.connect();
      assert.deepEqual(pages, ['bell', expected, expected]);
    }
  });

  it('is what was chosen last, however late the one before it is found; nothing else is told or remembered', async () => {
    const { session, pages, remembered, watched, holdWatch } = opened(null);
    await session.connect();
    const { until, open } = gate();
    holdWatch(until);
    const first = session.show(BELL);
    await new Promise(setImmediate);
    await session.show(HORN);
    open();
    await first;
    assert.deepEqual(pages, [undefined, 'horn']);
    assert.deepEqual(remembered, [null, HORN]);
    assert.deepEqual(watched, ['horn.1']);
  });

  it('is remembered when the view is hidden before it was found', async () => {
    const { session, remembered, watched, holdWatch } = opened(BELL);
    const { until, open } = gate();
    holdWatch(until);
    const connecting = session.connect();
    await new Promise(setImmediate);
    session.disconnect();
    open();
    await connecting;
    assert.deepEqual(remembered, []);
    assert.deepEqual(watched, []);
  });

  it('is told to a page that comes up when it is found, and not the beginning while it is looked up', async () => {
    const { session, pages, holdPlan } = opened(BELL);
    const [first, second] = [gate(), gate()];
    holdPlan(first.until);
    const connecting = session.connect();
    await new Promise(setImmediate);
    holdPlan(second.until);
    const chosen = session.show(HORN);
    first.open();
    await new Promise(setImmediate);
    assert.deepEqual(pages, []);
    second.open();
    await Promise.all([connecting, chosen]);
    assert.deepEqual(pages, ['horn']);
  });

  it('lists the plans as they were when they were last asked for, in whatever order the answers come', async () => {
    const { session, patches, holdLists, listing } = opened(null);
    await session.connect();
    const { until, open } = gate();
    holdLists(until);
    listing([HORN]);
    listing([]);
    await new Promise(setImmediate);
    open();
    await new Promise(setImmediate);
    assert.deepEqual(patches, [{ plans: [] }]);
  });

  it('is not chosen by what was asked for in a view that is gone', async () => {
    const { session, pages, remembered, watched } = opened(null);
    await session.connect();
    session.dispose();
    await session.show(BELL);
    assert.deepEqual([pages, remembered, watched], [[undefined], [null], []]);
  });

  it('is the beginning where the plan is gone, and nothing is chosen for the next time', async () => {
    const { session, pages, remembered } = opened(refOf(FOLDER, 'gone.1'));
    await session.connect();
    assert.deepEqual(pages, [undefined]);
    assert.deepEqual(remembered, [undefined]);
  });

  it('is the beginning where the ledger cannot be read just now, and the log says why', async () => {
    const problems: unknown[] = [];
    const { session, pages, holdPlan } = opened(BELL, (_message, error) => problems.push(error));
    const why = new Error('The ledger is locked.');
    holdPlan(Promise.reject(why));
    await session.connect();
    assert.deepEqual([pages, problems], [[undefined], [why]]);
  });
});

describe('the question whether a plan is to be finalized', () => {
  it('stands while the view is hidden and shown', async () => {
    const { session, asks, preview } = opened(BELL);
    await session.connect();
    session.review(BELL, preview('bell.1'));
    session.disconnect();
    await session.connect();
    assert.deepEqual(asks, [false, true]);
    assert.ok(session.reviewed);
  });

  it('is not asked about another plan that is on show by now, nor while or after something was said', async () => {
    const { session, preview, happens } = opened(BELL);
    await session.connect();
    const before = preview('bell.1');
    happens('bell.1', { type: 'turn_requested', turn: 2, origin: 'respond', prompt: 'Louder' });
    session.review(BELL, before);
    assert.equal(session.reviewed, undefined);
    happens('bell.1', ended(2));
    session.review(BELL, before);
    assert.equal(session.reviewed, undefined);
    const now = preview('bell.1');
    await session.show(HORN);
    session.review(BELL, now);
    assert.equal(session.reviewed, undefined);
  });

  it('ends when something is said, also while the view is hidden, and with the choice of another plan', async () => {
    const { session, preview, happens, unreviewed } = opened(BELL);
    await session.connect();
    const first = preview('bell.1');
    session.review(BELL, first);
    session.disconnect();
    assert.deepEqual(unreviewed, []);
    happens('bell.1', { type: 'turn_requested', turn: 2, origin: 'respond', prompt: 'Louder' }, ended(2));
    await session.connect();
    assert.equal(session.reviewed, undefined);
    assert.deepEqual(unreviewed, [first], 'its comparison is closed');
    const third = preview('bell.1');
    session.review(BELL, third);
    assert.ok(session.reviewed);
    await session.show(HORN);
    await session.show(BELL);
    assert.equal(session.reviewed, undefined);
    assert.deepEqual(unreviewed, [first, third]);
    session.review(BELL, first);
    assert.deepEqual(unreviewed, [first, third, first], 'shown in vain: the plan had gone on');
  });

  it('is taken back alone: one that was asked since stands', async () => {
    const { session, preview } = opened(BELL);
    await session.connect();
    const [first, second] = [preview('bell.1'), preview('bell.1')];
    session.review(BELL, first);
    session.review(BELL, second);
    session.unreview(first);
    assert.equal(session.reviewed, second);
    session.unreview(second);
    assert.equal(session.reviewed, undefined);
  });
});
