import assert from 'node:assert/strict';
import fc from 'fast-check';
import { ticks } from '../../../webview-ui/board/time-scale';

const at = (day: number, hour: number, minute = 0) => new Date(2026, 10, day, hour, minute).getTime();

describe('the scale below the slider of time', () => {
  it('stands at round hours of the own clock, and says a new day', () => {
    const found = ticks(at(19, 17, 40), at(20, 10, 42));
    assert.deepEqual(
      found.map((tick) => [new Date(tick.at).getHours(), new Date(tick.at).getMinutes(), tick.newDay]),
      [
        [21, 0, false],
        [0, 0, true],
        [3, 0, false],
        [6, 0, false],
      ],
    );
  });

  it('stands at whole days for weeks, at minutes for a quarter of an hour', () => {
    assert.ok(ticks(at(1, 5), at(24, 5)).every((tick) => new Date(tick.at).getHours() === 0 && tick.newDay));
    assert.ok(ticks(at(1, 5), at(1, 5, 14)).every((tick) => new Date(tick.at).getMinutes() % 5 === 0));
  });

  it('is never crowded, never empty for long, and leaves room for the words at both ends', () => {
    const spans = fc.tuple(fc.integer({ min: 0, max: 4e12 }), fc.integer({ min: 1, max: 3e11 }));
    fc.assert(
      fc.property(spans, ([from, span]) => {
        const found = ticks(from, from + span);
        assert.ok(found.length <= 9, `${found.length} ticks`);
        for (const { part } of found) assert.ok(part >= 0.1 && part <= 0.9);
      }),
    );
  });
});
