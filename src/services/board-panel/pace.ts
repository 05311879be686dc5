import type { Clock } from '../../ports/clock';
import type { Disposable } from '../../ports/disposable';
import type { AttentionRow } from '../../protocol/board';
import type { SourceChange } from './source';

/** Two frames of a screen: what changes within them is one picture. */
const WINDOW_MS = 30;
/** A person's own changes are never held back. */
const AT_ONCE = 3;

/** Hands changes on at once, and in a burst as one change a moment: an agent at work may make thousands in a second. */
export class Pace implements Disposable {
  readonly #clock: Clock;
  readonly #hand: (change: SourceChange) => void;
  readonly #windowMs: number;
  #window: Disposable | undefined;
  #handed = 0;
  #gathered: Gathered | undefined;

  constructor(clock: Clock, hand: (change: SourceChange) => void, windowMs = WINDOW_MS) {
    this.#clock = clock;
    this.#hand = hand;
    this.#windowMs = windowMs;
  }

  add(change: SourceChange): void {
    if (this.#gathered || (this.#window && this.#handed >= AT_ONCE)) {
      this.#gathered ??= { cards: new Set(), attention: new Map() };
      gather(this.#gathered, change);
      return;
    }
    this.#handed += 1;
    this.#window ??= this.#clock.after(this.#windowMs, () => this.#turn());
    this.#hand(change);
  }

  /** Hands on what was gathered. */
  flush(): void {
    const gathered = this.#gathered;
    this.#gathered = undefined;
    if (gathered) this.#hand(gathered);
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
    this.#window = gathered && this.#clock.after(this.#windowMs, () => this.#turn());
    if (gathered) this.#hand(gathered);
  }
}

interface Gathered {
  readonly cards: Set<string>;
  readonly attention: Map<string, AttentionRow | undefined>;
  head?: true;
  reset?: true;
}

function gather(into: Gathered, { cards, attention, head, reset }: SourceChange): void {
  for (const id of cards) into.cards.add(id);
  for (const [key, row] of attention) into.attention.set(key, row);
  if (head) into.head = true;
  if (reset) into.reset = true;
}
