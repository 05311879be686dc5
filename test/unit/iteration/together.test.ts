import assert from 'node:assert/strict';
import fc from 'fast-check';
import { NO_USAGE } from '../../../src/core/agent/event';
import { documentAfter, hunksOf } from '../../../src/core/iteration/hunks';
import type { HunkDecision, IterationEvent, IterationSession } from '../../../src/core/iteration/model';
import { iterationStream } from '../../../src/core/iteration/model';
import { IterationDocuments } from '../../../src/services/iterations/document-work';
import { Iterations, type IterationsDeps } from '../../../src/services/iterations/iterations';
import { snapshotPath } from '../../../src/services/iterations/stream';
import { DOCUMENT, MemoryFiles } from '../../support/fake-iterations';
import { MemoryLedger } from '../../support/memory-ledger';

const line = fc.constantFrom('a\n', 'b\n', 'c\r\n', 'd\r', '\n', '\u00e4\r\n', '\0\n', 'e\n', 'f\n', 'g');
const text = fc.array(line, { maxLength: 14 }).map((lines) => lines.join(''));
const click = fc.record({
  window: fc.nat(1),
  n: fc.integer({ min: 1, max: 3 }),
  hunk: fc.integer({ min: 1, max: 4 }),
  decision: fc.constantFrom<HunkDecision>('accepted', 'rejected', 'open'),
});

const DEAD = 99;

/** A session that is over, through these versions of the document, and two windows on it. */
async function twoWindows(versions: readonly string[], turns: () => number) {
  const ledger = new MemoryLedger();
  const files = new MemoryFiles();
  files.turns = turns;
  const spec = { id: 'shop.i1', slug: 'shop', folder: '.', document: DOCUMENT, prompt: 'Better', profile: 'demo' };
  const events: IterationEvent[] = [
    { type: 'session_started', ...spec, iterations: 3, seconds: 300, pauseMs: 0 },
    ...versions.slice(1).flatMap((after, index): IterationEvent[] => {
      const [before, n] = [versions[index]!, index + 1];
      files.content.set(snapshotPath(spec, n, 'before'), before);
      files.content.set(snapshotPath(spec, n, 'after'), after);
      const hunks = hunksOf(before, after).length;
      const ended = { added: 0, removed: 0, toolCalls: 0, summary: '', usage: NO_USAGE };
      return [
        { type: 'iteration_started', n },
        { type: 'iteration_ended', n, status: 'done', hunks, ...ended },
      ];
    }),
    { type: 'session_ended', status: 'complete' },
  ];
  files.content.set(DOCUMENT, versions.at(-1)!);
  await ledger.commit(
    iterationStream(spec.id),
    'test',
    () => Infinity,
    () => ({ ok: true as const, events, value: 0 }),
  );
  const clock = { now: () => 0, at: () => ({ dispose() {} }), after: () => ({ dispose() {} }) };
  const window = (actor: string, pid: number) => {
    const runners = {
      self: async () => ({ pid, startedAt: 0, host: 'here' }),
      isDead: async ({ pid }: { readonly pid: number }) => pid === DEAD,
    };
    const documentWork = new IterationDocuments(files);
    return new Iterations({ ledger, files, actor, clock, runners, documentWork } as unknown as IterationsDeps);
  };
  return { ledger, files, windows: [window('one', 1), window('other', 2)] as const };
}

function madeOf({ done }: IterationSession, versions: readonly string[]) {
  return documentAfter(
    done.map(({ n, decisions }) => {
      const [before, after] = [versions[n - 1]!, versions[n]!];
      const rejected = Object.keys(decisions)
        .map(Number)
        .filter((hunk) => decisions[hunk] === 'rejected');
      return { before, after, hunks: hunksOf(before, after), rejected: new Set(rejected) };
    }),
  );
}

describe('decisions of two windows at once', () => {
  it('make one document of all of them, in any order, and the original when everything is rejected', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.tuple(text, text, text, text),
        fc.array(click, { minLength: 1, maxLength: 12 }),
        fc.infiniteStream(fc.nat(4)),
        async (versions, clicks, pauses) => {
          const { files, windows } = await twoWindows(versions, () => pauses.next().value ?? 0);
          const answers = await Promise.all(
            clicks.map(({ window, n, hunk, decision }) => windows[window]!.decideHunk('shop.i1', n, hunk, decision)),
          );
          for (const answer of answers) {
            if (answer.ok) continue;
            assert.ok(['not_found', 'hunk_conflict', 'stale'].includes(answer.refusal.code), answer.refusal.code);
          }
          const shown = await windows[0].show('shop.i1');
          assert.ok(shown.ok);
          const made = madeOf(shown.value, versions);
          assert.ok(made.ok, 'what was decided goes together');
          assert.equal(files.content.get(DOCUMENT), made.value);
          for (const n of [3, 2, 1]) {
            const all = await windows[n % 2]!.decideHunk('shop.i1', n, undefined, 'rejected');
            assert.ok(all.ok, JSON.stringify(all));
          }
          assert.equal(files.content.get(DOCUMENT), versions[0]);
        },
      ),
      { numRuns: 150 },
    );
  });

  it('do not wait for a window that died with the document in hand', async () => {
    const { ledger, files, windows } = await twoWindows(['a\n', 'b\n'], () => 0);
    const writer = { token: 'dead', by: { pid: DEAD, startedAt: 0, host: 'here' } };
    const take = () => ({ ok: true as const, events: [{ type: 'document_taken', writer }], value: 0 });
    await ledger.commit(iterationStream('shop.i1'), 'test', () => Infinity, take);
    const rejected = await windows[0].decideHunk('shop.i1', 1, 1, 'rejected');
    assert.deepEqual([rejected.ok, files.content.get(DOCUMENT)], [true, 'a\n']);
    assert.equal(rejected.ok && rejected.value.writer?.token, undefined);
  });
});
