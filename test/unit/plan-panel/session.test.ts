import assert from 'node:assert/strict';
import { startPlan } from '../../../src/core/plan/decide';
import { evolvePlan } from '../../../src/core/plan/evolve';
import { DEFAULT_PHASES } from '../../../src/core/plan/phase';
import { ok, refuse } from '../../../src/core/result';
import { say } from '../../../src/core/sentence';
import { english } from '../../../src/core/translate';
import type { PlanModel, PlanRow } from '../../../src/protocol/plan';
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
function opened(shown: Shown) {
  const pages: (string | undefined)[] = [];
  const remembered: Shown[] = [];
  let held: Promise<unknown> = Promise.resolve();
  const planning = {
    planner: {
      show: async (id: string) =>
        ['bell.1', 'horn.1'].includes(id) ? ok(planOf(id)) : refuse('not_found', say('There is no such plan.')),
    },
    watch: async () => ({ dispose() {} }),
  } as unknown as Planning;
  const desk: PlanDesk = {
    lists: async () => {
      await held;
      const plans = [HORN, BELL].map((ref) => ({ ref, status: 'active' }) as PlanRow);
      return { plans, projects: [], profiles: [] };
    },
    planning: async () => planning,
    folderOf: () => FOLDER,
    onChange: () => ({ dispose() {} }),
  };
  const session = new PlanSession({
    desk,
    clock: new FakeClock(),
    t: english,
    shown,
    snapshot: ({ model }: { readonly model: PlanModel }) => pages.push(model.shown?.head.slug),
    patch: () => assert.fail('nothing changes here'),
    shows: (now) => remembered.push(now),
    problem: (message, error) => assert.fail(`${message} ${error}`),
  });
  return { session, pages, remembered, holdLists: (until: Promise<unknown>) => (held = until) };
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
    let go = () => {};
    holdLists(new Promise<void>((resolve) => (go = resolve)));
    const connecting = session.connect();
    const chosen = session.show(null);
    go();
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

  it('is the beginning where the plan is gone, and nothing is chosen for the next time', async () => {
    const { session, pages, remembered } = opened(refOf(FOLDER, 'gone.1'));
    await session.connect();
    assert.deepEqual(pages, [undefined]);
    assert.deepEqual(remembered, [undefined]);
  });
});
