import assert from 'node:assert/strict';
import type { RunnerIdentity } from '../../../src/core/runner/runner';
import { type RunnerJob, Runners } from '../../../src/services/runners/runners';
import { FakeClock } from '../../support/fake-clock';
import { MemoryLedger } from '../../support/memory-ledger';

const EDITOR: RunnerIdentity = { pid: 77, startedAt: 5, host: 'here', guest: true };

function world() {
  const ended: number[] = [];
  const clock = new FakeClock();
  const runners = new Runners({
    ledger: new MemoryLedger(),
    clock,
    host: 'here',
    pid: 1,
    processes: {
      identify: async (pid) => ({ pid, startedAt: 5, command: 'editor' }),
      stopTree: async ({ pid }) => void ended.push(pid),
      stopMarked: async () => {},
    },
  });
  let finish = () => {};
  const job: RunnerJob = {
    pending: async () => false,
    work: () =>
      new Promise((resolve) => {
        finish = () => resolve('idle');
      }),
  };
  return { runners, clock, job, ended, finish: () => finish() };
}

describe('a runner that is a guest of the editor', () => {
  it('is waited for when it is to stop, and the editor goes on', async () => {
    const { runners, job, ended, finish } = world();
    const hosted = runners.host('plan/a', EDITOR, job);
    while ((await runners.condition('plan/a')).is !== 'alive') await new Promise(setImmediate);
    const stopped = runners.stop('plan/a');
    finish();
    assert.equal(await stopped, true);
    assert.ok((await hosted).ok);
    assert.deepEqual(ended, []);
    assert.equal((await runners.condition('plan/a')).is, 'none');
  });

  it('is left alone when it does not stop', async () => {
    const { runners, clock, job, ended, finish } = world();
    const hosted = runners.host('plan/a', EDITOR, job);
    while ((await runners.condition('plan/a')).is !== 'alive') await new Promise(setImmediate);
    const before = clock.timers.length;
    const stopped = runners.stop('plan/a');
    while (clock.timers.length === before) await new Promise(setImmediate);
    clock.turnTo(clock.now() + 2_000);
    assert.equal(await stopped, true);
    assert.deepEqual(ended, []);
    finish();
    await hosted;
  });
});
