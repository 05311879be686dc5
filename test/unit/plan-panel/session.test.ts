import assert from 'node:assert/strict';
import { startPlan } from '../../../src/core/plan/decide';
import { evolvePlan } from '../../../src/core/plan/evolve';
import { DEFAULT_PHASES } from '../../../src/core/plan/phase';
import { ok, refuse } from '../../../src/core/result';
import { say } from '../../../src/core/sentence';
import { english } from '../../../src/core/translate';
import type { PlanModel, PlanPatch, PlanRef, PlanRow } from '../../../src/protocol/plan';
import { type PlanDesk, type Planning, refOf } from '../../../src/services/plan-panel/desk';
import { PlanSession, type Shown } from '../../../src/services/plan-panel/session';
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
  const plan = begun.value.reduce(
    (state: ReturnType<typeof evolvePlan>, event) => evolvePlan(state, event, 1),
    undefined,
  );
  assert.ok(plan);
  return plan;
}

/** A view that talks to a desk with two plans under way, the newest first; lists take as long as the test wants. */
function opened(
  shown: Shown,
  problem: (message: string, error: unknown) => void = (message, error) => assert.fail(`${message} ${error}`),
) {
  const pages: (string | undefined)[] = [];
  const remembered: Shown[] = [];
  let held: Promise<unknown> = Promise.resolve();
  let heldWatch: Promise<unknown> = Promise.resolve();
  let heldPlan: Promise<unknown> = Promise.resolve();
  let listed: readonly PlanRef[] = [HORN, BELL];
  let changed = () => {};
  const watched: string[] = [];
  const patches: PlanPatch[] = [];
  const planning = {
    planner: {
      show: async (id: string) =>
        ['bell.1', 'horn.1'].includes(id) ? ok(planOf(id)) : refuse('not_found', say('There is no such plan.')),
    },
    watch: async (id: string) => {
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
    snapshot: ({ model }: { readonly model: PlanModel }) => pages.push(model.shown?.head.slug),
    patch: ({ patch }) => patches.push(patch),
    shows: (now) => remembered.push(now),
    problem,
  });
  return {
    session,
    pages,
    patches,
    watched,
    remembered,
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
