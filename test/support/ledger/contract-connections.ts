import assert from 'node:assert/strict';
import type { Commit, Ledger } from '../../../src/ports/ledger';
import { skipBecause } from '../skip';
import { type Added, add, collect } from './added';

/** Opens ledgers over one store. Every call of `another` is a further connection to the same store. */
export interface LedgerFixture {
  readonly ledger: Ledger;
  /** Missing for a store that only one connection can reach: `connections: false`. */
  readonly another?: () => Promise<Ledger>;
  dispose(): Promise<void>;
}

/** What several connections to one store owe each other. */
export function connectionsContract(current: () => LedgerFixture): void {
  it('shows each connection what the others append, and pushes it to them', async function () {
    const fixture = current();
    const { ledger } = fixture;
    if (!fixture.another) return skipBecause(this, 'this ledger has one connection');
    const second = await fixture.another();
    const seen = collect<Commit<Added>>(
      (listener) => second.follow('a', 0, listener),
      (commits) => commits.length >= 200,
    );
    await Promise.all(
      Array.from({ length: 100 }, async (_, n) => {
        await add(ledger, 'a', n);
        await add(second, 'a', n);
      }),
    );
    const commits = await seen;
    assert.deepEqual(
      commits.map(({ seq }) => seq),
      Array.from({ length: 200 }, (_, n) => n + 1),
    );
    assert.deepEqual(await ledger.read('a'), commits);
    await second.close();
  });
}
