import assert from 'node:assert/strict';
import fc from 'fast-check';
import { applyHunks, countCharacters, documentAfter, hunksOf } from '../../../src/core/iteration/hunks';
import { Lines } from '../../../src/core/iteration/lines';

const line = fc.constantFrom('a\n', 'b\n', 'c\r\n', '\n', 'Ã¤\n', 'x');
const text = fc.array(line, { maxLength: 12 }).map((lines) => lines.join(''));
const step = (before: string, after: string, ...rejected: number[]) => ({
  before,
  after,
  hunks: hunksOf(before, after),
  rejected: new Set(rejected),
});
const all = (before: string, after: string) => hunksOf(before, after).map((_, index) => index + 1);

describe('the changes of an iteration', () => {
  it('give the second text back when all are applied, and the first when none is', () => {
    fc.assert(
      fc.property(text, text, (before, after) => {
        assert.equal(applyHunks(before, hunksOf(before, after)), after);
        assert.equal(applyHunks(before, []), before);
        assert.equal(new Lines(before).list().join(''), before);
      }),
    );
  });

  it('give the original back, byte for byte, when all of all iterations are rejected', () => {
    fc.assert(
      fc.property(fc.array(text, { minLength: 2, maxLength: 5 }), (versions) => {
        const steps = versions.slice(1).map((after, index) => {
          const before = versions[index] ?? '';
          return step(before, after, ...all(before, after));
        });
        assert.deepEqual(documentAfter(steps), { ok: true, value: versions[0] });
      }),
    );
  });

  it('give the last version when all are accepted', () => {
    fc.assert(
      fc.property(fc.array(text, { minLength: 2, maxLength: 5 }), (versions) => {
        const steps = versions.slice(1).map((after, index) => step(versions[index] ?? '', after));
        assert.deepEqual(documentAfter(steps), { ok: true, value: versions.at(-1) });
      }),
    );
  });

  it('are decided one by one, also in an earlier iteration than the last', () => {
    const original = 'one\ntwo\nthree\nfour\nfive\n';
    const first = 'ONE\ntwo\nthree\nfour\nFIVE\n';
    const second = 'ONE\ntwo\nTHREE\nfour\nFIVE\n';
    const steps = [step(original, first, 1), step(first, second)];
    assert.deepEqual(documentAfter(steps), { ok: true, value: 'one\ntwo\nTHREE\nfour\nFIVE\n' });
  });

  it('keep what a person wrote between two iterations', () => {
    const steps = [step('a\nb\nc\n', 'A\nb\nc\n', 1), step('A\nb\nc\nmine\n', 'A\nb\nC\nmine\n')];
    assert.deepEqual(documentAfter(steps), { ok: true, value: 'a\nb\nC\nmine\n' });
  });

  it('cannot be rejected while a later iteration builds on them', () => {
    const refused = documentAfter([step('a\n', 'b\n', 1), step('b\n', 'c\n')]);
    assert.equal(refused.ok === false && refused.refusal.code, 'hunk_conflict');
  });

  it('are counted in characters that came and went', () => {
    const count = (before: string, after: string) => countCharacters(before, hunksOf(before, after), (bytes) => bytes);
    assert.deepEqual(count('the cat sat\n', 'the old cat sat\n'), { added: 4, removed: 0 });
    assert.deepEqual(count('a\nb\n', 'a\n'), { added: 0, removed: 2 });
  });
});
