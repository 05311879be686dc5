import { signal } from '@preact/signals';
import type { Refusal } from '../../../src/core/result';

/** The refusal of a move that lacks a time. */
export const SCHEDULE_NEEDED = 'schedule_needed';

/** Where held cards are: over a column, and of lanes over one of them. */
export interface Over {
  readonly column: string;
  /** The list under the pointer; a rail and a column's head have none. */
  readonly list?: string;
  /** The lane's key, where there are lanes. */
  readonly lane?: string;
}

/** The line between two cards of a list where the held ones come to stand. */
export interface DropLine {
  readonly list: string;
  readonly index: number;
  /** What the drop changes besides the column. */
  readonly words?: string;
}

/** The card under the pointer: it alone has its buttons drawn. */
export const hovered = signal<string | null>(null);
/** Cards that are being dragged. */
export const lifted = signal<ReadonlySet<string>>(new Set());
/** What is under the dragged cards. */
export const over = signal<Over | null>(null);
export const dropLine = signal<DropLine | null>(null);
/** For each column why the dragged cards may not go there; null while the host was not heard yet. */
export const refusals = signal<Readonly<Record<string, Refusal | null>> | null>(null);

/** Why the held cards may not go to a column. One that only needs a time is open: the time is asked for after the drop. */
export function refusedBecause(column: string): Refusal | undefined {
  return asksForTime(column) ? undefined : (refusals.value?.[column] ?? undefined);
}

export function asksForTime(column: string): boolean {
  return refusals.value?.[column]?.code === SCHEDULE_NEEDED;
}

/** Says which gap of a list is under a height of the page. */
type GapFinder = (clientY: number) => number;
const gaps = new Map<string, GapFinder>();

export function registerGaps(list: string, find: GapFinder): () => void {
  gaps.set(list, find);
  return () => {
    if (gaps.get(list) === find) gaps.delete(list);
  };
}

export function gapAt(list: string, clientY: number): number | undefined {
  return gaps.get(list)?.(clientY);
}
