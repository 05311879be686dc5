import assert from 'node:assert/strict';
import fc from 'fast-check';
import { Lines } from '../../../src/core/iteration/lines';
import { unifiedDiff } from '../../../src/core/iteration/unified-diff';

const text = fc
  .array(fc.constantFrom('a\n', 'b\n', 'c\r\n', '\n', '-\n', 'x'), { maxLength: 40 })
  .map((lines) => lines.join(''));

/** As `patch` does, but it believes every number that it is told. */
function patched(before: string, diff: string): string {
  const from = linesOf(before);
  const made: string[] = [];
  let at = 0;
  const lines = linesOf(diff.replaceAll('\n\\ No newline at end of file\n', '\u2400')).flatMap((line) =>
    line.split(/(?<=\u2400)/).map((part) => part.replace('\u2400', '')),
  );
  for (const line of lines.slice(2)) {
    const head = /^@@ -(\d+)(?:,(\d+))? \+(\d+)(?:,(\d+))? @@\n$/.exec(line);
    if (head) {
      const start = Number(head[1]) - (head[2] === '0' ? 0 : 1);
      made.push(...from.slice(at, start));
      at = start;
      assert.equal(made.length, Number(head[3]) - (head[4] === '0' ? 0 : 1));
      continue;
    }
    const words = line.slice(1);
    if (line[0] !== '+') {
      assert.equal(from[at], words);
      at += 1;
    }
    if (line[0] !== '-') made.push(words);
  }
  return [...made, ...from.slice(at)].join('');
}

const linesOf = (text: string) => new Lines(text).list();

describe('a unified diff', () => {
  it('makes the second text of the first, wherever lines end', () => {
    fc.assert(
      fc.property(text, text, (before, after) =>
        assert.equal(patched(before, unifiedDiff('a.md', before, after)), after),
      ),
    );
  });

  it('looks as git makes it', () => {
    const lines = (...names: readonly (number | string)[]) => names.map((name) => `${name}\n`).join('');
    assert.equal(
      unifiedDiff('docs/a.md', lines(1, 2, 3, 4, 5, 6), `${lines(1, 2, 3, 4, 'five')}6`),
      '--- a/docs/a.md\n+++ b/docs/a.md\n@@ -2,5 +2,5 @@\n 2\n 3\n 4\n-5\n-6\n+five\n+6\n\\ No newline at end of file\n',
    );
    assert.equal(unifiedDiff('a', '', 'new\n'), '--- a/a\n+++ b/a\n@@ -0,0 +1 @@\n+new\n');
  });

  it('of megabytes that were written anew is made at once', () => {
    const lines = (word: string) => Array.from({ length: 20_000 }, (_, n) => `${word} ${n}\n`).join('');
    assert.equal(linesOf(unifiedDiff('a', lines('old'), lines('new'))).length, 40_003);
  });
});
