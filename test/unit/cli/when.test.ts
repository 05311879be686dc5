import assert from 'node:assert/strict';
import { parseWhen } from '../../../src/cli/when';

describe('a time as people write it', () => {
  const now = new Date(2026, 4, 10, 12, 0).getTime();
  const past = (text: string) => read(text, 'past');
  const future = (text: string) => read(text, 'future');
  const local = (...parts: [number, number, number, number, number]) => new Date(...parts).getTime();

  function read(text: string, toward: 'past' | 'future'): number | string {
    const result = parseWhen(text, now, toward);
    return result.ok ? result.value : result.refusal.code;
  }

  it('may be a span, back or forward as makes sense, or as it says', () => {
    assert.equal(past('2h'), now - 7_200_000);
    assert.equal(future('90 min'), now + 5_400_000);
    assert.equal(past('in 1d'), now + 86_400_000);
    assert.equal(future('30s ago'), now - 30_000);
    assert.equal(future('-2h'), now - 7_200_000);
    assert.equal(past('now'), now);
  });

  it('may be a time of a day', () => {
    assert.equal(past('09:30'), local(2026, 4, 10, 9, 30));
    assert.equal(past('18:00'), local(2026, 4, 9, 18, 0), 'that of yesterday: today it is still to come');
    assert.equal(future('09:30'), local(2026, 4, 11, 9, 30));
    assert.equal(past('yesterday 18:00'), local(2026, 4, 9, 18, 0));
    assert.equal(future('tomorrow'), local(2026, 4, 11, 0, 0));
  });

  it('may be a date with and without a time zone, or milliseconds', () => {
    assert.equal(past('2026-01-31'), local(2026, 0, 31, 0, 0));
    assert.equal(past('2026-01-31 09:00'), local(2026, 0, 31, 9, 0));
    assert.equal(past('2026-01-31T09:00:00Z'), Date.UTC(2026, 0, 31, 9, 0));
    assert.equal(past('2026-01-31T09:00+02:00'), Date.UTC(2026, 0, 31, 7, 0));
    assert.equal(past('1767225600000'), 1_767_225_600_000);
  });

  it('is refused when it is none', () => {
    for (const text of ['', 'whenever', '25:00', '2026-13-01', '12:60', '5 parsecs']) {
      assert.equal(past(text), 'invalid_time', text);
    }
  });
});
