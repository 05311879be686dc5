import { cells, graphemes } from '../../src/cli/terminal/width';

/** What a terminal of that size shows after what was written to it; as much of one as our own programs use. */
export class Screen {
  columns: number;
  rows: number;
  /** Everything, also what has scrolled away. */
  #lines: string[][] = [[]];
  #row = 0;
  #column = 0;
  #top = 0;
  #rest = '';
  bracketedPaste = false;
  cursorShown = true;

  constructor(columns: number, rows: number) {
    this.columns = columns;
    this.rows = rows;
  }

  /** All lines, also those that have scrolled away. */
  get text(): string {
    return this.#lines
      .map((line) => line.join('').trimEnd())
      .join('\n')
      .trimEnd();
  }

  /** The lines that can be seen. */
  get shown(): readonly string[] {
    return this.#lines.slice(this.#top).map((line) => line.join('').trimEnd());
  }

  /** Where the cursor stands, with the line that it stands on. */
  get cursor(): { readonly line: string; readonly column: number } {
    return { line: (this.#lines[this.#row] ?? []).join('').trimEnd(), column: this.#column };
  }

  write(text: string): void {
    let left = this.#rest + text;
    this.#rest = '';
    while (left !== '') {
      if (left.startsWith('\u001b')) {
        // biome-ignore lint/suspicious/noControlCharactersInRegex: it reads them
        const found = /^\u001b(?:\[([0-?]*)[ -/]*([@-~])|\][^\u0007\u001b]*(?:\u0007|\u001b\\)|[^[\]])/.exec(left);
        if (!found) {
          this.#rest = left;
          return;
        }
        this.#control(found[1] ?? '', found[2] ?? '');
        left = left.slice(found[0].length);
        continue;
      }
      // biome-ignore lint/suspicious/noControlCharactersInRegex: it reads them
      const run = /^[^\u0000-\u001f]+/.exec(left)?.[0];
      if (run === undefined) {
        if (left[0] === '\n') this.#down();
        else if (left[0] === '\r') this.#column = 0;
        else if (left[0] === '\b') this.#column = Math.max(0, this.#column - 1);
        left = left.slice(1);
        continue;
      }
      for (const { segment } of graphemes(run)) this.#put(segment);
      left = left.slice(run.length);
    }
  }

  #put(segment: string): void {
    const width = cells(segment);
    if (this.#column + width > this.columns) {
      this.#column = 0;
      this.#down();
    }
    const line = this.#lines[this.#row]!;
    while (line.length < this.#column) line.push(' ');
    line[this.#column] = segment;
    if (width === 2) line[this.#column + 1] = '';
    this.#column += width;
  }

  #down(): void {
    this.#row += 1;
    this.#lines[this.#row] ??= [];
    this.#top = Math.max(this.#top, this.#row - this.rows + 1);
  }

  #control(given: string, final: string): void {
    const number = Number.parseInt(given, 10) || 1;
    if (final === 'A') this.#row = Math.max(this.#top, this.#row - number);
    else if (final === 'B') this.#row = Math.min(this.#lines.length - 1, this.#row + number);
    else if (final === 'C') this.#column = Math.min(this.columns - 1, this.#column + number);
    else if (final === 'D') this.#column = Math.max(0, this.#column - number);
    else if (final === 'J') {
      this.#lines.length = this.#row + 1;
      this.#lines[this.#row]!.length = Math.min(this.#lines[this.#row]!.length, this.#column);
    } else if (final === 'K') this.#lines[this.#row]!.length = Math.min(this.#lines[this.#row]!.length, this.#column);
    else if (final === 'h' || final === 'l') {
      if (given === '?2004') this.bracketedPaste = final === 'h';
      if (given === '?25') this.cursorShown = final === 'h';
    }
  }
}
