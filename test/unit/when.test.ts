import assert from 'node:assert/strict';
import { timeWords, whenOf } from '../../src/core/when';

describe('a time in a field of a page', () => {
  // A Sunday.
  const now = new Date(2026, 4, 10, 12, 0).getTime();
  const local = (day: number, hours: number, minutes = 0) => new Date(2026, 4, day, hours, minutes).getTime();

  it('may name a day of the week: the next one, or the one before where the past is meant', () => {
    assert.equal(whenOf('monday 09:00', now, 'future'), local(11, 9));
    assert.equal(whenOf('Mon, 09:00', now, 'future'), local(11, 9));
    assert.equal(whenOf('sunday 09:00', now, 'future'), local(17, 9), 'nine has gone today');
    assert.equal(whenOf('sunday 14:00', now, 'future'), local(10, 14));
    assert.equal(whenOf('friday 18:00', now, 'past'), local(8, 18));
    assert.equal(whenOf('sunday', now, 'past'), local(10, 0));
  });

  for (const [language, cases] of [
    [
      'de',
      [
        ['morgen 09:00', local(11, 9)],
        ['Montag 9:00', local(11, 9)],
        ['in 2 Stunden', local(10, 14)],
        ['90 Min.', local(10, 13, 30)],
        ['3 Tage', local(13, 12)],
        ['tomorrow 09:00', local(11, 9)],
        ['2h', local(10, 14)],
      ],
    ],
    [
      'fr',
      [
        ['demain 09:00', local(11, 9)],
        ['dans 2 heures', local(10, 14)],
        ['vendredi', local(15, 0)],
      ],
    ],
    ['ja', [['明日 09:00', local(11, 9)]]],
  ] as const)
    it(`is understood in the words of the language and in English: ${language}`, () => {
      const words = timeWords(language);
      for (const [text, at] of cases) assert.equal(whenOf(text, now, 'future', words), at, text);
      assert.equal(whenOf('2 stundenlang', now, 'future', words), undefined, 'no letter is guessed at');
    });
});
