import assert from 'node:assert/strict';
import type { RunnerIdentity } from '../../../src/core/runner/runner';
import type { ProcessIdentity } from '../../../src/ports/processes';
import { Runners } from '../../../src/services/runners/runners';
import { FakeClock } from '../../support/fake-clock';
import { MemoryLedger } from '../../support/memory-ledger';

const RECORDED: RunnerIdentity = { pid: 77, startedAt: 1_000_000, host: 'here', born: 'boot-1.4711' };
const HOUR = 3_600_000;

/** A runner that works, on a machine that names the process under its number as told. */
async function working(found: ProcessIdentity | undefined) {
  const clock = new FakeClock();
  const stopped: ProcessIdentity[] = [];
  const runners = new Runners({
    ledger: new MemoryLedger(),
    clock,
    host: 'here',
    pid: 1,
    processes: {
      identify: async () => found && { ...found, command: 'node' },
      stopTree: async (target) => void ('startedAt' in target && stopped.push(target)),
      stopMarked: async () => {},
    },
  });
  let finish = () => {};
  const work = () =>
    new Promise<string>((resolve) => {
      finish = () => resolve('idle');
    });
  const hosted = runners.host('plan/a', RECORDED, { pending: async () => false, work });
  while ((await runners.condition('plan/a')).is === 'none') await new Promise(setImmediate);
  return {
    runners,
    clock,
    stopped,
    end: async () => {
      finish();
      await hosted;
    },
  };
}

describe('a runner is the process that was recorded', () => {
  it('also when the clock of the machine was set, and it is stopped under the name that it has now', async () => {
    const moved = { pid: 77, startedAt: RECORDED.startedAt + HOUR, born: 'boot-1.4711' };
    const { runners, stopped, clock, end } = await working(moved);
    clock.turnTo(clock.now() + 24 * HOUR);
    assert.equal((await runners.condition('plan/a')).is, 'alive');
    await runners.stop('plan/a');
    assert.equal(stopped[0]?.startedAt, moved.startedAt);
    await end();
  });

  it('and not another one that has its number, however near it started', async () => {
    for (const other of [
      { pid: 77, startedAt: RECORDED.startedAt, born: 'boot-2.4711' },
      { pid: 77, startedAt: RECORDED.startedAt + HOUR },
      undefined,
    ]) {
      const { runners, end } = await working(other);
      assert.equal((await runners.condition('plan/a')).is, 'lost');
      await end();
    }
  });

  it('by its start alone where the system has no name for it', async () => {
    const { runners, end } = await working({ pid: 77, startedAt: RECORDED.startedAt + 900 });
    assert.equal((await runners.condition('plan/a')).is, 'alive');
    await end();
  });
});
