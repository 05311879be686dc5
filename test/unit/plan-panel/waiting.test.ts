import assert from 'node:assert/strict';
import { startPlan } from '../../../src/core/plan/decide';
import type { PlanEvent } from '../../../src/core/plan/model';
import { DEFAULT_PHASES } from '../../../src/core/plan/phase';
import { LedgerUnavailable } from '../../../src/ports/ledger';
import { type ActivePlanChange, ActivePlans } from '../../../src/services/plan-panel/waiting';
import { openPlan } from '../../../src/services/plans/stream';
import { decided } from '../../../src/services/runners/runners';
import { FakeClock } from '../../support/fake-clock';
import { MemoryLedger } from '../../support/memory-ledger';

async function ledgerWithPlan() {
  const ledger = new MemoryLedger(() => 5);
  const stream = await openPlan(ledger, 'shop.1');
  const write = (...events: PlanEvent[]) => stream.commit('test', () => ({ ok: true, events, value: null }));
  const spec = { id: 'shop.1', slug: 'shop', folder: '.', profile: 'demo', phases: DEFAULT_PHASES, prompt: 'Tea' };
  await stream.commit('test', (plan) => decided(startPlan(plan, spec)));
  return { ledger, write };
}

function follow(ledger: MemoryLedger) {
  const clock = new FakeClock();
  const tended: string[] = [];
  const plans = new ActivePlans({
    ledger,
    clock,
    tend: async (id) => void tended.push(id),
    problem: (error) => assert.fail(String(error)),
  });
  const next = () =>
    new Promise<ActivePlanChange>((resolve) => {
      const listening = plans.onChange((change) => {
        listening.dispose();
        resolve(change);
      });
    });
  return { plans, clock, tended, next };
}

describe('the plans that are under way', () => {
  it('are known at the start, and nobody is told of these', async () => {
    const { ledger } = await ledgerWithPlan();
    const { plans } = follow(ledger);
    plans.onChange(() => assert.fail('told'));
    await plans.start();
    assert.deepEqual(
      plans.list().map(({ slug }) => slug),
      ['shop'],
    );
    plans.dispose();
  });

  it('are known once the ledger can be read, and as they are in the one that took its place', async () => {
    const { ledger, write } = await ledgerWithPlan();
    const { plans, next } = follow(ledger);
    ledger.upset({ trouble: { code: 'busy', message: 'Busy' } });
    await assert.rejects(plans.start(), LedgerUnavailable);
    const readable = next();
    ledger.upset({ trouble: undefined });
    const found = await readable;
    assert.equal(found.before, found.after, 'nobody is told of these');
    assert.deepEqual(
      plans.list().map(({ slug }) => slug),
      ['shop'],
    );
    const ready = next();
    await write({ type: 'phase_ready', phase: 'discover' });
    assert.equal((await ready).after?.phaseReady, true);
    const replaced = next();
    ledger.upset({ trouble: undefined, keep: 1 });
    const { before, after } = await replaced;
    assert.deepEqual([before?.phaseReady, after?.phaseReady], [true, false]);
    const gone = next();
    ledger.upset({ trouble: undefined, keep: 0 });
    assert.equal((await gone).after, undefined);
    assert.deepEqual(plans.list(), []);
    plans.dispose();
  });

  it('change with what others write: before and after are told, and one that is over is let go', async () => {
    const { ledger, write } = await ledgerWithPlan();
    const { plans, next } = follow(ledger);
    await plans.start();
    const ready = next();
    await write({ type: 'phase_ready', phase: 'discover' });
    const { before, after } = await ready;
    assert.deepEqual([before?.phaseReady, after?.phaseReady], [false, true]);
    const over = next();
    await write({ type: 'plan_cancelled' });
    assert.equal((await over).after, undefined);
    assert.deepEqual(plans.list(), []);
    const again = next();
    await write({ type: 'plan_resumed' });
    assert.equal((await again).after?.status, 'active');
    plans.dispose();
  });

  it('have their runner looked at while a turn runs, and only then', async () => {
    const { ledger, write } = await ledgerWithPlan();
    const { plans, clock, tended, next } = follow(ledger);
    await plans.start();
    clock.turnTo(clock.now() + 15_000);
    assert.deepEqual(tended, ['shop.1']);
    const changed = next();
    await write({ type: 'plan_cancelled' });
    await changed;
    await new Promise(setImmediate);
    assert.deepEqual(clock.timers, []);
    plans.dispose();
  });
});
