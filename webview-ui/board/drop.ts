import { type CardView, compareCards } from '../../src/protocol/board';
import type { BulkChange } from '../../src/protocol/board-messages';
import { t } from '../ui/l10n';
import { landingAt, landingFrom } from './landing';
import { type LaneChange, laneWords } from './lane-words';
import { laneBy, laneKey, lanes } from './state/lanes';
import { type DropLine, gapAt, type Over } from './state/pointer';
import { cardOf } from './state/store';
import { shownOf } from './state/view';

/** What letting go of the held cards would do. */
export interface Drop {
  /** Absent: nothing changes. */
  readonly change?: BulkChange;
  readonly line?: DropLine;
}

/**
 * Another column keeps the priority, and the card stands where its priority and age put it. Within its own column a drop can only
 * mean another place, and the place is the priority. Another lane is another assignee, tenant or project.
 */
export function dropAt(ids: readonly string[], place: Over, clientY: number): Drop {
  const cards = ids.flatMap((id) => cardOf(id) ?? []).sort(compareCards);
  const first = cards[0];
  if (!first) return {};
  const moves = cards.some((card) => card.column !== place.column);
  const lane = laneChange(cards, place);
  const change: BulkChange = { ...(moves && { status: place.column }), ...lane };
  const cardsThere = listAt(place);
  if (!cardsThere || place.list === undefined) return Object.keys(change).length > 0 ? { change } : {};
  const { list } = place;
  if (moves || lane) {
    const landing = landingFrom(cardsThere, first, place.column);
    return {
      change,
      ...(landing && { line: { list, index: landing.index, ...(lane && { words: laneWords(lane) }) } }),
    };
  }
  const gap = gapAt(list, clientY);
  const landing = gap === undefined ? undefined : landingAt(cardsThere, first, gap, new Set(ids));
  if (landing?.priority === undefined) return {};
  return {
    change: { priority: landing.priority },
    line: { list, index: landing.index, words: t('Priority {0}', landing.priority) },
  };
}

function listAt({ column, lane }: Over): readonly CardView[] | undefined {
  if (lane === undefined) return shownOf(column).peek();
  return lanes
    .peek()
    .find(({ key }) => key === lane)
    ?.cells.get(column);
}

function laneChange(cards: readonly CardView[], { lane }: Over): LaneChange | undefined {
  const by = laneBy.peek();
  if (lane === undefined || by === 'none' || cards.every((card) => laneKey(card, by) === lane)) return undefined;
  return { [by]: lane === '' ? null : lane };
}
