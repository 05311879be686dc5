import { wideOf } from './encoding';
import { type Hunk, hunksOf } from './hunks';
import { Lines } from './lines';

/** Lines as an editor counts them, from 0. */
interface Stretch {
  readonly line: number;
  readonly count: number;
}

/** Where an editor shows a hunk. */
export interface HunkPlace {
  /** From 1, as in decisions. */
  readonly number: number;
  readonly before: Stretch;
  readonly after: Stretch;
  /** Both sides read the same: an editor that passes over white space shows no difference. */
  readonly onlySpace: boolean;
}

/** The hunks of both, in the document before and after an iteration; texts with one character a byte. */
export function placesOf(
  before: string,
  after: string,
  hunks: readonly Hunk[] = hunksOf(before, after),
): readonly HunkPlace[] {
  const old = new Lines(before);
  const from = new EditorLines(old);
  const to = new EditorLines(new Lines(after));
  let moved = 0;
  return hunks.map((hunk, index) => {
    const start = hunk.start + moved;
    moved += hunk.count - (hunk.end - hunk.start);
    return {
      number: index + 1,
      before: from.between(hunk.start, hunk.end),
      after: to.between(start, start + hunk.count),
      onlySpace: readsTheSame(old, hunk),
    };
  });
}

/** The first that holds the line or comes after it, else the last. */
export function placeAt(
  places: readonly HunkPlace[],
  line: number,
  side: 'before' | 'after' = 'after',
): HunkPlace | undefined {
  const ends = ({ [side]: { line: start, count } }: HunkPlace) => start + Math.max(count, 1);
  return places.find((place) => line < ends(place)) ?? places.at(-1);
}

/** But for the white space at the ends of lines, which editors pass over in comparisons. */
function readsTheSame(old: Lines, { start, end, text, count }: Hunk): boolean {
  if (count !== end - start) return false;
  const now = new Lines(text);
  for (let line = 0; line < count; line += 1)
    if (wordsOf(old.slice(start + line, start + line + 1)) !== wordsOf(now.slice(line, line + 1))) return false;
  return true;
}

const wordsOf = (line: string) => line.replace(/^[ \t]+|[ \t\r\n]+$/g, '');

/** An editor ends a line at a lone carriage return too; asked in rising order. */
class EditorLines {
  readonly #lines: Lines;
  readonly #plain: boolean;
  #at = 0;
  #line = 0;

  constructor(lines: Lines) {
    this.#lines = lines;
    // Of two bytes a letter none stands beside the one after it.
    this.#plain = wideOf(lines.text) !== undefined || !lines.text.includes('\r');
  }

  between(start: number, end: number): Stretch {
    const line = this.#lineOf(start);
    return { line, count: this.#lineOf(end) - line };
  }

  #lineOf(index: number): number {
    this.#line += index - this.#at + (this.#plain ? 0 : loneReturns(this.#lines.slice(this.#at, index)));
    this.#at = index;
    return this.#line;
  }
}

/** Those that end a line which no line feed ends: not the last of a text, which is counted for being the last. */
function loneReturns(text: string): number {
  let count = 0;
  for (let at = text.indexOf('\r'); at >= 0; at = text.indexOf('\r', at + 1)) if (text[at + 1] !== '\n') count += 1;
  const last = text.slice(text.lastIndexOf('\n') + 1);
  return last.includes('\r') ? count - 1 : count;
}
