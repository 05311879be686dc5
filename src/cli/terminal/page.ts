import { cutTo, pad, padLeft, widthOf } from './width';

const STYLES = {
  bold: [1, 22],
  dim: [2, 22],
  italic: [3, 23],
  red: [31, 39],
  green: [32, 39],
  yellow: [33, 39],
  blue: [34, 39],
  cyan: [36, 39],
} as const;

export type Style = keyof typeof STYLES;

export interface PageOptions {
  readonly width: number;
  readonly colour: boolean;
  readonly now: number;
}

/** What answers for people are written on: its width, its colours, and how times and sums are said. */
export class Page {
  readonly width: number;
  readonly now: number;
  readonly #colour: boolean;

  constructor({ width, colour, now }: PageOptions) {
    this.width = width;
    this.now = now;
    this.#colour = colour;
  }

  /** The same page for somebody who stands at another moment. */
  at(now: number): Page {
    return new Page({ width: this.width, colour: this.#colour, now });
  }

  paint(style: Style | undefined, text: string): string {
    if (!this.#colour || !style || !text) return text;
    const [on, off] = STYLES[style];
    return `\u001b[${on}m${text}\u001b[${off}m`;
  }

  bold = (text: string): string => this.paint('bold', text);
  dim = (text: string): string => this.paint('dim', text);

  /** How long ago, in one figure: `5h`. */
  age(moment: number): string {
    return shortDuration(Math.max(0, this.now - moment));
  }

  /** A moment as people near it say it: the time today, else the day too. */
  time(moment: number): string {
    const then = new Date(moment);
    const clock = `${two(then.getHours())}:${two(then.getMinutes())}`;
    if (then.toDateString() === new Date(this.now).toDateString()) return clock;
    const day = `${then.getFullYear()}-${two(then.getMonth() + 1)}-${two(then.getDate())}`;
    return `${day} ${clock}`;
  }

  /** Rows under headings. The last column takes what is left of the width and is cut; the others are as wide as needed. */
  table(headings: readonly string[], rows: readonly (readonly string[])[], right: readonly number[] = []): string {
    const all = headings.some(Boolean) ? [headings, ...rows] : rows;
    const last = (all[0]?.length ?? 1) - 1;
    const widths = Array.from({ length: last + 1 }, (_, column) =>
      Math.max(0, ...all.map((row) => widthOf(row[column] ?? ''))),
    );
    const before = widths.slice(0, last).reduce((sum, width) => sum + width + 2, 0);
    widths[last] = Math.max(8, Math.min(widths[last] ?? 0, this.width - before));
    const line = (row: readonly string[]) =>
      row
        .map((cell, column) => {
          const text = column === last && !cell.includes('\u001b') ? cutTo(cell, widths[column]!) : cell;
          return right.includes(column) ? padLeft(text, widths[column]!) : pad(text, widths[column]!);
        })
        .join('  ')
        .trimEnd();
    return all.map((row, index) => (index === 0 && all !== rows ? this.dim(line(row)) : line(row))).join('\n');
  }
}

const two = (figure: number): string => String(figure).padStart(2, '0');

/** `40s`, `18m`, `5h`, `3d` */
function shortDuration(ms: number): string {
  const seconds = Math.round(ms / 1_000);
  if (seconds < 60) return `${seconds}s`;
  if (seconds < 3_600) return `${Math.floor(seconds / 60)}m`;
  if (seconds < 86_400) return `${Math.floor(seconds / 3_600)}h`;
  return `${Math.floor(seconds / 86_400)}d`;
}

/** `9m 12s`, `1h 5m` */
export function longDuration(ms: number): string {
  const seconds = Math.round(ms / 1_000);
  if (seconds < 60) return `${seconds}s`;
  if (seconds < 3_600) return `${Math.floor(seconds / 60)}m ${seconds % 60}s`;
  if (seconds < 86_400) return `${Math.floor(seconds / 3_600)}h ${Math.floor((seconds % 3_600) / 60)}m`;
  return `${Math.floor(seconds / 86_400)}d ${Math.floor((seconds % 86_400) / 3_600)}h`;
}

export const money = (usd: number): string => `$${usd.toFixed(2)}`;

export const plural = (count: number, one: string, many = `${one}s`): string => `${count} ${count === 1 ? one : many}`;
