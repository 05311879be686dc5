import assert from 'node:assert/strict';
import fc from 'fast-check';
import { compose } from '../../../src/cli/terminal/composer';
import { type Key, LineEditor } from '../../../src/cli/terminal/line-editor';
import { LiveRegion } from '../../../src/cli/terminal/live-region';
import { TerminalMarkdown } from '../../../src/cli/terminal/markdown';
import { Page } from '../../../src/cli/terminal/page';
import { widthOf } from '../../../src/cli/terminal/width';
import { Screen } from '../../support/screen';

const press = (editor: LineEditor, ...keys: readonly (string | Key)[]) =>
  keys.map((key) => editor.key(typeof key === 'string' ? { name: key } : key)).at(-1);
const ctrl = (name: string): Key => ({ name, ctrl: true });
const typed = (editor: LineEditor, text: string) => {
  for (const letter of text) editor.key({ sequence: letter });
};

describe('a line that is written in a terminal', () => {
  it('moves and deletes by letters as people see them', () => {
    const editor = new LineEditor();
    typed(editor, 'tea ');
    editor.insert('👩‍👩‍👧é緑');
    press(editor, 'left', 'left', 'backspace');
    assert.equal(editor.text, 'tea é緑');
    press(editor, 'delete', 'home', 'delete', 'end', 'backspace');
    assert.equal(editor.text, 'ea ');
  });

  it('cuts words and lines and puts them back', () => {
    const editor = new LineEditor();
    typed(editor, 'one two  three');
    press(editor, ctrl('w'));
    assert.equal(editor.text, 'one two  ');
    press(editor, ctrl('y'), ctrl('a'), { name: 'right', ctrl: true }, ctrl('k'));
    assert.equal(editor.text, 'one');
    press(editor, ctrl('u'), ctrl('y'), ctrl('y'));
    assert.equal(editor.text, 'oneone');
  });

  it('goes up and down within its lines first, then through what was said before, and keeps the draft', () => {
    const editor = new LineEditor(['first', 'second']);
    typed(editor, 'a');
    press(editor, { name: 'return', meta: true });
    typed(editor, 'bc');
    press(editor, 'up');
    assert.equal(editor.cursor, 1);
    press(editor, 'up');
    assert.equal(editor.text, 'second');
    press(editor, 'up', 'up');
    assert.equal(editor.text, 'first');
    press(editor, 'down', 'down');
    assert.equal(editor.text, 'a\nbc');
  });

  it('sends at Enter, goes on after a backslash, and leaves at Ctrl+D when it is empty', () => {
    const editor = new LineEditor();
    assert.equal(press(editor, ctrl('d')), 'leave');
    typed(editor, 'one\\');
    assert.equal(press(editor, 'return'), undefined);
    typed(editor, 'two');
    assert.equal(press(editor, 'return'), 'submit');
    assert.equal(editor.take(), 'one\ntwo');
    assert.equal(editor.text, '');
    press(editor, 'up');
    assert.equal(editor.text, 'one\ntwo');
  });

  it('keeps its cursor between letters whatever is pressed', () => {
    const names = ['left', 'right', 'up', 'down', 'home', 'end', 'backspace', 'delete'];
    const key = fc.oneof(
      fc.constantFrom(...names).map((name): Key => ({ name })),
      fc.constantFrom('a', 'e', 'b', 'f', 'p', 'n', 'h', 'k', 'u', 'w', 'y', 'left', 'right').map(ctrl),
      fc.constantFrom('x', ' ', '緑', '🍵', 'é').map((sequence): Key => ({ sequence })),
      fc.constant<Key>({ name: 'enter' }),
    );
    fc.assert(
      fc.property(fc.array(key, { maxLength: 60 }), (keys) => {
        const editor = new LineEditor(['old 🍵\nlines']);
        for (const each of keys) editor.key(each);
        const { text, cursor } = editor;
        assert.ok(cursor >= 0 && cursor <= text.length);
        assert.ok(!/^[\udc00-\udfff]/.test(text.slice(cursor)), 'not within a letter');
      }),
    );
  });
});

describe('what is drawn in a terminal', () => {
  it('never is wider than it may be, and the cursor stands where the text says', () => {
    const text = fc
      .array(fc.constantFrom('a', ' ', '緑', '\n', '\t', '🍵'), { maxLength: 120 })
      .map((all) => all.join(''));
    fc.assert(
      fc.property(text, fc.integer({ min: 8, max: 40 }), (whole, width) => {
        const { rows, cursor } = compose(whole, whole.length, '› ', width, 200);
        for (const row of rows) assert.ok(widthOf(row) <= width, JSON.stringify(row));
        assert.equal(cursor.row, rows.length - 1);
        assert.equal(cursor.column, widthOf(rows.at(-1) ?? ''));
      }),
    );
    assert.equal(compose('line\n'.repeat(500), 0, '> ', 20, 10).rows.length, 10);
  });

  it('stays below what is printed, and goes without a trace', () => {
    const screen = new Screen(40, 8);
    const region = new LiveRegion({ columns: 40, rows: 8, write: (text) => screen.write(text) });
    region.draw([], ['one', '> two', 'three'], { row: 1, column: 2 });
    for (let n = 0; n < 20; n += 1) region.draw([`said ${n}`], ['one', '> two', 'three'], { row: 1, column: 2 });
    const said = Array.from({ length: 20 }, (_, n) => `said ${n}`);
    assert.deepEqual(screen.text.split('\n'), [...said, 'one', '> two', 'three']);
    assert.deepEqual(screen.cursor, { line: '> two', column: 2 });
    region.draw(
      [],
      Array.from({ length: 30 }, (_, n) => `row ${n}`),
      { row: 29, column: 0 },
    );
    region.clear();
    assert.deepEqual(screen.text.split('\n'), said);
  });

  it('is Markdown without its marks, and code as it is', () => {
    const page = new Page({ width: 40, colour: false, now: 0 });
    const markdown = new TerminalMarkdown(page);
    const lines = [
      '## Goal',
      '- **one** `two`',
      '- [x] done',
      '> said',
      '```ts',
      'a ** b ** c',
      '```',
      'see [it](https://a.b)',
    ];
    assert.deepEqual(
      lines.flatMap((line) => markdown.line(line, 40)),
      ['Goal', '• one two', '☑ done', '│ said', '  ts', '  a ** b ** c', 'see it (https://a.b)'],
    );
    assert.deepEqual(markdown.line('\u001b]0;title\u0007\u001b[2Jevil', 40), ['evil']);
  });
});
