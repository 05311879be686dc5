import type { Clock } from '../../src/ports/clock';
import type { Disposable } from '../../src/ports/disposable';

/** A clock that the test turns. */
export class FakeClock implements Clock {
  #now: number;
  readonly #timers = new Set<{ readonly moment: number; readonly call: () => void }>();

  constructor(now = Date.UTC(2026, 0, 1)) {
    this.#now = now;
  }

  now(): number {
    return this.#now;
  }

  at(moment: number, call: () => void): Disposable {
    const timer = { moment, call };
    this.#timers.add(timer);
    return { dispose: () => void this.#timers.delete(timer) };
  }

  after(ms: number, call: () => void): Disposable {
    return this.at(this.#now + ms, call);
  }

  /** How many timers are set. */
  get timers(): readonly number[] {
    return [...this.#timers].map(({ moment }) => moment).sort((one, other) => one - other);
  }

  /** Turns it forward; timers ring in order, each at its own moment. */
  turnTo(moment: number): void {
    for (;;) {
      const due = [...this.#timers].filter((timer) => timer.moment <= moment).sort((a, b) => a.moment - b.moment)[0];
      if (!due) break;
      this.#now = Math.max(this.#now, due.moment);
      this.#timers.delete(due);
      due.call();
    }
    this.#now = Math.max(this.#now, moment);
  }
}
