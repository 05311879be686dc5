import { computed, effect, signal } from '@preact/signals';
import type { CardView } from '../../../src/protocol/board';
import { keptSignal } from '../../ui/host-api';
import { laneBy, lanes } from './lanes';
import { cardOf, columns } from './store';
import { shownOf, view } from './view';

/** The card that Tab leads to and that the keys act on. */
export const focused = keptSignal<string | null>('focused', null);
/** A card that shall get the DOM's focus as soon as it is drawn. */
export const focusWanted = signal<string | null>(null);
// Whoever went on meanwhile, to a field or a button, is not called back when it is drawn at last.
addEventListener('focusin', ({ target }) => {
  if (target instanceof HTMLElement && target.localName !== 'main' && target.dataset.card === undefined)
    focusWanted.value = null;
});
export const selected = signal<ReadonlySet<string>>(new Set());
/** The columns that stand open, from left to right, as the layout decided. */
export const openColumns = signal<readonly string[]>([]);

let anchor: string | null = null;

/** Where a list can be scrolled to a card that is not drawn. */
const scrollers = new Map<string, (id: string) => boolean>();

export function registerScroller(key: string, scroll: (id: string) => boolean): () => void {
  scrollers.set(key, scroll);
  return () => {
    if (scrollers.get(key) === scroll) scrollers.delete(key);
  };
}

export function focusCard(id: string): void {
  focused.value = id;
  const drawn = document.querySelector<HTMLElement>(`[data-card="${CSS.escape(id)}"]`);
  if (drawn) {
    drawn.focus({ preventScroll: true });
    drawn.scrollIntoView({ block: 'nearest' });
    return;
  }
  focusWanted.value = id;
  for (const scroll of scrollers.values()) if (scroll(id)) break;
}

/** The list in which a card is drawn: its column, or its column within its lane. */
function rowsOf(column: string): readonly (readonly CardView[])[] {
  if (laneBy.peek() === 'none') return [shownOf(column).peek()];
  return lanes.peek().map((lane) => (view.peek().foldedLanes.includes(lane.key) ? [] : (lane.cells.get(column) ?? [])));
}

interface Place {
  readonly column: number;
  readonly row: number;
  readonly index: number;
}

function placeOf(id: string | null): Place | undefined {
  const card = id === null ? undefined : cardOf(id);
  if (!card) return undefined;
  const column = openColumns.peek().indexOf(card.column);
  if (column < 0) return undefined;
  for (const [row, list] of rowsOf(card.column).entries()) {
    const index = list.findIndex((each) => each.id === id);
    if (index >= 0) return { column, row, index };
  }
  return undefined;
}

/** The cards that stand with this one: its column, or its column within its lane. */
export function listAround(id: string): readonly CardView[] {
  const column = cardOf(id)?.column;
  if (column === undefined) return [];
  return rowsOf(column).find((row) => row.some((card) => card.id === id)) ?? [];
}

function firstCard(): CardView | undefined {
  for (const column of openColumns.peek()) for (const list of rowsOf(column)) if (list[0]) return list[0];
  return undefined;
}

/** The card that Tab should lead to: the focused one, while it is on show. */
export const tabStop = computed(() => {
  const id = focused.value;
  const open = openColumns.value;
  // Read, so that it follows what is shown.
  for (const column of columns.value) shownOf(column.id).value.length;
  void lanes.value;
  return id !== null && placeOf(id) ? id : open.length > 0 ? (firstCard()?.id ?? null) : null;
});

/** Where the card stood that got the focus last, in the list as it was then. */
let stood: { readonly id: string; readonly list: readonly CardView[] } | undefined;

/** A card has got the focus, from whatever side. */
export function gotFocus(id: string): void {
  focused.value = id;
  if (focusWanted.peek() !== id) focusWanted.value = null;
  stood = { id, list: listAround(id) };
}

export function isOnShow(id: string): boolean {
  return placeOf(id) !== undefined;
}

/** The card that has come up to where this one stood, else the one that stood above it. */
export function nextToGone(id: string): CardView | undefined {
  if (stood?.id !== id) return undefined;
  const { list } = stood;
  const at = list.findIndex((card) => card.id === id);
  const column = list[at]?.column;
  const stays = (card: CardView) => cardOf(card.id)?.column === column && isOnShow(card.id);
  return list.slice(at + 1).find(stays) ?? list.slice(0, at).findLast(stays);
}

export type Step = 'up' | 'down' | 'left' | 'right' | 'first' | 'last' | 'pageUp' | 'pageDown';

/** The card that an arrow leads to from the focused one. */
export function neighbour(step: Step): CardView | undefined {
  const place = placeOf(focused.peek());
  if (!place) return firstCard();
  if (step === 'left' || step === 'right') return sideways(place, step === 'left' ? -1 : 1);
  const all = rowsOf(openColumns.peek()[place.column]!).flat();
  const at = all.findIndex((card) => card.id === focused.peek());
  const to = { up: at - 1, down: at + 1, first: 0, last: all.length - 1, pageUp: at - 8, pageDown: at + 8 }[step];
  return all[Math.max(0, Math.min(all.length - 1, to))];
}

function sideways({ column, row, index }: Place, by: -1 | 1): CardView | undefined {
  for (let next = column + by; next >= 0 && next < openColumns.peek().length; next += by) {
    const rows = rowsOf(openColumns.peek()[next]!);
    const list = rows[row]?.length ? rows[row] : rows.find((each) => each.length > 0);
    if (list?.length) return list[Math.min(index, list.length - 1)];
  }
  return undefined;
}

/** The cards that a verb is meant for: the selected ones if this is one of them, else this one. */
export function meant(id: string): readonly string[] {
  return selected.peek().has(id) ? [...selected.peek()] : [id];
}

export function toggleSelected(id: string): void {
  const next = new Set(selected.peek());
  if (!next.delete(id)) next.add(id);
  anchor = id;
  selected.value = next;
}

/** Everything between the card that was selected last and this one, in one column. */
export function selectTo(id: string): void {
  const from = placeOf(anchor ?? focused.peek());
  const to = placeOf(id);
  const next = new Set(selected.peek());
  if (from && to && from.column === to.column) {
    const all = rowsOf(openColumns.peek()[to.column]!).flat();
    const ids = all.map((card) => card.id);
    const [a, b] = [ids.indexOf(anchor ?? focused.peek() ?? id), ids.indexOf(id)].sort((x, y) => x - y);
    for (const each of ids.slice(a, b! + 1)) next.add(each);
  }
  next.add(id);
  anchor ??= id;
  selected.value = next;
}

export function clearSelection(): void {
  anchor = null;
  if (selected.peek().size > 0) selected.value = new Set();
}

// A card that went away is no longer selected.
effect(() => {
  for (const column of columns.value) shownOf(column.id).value.length;
  const left = [...selected.peek()].filter((id) => cardOf(id) !== undefined);
  if (left.length !== selected.peek().size) selected.value = new Set(left);
});
