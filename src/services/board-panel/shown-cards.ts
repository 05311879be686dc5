import type { CardView } from '../../protocol/board';

export interface CardsPatch {
  readonly set?: readonly CardView[];
  readonly gone?: readonly string[];
}

/** The cards that the page has been told of. What it is told next is the difference, and costs no more than that. */
export class ShownCards {
  readonly #cards = new Map<string, CardView>();

  get(id: string): CardView | undefined {
    return this.#cards.get(id);
  }

  entries(): Iterable<readonly [string, CardView]> {
    return this.#cards;
  }

  values(): Iterable<CardView> {
    return this.#cards.values();
  }

  /** Starts anew, without telling a difference. */
  reset(cards: Iterable<CardView>): void {
    this.#cards.clear();
    for (const card of cards) this.#cards.set(card.id, card);
  }

  /** Applies changes, `undefined` for cards that left, and answers with what really differs. */
  change(changes: Iterable<readonly [string, CardView | undefined]>): CardsPatch {
    const set: CardView[] = [];
    const gone: string[] = [];
    for (const [id, card] of changes) {
      const known = this.#cards.get(id);
      if (known === card || (known && card && isSameCard(known, card))) continue;
      if (card) {
        this.#cards.set(id, card);
        set.push(card);
      } else {
        this.#cards.delete(id);
        gone.push(id);
      }
    }
    return { ...(set.length > 0 && { set }), ...(gone.length > 0 && { gone }) };
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
