import { type CardView, compareCards } from '../../protocol/board';

export interface CardsPatch {
  readonly set?: readonly CardView[];
  readonly gone?: readonly string[];
  readonly counts?: Readonly<Record<string, number>>;
}

/** The cards that the page has been told of. What it is told next is the difference, and costs no more than that. */
export class ShownCards {
  readonly #cards = new Map<string, CardView>();
  readonly #counts = new Map<string, number>();

  get size(): number {
    return this.#cards.size;
  }

  get(id: string): CardView | undefined {
    return this.#cards.get(id);
  }

  values(): Iterable<CardView> {
    return this.#cards.values();
  }

  count(column: string): number {
    return this.#counts.get(column) ?? 0;
  }

  /** Starts anew, without telling a difference. */
  reset(cards: Iterable<CardView>): void {
    this.#cards.clear();
    this.#counts.clear();
    for (const card of cards) this.#put(card);
  }

  /** Applies changes, `undefined` for cards that left, and answers with what really differs; undefined: nothing. */
  change(changes: Iterable<readonly [string, CardView | undefined]>): CardsPatch | undefined {
    const before = new Map<string, number>();
    const set: CardView[] = [];
    const gone: string[] = [];
    const touch = (column: string) => {
      if (!before.has(column)) before.set(column, this.count(column));
    };
    for (const [id, card] of changes) {
      const known = this.#cards.get(id);
      if (known === card || (known && card && isSameCard(known, card))) continue;
      if (known) {
        touch(known.column);
        this.#take(known);
      }
      if (card) {
        touch(card.column);
        this.#put(card);
        set.push(card);
      } else gone.push(id);
    }
    const counts = [...before].map(([column]) => [column, this.count(column)] as const);
    const counted = Object.fromEntries(counts.filter(([column, count]) => before.get(column) !== count));
    if (set.length === 0 && gone.length === 0) return undefined;
    return {
      ...(set.length > 0 && { set }),
      ...(gone.length > 0 && { gone }),
      ...(Object.keys(counted).length > 0 && { counts: counted }),
    };
  }

  /** Makes the shown cards exactly these. */
  become(cards: ReadonlyMap<string, CardView>): CardsPatch | undefined {
    const left = [...this.#cards.keys()].filter((id) => !cards.has(id)).map((id) => [id, undefined] as const);
    return this.change([...left, ...cards]);
  }

  #put(card: CardView): void {
    this.#cards.set(card.id, card);
    this.#counts.set(card.column, this.count(card.column) + 1);
  }

  #take(card: CardView): void {
    this.#cards.delete(card.id);
    this.#counts.set(card.column, this.count(card.column) - 1);
  }
}

/** Cards are plain data, made by one function with one order of keys. */
function isSameCard(one: CardView, other: CardView): boolean {
  return (
    one.column === other.column &&
    one.since === other.since &&
    one.title === other.title &&
    JSON.stringify(one) === JSON.stringify(other)
  );
}

/** As many cards of a column as the tallest screen shows. */
const SCREEN = 60;

/** What can be seen before anybody scrolls, and the ids of the rest, top to bottom over all columns. */
export function firstScreens(cards: readonly CardView[]): { first: CardView[]; rest: string[] } {
  const first: CardView[] = [];
  const rest: string[] = [];
  const placed = new Map<string, number>();
  for (const card of cards.toSorted(compareCards)) {
    const place = placed.get(card.column) ?? 0;
    placed.set(card.column, place + 1);
    if (place < SCREEN) first.push(card);
    else rest.push(card.id);
  }
  return { first, rest };
}
