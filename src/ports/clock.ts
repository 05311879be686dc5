import type { Disposable } from './disposable';

/** Time, handed in, so that rules and services can be tested at any moment. Milliseconds since 1970. */
export interface Clock {
  now(): number;
  /** Calls once at the given moment (at once when it has passed). One timer for each call. */
  at(moment: number, call: () => void): Disposable;
}
