import type { Clock } from '../../ports/clock';
import type { Disposable } from '../../ports/disposable';
import type { SourceChange } from './source';

/** Two frames of a screen: what changes within them is one picture. */
const WINDOW_MS = 30;
/** A person's own changes are never held back. */
const AT_ONCE = 3;

/** Hands changes on at once, and in a burst as one change a moment: an agent at work may make thousands in a second. */
export class Pace implements Disposable {
  readonly #clock: Clock;
  readonly #hand: (change: SourceChange) => void;
  #window: Disposable | undefined;
  #handed = 0;
  #gathered: SourceChange | undefined;

  constructor(clock: Clock, hand: (change: SourceChange) => void) {
    this.#clock = clock;
    this.#hand = hand;
  }

  add(change: SourceChange): void {
    if (this.#gathered || (this.#window && this.#handed >= AT_ONCE)) {
      this.#gathered = merged(this.#gathered, change);
      return;
    }
    this.#handed += 1;
    this.#window ??= this.#clock.after(WINDOW_MS, () => this.#turn());
    this.#hand(change);
  }

  /** What was gathered is part of what is told whole now. */
  drop(): void {
    this.#gathered = undefined;
  }

  dispose(): void {
    this.drop();
    this.#window?.dispose();
    this.#window = undefined;
    this.#handed = 0;
  }

  #turn(): void {
    const gathered = this.#gathered;
    this.#gathered = undefined;
    // As long as it goes on, each window is one change.
    this.#handed = gathered ? AT_ONCE : 0;
    this.#window = gathered && this.#clock.after(WINDOW_MS, () => this.#turn());
    if (gathered) this.#hand(gathered);
  }
}

function merged(before: SourceChange | undefined, { cards, attention, head, reset }: SourceChange): SourceChange {
  return {
    cards: new Map([...(before?.cards ?? []), ...cards]),
    attention: new Map([...(before?.attention ?? []), ...attention]),
    ...((head || before?.head) && { head: true }),
    ...((reset || before?.reset) && { reset: true }),
  };
}
