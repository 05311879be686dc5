import type { Clock } from '../ports/clock';

/** Longer timers would fire at once. */
const LONGEST_MS = 2 ** 31 - 1;

export const systemClock: Clock = {
  now: () => Date.now(),
  at(moment, call) {
    const wait = Math.min(Math.max(0, moment - Date.now()), LONGEST_MS);
    const timer = setTimeout(call, wait);
    return { dispose: () => clearTimeout(timer) };
  },
};
