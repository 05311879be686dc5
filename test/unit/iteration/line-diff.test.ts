import assert from 'node:assert/strict';
import fc from 'fast-check';
import { hunksOf } from '../../../src/core/iteration/hunks';
import { equalRuns } from '../../../src/core/iteration/line-diff';
import { Lines } from '../../../src/core/iteration/lines';

const few = fc.array(fc.constantFrom('a', 'b', 'c', ''), { maxLength: 30 });
const many = fc.array(fc.integer({ min: 0, max: 60 }).map(String), { maxLength: 60 });
const textOf = (lines: readonly string[]) => new Lines(lines.map((line) => `${line}\n`).join(''));
const shared = (from: readonly string[], to: readonly string[]) =>
  equalRuns(textOf(from), textOf(to)).reduce((sum, { count }) => sum + count, 0);

/** As many lines as any comparison can find in both, in order. */
function mostShared(from: readonly string[], to: readonly string[]): number {
  let row = new Array<number>(to.length + 1).fill(0);
  for (const line of from) {
    const next = [0];
    for (const [at, other] of to.entries())
      next.push(line === other ? row[at]! + 1 : Math.max(row[at + 1]!, next[at]!));
    row = next;
  }
  return row.at(-1)!;
}

describe('comparing lines', () => {
  for (const [name, lines] of Object.entries({ few, many })) {
    it(`finds what is the same, in order and in longest runs, of ${name} different lines`, () => {
      fc.assert(
        fc.property(lines, lines, (from, to) => {
          let [left, right] = [0, 0];
          for (const [index, run] of equalRuns(textOf(from), textOf(to)).entries()) {
            assert.ok(run.count > 0 && run.from >= left && run.to >= right);
            assert.ok(index === 0 || run.from > left || run.to > right, 'runs that touch are one');
            assert.deepEqual(from.slice(run.from, run.from + run.count), to.slice(run.to, run.to + run.count));
            [left, right] = [run.from + run.count, run.to + run.count];
          }
          assert.ok(left <= from.length && right <= to.length);
        }),
        { numRuns: 500 },
      );
    });
  }

  it('finds the most that can be found where lines repeat themselves', () => {
    // Without lines that are alone of their kind nothing is lined up first.
    const twice = few.map((lines) => lines.flatMap((line) => [line, line]));
    fc.assert(fc.property(twice, twice, (from, to) => assert.equal(shared(from, to), mostShared(from, to))));
  });

  it('keeps to what is alone of its kind, and is the same when nothing changed', () => {
    const [before, after] = ['{\nold\n}\n{\ntwo\n}\n', '{\nnew\n}\n{\nmore\n}\n{\ntwo\n}\n'];
    assert.deepEqual(hunksOf(before, after), [{ start: 1, end: 2, text: 'new\n}\n{\nmore\n', count: 4 }]);
    fc.assert(fc.property(many, (lines) => assert.equal(shared(lines, lines), lines.length)));
  });

  it('takes a text whose lines all changed places too often for one change, and goes on where they did not', () => {
    const block = (seed: number) => Array.from({ length: 3_000 }, (_, n) => `${(n * seed) % 7}\n`).join('');
    const [before, after] = [`${block(3)}same\nend\n`, `${block(5)}same\nEND\n`];
    const hunks = hunksOf(before, after);
    assert.equal(hunks.at(-1)?.text, 'END\n');
    assert.equal(new Lines(before).list()[hunks.at(-1)!.start], 'end\n');
  });

  it('makes no more changes than a person or an editor can look through', () => {
    const lines = Array.from({ length: 9_000 }, (_, n) => `line ${n}\n`);
    const hunks = hunksOf(lines.join(''), lines.map((line, n) => (n % 3 === 0 ? `new ${n}\n` : line)).join(''));
    assert.ok(hunks.length > 0 && hunks.length <= 2_001, String(hunks.length));
  });
});
