import assert from 'node:assert/strict';
import { startPlan } from '../../../src/core/plan/decide';
import { DEFAULT_PHASES } from '../../../src/core/plan/phase';
import { LedgerUnavailable } from '../../../src/ports/ledger';
import { openPlan } from '../../../src/services/plans/stream';
import { watchPlan } from '../../../src/services/plans/watch';
import { decided } from '../../../src/services/runners/runners';
import { FakeClock } from '../../support/fake-clock';
import { MemoryLedger } from '../../support/memory-ledger';

describe('a plan that is watched', () => {
  it('has its runner looked at again after a moment in which the ledger could not be read', async () => {
    const ledger = new MemoryLedger();
    const clock = new FakeClock();
    const stream = await openPlan(ledger, 'shop.1');
    const spec = { id: 'shop.1', slug: 'shop', folder: '.', profile: 'demo', phases: DEFAULT_PHASES, prompt: 'Tea' };
    await stream.commit('test', (plan) => decided(startPlan(plan, spec)));
    let looks = 0;
    const tend = async () => {
      looks += 1;
      if (looks === 2) throw new LedgerUnavailable({ code: 'ledger_busy', message: 'Busy.' });
    };
    const traces = {
      read: async () => [],
      follow: () => ({ dispose() {} }),
      write: () => assert.fail('It only looks.'),
    };
    const watched = await watchPlan({ ledger, clock, traces, planner: { tend } }, 'shop.1', () => {});
    for (let times = 2; times <= 3; times += 1) {
      // What follows a look follows it within a turn.
      await new Promise(setImmediate);
      clock.turnTo(clock.now() + 1_000);
      assert.equal(looks, times);
    }
    watched.dispose();
  });
});
