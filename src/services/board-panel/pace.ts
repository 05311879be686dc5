import type { Clock } from '../../ports/clock';
import type { Disposable } from '../../ports/disposable';
import type { AttentionRow } from '../../protocol/board';
import type { SourceChange } from './source';

/** Two frames of a screen: what changes within them is one picture. */
const WINDOW_MS = 30;
/** Who looks at the past is told of the present by and by. */
const PAST_WINDOW_MS = 1_000;
/** A person's own changes are never held back. */
const AT_ONCE = 3;

/** Two paces, for who looks at the board as it is and as it was; what happened first is handed on first. */
export class Paces implements Disposable {
  readonly #present: Pace;
  readonly #past: Pace;

  constructor(clock: Clock, hand: (change: SourceChange) => void) {
    this.#present = new Pace(clock, hand, WINDOW_MS);
    this.#past = new Pace(clock, hand, PAST_WINDOW_MS);
  }

  add(change: SourceChange, inPast: boolean): void {
    const [pace, other] = inPast ? [this.#past, this.#present] : [this.#present, this.#past];
    other.flush();
    pace.add(change);
  }

  /** Hands on what was gathered for who looks at the past. */
  flushPast(): void {
    this.#past.flush();
  }

  /** What was gathered is part of what is told whole now. */
  drop(): void {
    this.#present.drop();
    this.#past.drop();
  }

  dispose(): void {
    this.#present.dispose();
    this.#past.dispose();
  }
}

/** Hands changes on at once, and in a burst as one change a moment: an agent at work may make thousands in a second. */
class Pace implements Disposable {
  readonly #clock: Clock;
  readonly #hand: (change: SourceChange) => void;
  readonly #windowMs: number;
  #window: Disposable | undefined;
  #handed = 0;
  #gathered: Gathered | undefined;

  constructor(clock: Clock, hand: (change: SourceChange) => void, windowMs: number) {
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

  flush(): void {
    const gathered = this.#gathered;
    this.#gathered = undefined;
    if (gathered) this.#hand(gathered);
  }

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
