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
  const windows = [windowOn(ledger, files, 'one', 1), windowOn(ledger, files, 'other', 2)] as const;
  return { ledger, files, windows };
}

function windowOn(ledger: MemoryLedger, files: MemoryFiles, actor: string, pid: number): Iterations {
  const clock = { now: () => 0, at: () => ({ dispose() {} }), after: () => ({ dispose() {} }) };
  const runners = {
    self: async () => ({ pid, startedAt: 0, host: 'here' }),
    isDead: async (identity: { readonly pid: number }) => identity.pid === DEAD,
  };
  const documentWork = new IterationDocuments(files);
  return new Iterations({ ledger, files, actor, clock, runners, documentWork } as unknown as IterationsDeps);
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

describe('what a person wrote', () => {
  it('is never lost, whatever is decided in whatever order, over several iterations', async () => {
    const place = fc.nat(40);
    await fc.assert(
      fc.asyncProperty(
        fc.tuple(text, text, text, text),
        fc.array(fc.oneof(click, place), { minLength: 1, maxLength: 14 }),
        async (versions, steps) => {
          const { files, windows } = await twoWindows(versions, () => 0);
          const mine: string[] = [];
          for (const step of steps) {
            const now = files.content.get(DOCUMENT) ?? '';
            if (typeof step === 'number') {
              // A line of their own somewhere, or a whole line of the document in other words.
              const lines = now.split(/(?<=\n)/);
              const line = `mine ${mine.length}\n`;
              const at = step % (lines.length + 1);
              const gone = step % 3 === 0 && !/mine/.test(lines[at] ?? '') ? 1 : 0;
              const before = lines.slice(0, at).join('');
              const end = before === '' || before.endsWith('\n') ? '' : '\n';
              files.content.set(DOCUMENT, before + end + line + lines.slice(at + gone).join(''));
              mine.push(line);
              continue;
            }
            const { window, n, hunk, decision } = step;
            const answer = await windows[window]!.decideHunk('shop.i1', n, hunk, decision);
            if (!answer.ok) assert.equal(files.content.get(DOCUMENT), now, 'a refusal changes nothing');
            for (const line of mine) assert.ok(files.content.get(DOCUMENT)?.includes(line), JSON.stringify(line));
          }
        },
      ),
      { numRuns: 300 },
    );
  });
});

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

  it('are whole also where a window was killed at any moment of one: the next finishes what it began', async () => {
    const versions = ['a\nb\nc\nd\ne\n', 'A\nb\nC\nd\nE\n', 'A\nb\nC\nd\nE\nmore\n'];
    let moments = 0;
    for (let moment = 0; moment <= moments; moment += 1) {
      for (const after of [false, true]) {
        const { ledger, files, windows } = await twoWindows(versions, () => 0);
        let calls = 0;
        let killed: () => void = () => {};
        const dead = new Promise<void>((resolve) => {
          killed = resolve;
        });
        const dying = <T extends object>(real: T, names: readonly string[]): T =>
          new Proxy(real, {
            get(target, name) {
              const value = Reflect.get(target, name) as unknown;
              if (typeof value !== 'function') return value;
              const call = value.bind(target) as (...args: unknown[]) => unknown;
              if (!names.includes(String(name))) return call;
              return async (...args: unknown[]) => {
                calls += 1;
                if (calls > moment) return new Promise(killed);
                const answer = await call(...args);
                if (calls < moment || !after) return answer;
                killed();
                return new Promise(() => {});
              };
            },
          });
        const doomed = windowOn(dying(ledger, ['commit']), dying(files, ['writeBytes']), 'doomed', DEAD);
        const decided = doomed.decideHunk('shop.i1', 1, 1, 'rejected');
        await Promise.race([decided, dead]);
        moments = Math.max(moments, calls);
        const where = `killed ${after ? 'after' : 'before the one after'} call ${moment}`;
        const other = await windows[1].decideHunk('shop.i1', 1, 2, 'rejected');
        assert.ok(other.ok, where);
        const made = madeOf(other.value, versions);
        assert.equal(made.ok && made.value, files.content.get(DOCUMENT), where);
        assert.equal(other.value.writer, undefined, where);
        for (const n of [2, 1]) assert.ok((await windows[0].decideHunk('shop.i1', n, undefined, 'rejected')).ok, where);
        assert.equal(files.content.get(DOCUMENT), versions[0], where);
      }
    }
    assert.ok(moments >= 4, String(moments));
  });

  it('are finished for a window that was killed as soon as somebody looks', async () => {
    const { ledger, files, windows } = await twoWindows(['a\n', 'b\n'], () => 0);
    const deciding = [{ type: 'hunk_decided', n: 1, hunk: 1, accepted: false }];
    const writer = { token: 'dead', by: { pid: DEAD, startedAt: 0, host: 'here' }, deciding };
    const take = () => ({ ok: true as const, events: [{ type: 'document_taken', writer }], value: 0 });
    await ledger.commit(iterationStream('shop.i1'), 'test', () => Infinity, take);
    files.content.set(DOCUMENT, 'a\n');
    await windows[0].mend('shop.i1');
    const shown = await windows[1].show('shop.i1');
    assert.ok(shown.ok);
    assert.deepEqual([shown.value.done[0]?.decisions, shown.value.writer], [{ 1: 'rejected' }, undefined]);
    assert.equal(files.content.get(DOCUMENT), 'a\n');
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
