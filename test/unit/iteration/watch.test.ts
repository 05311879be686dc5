import assert from 'node:assert/strict';
import { type IterationSession, iterationStream } from '../../../src/core/iteration/model';
import { Iterations, type IterationsDeps } from '../../../src/services/iterations/iterations';
import { Runners } from '../../../src/services/runners/runners';
import { FakeClock } from '../../support/fake-clock';
import { MemoryLedger } from '../../support/memory-ledger';

describe('a session that is watched', () => {
  it('has its loss noticed also after a moment in which the ledger could not be read', async () => {
    const ledger = new MemoryLedger();
    const clock = new FakeClock();
    let isThere = true;
    const identify = async (pid: number) => (isThere ? { pid, startedAt: 5, command: 'signalbox' } : undefined);
    const processes = { identify, stopTree: async () => {}, stopMarked: async () => {} };
    const runners = new Runners({ ledger, clock, host: 'here', pid: 1, processes });
    // All that watching asks for.
    const iterations = new Iterations({ ledger, clock, runners, actor: 'test' } as unknown as IterationsDeps);
    const spec = { slug: 'shop', folder: '.', document: 'a.md', prompt: 'Better', profile: 'demo', iterations: 1 };
    const starter = { pid: 77, startedAt: 5, host: 'here' };
    const begun = { type: 'session_started', id: 'shop.i1', ...spec, seconds: 300, pauseMs: 0, starter };
    const decide = () => ({ ok: true as const, events: [begun], value: undefined });
    await ledger.commit(iterationStream('shop.i1'), 'test', () => Infinity, decide);

    const seen: IterationSession['status'][] = [];
    const watched = await iterations.watch('shop.i1', ({ status }) => seen.push(status));
    const second = async () => {
      clock.turnTo(clock.now() + 1_000);
      for (let turn = 0; turn < 20; turn += 1) await new Promise(setImmediate);
    };
    isThere = false;
    ledger.upset({ trouble: { code: 'ledger_busy', message: 'Busy.' } });
    await second();
    assert.equal(seen.at(-1), 'running');
    ledger.upset({});
    await second();
    assert.equal(seen.at(-1), 'failed');
    watched.dispose();
  });
});
