import type { Clock } from '../ports/clock';

/**
 * A timer of the system stands still while the machine sleeps, and knows nothing of a clock that is set. So a moment that is far
 * away is approached in steps: who wakes after a night is late by one step, not by the night.
 */
const STEP_MS = 20_000;
/** Longer timers would fire at once. */
const LONGEST_MS = 2 ** 31 - 1;

export const systemClock: Clock = {
  now: () => Date.now(),
  at(moment, call) {
    let timer: NodeJS.Timeout;
    const approach = () => {
      timer = setTimeout(
        () => (Date.now() < moment ? approach() : call()),
        Math.min(Math.max(0, moment - Date.now()), STEP_MS),
      );
    };
    approach();
    return { dispose: () => clearTimeout(timer) };
  },
  after(ms, call) {
    const timer = setTimeout(call, Math.min(ms, LONGEST_MS));
    return { dispose: () => clearTimeout(timer) };
  },
};
