import { unifiedDiff } from '../../core/iteration/unified-diff';
import { plain } from '../../core/text';
import type { FinalChange } from '../../services/plans/finalize';
import { type Page, plural } from '../terminal/page';

const MOST_LINES = 60;

/** What finalizing would do to the files of the project. */
export function changesPage(changes: readonly FinalChange[], page: Page): string {
  return changes
    .map(({ path, before, after }) => {
      const lines = after.split('\n').length - 1;
      if (before === undefined)
        return `${page.paint('green', 'new')}       ${path}  ${page.dim(plural(lines, 'line'))}`;
      if (before === after) return `${page.dim('same')}      ${path}`;
      return `${page.paint('yellow', 'replaced')}  ${path}\n${diffPage(unifiedDiff(path, before, after), page, MOST_LINES)}`;
    })
    .join('\n');
}

/** A unified diff in colours; `most`: so many of its lines. */
export function diffPage(diff: string, page: Page, most = Number.POSITIVE_INFINITY): string {
  const all = diff
    .replace(/\n$/, '')
    .split('\n')
    .slice(diff.startsWith('===') ? 1 : 0);
  const rows = all.slice(0, most).map((line) => {
    const text = plain(line);
    if (line.startsWith('+++') || line.startsWith('---')) return page.bold(text);
    if (line.startsWith('@@')) return page.paint('cyan', text);
    if (line.startsWith('+')) return page.paint('green', text);
    return line.startsWith('-') ? page.paint('red', text) : text;
  });
  if (all.length > most) rows.push(page.dim(`… ${plural(all.length - most, 'more line')}`));
  return rows.join('\n');
}
