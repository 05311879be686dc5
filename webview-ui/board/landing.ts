/** Where a held card comes to stand. A column is ordered by its cards, not by hand, and this says what that means for a drop. Pure. */

import type { CardView } from '../../src/protocol/board';
import { placeOf } from './place';

/** Ordered by when something happened or will happen: nobody puts a card at another place there. */
const BY_TIME: ReadonlySet<string> = new Set(['scheduled', 'done', 'archived']);

export interface Landing {
  /** The card comes to stand before the one that has this place in the list now. */
  readonly index: number;
  /** The priority that brings it there; absent: the one that it has. */
  readonly priority?: number;
}

export function isByPriority(column: string): boolean {
  return !BY_TIME.has(column);
}

/** Where a card of another column will stand, with the priority and the age that it has; undefined: only the host can tell. */
export function landingFrom(list: readonly CardView[], card: CardView, column: string): Landing | undefined {
  if (column === 'done') return { index: 0 };
  if (!isByPriority(column)) return undefined;
  if (isByPriority(card.column)) return { index: placeOf(list, card) };
  // A card that stands by time says as the second number when it was made; what a made board's card says there is its own affair.
  return card.opens ? undefined : { index: placeOf(list, withPriority(card, card.priority)) };
}

/** Which priority brings a card of this list into the gap before `gap`, as near as its age allows; undefined: it stays where it is. */
export function landingAt(
  list: readonly CardView[],
  card: CardView,
  gap: number,
  held: ReadonlySet<string> = new Set([card.id]),
): Landing | undefined {
  if (!isByPriority(card.column)) return undefined;
  const others = list.filter((each) => !held.has(each.id));
  const at = gap - list.slice(0, gap).filter((each) => held.has(each.id)).length;
  const [above, below] = [others[at - 1], others[at]];
  if (!above && !below) return undefined;
  const highest = above?.priority ?? below!.priority + 1;
  const lowest = below?.priority ?? above!.priority - 1;
  const fits = (priority: number) => placeOf(others, withPriority(card, priority)) === at;
  if (fits(card.priority)) return undefined;
  const near = (priority: number) => Math.abs(priority - card.priority);
  const [best] = [lowest, lowest + 1, highest - 1, highest]
    .filter((priority) => priority <= highest && priority >= lowest && fits(priority))
    .sort((a, b) => near(a) - near(b));
  // Between cards of one priority age decides: as near as it can, if that is another place at all.
  const landed = withPriority(card, best ?? highest);
  if (placeOf(others, landed) === placeOf(others, card)) return undefined;
  return { index: placeOf(list, landed), priority: landed.priority };
}

/** The next place up or down that another priority leads to: past all cards of the same priority, if age keeps it among them. */
export function landingBeside(list: readonly CardView[], card: CardView, by: -1 | 1): Landing | undefined {
  const from = list.findIndex((each) => each.id === card.id);
  if (from < 0) return undefined;
  for (let gap = by < 0 ? from - 1 : from + 2; gap >= 0 && gap <= list.length; gap += by) {
    const landing = landingAt(list, card, gap);
    if (landing && (by < 0 ? landing.index < from : landing.index > from + 1)) return landing;
  }
  return undefined;
}

function withPriority(card: CardView, priority: number): CardView {
  return { ...card, priority, order: [-priority, card.order[1]] };
}
