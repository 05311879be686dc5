import assert from 'node:assert/strict';
import type { Commit, Ledger } from '../../../src/ports/ledger';
import { type Added, add, collect, numbers } from './added';

/** What who follows a ledger is pushed. */
export function followingContract(current: () => Ledger): void {
  it('pushes the past and then the future of a stream, in order, without gap or double', async () => {
    const ledger = current();
    for (let n = 1; n <= 5; n += 1) await add(ledger, 'a', n);
    await add(ledger, 'b', 99);
    const seen = collect<Commit<Added>>(
      (listener) => ledger.follow('a', 2, listener),
      (commits) => commits.length >= 8,
    );
    for (let n = 6; n <= 10; n += 1) {
      await add(ledger, 'a', n);
      await add(ledger, 'b', n);
    }
    assert.deepEqual(numbers(await seen), [3, 4, 5, 6, 7, 8, 9, 10]);
  });

  it('pushes a long past in several pages without losing what is appended meanwhile', async () => {
    const ledger = current();
    await Promise.all(Array.from({ length: 2_500 }, (_, n) => add(ledger, 'a', n)));
    const both = Promise.all([
      collect<Commit<Added>>(
        (listener) => ledger.follow('a', 0, listener),
        (commits) => commits.length >= 2_600,
      ),
      collect(
        (listener) => ledger.followAll('a', 0, listener),
        (commits) => commits.length >= 2_600,
      ),
    ]);
    for (let n = 2_500; n < 2_600; n += 1) await add(ledger, 'a', n);
    const expected = Array.from({ length: 2_600 }, (_, n) => n);
    for (const seen of await both) assert.deepEqual(numbers(seen), expected);
  });

  it('pushes all streams with a prefix by position', async () => {
    const ledger = current();
    await add(ledger, 'run/1', 1);
    const from = await ledger.position();
    const seen = collect(
      (listener) => ledger.followAll('run/', from, listener),
      (commits) => commits.length >= 3,
    );
    for (const [stream, n] of [
      ['run/2', 2],
      ['plan/1', 3],
      ['run/1', 4],
      ['run/3', 5],
    ] as const)
      await add(ledger, stream, n);
    assert.deepEqual(numbers(await seen), [2, 4, 5]);
  });

  it('never calls a follower from inside follow, and never after it was disposed', async () => {
    const ledger = current();
    await add(ledger, 'a', 1);
    let inside = true;
    let calls = 0;
    const following = ledger.follow('a', 0, () => {
      calls += 1;
      assert.equal(inside, false);
      following.dispose();
    });
    inside = false;
    const other = collect<Commit<Added>>(
      (listener) => ledger.follow('a', 0, listener),
      (commits) => commits.length >= 3,
    );
    await add(ledger, 'a', 2);
    await add(ledger, 'a', 3);
    await other;
    assert.equal(calls, 1);
  });
}
