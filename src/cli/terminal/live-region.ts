import { widthOf } from './width';

export interface TerminalOutput {
  readonly columns: number;
  readonly rows: number;
  write(text: string): void;
}

export interface Cursor {
  readonly row: number;
  readonly column: number;
}

/**
 * The last rows of the terminal, which are drawn again and again; what is printed goes above them and stays. Rows are
 * always narrower than the terminal, so that it never breaks one by itself.
 */
export class LiveRegion {
  readonly #output: TerminalOutput;
  #rows: readonly string[] = [];
  #cursor: Cursor = { row: 0, column: 0 };

  constructor(output: TerminalOutput) {
    this.#output = output;
  }

  /** Widest row that may be drawn or printed. */
  get width(): number {
    return Math.max(20, this.#output.columns - 1);
  }

  /** Most rows that can be drawn over again. */
  get height(): number {
    return Math.max(3, this.#output.rows - 1);
  }

  /** Draws the region anew, under rows that stay. */
  draw(above: readonly string[], rows: readonly string[], cursor: Cursor): void {
    const hidden = Math.max(0, rows.length - this.height);
    const shown = rows.slice(hidden);
    const at = { row: Math.max(0, cursor.row - hidden), column: cursor.column };
    const back = shown.length - 1 - at.row;
    this.#output.write(
      [
        '\u001b[?25l',
        this.#erasing(),
        ...above.map((row) => `${row}\r\n`),
        shown.join('\r\n'),
        back > 0 ? `\u001b[${back}A` : '',
        `\r${at.column > 0 ? `\u001b[${at.column}C` : ''}`,
        '\u001b[?25h',
      ].join(''),
    );
    this.#rows = shown;
    this.#cursor = at;
  }

  /** Takes the region away; what was printed stays. */
  clear(): void {
    this.#output.write(this.#erasing());
    this.#rows = [];
    this.#cursor = { row: 0, column: 0 };
  }

  /** A terminal that became narrower has broken the rows that it showed: the region begins higher up than it was drawn. */
  #erasing(): string {
    const columns = Math.max(1, this.#output.columns);
    const tall = (row: string) => Math.max(1, Math.ceil(widthOf(row) / columns));
    const above = this.#rows.slice(0, this.#cursor.row).reduce((sum, row) => sum + tall(row), 0);
    const within = Math.floor(this.#cursor.column / columns);
    const up = above + within;
    return `${up > 0 ? `\u001b[${up}A` : ''}\r\u001b[J`;
  }
}
