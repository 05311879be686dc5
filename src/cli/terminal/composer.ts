import type { Cursor } from './live-region';
import { cells, graphemes, widthOf } from './width';

export interface Composed {
  readonly rows: readonly string[];
  readonly cursor: Cursor;
}

/**
 * A text with its cursor as rows of at most that width, each after a prompt or an indent of the same width. Of a long text
 * only the rows around the cursor are shown.
 */
export function compose(text: string, cursor: number, prompt: string, width: number, most: number): Composed {
  const indent = ' '.repeat(widthOf(prompt));
  const room = Math.max(4, width - widthOf(prompt));
  const rows: string[] = [];
  let row = '';
  let column = 0;
  let at: Cursor = { row: 0, column: 0 };
  let place = 0;
  const next = () => {
    rows.push(row);
    row = '';
    column = 0;
  };
  for (const { segment } of graphemes(text)) {
    const shown = segment === '\t' ? '  ' : segment;
    const wide = segment === '\n' ? 0 : segment === '\t' ? 2 : cells(segment);
    if (column + wide > room) next();
    if (place === cursor) at = { row: rows.length, column };
    place += segment.length;
    if (segment === '\n') next();
    else {
      row += shown;
      column += wide;
    }
  }
  if (place === cursor) {
    if (column >= room) next();
    at = { row: rows.length, column };
  }
  rows.push(row);
  const first = Math.max(0, Math.min(at.row - Math.floor(most / 2), rows.length - most));
  const shown = rows.slice(first, first + most);
  return {
    rows: shown.map((each, index) => `${index === 0 ? prompt : indent}${each}`),
    cursor: { row: at.row - first, column: at.column + widthOf(prompt) },
  };
}
