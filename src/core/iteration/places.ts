import { type Hunk, hunksOf, linesOf } from './hunks';

/** Lines as an editor counts them, from 0. */
export interface Lines {
  readonly line: number;
  readonly count: number;
}

/** Where an editor shows a hunk. */
export interface HunkPlace {
  /** From 1, as in decisions. */
  readonly number: number;
  readonly before: Lines;
  readonly after: Lines;
  /** Both sides read the same: an editor that passes over white space shows no difference. */
  readonly onlySpace: boolean;
}

/** The hunks of both, in the document before and after an iteration; texts with one character a byte. */
export function placesOf(
  before: string,
  after: string,
  hunks: readonly Hunk[] = hunksOf(before, after),
): readonly HunkPlace[] {
  const from = new EditorLines(linesOf(before));
  const to = new EditorLines(linesOf(after));
  let moved = 0;
  return hunks.map((hunk, index) => {
    const start = hunk.start + moved;
    moved += hunk.lines.length - (hunk.end - hunk.start);
    return {
      number: index + 1,
      before: from.between(hunk.start, hunk.end),
      after: to.between(start, start + hunk.lines.length),
      onlySpace: from.words(hunk.start, hunk.end) === wordsOf(hunk),
    };
  });
}

/** The first that holds the line or comes after it, else the last. */
export function placeAt(places: readonly HunkPlace[], line: number): HunkPlace | undefined {
  return places.find(({ after }) => line < after.line + Math.max(after.count, 1)) ?? places.at(-1);
}

/** Lines without the white space at their ends, which editors pass over in comparisons. */
const wordsOf = ({ lines }: Pick<Hunk, 'lines'>) =>
  lines.map((line) => `${line.replace(/^[ \t]+|[ \t\r\n]+$/g, '')}\n`).join('');

/** An editor ends a line at a lone carriage return too; asked in rising order. */
class EditorLines {
  readonly #lines: readonly string[];
  #at = 0;
  #line = 0;

  constructor(lines: readonly string[]) {
    this.#lines = lines;
  }

  between(start: number, end: number): Lines {
    const line = this.#lineOf(start);
    return { line, count: this.#lineOf(end) - line };
  }

  words(start: number, end: number): string {
    return wordsOf({ lines: this.#lines.slice(start, end) });
  }

  #lineOf(index: number): number {
    for (; this.#at < index; this.#at += 1) {
      const line = this.#lines[this.#at] ?? '';
      this.#line += line.includes('\r') ? (line.match(/\r\n|\r|\n/g)?.length ?? 0) : 1;
    }
    return this.#line;
  }
}
