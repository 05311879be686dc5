import assert from 'node:assert/strict';
import type { Ledger } from '../../../src/ports/ledger';
import { type Added, add, numbers } from './added';
import { connectionsContract, type LedgerFixture } from './contract-connections';
import { followingContract } from './contract-following';
import { randomContract } from './contract-random';

/** What every ledger must do, whatever it is made of. A second adapter calls this with its own fixture. */
export function ledgerContract(
  name: string,
  open: (now?: () => number) => Promise<LedgerFixture>,
  { connections = true } = {},
): void {
  describe(`${name}: the contract of a ledger`, () => {
    let fixture: LedgerFixture;
    let ledger: Ledger;
    let clock = 1_000;

    beforeEach(async () => {
      clock = 1_000;
      fixture = await open(() => clock);
      ledger = fixture.ledger;
    });
    afterEach(() => fixture.dispose());

    it('appends the events of a decision as one commit and answers with it', async () => {
      const committed = await ledger.commit<Added, string>(
        'board/a',
        'ann',
        () => 0,
        () => ({
          ok: true,
          events: [
            { type: 'added', n: 1 },
            { type: 'added', n: 2 },
          ],
          value: 'yes',
        }),
      );
      assert.ok(committed.ok && committed.commit);
      assert.equal(committed.value, 'yes');
      const { position, ...rest } = committed.commit;
      assert.ok(position > 0);
      assert.deepEqual(rest, {
        stream: 'board/a',
        seq: 1,
        at: 1_000,
        actor: 'ann',
        events: [
          { type: 'added', n: 1 },
          { type: 'added', n: 2 },
        ],
      });
      assert.deepEqual(await ledger.read('board/a'), [committed.commit]);
      assert.equal(await ledger.position(), position);
    });

    it('counts each stream from 1 without gaps, and positions over all of them upwards', async () => {
      for (const stream of ['a', 'b', 'a', 'a', 'b']) assert.ok((await add(ledger, stream, 0)).ok);
      const all = await ledger.readAll('');
      assert.deepEqual(
        all.map(({ stream, seq }) => `${stream}${seq}`),
        ['a1', 'b1', 'a2', 'a3', 'b2'],
      );
      assert.deepEqual(
        all.map(({ position }) => position),
        all.map(({ position }) => position).toSorted((x, y) => x - y),
      );
    });

    it('appends nothing when the decision refuses, and hands the refusal back', async () => {
      const refusal = { code: 'nope', message: 'No.', details: { why: 1 } };
      const committed = await ledger.commit(
        'a',
        'ann',
        () => 0,
        () => ({ ok: false, refusal }),
      );
      assert.deepEqual(committed, { ok: false, refusal, by: 'decision' });
      assert.deepEqual(await ledger.read('a'), []);
    });

    it('appends nothing when there is nothing to change', async () => {
      const committed = await ledger.commit(
        'a',
        'ann',
        () => 0,
        () => ({ ok: true, events: [], value: 7 }),
      );
      assert.deepEqual(committed, { ok: true, value: 7, commit: undefined });
      assert.deepEqual(await ledger.read('a'), []);
    });

    it('hands a throwing decision back as a rejection and goes on', async () => {
      const broken = ledger.commit(
        'a',
        'ann',
        () => 0,
        () => {
          throw new Error('a bug');
        },
      );
      const after = add(ledger, 'a', 1);
      await assert.rejects(broken, /a bug/);
      assert.ok((await after).ok);
      assert.deepEqual(numbers(await ledger.read('a')), [1]);
    });

    it('shows a decision every commit after what the caller has folded when its turn comes', async () => {
      for (const n of [1, 2, 3]) await add(ledger, 'a', n);
      await add(ledger, 'b', 9);
      let folded = 1;
      const first = ledger.commit<Added, number[]>(
        'a',
        'ann',
        () => folded,
        (newer) => {
          folded = newer.at(-1)!.seq;
          return { ok: true, events: [{ type: 'added', n: 4 }], value: numbers(newer) };
        },
      );
      const second = ledger.commit<Added, number[]>(
        'a',
        'ann',
        () => folded,
        (newer) => ({ ok: true, events: [], value: numbers(newer) }),
      );
      assert.deepEqual(await first.then((done) => done.ok && done.value), [2, 3]);
      assert.deepEqual(await second.then((done) => done.ok && done.value), [4]);
    });

    it('gives concurrent decisions an order, each on what the one before left', async () => {
      const claims = await Promise.all(
        Array.from({ length: 50 }, (_, n) =>
          ledger.commit<Added, number>(
            'a',
            'ann',
            () => 0,
            (newer) =>
              newer.length > 0
                ? { ok: false, refusal: { code: 'taken', message: 'Taken.' } }
                : { ok: true, events: [{ type: 'added', n }], value: n },
          ),
        ),
      );
      assert.equal(claims.filter((claim) => claim.ok).length, 1);
      assert.equal((await ledger.read('a')).length, 1);
    });

    it('never dates a commit before the one that precedes it in its stream', async () => {
      await add(ledger, 'a', 1);
      clock = 400;
      await add(ledger, 'a', 2);
      await add(ledger, 'b', 3);
      assert.deepEqual(
        (await ledger.readAll('')).map(({ at }) => at),
        [1_000, 1_000, 400],
      );
    });

    it('reads a part: after a seq, after a position, at most so many', async () => {
      for (let n = 1; n <= 10; n += 1) await add(ledger, n % 2 ? 'odd/x' : 'even/x', n);
      assert.deepEqual(numbers(await ledger.read('odd/x', 2)), [5, 7, 9]);
      assert.deepEqual(numbers(await ledger.read('odd/x', 1, 2)), [3, 5]);
      assert.deepEqual(await ledger.read('odd/x', 5), []);
      const all = await ledger.readAll('');
      assert.deepEqual(numbers(await ledger.readAll('even/', all[4]!.position, 2)), [6, 8]);
      assert.deepEqual(await ledger.readAll('nothing/'), []);
    });

    it('lists streams by prefix, in order, with the newest seq of each', async () => {
      for (const stream of ['run/2', 'board/default', 'run/10', 'run/2', 'runs', 'run/é']) await add(ledger, stream, 0);
      assert.deepEqual(await ledger.streams('run/'), [
        { stream: 'run/10', seq: 1 },
        { stream: 'run/2', seq: 2 },
        { stream: 'run/é', seq: 1 },
      ]);
      assert.equal((await ledger.streams('')).length, 5);
      assert.deepEqual(await ledger.streams('plan/'), []);
    });

    it('keeps text of every kind as it is', async () => {
      const odd = { type: 'added', n: 1, text: 'ü\u{1f682}\n"\\\u0000\u2028', nested: { list: [null, 1.5, true] } };
      await ledger.commit(
        'st/ä \u{1f682}',
        'Ann "O\'Hara"',
        () => 0,
        () => ({ ok: true, events: [odd], value: 0 }),
      );
      const [commit] = await ledger.read('st/ä \u{1f682}');
      assert.deepEqual(commit?.events, [odd]);
      assert.equal(commit?.actor, 'Ann "O\'Hara"');
    });

    it('keeps the newest snapshot of each fold and shows none of another version', async () => {
      const board = { name: 'board', version: 2 };
      await add(ledger, 'a', 1);
      assert.equal(await ledger.snapshot('a', board), undefined);
      await ledger.writeSnapshot('a', board, { seq: 5, state: '{"n":5}' });
      await ledger.writeSnapshot('a', board, { seq: 3, state: '{"n":3}' });
      await ledger.writeSnapshot('a', { name: 'stats', version: 2 }, { seq: 1, state: new Uint8Array([0, 1, 255]) });
      assert.deepEqual(await ledger.snapshot('a', board), { seq: 5, state: '{"n":5}' });
      assert.deepEqual((await ledger.snapshot('a', { name: 'stats', version: 2 }))?.state, new Uint8Array([0, 1, 255]));
      assert.equal(await ledger.snapshot('a', { name: 'board', version: 1 }), undefined);
      assert.equal(await ledger.snapshot('a', { name: 'board', version: 3 }), undefined);
      assert.equal(await ledger.snapshot('b', board), undefined);
    });

    it('finishes what was asked for before it closes, and refuses what comes later', async () => {
      const asked = Promise.all([add(ledger, 'a', 1), add(ledger, 'a', 2)]);
      await ledger.close();
      assert.ok((await asked).every((committed) => committed.ok));
      const late = await add(ledger, 'a', 3);
      assert.ok(!late.ok && late.by === 'store');
      assert.equal(late.refusal.code, 'ledger_closed');
      await ledger.close();
    });

    followingContract(() => ledger);
    randomContract(() => ledger);
    if (connections) connectionsContract(() => fixture);
  });
}
