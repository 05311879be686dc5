import type { Disposable } from './disposable';

/** Time, handed in, so that rules and services can be tested at any moment. Milliseconds since 1970. */
export interface Clock {
  now(): number;
  /**
   * Calls once when the clock on the wall shows the given moment (soon when it has passed), also when the machine slept
   * meanwhile or its clock was set. One timer for each call.
   */
  at(moment: number, call: () => void): Disposable;
  /** Calls once after so many milliseconds, whatever is done to the clock on the wall. */
  after(ms: number, call: () => void): Disposable;
}
