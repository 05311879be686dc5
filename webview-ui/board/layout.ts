/** Which columns stand open, which fold to a rail, and how wide each is. Pure, so that every width can be tested. */

import type { ColumnView } from '../../src/protocol/board';

export const RAIL = 30;
export const GAP = 8;
export const QUIET_MIN = 150;
export const LOUD_MIN = 180;
/** Beyond these a card is a line with its ends far apart: what is left of a very wide page stays free for the drawer. */
export const QUIET_MOST = 380;
export const LOUD_MOST = 480;
/** All columns of a board at their widest. */
export const BOARD_MOST = 4 * LOUD_MOST + 3 * QUIET_MOST + 6 * GAP;
/** Up to here the loud columns get what there is. */
const QUIET_EASY = 280;
/** Below this the loud columns are cramped: quiet ones fold first. */
const LOUD_EASY = 200;
export const TABS_BELOW = 640;

export interface LaidColumn {
  readonly id: string;
  readonly quiet: boolean;
  readonly count: number;
  /** A person's own folding; it wins over the ladder as long as there is room. */
  readonly folded?: boolean | undefined;
}

export interface ColumnWidth {
  readonly id: string;
  /** 0: a rail. */
  readonly width: number;
}

export interface Laid {
  readonly column: ColumnView;
  /** 0: a rail. */
  readonly width: number;
}

export function layoutColumns(
  columns: readonly LaidColumn[],
  width: number,
  /** The column of the card that is open in the drawer: the ones far from it fold first. */
  near?: string,
): readonly ColumnWidth[] {
  const open = new Set(columns.filter((column) => column.folded !== true).map((column) => column.id));
  if (open.size === 0 && columns[0] && columns.every((column) => column.folded === undefined)) open.add(columns[0].id);
  const least = (loud: number) =>
    columns.reduce(
      (sum, column) => sum + (open.has(column.id) ? (column.quiet ? QUIET_MIN : loud) : RAIL),
      GAP * (columns.length - 1),
    );
  const fold = (candidates: readonly LaidColumn[], loud: number) => {
    for (const column of candidates) {
      if (least(loud) <= width || open.size <= 1) return;
      open.delete(column.id);
    }
  };
  const quiet = columns.filter((column) => column.quiet && column.id !== near);
  // Done first, then the others from the left.
  const ladder = [...quiet.slice(-1), ...quiet.slice(0, -1)];
  const ownWill = (column: LaidColumn) => column.folded === false;
  const far = distance(columns, near);
  const loud = columns.filter((column) => !column.quiet && column.id !== near).sort(far);
  // A board that begins: where only quiet columns hold cards, they are what there is to see.
  if (columns.every((column) => column.quiet || column.count === 0) && columns.some((column) => column.count > 0))
    fold(
      [...ladder, ...loud].filter((column) => column.count === 0 && !ownWill(column)),
      LOUD_EASY,
    );
  fold(
    ladder.filter((column) => !ownWill(column)),
    LOUD_EASY,
  );
  fold(
    loud.filter((column) => !ownWill(column)),
    LOUD_MIN,
  );
  fold([...ladder, ...loud].filter(ownWill), LOUD_MIN);
  return widths(columns, open, width);
}

function distance(columns: readonly LaidColumn[], near: string | undefined) {
  const at = columns.findIndex((column) => column.id === near);
  const place = (column: LaidColumn) => columns.indexOf(column);
  if (at < 0)
    return (a: LaidColumn, b: LaidColumn) => Math.min(1, a.count) - Math.min(1, b.count) || place(b) - place(a);
  return (a: LaidColumn, b: LaidColumn) => Math.abs(place(b) - at) - Math.abs(place(a) - at) || place(b) - place(a);
}

function widths(columns: readonly LaidColumn[], open: ReadonlySet<string>, width: number): readonly ColumnWidth[] {
  const rails = columns.length - open.size;
  const room = width - GAP * (columns.length - 1) - RAIL * rails;
  const quiet = columns.filter((column) => column.quiet && open.has(column.id)).length;
  const loud = open.size - quiet;
  const share = loud === 0 ? room / Math.max(1, quiet) : Math.min(QUIET_EASY, Math.max(QUIET_MIN, width * 0.115));
  const loudWidth = loud === 0 ? 0 : Math.min(LOUD_MOST, (room - quiet * Math.floor(share)) / loud);
  const left = quiet === 0 ? 0 : (room - loud * loudWidth) / quiet;
  const quietWidth = Math.min(QUIET_MOST, loudWidth < LOUD_MOST ? share : Math.max(share, left));
  return columns.map((column) => ({
    id: column.id,
    width: open.has(column.id) ? Math.floor(column.quiet ? quietWidth : loudWidth) : 0,
  }));
}

/** An empty board explains its columns: all alike, as long as the words fit. */
export function layoutEmpty(columns: readonly LaidColumn[], width: number): readonly ColumnWidth[] {
  const each = Math.floor((width - GAP * (columns.length - 1)) / Math.max(1, columns.length));
  return each < 110 ? layoutColumns(columns, width) : columns.map(({ id }) => ({ id, width: each }));
}
