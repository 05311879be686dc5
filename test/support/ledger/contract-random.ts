import assert from 'node:assert/strict';
import fc from 'fast-check';
import type { Ledger } from '../../../src/ports/ledger';
import type { Added } from './added';

export function randomContract(current: () => Ledger): void {
  it('does what a plain list would do, whatever is asked for in whatever order (random)', async () => {
    const ledger = current();
    const step = fc.record({
      stream: fc.constantFrom('x', 'y'),
      kind: fc.constantFrom('append', 'append', 'append', 'nothing', 'refuse', 'throw'),
      events: fc.integer({ min: 1, max: 3 }),
      /** Asked for together with the one before, or after that was answered. */
      together: fc.boolean(),
    });
    let round = 0;
    await fc.assert(
      fc.asyncProperty(fc.array(step, { maxLength: 40 }), async (steps) => {
        round += 1;
        const model: Record<string, number[][]> = { x: [], y: [] };
        const seen: Record<string, number[][]> = { x: [], y: [] };
        const name = (stream: string) => `random/${round}/${stream}`;
        const asked: Promise<unknown>[] = [];
        for (const [n, { stream, kind, events, together }] of steps.entries()) {
          const added = Array.from({ length: events }, (_, k): Added => ({ type: 'added', n: n * 10 + k }));
          if (kind === 'append') model[stream]!.push(added.map((event) => event.n));
          const own = seen[stream]!;
          const asking = ledger.commit<Added, number>(
            name(stream),
            'ann',
            () => own.length,
            (newer) => {
              for (const commit of newer) own.push(commit.events.map((event) => event.n));
              if (kind === 'throw') throw new Error('a bug');
              if (kind === 'refuse') return { ok: false, refusal: { code: 'no', message: 'No.' } };
              return { ok: true, events: kind === 'append' ? added : [], value: own.length };
            },
          );
          const before = model[stream]!.length - (kind === 'append' ? 1 : 0);
          const answered = asking.then(
            (committed) => {
              assert.equal(committed.ok, kind !== 'refuse');
              if (committed.ok) assert.equal(committed.value, before, 'it saw what was there when its turn came');
              if (committed.ok && kind === 'append') assert.equal(committed.commit?.seq, before + 1);
            },
            (error: Error) => assert.equal(`${kind} ${error.message}`, 'throw a bug'),
          );
          asked.push(answered);
          if (!together) await answered;
        }
        await Promise.all(asked);
        for (const stream of ['x', 'y']) {
          const commits = await ledger.read<Added>(name(stream));
          assert.deepEqual(
            commits.map((commit) => commit.events.map((event) => event.n)),
            model[stream],
          );
        }
      }),
      { numRuns: 40 },
    );
  });
}
