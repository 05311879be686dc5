import assert from 'node:assert/strict';
import { Page } from '../../../src/cli/terminal/page';
import { cutTo, oneLine, widthOf, wrap } from '../../../src/cli/terminal/width';
import { plain } from '../../../src/core/text';

describe('text in a terminal', () => {
  it('is measured in cells: wide letters take two, styles and accents none', () => {
    assert.deepEqual(
      ['abc', '漢字', 'e\u0301', '\u001b[1mab\u001b[22m', '😀', '👩‍👩‍👧', ''].map(widthOf),
      [3, 4, 1, 2, 2, 2, 0],
    );
  });

  it('is cut with an ellipsis and never wider than asked', () => {
    assert.equal(cutTo('abcdef', 6), 'abcdef');
    assert.equal(cutTo('abcdefg', 6), 'abcde…');
    assert.equal(cutTo('漢字漢字', 6), '漢字…');
    for (let width = 0; width < 9; width++) assert.ok(widthOf(cutTo('ab漢😀字cdef', width)) <= width);
  });

  it('is wrapped at spaces, lists keep their indent, long words are broken', () => {
    assert.deepEqual(wrap('one two three four', 9), ['one two', 'three', 'four']);
    assert.deepEqual(wrap('- one two three', 9), ['- one two', '  three']);
    assert.deepEqual(wrap('abcdefghij', 4), ['abcd', 'efgh', 'ij']);
    assert.deepEqual(wrap('a\n\nb', 9), ['a', '', 'b']);
    for (const text of ['漢字漢字漢字 漢字', 'x'.repeat(50), 'a bb ccc dddd eeeee']) {
      for (const line of wrap(text, 7)) assert.ok(widthOf(line) <= 7, line);
    }
  });

  it('says with an ellipsis that lines are missing', () => {
    assert.deepEqual(wrap('one two three four', 9, 2), ['one two', 'three …']);
  });

  it('of others carries no escape sequences, no control characters and no tricks of direction', () => {
    assert.equal(plain('a\u001b[31mred\u001b[0m\u001b]0;title\u0007b\u0000\u0008\u202ec'), 'aredbc');
    assert.equal(oneLine('a\n  b\r\nc'), 'a b c');
  });
});

describe('a page', () => {
  const now = new Date(2026, 0, 2, 12, 0).getTime();

  it('lines up a table and cuts only the last column', () => {
    const page = new Page({ width: 20, colour: false, now });
    assert.equal(
      page.table(
        ['id', 'n', 'title'],
        [
          ['t_1', '5', 'A long title here'],
          ['t_22', '10', 'Short'],
        ],
        [1],
      ),
      'id     n  title\nt_1    5  A long ti…\nt_22  10  Short',
    );
  });

  it('says how long ago in one figure, and the day only where it is another', () => {
    const page = new Page({ width: 80, colour: false, now });
    assert.deepEqual(
      [30, 90, 7_200, 200_000].map((seconds) => page.age(now - seconds * 1_000)),
      ['30s', '1m', '2h', '2d'],
    );
    assert.equal(page.time(now - 60_000), '11:59');
    assert.equal(page.time(now - 86_400_000), '2026-01-01 12:00');
  });

  it('paints only where colours are wanted', () => {
    assert.equal(new Page({ width: 80, colour: false, now }).bold('x'), 'x');
    assert.equal(new Page({ width: 80, colour: true, now }).bold('x'), '\u001b[1mx\u001b[22m');
  });
});
