import { COLUMNS } from '../../core/board/model';
import { tasksInColumn } from '../../core/board/views';
import { ok } from '../../core/result';
import { type Candidate, candidatesFor } from '../candidates';
import type { Context } from '../context';
import { type Noun, type NounEntry, verb } from '../noun';
import { oneLine } from '../terminal/width';

const MOST = 500;

/** What the completion scripts ask: one candidate a line, with what it means after a tab. */
export function completeNoun(entries: readonly NounEntry[]): Noun {
  return {
    name: 'complete',
    summary: 'what the last of these words could become (asked by the completion scripts)',
    hidden: true,
    verbs: [
      verb({
        name: '',
        summary: 'Lists what the last word could become.',
        arguments: [{ name: 'words', help: 'the words so far, after --', rest: true, optional: true }],
        run: async ({ context, args }) => {
          const found = await candidatesFor(args, entries, (what) => ask(context, what));
          for (const { value, help } of found) context.print(help ? `${value}\t${help}` : value);
          return ok(undefined);
        },
      }),
    ],
  };
}

async function ask(context: Context, what: 'task' | 'board' | 'project'): Promise<readonly Candidate[]> {
  if (what === 'project') return [];
  const boards = await context.boards();
  if (!boards.ok) return [];
  if (what === 'board') {
    return boards.value.all
      .filter((board) => board.archivedAt === null)
      .map(({ slug, name }) => ({ value: slug, help: oneLine(name) }));
  }
  const opened = await context.openBoard();
  if (!opened.ok) return [];
  const { state } = opened.value;
  return COLUMNS.flatMap((status) => tasksInColumn(state, status))
    .slice(0, MOST)
    .map(({ id, title, status }) => ({ value: id, help: `${oneLine(title)} (${status})` }));
}
