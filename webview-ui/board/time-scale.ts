/** The marks below the slider of time: at round moments of the reader's own clock. Pure. */

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;
const STEPS = [
  MINUTE,
  5 * MINUTE,
  15 * MINUTE,
  30 * MINUTE,
  HOUR,
  2 * HOUR,
  3 * HOUR,
  6 * HOUR,
  12 * HOUR,
  DAY,
  2 * DAY,
  7 * DAY,
  14 * DAY,
  30 * DAY,
  90 * DAY,
  365 * DAY,
] as const;
const MOST = 8;
/** What is nearer to an end than this part of the whole would run into the words there. */
const CLEAR = 0.1;

export interface Tick {
  readonly at: number;
  /** 0 to 1. */
  readonly part: number;
  /** Another day than the tick before: the day is said too. */
  readonly newDay: boolean;
}

export function ticks(from: number, to: number): readonly Tick[] {
  const span = to - from;
  const step = STEPS.find((each) => span / each <= MOST) ?? STEPS.at(-1)!;
  const first = new Date(from);
  const midnight = new Date(first.getFullYear(), first.getMonth(), first.getDate());
  const found: Tick[] = [];
  let day = first.toDateString();
  for (let count = 0; ; count += 1) {
    // By the calendar, not by adding hours: a day may have 23 or 25 of them.
    const at = new Date(midnight);
    if (step >= DAY) at.setDate(at.getDate() + count * (step / DAY));
    else at.setMinutes(count * (step / MINUTE));
    const part = (at.getTime() - from) / span;
    if (!(part <= 1 - CLEAR)) return found;
    if (part < CLEAR) continue;
    found.push({ at: at.getTime(), part, newDay: at.toDateString() !== day });
    day = at.toDateString();
  }
}
