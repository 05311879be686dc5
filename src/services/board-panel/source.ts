import type { Disposable } from '../../ports/disposable';
import type {
  AttentionRow,
  BoardHead,
  CardView,
  ColumnView,
  EarlierPage,
  PersonChoice,
  Tally,
  TaskDetail,
} from '../../protocol/board';

/** A column as its board defines it; the panel counts. */
export type ColumnSpec = Omit<ColumnView, 'count'>;

/** Where a card stands: known without the cost of the card. */
export type CardPlace = Pick<CardView, 'id' | 'title' | 'order'>;

/** Cards by columns, as they are now or as they were. However many there are, none is made before it is asked for. */
export interface CardSet {
  /** How many cards a column holds. */
  count(column: string): number;
  /** In no particular order. */
  places(column: string): Iterable<CardPlace>;
  /** The ids of so many cards from its top. */
  first(column: string, count: number): readonly string[];
  /** Undefined: there is no such card. */
  columnOf(id: string): string | undefined;
  card(id: string): CardView | undefined;
}

/** What changed since the last time: cards by id, rows by key, `undefined` for those that left. */
export interface SourceChange {
  /** Cards that may look different now, or are gone. */
  readonly cards: ReadonlySet<string>;
  readonly attention: ReadonlyMap<string, AttentionRow | undefined>;
  /** Name, look or columns changed. */
  readonly head?: true;
  /** Everything may differ: look at it whole. */
  readonly reset?: true;
}

/** A board as the panel shows it now, wherever it comes from. */
export interface CardSource extends CardSet, Disposable {
  head(): BoardHead;
  columns(): readonly ColumnSpec[];
  /** Worst first. Each is made when it is asked for: what was mended meanwhile does not come. */
  attention(): Iterable<AttentionRow>;
  tally(): Tally;
  people(): readonly PersonChoice[];
  /** The drawer of a card with so many of its links; undefined: there is no such card. */
  detail(id: string, links: number): Promise<TaskDetail | undefined>;
  /** What comes before a place in one of a card's lists; absent where nobody wrote it down. */
  earlier?(id: string, of: keyof EarlierPage, before: number, limit: number): Promise<EarlierPage>;
  onChange(listener: (change: SourceChange) => void): Disposable;
}
