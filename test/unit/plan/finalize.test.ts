import assert from 'node:assert/strict';
import { NO_USAGE } from '../../../src/core/agent/event';
import { startPlan } from '../../../src/core/plan/decide';
import type { PlanEvent, PlanState } from '../../../src/core/plan/model';
import { DEFAULT_PHASES } from '../../../src/core/plan/phase';
import { ok, type Result, refuse } from '../../../src/core/result';
import { say } from '../../../src/core/sentence';
import type { Documents } from '../../../src/ports/documents';
import type { Ledger } from '../../../src/ports/ledger';
import type { PlanFiles } from '../../../src/ports/plan-files';
import type { PlanProjects } from '../../../src/ports/plan-projects';
import { PlanFinalizer } from '../../../src/services/plans/finalize';
import type { Planner } from '../../../src/services/plans/planner';
import { openPlan } from '../../../src/services/plans/stream';
import { decided } from '../../../src/services/runners/runners';
import { MemoryLedger } from '../../support/memory-ledger';

const PRD = '{"project":"shop","userStories":[{"id":"US-1","title":"Tea","passes":false}]}\n';
const PLAN_FILE = 'shop/final-plan.md';
const PRD_FILE = 'shop/prd.json';
const OLD = new Map([
  [PLAN_FILE, '# Old\n'],
  [PRD_FILE, '{"old":true}\n'],
]);

/** Thrown where a process is killed: nothing of ours runs after it. */
class Killed extends Error {}

/** A project with a plan that can be finalized. What goes wrong is said for each step of finalizing by its number. */
async function shop() {
  const ledger = new MemoryLedger(() => 5);
  const disk = new Map(OLD);
  const handedIn = new Map([
    ['plans/shop.1/design.md', '# Tea\n'],
    ['plans/shop.1/prd.json', PRD],
  ]);
  const stream = await openPlan(ledger, 'shop.1');
  const spec = { id: 'shop.1', slug: 'shop', folder: '.', profile: 'demo', phases: DEFAULT_PHASES, prompt: 'Tea' };
  await stream.commit('test', (plan) => decided(startPlan(plan, spec)));
  const events: PlanEvent[] = [
    ...['design.md', 'prd.json'].map((name): PlanEvent => {
      return { type: 'artifact_saved', name, version: 1, path: `plans/shop.1/${name}`, turn: 1 };
    }),
    { type: 'turn_ended', turn: 1, status: 'done', text: 'Done.', tools: [], usage: NO_USAGE },
  ];
  await stream.commit('test', () => ({ ok: true, events, value: null }));

  let step = 0;
  let approvals = 0;
  const state = async () => {
    const now = await openPlan(ledger, 'shop.1');
    const plan = now.state;
    await now.close();
    return plan as PlanState;
  };
  /** `fault`: what becomes of the steps, in the order in which they are taken. */
  const finalizer = (fault: (step: number, effect: () => void) => Result<void> = (_, effect) => ok(effect())) => {
    step = 0;
    const take = (effect: () => void) => {
      step += 1;
      return fault(step, effect);
    };
    const documents = {
      read: async (path: string) => {
        const text = disk.get(path);
        return text === undefined
          ? refuse('not_found', say('Not there.'))
          : ok({ path, text, fingerprint: text, bytes: 1, modifiedAt: 1 });
      },
      write: async (path: string, text: string, expected: string | undefined) => {
        if (disk.get(path) !== expected) return refuse('stale', say('Changed.'));
        const done = take(() => disk.set(path, text));
        return done.ok ? ok({ path, text, fingerprint: text, bytes: 1, modifiedAt: 1 }) : done;
      },
    } as unknown as Documents;
    const projects = {
      find: async () => ok({ slug: 'shop', folder: '.', ralphFolder: 'shop', prdPath: PRD_FILE }),
      finishPlanning: async () => take(() => (approvals += 1)),
    } as unknown as PlanProjects;
    const files = { absolute: (path: string) => path, readText: async (path: string) => handedIn.get(path) };
    const watched = new Proxy(ledger as Ledger, {
      get: (target, name: keyof Ledger) =>
        name === 'commit'
          ? async (...args: Parameters<Ledger['commit']>) => {
              let committed: unknown;
              const done = take(() => {
                committed = target.commit(...args);
              });
              return done.ok ? committed : { ok: false, refusal: done.refusal, by: 'store' };
            }
          : (target[name] as () => unknown).bind(target),
    });
    const planner = { show: async () => ok(await state()) } as unknown as Planner;
    return new PlanFinalizer({
      ledger: watched,
      planner,
      files: files as unknown as PlanFiles,
      documents,
      projects,
      actor: 'test',
      digest: (text) => `digest of ${text}`,
    });
  };
  return { disk, handedIn, state, finalizer, steps: () => step, approvals: () => approvals };
}

type Shop = Awaited<ReturnType<typeof shop>>;

/** Everything was done, once and whole. */
async function assertFinal({ disk, state, approvals }: Shop, when: string): Promise<void> {
  const plan = await state();
  assert.deepEqual([plan.status, plan.finalizing, plan.prdPath], ['complete', undefined, PRD_FILE], when);
  assert.match(disk.get(PLAN_FILE) ?? '', /^# Plan of shop\n\n# Tea/, when);
  assert.equal(disk.get(PRD_FILE), PRD, when);
  assert.ok(approvals() >= 1, when);
}

const approve = async (place: Shop, finalizer = place.finalizer()) => {
  const preview = await finalizer.preview('shop');
  assert.ok(preview.ok && preview.value.replaces && !preview.value.approved);
  return finalizer.finalize('shop', { replace: true, seen: preview.value.changes });
};

describe('finalizing a plan', () => {
  it('takes five steps, each of which can fail', async () => {
    const place = await shop();
    assert.ok((await approve(place)).ok);
    await assertFinal(place, 'all at once');
    assert.equal(place.steps(), 5, 'approval, plan, stories, registry, plan again');
  });

  for (let at = 1; at <= 5; at += 1) {
    it(`is finished without a second approval when step ${at} has failed, and says how far it came`, async () => {
      const place = await shop();
      const failing = place.finalizer((step, effect) => {
        if (step === at) return refuse('write_failed', say('The disk is full.'));
        effect();
        return ok(undefined);
      });
      const failed = await approve(place, failing);
      assert.ok(!failed.ok);
      const plan = await place.state();
      assert.equal(plan.status, 'active', 'nothing pretends that all is well');
      if (at === 3) {
        assert.equal(failed.refusal.code, 'half_finalized');
        assert.equal(
          failed.refusal.message,
          'shop/final-plan.md is written, but shop/prd.json is not: The disk is full. Finalize again to finish; you are not asked twice.',
        );
        assert.deepEqual(failed.refusal.details, { written: [PLAN_FILE], missing: [PRD_FILE], code: 'write_failed' });
        assert.equal(place.disk.get(PRD_FILE), OLD.get(PRD_FILE));
      }
      if (at === 4) assert.match(failed.refusal.message, /^The plan is written, but the project is not approved yet/);
      if (at <= 2) assert.deepEqual(place.disk, OLD, 'nothing was changed');
      if (at === 1) {
        assert.equal(plan.finalizing, undefined);
        assert.ok((await approve(place)).ok);
      } else {
        const preview = await place.finalizer().preview('shop');
        assert.ok(preview.ok && preview.value.approved);
        const done = await place.finalizer().finalize('shop');
        assert.ok(done.ok, JSON.stringify(done));
      }
      await assertFinal(place, `after a failure in step ${at}`);
    });

    for (const when of ['before', 'after'] as const) {
      it(`is finished without a second approval when it was killed ${when} step ${at}`, async () => {
        const place = await shop();
        const killed = place.finalizer((step, effect) => {
          if (step !== at || when === 'after') effect();
          if (step === at) throw new Killed();
          return ok(undefined);
        });
        await assert.rejects(approve(place, killed), Killed);
        const over = (await place.state()).status === 'complete';
        assert.equal(over, at === 5 && when === 'after', 'it is complete with its last step, and not before');
        if (over) return assertFinal(place, 'killed at its end');
        const approved = at > 1 || when === 'after';
        const again = place.finalizer();
        const done = approved ? await again.finalize('shop') : await approve(place, again);
        assert.ok(done.ok, JSON.stringify(done));
        return assertFinal(place, `killed ${when} step ${at}`);
      });
    }
  }

  it('asks again when the rest is no longer what was approved: a file of the project, a document, a new answer', async () => {
    const halfway = async () => {
      const place = await shop();
      const failed = await approve(
        place,
        place.finalizer((step, effect) => {
          if (step === 3) return refuse('write_failed', say('The disk is full.'));
          effect();
          return ok(undefined);
        }),
      );
      assert.ok(!failed.ok);
      return place;
    };
    const changes: Readonly<Record<string, (place: Shop) => void>> = {
      'the file that was not written': ({ disk }) => disk.set(PRD_FILE, '{"mine":1}\n'),
      'the file that was written': ({ disk }) => disk.set(PLAN_FILE, '# Mine\n'),
      'a document of the plan': ({ handedIn }) => handedIn.set('plans/shop.1/design.md', '# Coffee\n'),
    };
    for (const [what, change] of Object.entries(changes)) {
      const place = await halfway();
      change(place);
      const before = new Map(place.disk);
      const asked = await place.finalizer().finalize('shop');
      assert.equal(asked.ok === false && asked.refusal.code, 'would_replace', what);
      assert.deepEqual(place.disk, before, `${what}: nothing was written`);
      assert.ok((await approve(place)).ok, what);
    }
  });

  it('tells it apart when the second file was changed between the look and the writing', async () => {
    const place = await shop();
    const racing = place.finalizer((step, effect) => {
      effect();
      if (step === 2) place.disk.set(PRD_FILE, '{"mine":1}\n');
      return ok(undefined);
    });
    const failed = await approve(place, racing);
    assert.match(failed.ok ? '' : failed.refusal.message, /prd\.json was changed meanwhile and is not\./);
    assert.equal(place.disk.get(PRD_FILE), '{"mine":1}\n', 'what others wrote is never replaced unseen');
    const preview = await place.finalizer().preview('shop');
    assert.equal(preview.ok && preview.value.approved, false);
  });
});
