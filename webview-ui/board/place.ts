import { type CardView, compareCards } from '../../src/protocol/board';

/** Where the card stands in an ordered list, or would stand. */
export function placeOf(list: readonly CardView[], card: CardView): number {
  let low = 0;
  let high = list.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (compareCards(list[middle]!, card) < 0) low = middle + 1;
    else high = middle;
  }
  return low;
}
