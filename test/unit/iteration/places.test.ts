import assert from 'node:assert/strict';
import fc from 'fast-check';
import { documentAfter, hunksOf } from '../../../src/core/iteration/hunks';
import { Lines } from '../../../src/core/iteration/lines';
import { placeAt, placesOf } from '../../../src/core/iteration/places';

const text = fc
  .array(fc.constantFrom('a\n', 'b\n', 'c\r\n', '\n', 'd\re\n', 'x'), { maxLength: 12 })
  .map((lines) => lines.join(''));
/** As editors do. */
const editorLines = (whole: string) => whole.split(/\r\n|\r|\n/);

describe('the places of changes in an editor', () => {
  it('name the very lines that came and went, wherever lines end', () => {
    fc.assert(
      fc.property(text, text, (before, after) => {
        const hunks = hunksOf(before, after);
        const places = placesOf(before, after);
        assert.deepEqual(
          places.map(({ number }) => number),
          hunks.map((_, index) => index + 1),
        );
        for (const [index, place] of places.entries()) {
          const { start, end, text: came } = hunks[index]!;
          const gone = new Lines(before).slice(start, end);
          const shownGone = editorLines(before).slice(place.before.line, place.before.line + place.before.count);
          const shownCame = editorLines(after).slice(place.after.line, place.after.line + place.after.count);
          const whole = (part: string) =>
            editorLines(part).slice(0, part === '' || /[\r\n]$/.test(part) ? -1 : undefined);
          // The last line of a text may have no end; an editor counts it with the line after the last end.
          assert.deepEqual(shownGone, whole(gone).slice(0, place.before.count));
          assert.deepEqual(shownCame, whole(came).slice(0, place.after.count));
          assert.ok(whole(gone).length - place.before.count <= 1 && whole(came).length - place.after.count <= 1);
        }
      }),
    );
  });

  it('tell a change that an editor does not show, because only the ends of lines differ', () => {
    const [place] = placesOf('a\nb\n', 'a \r\nb\n');
    assert.equal(place?.onlySpace, true);
    assert.equal(placesOf('a\nb\n', 'a\n\nb\n')[0]?.onlySpace, false, 'a new empty line is shown');
    assert.equal(placesOf('a b\n', 'ab\n')[0]?.onlySpace, false);
  });

  it('are found from the line of the cursor: the change that holds it, else the next, else the last', () => {
    const places = placesOf('1\n2\n3\n4\n5\n6\n', '1\nzwei\n3\n4\nfuenf\n6\n');
    const at = (line: number) => placeAt(places, line)?.number;
    assert.deepEqual([0, 1, 2, 4, 5].map(at), [1, 1, 2, 2, 2]);
    const gone = placesOf('1\n2\n3\n4\n', '3\nvier\n');
    assert.deepEqual(
      [placeAt(gone, 1, 'before')?.number, placeAt(gone, 1)?.number],
      [1, 2],
      'on the side that was clicked',
    );
    assert.equal(placeAt([], 3), undefined);
  });
});

describe('changes that touch each other', () => {
  const step = (before: string, after: string, ...rejected: number[]) => ({
    before,
    after,
    hunks: hunksOf(before, after),
    rejected: new Set(rejected),
  });

  it('are taken back one without the other where their order is certain', () => {
    const [base, one, two] = ['a\n', 'a\nb\n', 'a\nb\nc\n'];
    assert.deepEqual(documentAfter([step(base, one, 1), step(one, two)]), { ok: true, value: 'a\nc\n' });
  });

  it('are refused where two lines would become one', () => {
    const refused = documentAfter([step('a', 'a\nb\n', 1), step('a\nb\n', 'a\nb\nc\n')]);
    assert.equal(refused.ok === false && refused.refusal.code, 'hunk_conflict');
  });
});
