import assert from 'node:assert/strict';
import fc from 'fast-check';
import type { LedgerEvent } from '../../../src/ports/ledger';
import { type Fold, openStream, type StreamChange } from '../../../src/services/stream-state';
import { MemoryLedger } from '../../support/memory-ledger';

interface Counted extends LedgerEvent {
  readonly type: 'counted';
  readonly by: number;
}
interface Total {
  sum: number;
  events: number;
}

/** Folds in place, as large boards do. */
const TOTAL: Fold<Total, Counted> = {
  name: 'total',
  version: 3,
  initial: () => ({ sum: 0, events: 0 }),
  evolve(state, event) {
    if (event.type !== 'counted') return state;
    state.sum += event.by;
    state.events += 1;
    return state;
  },
  encode: (state) => JSON.stringify(state),
  decode(text) {
    try {
      return JSON.parse(String(text)) as Total;
    } catch {
      return undefined;
    }
  },
};

const count = (by: number) => () => ({ ok: true as const, events: [{ type: 'counted' as const, by }], value: by });
const nothing = () => ({ ok: true as const, events: [], value: undefined });

function changes<E extends LedgerEvent>(stream: {
  onChange(listener: (change: StreamChange<Total, E>) => void): { dispose(): void };
}) {
  const seen: { sum: number; seqs: number[]; reset: boolean }[] = [];
  const waiting: (() => void)[] = [];
  const listening = stream.onChange(({ state, commits, reset }) => {
    seen.push({ sum: state.sum, seqs: commits.map(({ seq }) => seq), reset });
    for (const wake of waiting.splice(0)) wake();
  });
  return {
    seen,
    listening,
    async until(enough: () => boolean) {
      while (!enough()) await new Promise<void>((resolve) => waiting.push(resolve));
    },
  };
}

describe('the folded state of a stream', () => {
  let ledger: MemoryLedger;
  beforeEach(() => {
    ledger = new MemoryLedger();
  });
  afterEach(() => ledger.close());

  it('holds what was committed as soon as the commit is answered', async () => {
    const total = await openStream(ledger, 's', TOTAL);
    const committed = await total.commit('ann', count(5));
    assert.ok(committed.ok && committed.commit?.seq === 1);
    assert.deepEqual(total.state, { sum: 5, events: 1 });
    assert.equal(total.seq, 1);
  });

  it('decides on what others have committed meanwhile', async () => {
    const mine = await openStream(ledger, 's', TOTAL);
    const theirs = await openStream(ledger, 's', TOTAL);
    await theirs.commit('bob', count(5));
    const committed = await mine.commit('ann', (state) =>
      state.sum === 5
        ? { ok: false, refusal: { code: 'five', message: 'It is five.' } }
        : { ok: true, events: [], value: 0 },
    );
    assert.ok(!committed.ok && committed.refusal.code === 'five');
    assert.equal(mine.state.sum, 5);
  });

  it('gives many decisions that are asked for at once an order, and folds each commit once', async () => {
    const total = await openStream(ledger, 's', TOTAL);
    const claims = await Promise.all(
      Array.from({ length: 100 }, (_, n) =>
        total.commit('ann', (state) =>
          state.sum < 10 ? count(1)() : { ok: false, refusal: { code: 'enough', message: String(n) } },
        ),
      ),
    );
    assert.equal(claims.filter(({ ok }) => ok).length, 10);
    assert.deepEqual(total.state, { sum: 10, events: 10 });
  });

  it('tells every change once, in order, own ones and those of others', async () => {
    const mine = await openStream(ledger, 's', TOTAL);
    const theirs = await openStream(ledger, 's', TOTAL);
    const { seen, until } = changes(mine);
    for (let n = 0; n < 20; n += 1) await (n % 3 ? mine : theirs).commit('ann', count(1));
    await until(() => mine.seq === 20);
    assert.deepEqual(
      seen.flatMap(({ seqs }) => seqs),
      Array.from({ length: 20 }, (_, n) => n + 1),
    );
    assert.ok(seen.every(({ reset, sum, seqs }) => !reset && sum === seqs.at(-1)));
  });

  it('tells nothing of what was there before somebody listened, and nothing after they stopped', async () => {
    await (await openStream(ledger, 's', TOTAL)).commit('ann', count(1));
    const total = await openStream(ledger, 's', TOTAL);
    const { seen, listening, until } = changes(total);
    await total.commit('ann', count(1));
    await until(() => seen.length === 1);
    assert.deepEqual(seen, [{ sum: 2, seqs: [2], reset: false }]);
    listening.dispose();
    await total.commit('ann', count(1));
    assert.equal(seen.length, 1);
    assert.equal(total.state.sum, 3);
  });

  it('catches up when asked, without anybody listening', async () => {
    const mine = await openStream(ledger, 's', TOTAL);
    const theirs = await openStream(ledger, 's', TOTAL);
    await theirs.commit('bob', count(4));
    assert.equal(mine.state.sum, 0);
    await mine.refresh();
    assert.equal(mine.state.sum, 4);
  });

  it('writes a snapshot when it has folded enough, and starts from it', async () => {
    const total = await openStream(ledger, 's', TOTAL, { snapshotEvery: 10 });
    for (let n = 0; n < 25; n += 1) await total.commit('ann', count(1));
    await total.close();
    assert.deepEqual(await ledger.snapshot('s', TOTAL), { seq: 20, state: '{"sum":20,"events":20}' });
    const evolved: number[] = [];
    const watched: typeof TOTAL = {
      ...TOTAL,
      evolve: (state, event, commit) => {
        evolved.push(commit.seq);
        return TOTAL.evolve(state, event, commit);
      },
    };
    const again = await openStream(ledger, 's', watched);
    assert.deepEqual(again.state, { sum: 25, events: 25 });
    assert.deepEqual(evolved, [21, 22, 23, 24, 25]);
  });

  it('writes one while it starts, when there is much to fold', async () => {
    const total = await openStream(ledger, 's', TOTAL, { snapshotEvery: 0 });
    for (let n = 0; n < 12; n += 1) await total.commit('ann', count(1));
    assert.equal(await ledger.snapshot('s', TOTAL), undefined);
    await (await openStream(ledger, 's', TOTAL, { snapshotEvery: 10 })).close();
    assert.equal((await ledger.snapshot('s', TOTAL))?.seq, 12);
  });

  it('ignores a snapshot of another fold version, or one that cannot be read', async () => {
    const total = await openStream(ledger, 's', TOTAL);
    await total.commit('ann', count(1));
    await ledger.writeSnapshot('s', { name: 'total', version: 2 }, { seq: 1, state: '{"sum":77,"events":7}' });
    assert.equal((await openStream(ledger, 's', TOTAL)).state.sum, 1);
    await ledger.writeSnapshot('s', TOTAL, { seq: 1, state: '{"sum":7' });
    assert.equal((await openStream(ledger, 's', TOTAL)).state.sum, 1);
  });

  it('folds again from what can be read when the store failed, and says that the state is new', async () => {
    const total = await openStream(ledger, 's', TOTAL);
    await total.commit('ann', count(1));
    const { seen, until } = changes(total);
    ledger.failNext('disk_full');
    const failed = await total.commit('ann', count(10));
    assert.ok(!failed.ok && failed.by === 'store');
    await until(() => seen.length === 1);
    assert.deepEqual(seen, [{ sum: 1, seqs: [], reset: true }]);
    await total.commit('ann', count(1));
    assert.deepEqual(total.state, { sum: 2, events: 2 });
  });

  it('stays as it is when the store refused before anything was decided', async () => {
    const total = await openStream(ledger, 's', TOTAL);
    await total.commit('ann', count(1));
    const { seen } = changes(total);
    const { state } = total;
    await ledger.close();
    const failed = await total.commit('ann', count(10));
    assert.ok(!failed.ok && failed.by === 'store');
    assert.equal(total.state, state);
    assert.deepEqual(seen, []);
  });

  it('folds again when a decision throws half-way, and hands the error on', async () => {
    const total = await openStream(ledger, 's', TOTAL);
    await total.commit('ann', count(1));
    await assert.rejects(
      total.commit('ann', (state) => {
        state.sum = 99;
        throw new Error('a bug');
      }),
      /a bug/,
    );
    assert.equal(total.state.sum, 1);
  });

  it('folds anew when another ledger is in the place of its own, and goes on from what that one holds', async () => {
    const total = await openStream(ledger, 's', TOTAL);
    for (const by of [1, 2, 3]) await total.commit('ann', count(by));
    const { seen, until } = changes(total);
    ledger.upset({ keep: 1 });
    await until(() => seen.length === 1);
    assert.deepEqual(seen, [{ sum: 1, seqs: [], reset: true }]);
    await (await openStream(ledger, 's', TOTAL)).commit('bob', count(10));
    await until(() => seen.length === 2);
    assert.deepEqual(seen[1], { sum: 11, seqs: [2], reset: false });
  });

  it('shows what it read last while the ledger cannot be read, and what is there as soon as it can', async () => {
    const total = await openStream(ledger, 's', TOTAL);
    for (const by of [1, 2, 3]) await total.commit('ann', count(by));
    const { seen, until } = changes(total);
    const trouble = { code: 'ledger_failed', message: 'The ledger cannot be used.' };
    ledger.upset({ trouble, keep: 2 });
    await new Promise((resolve) => setImmediate(resolve));
    assert.deepEqual(total.state, { sum: 6, events: 3 });
    assert.deepEqual(seen, []);
    await assert.rejects(total.refresh(), { refusal: trouble });
    ledger.upset({ keep: 2 });
    await until(() => seen.length === 1);
    assert.deepEqual(seen, [{ sum: 3, seqs: [], reset: true }]);
  });

  it('decides on what is in the ledger, though it was replaced a moment ago', async () => {
    const total = await openStream(ledger, 's', TOTAL);
    for (const by of [1, 2, 3]) await total.commit('ann', count(by));
    ledger.upset({ keep: 1 });
    const committed = await total.commit('ann', (state) => count(state.sum * 10)());
    assert.ok(committed.ok && committed.commit?.seq === 2);
    await total.refresh();
    assert.deepEqual(total.state, { sum: 11, events: 2 });
  });

  it('stays as it is when there is nothing to change', async () => {
    const total = await openStream(ledger, 's', TOTAL);
    const { seen } = changes(total);
    const committed = await total.commit('ann', nothing);
    assert.deepEqual(committed, { ok: true, value: undefined, commit: undefined });
    assert.equal(total.seq, 0);
    assert.deepEqual(seen, []);
  });

  it('is the same for everybody, however commits, failures and catching up fall (random)', async () => {
    const step = fc.oneof(
      fc.record({ do: fc.constant('commit' as const), who: fc.nat(2), by: fc.integer({ min: 1, max: 9 }) }),
      fc.record({ do: fc.constant('refresh' as const), who: fc.nat(2) }),
      fc.record({ do: fc.constant('fail' as const) }),
      fc.record({ do: fc.constant('replace' as const), keep: fc.nat(40) }),
      fc.record({ do: fc.constant('later' as const) }),
    );
    await fc.assert(
      fc.asyncProperty(fc.array(step, { maxLength: 60 }), fc.nat(7), async (steps, snapshotEvery) => {
        const shared = new MemoryLedger();
        const streams = await Promise.all([0, 1, 2].map(() => openStream(shared, 's', TOTAL, { snapshotEvery })));
        const listener = changes(streams[2]!);
        const under: Promise<unknown>[] = [];
        let replaced = false;
        for (const each of steps) {
          if (each.do === 'fail') shared.failNext('disk_full');
          else if (each.do === 'later') await new Promise((resolve) => setImmediate(resolve));
          else if (each.do === 'replace') {
            const keep = Math.min(each.keep, await shared.position());
            replaced ||= keep < (await shared.position());
            shared.upset({ keep });
          } else if (each.do === 'refresh') under.push(streams[each.who]!.refresh());
          else under.push(streams[each.who]!.commit('ann', count(each.by)));
        }
        await Promise.all(under);
        const kept = await shared.read<Counted>('s');
        const sum = kept.reduce((total, { events }) => total + events[0]!.by, 0);
        await Promise.all(streams.map((stream) => stream.refresh()));
        for (const stream of streams) {
          assert.deepEqual(stream.state, { sum, events: kept.length });
          assert.equal(stream.seq, kept.length);
        }
        if (replaced) return;
        const told = listener.seen.flatMap(({ seqs }) => seqs);
        assert.deepEqual(
          told,
          told.toSorted((a, b) => a - b),
        );
        assert.equal(new Set(told).size, told.length);
        await shared.close();
      }),
      { numRuns: 200 },
    );
  });
});
