import assert from 'node:assert/strict';
import { iterationStream } from '../../../src/core/iteration/model';
import { IterationList } from '../../../src/services/iterations/list';
import { DOCUMENT } from '../../support/fake-iterations';
import { MemoryLedger } from '../../support/memory-ledger';

describe('the list of sessions', () => {
  it('has the newest first, also after the clock was set back between two of them', async () => {
    let now = 3_000;
    const ledger = new MemoryLedger(() => now);
    const begin = async (id: string, at: number) => {
      now = at;
      const spec = { slug: 'shop', folder: '.', document: DOCUMENT, prompt: 'Better', profile: 'demo', iterations: 1 };
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
    const watch = async () => ({ dispose() {} });
    const list = new IterationList({
      ledger,
      iterations: { follow: () => ({ dispose() {} }), watch },
      problem: assert.fail,
    });
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
