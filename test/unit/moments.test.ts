import assert from 'node:assert/strict';
import { shortTime } from '../../src/core/moments';

describe('a time on a card and in the title of a tab', () => {
  const now = new Date(2026, 10, 19, 9, 30).getTime();
  const at = (...parts: [number, number, number, number]) => shortTime(new Date(2026, ...parts).getTime(), now, 'en');

  it('is as short as it is clear: the clock today, the day within a week, else the date', () => {
    assert.equal(at(10, 19, 14, 5), '14:05');
    assert.equal(at(10, 19, 0, 5), '00:05');
    assert.equal(at(10, 20, 0, 5).replace(',', ''), 'Fri 00:05');
    assert.equal(at(10, 16, 22, 0).replace(',', ''), 'Mon 22:00');
    assert.match(at(11, 24, 14, 5), /Dec 24.*14:05/);
    assert.match(at(9, 1, 14, 5), /Oct 1.*14:05/);
  });
});
