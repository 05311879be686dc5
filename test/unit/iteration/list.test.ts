import assert from 'node:assert/strict';
import { iterationStream } from '../../../src/core/iteration/model';
import { LedgerUnavailable } from '../../../src/ports/ledger';
import { IterationList } from '../../../src/services/iterations/list';
import { DOCUMENT } from '../../support/fake-iterations';
import { MemoryLedger } from '../../support/memory-ledger';

function listOf(ledger: MemoryLedger): IterationList {
  const watch = async () => ({ dispose() {} });
  const iterations = { follow: () => ({ dispose() {} }), watch };
  return new IterationList({ ledger, iterations, problem: assert.fail });
}

const spec = { slug: 'shop', folder: '.', document: DOCUMENT, prompt: 'Better', profile: 'demo', iterations: 1 };

describe('the list of sessions', () => {
  it('is there once the ledger can be read, and is that of the ledger that took its place', async () => {
    const ledger = new MemoryLedger(() => 5);
    const begin = (id: string) =>
      ledger.commit(
        iterationStream(id),
        'test',
        () => Infinity,
        () => ({
          ok: true as const,
          events: [
            { type: 'session_started', id, ...spec, seconds: 300, pauseMs: 0 },
            { type: 'session_ended', status: 'complete' },
          ],
          value: undefined,
        }),
      );
    await begin('shop.i1');
    const list = listOf(ledger);
    const next = () =>
      new Promise<string>((resolve) => {
        const listening = list.onChange((id) => {
          listening.dispose();
          resolve(id);
        });
      });
    const ids = () => list.sessions().map(({ id }) => id);
    ledger.upset({ trouble: { code: 'busy', message: 'Busy' } });
    await assert.rejects(list.start(), LedgerUnavailable);
    const readable = next();
    ledger.upset({ trouble: undefined });
    assert.equal(await readable, 'shop.i1');
    const more = next();
    await begin('shop.i2');
    assert.equal(await more, 'shop.i2');
    assert.deepEqual(ids(), ['shop.i2', 'shop.i1']);
    const replaced = next();
    ledger.upset({ trouble: undefined, keep: 1 });
    await replaced;
    assert.deepEqual(ids(), ['shop.i1']);
    list.dispose();
  });

  it('has the newest first, also after the clock was set back between two of them', async () => {
    let now = 3_000;
    const ledger = new MemoryLedger(() => now);
    const begin = async (id: string, at: number) => {
      now = at;
      const events = [
        { type: 'session_started', id, ...spec, seconds: 300, pauseMs: 0 },
        { type: 'session_ended', status: 'complete' },
      ];
      const decide = () => ({ ok: true as const, events, value: undefined });
      await ledger.commit(iterationStream(id), 'test', () => Infinity, decide);
    };
    await begin('shop.i9', 3_000);
    await begin('shop.i10', 1_000);
    await begin('attic.i1', 2_000);
    const list = listOf(ledger);
    await list.start();
    assert.deepEqual(
      list.sessions().map(({ id, startedAt }) => [id, startedAt]),
      [
        ['attic.i1', 2_000],
        ['shop.i10', 1_000],
        ['shop.i9', 3_000],
      ],
    );
    list.dispose();
  });
});
