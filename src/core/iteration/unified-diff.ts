import { type Hunk, hunksOf } from './hunks';
import { Lines } from './lines';

/** Lines around a change that show where it is. */
const CONTEXT = 3;

/** The difference as people know it from git. */
export function unifiedDiff(document: string, before: string, after: string): string {
  const from = new Lines(before);
  const pages: string[] = [`--- a/${document}\n+++ b/${document}\n`];
  let moved = 0;
  for (const group of groupsOf(hunksOf(before, after))) {
    const start = Math.max(0, group[0]!.start - CONTEXT);
    const end = Math.min(from.count, group.at(-1)!.end + CONTEXT);
    const came = group.reduce((sum, { count }) => sum + count, 0);
    const gone = group.reduce((sum, hunk) => sum + hunk.end - hunk.start, 0);
    const count = end - start - gone + came;
    pages.push(`@@ -${rangeOf(start, end - start)} +${rangeOf(start + moved, count)} @@\n`);
    let at = start;
    for (const hunk of group) {
      pages.push(marked(' ', from.list(at, hunk.start)));
      pages.push(marked('-', from.list(hunk.start, hunk.end)), marked('+', new Lines(hunk.text).list()));
      at = hunk.end;
    }
    pages.push(marked(' ', from.list(at, end)));
    moved += came - gone;
  }
  return pages.join('');
}

/** Changes that share context are told together. */
function groupsOf(hunks: readonly Hunk[]): readonly (readonly Hunk[])[] {
  const groups: Hunk[][] = [];
  for (const hunk of hunks) {
    const last = groups.at(-1);
    if (last && hunk.start - last.at(-1)!.end <= 2 * CONTEXT) last.push(hunk);
    else groups.push([hunk]);
  }
  return groups;
}

/** Lines count from 1; of none the line before is named. */
const rangeOf = (start: number, count: number) => `${count === 0 ? start : start + 1}${count === 1 ? '' : `,${count}`}`;

const marked = (mark: string, lines: readonly string[]) =>
  lines.map((line) => (line.endsWith('\n') ? mark + line : `${mark}${line}\n\\ No newline at end of file\n`)).join('');
