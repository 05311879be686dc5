import type { Disposable } from '../../ports/disposable';
import type {
  AttentionRow,
  BoardHead,
  CardView,
  ColumnView,
  EventView,
  PersonChoice,
  TaskDetail,
} from '../../protocol/board';

/** A column as its board defines it; the panel counts. */
export type ColumnSpec = Omit<ColumnView, 'count'>;

/** What changed since the last time: cards and rows by id, `undefined` for those that left. */
export interface SourceChange {
  readonly cards: ReadonlyMap<string, CardView | undefined>;
  readonly attention: ReadonlyMap<string, AttentionRow | undefined>;
  /** Name, look or columns changed. */
  readonly head?: true;
  /** Everything may differ: look at it whole. */
  readonly reset?: true;
}

/** A board as the panel shows it now, wherever it comes from. */
export interface CardSource extends Disposable {
  head(): BoardHead;
  columns(): readonly ColumnSpec[];
  /** Every card that may be shown, at its newest. */
  cards(): Iterable<CardView>;
  card(id: string): CardView | undefined;
  attention(): Iterable<AttentionRow>;
  people(): readonly PersonChoice[];
  /** The drawer of a card; undefined: there is no such card. */
  detail(id: string): Promise<TaskDetail | undefined>;
  /** All that happened to a card, oldest first; absent where nobody wrote it down. */
  events?(id: string): Promise<readonly EventView[]>;
  onChange(listener: (change: SourceChange) => void): Disposable;
}
