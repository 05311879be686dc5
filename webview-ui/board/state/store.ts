import { batch, type ReadonlySignal, type Signal, signal } from '@preact/signals';
import { worstFirst } from '../../../src/core/diagnose/board-attention';
import type {
  AttentionRow,
  BoardChoice,
  BoardHead,
  BoardModel,
  BoardPatch,
  CardView,
  ColumnView,
  PersonChoice,
  Tally,
  TaskDetail,
  TimeView,
  UndoView,
} from '../../../src/protocol/board';
import { compareCards, NO_TALLY } from '../../../src/protocol/board';
import { placeOf } from '../place';
import { patchDetail } from './patch-detail';

/** Above this many cards of one column in one patch it is sorted anew; below, each card is put in its place. */
const SORT_FROM = 50;

/** The page's copy of what the host says. Every part is a signal, so that a patch redraws only what it changed. */
export const head = signal<BoardHead | null>(null);
export const columns = signal<readonly ColumnView[]>([]);
export const complete = signal(false);
export const boards = signal<readonly BoardChoice[]>([]);
export const attention = signal<readonly AttentionRow[]>([]);
export const tally = signal<Tally>(NO_TALLY);
export const people = signal<readonly PersonChoice[]>([]);
export const undo = signal<UndoView | null>(null);
export const time = signal<TimeView | null>(null);
export const detail = signal<TaskDetail | null>(null);

const cards = new Map<string, Signal<CardView>>();
const lists = new Map<string, Signal<readonly CardView[]>>();

/** The cards of a column, in order. */
export function listOf(column: string): Signal<readonly CardView[]> {
  let list = lists.get(column);
  if (!list) {
    list = signal<readonly CardView[]>([]);
    lists.set(column, list);
  }
  return list;
}

export function cardSignal(id: string): ReadonlySignal<CardView> | undefined {
  return cards.get(id);
}

export function cardOf(id: string): CardView | undefined {
  return cards.get(id)?.peek();
}

export function resetStore(model: BoardModel): void {
  batch(() => {
    head.value = model.board;
    columns.value = model.columns;
    complete.value = model.complete;
    boards.value = model.boards;
    attention.value = model.attention;
    tally.value = model.tally;
    people.value = model.people;
    undo.value = model.undo;
    time.value = model.time;
    detail.value = model.drawer;
    const grouped = new Map<string, CardView[]>();
    const known = new Set<string>();
    for (const card of model.cards) {
      known.add(card.id);
      const there = cards.get(card.id);
      if (there) there.value = card;
      else cards.set(card.id, signal(card));
      const group = grouped.get(card.column);
      if (group) group.push(card);
      else grouped.set(card.column, [card]);
    }
    for (const id of cards.keys()) if (!known.has(id)) cards.delete(id);
    for (const column of new Set([...lists.keys(), ...grouped.keys()]))
      listOf(column).value = (grouped.get(column) ?? []).sort(compareCards);
  });
}

export function patchStore(patch: BoardPatch): void {
  batch(() => {
    if (patch.set || patch.gone) patchCards(patch.set ?? [], patch.gone ?? []);
    if (patch.columns) columns.value = patch.columns;
    const { counts } = patch;
    if (counts)
      columns.value = columns.value.map((column) => {
        const count = counts[column.id];
        return count === undefined ? column : { ...column, count };
      });
    if (patch.board) head.value = patch.board;
    if (patch.boards) boards.value = patch.boards;
    if (patch.tally) tally.value = patch.tally;
    if (patch.people) people.value = patch.people;
    if (patch.undo !== undefined) undo.value = patch.undo;
    if (patch.time !== undefined) time.value = patch.time;
    if (patch.complete !== undefined) complete.value = patch.complete;
    if (patch.attention) attention.value = patchAttention(attention.value, patch.attention);
    if (patch.drawer !== undefined) detail.value = patchDetail(detail.value, patch.drawer);
  });
}

interface ColumnChange {
  readonly out: CardView[];
  readonly into: CardView[];
}

function patchCards(set: readonly CardView[], gone: readonly string[]): void {
  const changes = new Map<string, ColumnChange>();
  const change = (column: string): ColumnChange => {
    let there = changes.get(column);
    if (!there) {
      there = { out: [], into: [] };
      changes.set(column, there);
    }
    return there;
  };
  for (const card of set) {
    const there = cards.get(card.id);
    const old = there?.peek();
    if (old) change(old.column).out.push(old);
    change(card.column).into.push(card);
    if (there) there.value = card;
    else cards.set(card.id, signal(card));
  }
  for (const id of gone) {
    const old = cards.get(id)?.peek();
    if (!old) continue;
    change(old.column).out.push(old);
    cards.delete(id);
  }
  for (const [column, { out, into }] of changes) {
    const list = listOf(column);
    list.value = changedList(list.peek(), out, into);
  }
}

function changedList(
  before: readonly CardView[],
  out: readonly CardView[],
  into: readonly CardView[],
): readonly CardView[] {
  if (out.length + into.length > SORT_FROM) {
    const left = new Set(out.map((card) => card.id));
    return [...before.filter((card) => !left.has(card.id)), ...into].sort(compareCards);
  }
  const after = [...before];
  for (const card of out) {
    const place = placeOf(after, card);
    if (after[place]?.id === card.id) after.splice(place, 1);
  }
  for (const card of into) after.splice(placeOf(after, card), 0, card);
  return after;
}

function patchAttention(
  rows: readonly AttentionRow[],
  patch: NonNullable<BoardPatch['attention']>,
): readonly AttentionRow[] {
  const byKey = new Map(rows.map((row) => [row.key, row]));
  for (const key of patch.gone ?? []) byKey.delete(key);
  for (const row of patch.set ?? []) byKey.set(row.key, row);
  return [...byKey.values()].sort(worstFirst);
}
