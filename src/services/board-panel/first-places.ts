import { compareCards } from '../../protocol/board';
import type { CardPlace } from './source';

/** The first few of many cards: what can be seen of a column before anybody scrolls. */
export class FirstPlaces {
  readonly #count: number;
  readonly #first: CardPlace[] = [];

  constructor(count: number) {
    this.#count = count;
  }

  get ids(): readonly string[] {
    return this.#first.map(({ id }) => id);
  }

  /** Whether a card of that order cannot be among them. */
  isBehind(rank: number, age: number): boolean {
    const last = this.#first[this.#count - 1];
    return last !== undefined && (rank > last.order[0] || (rank === last.order[0] && age > last.order[1]));
  }

  add(place: CardPlace): void {
    const first = this.#first;
    let low = 0;
    for (let high = first.length; low < high; ) {
      const middle = (low + high) >> 1;
      if (compareCards(first[middle]!, place) < 0) low = middle + 1;
      else high = middle;
    }
    if (low >= this.#count) return;
    first.splice(low, 0, place);
    if (first.length > this.#count) first.pop();
  }
}
