import { settingOf } from '../../adapters/settings';
import { COLUMNS } from '../../core/board/model';
import { tasksInColumn } from '../../core/board/views';
import { parsePhases } from '../../core/plan/phase';
import { ok } from '../../core/result';
import { type Candidate, candidatesFor } from '../candidates';
import type { Context } from '../context';
import { type Completes, type Noun, type NounEntry, verb } from '../noun';
import { openProjects } from '../open-projects';
import { openPlanning } from '../planning';
import { oneLine } from '../terminal/width';

const MOST = 500;

async function askPlans(context: Context, what: 'plan' | 'iterations' | 'phase'): Promise<readonly Candidate[]> {
  if (what === 'phase') {
    const { phases } = parsePhases(settingOf(context.workspace, 'signalbox.plan.phases')?.value);
    return phases.map(({ name, title }) => ({ value: name, help: title }));
  }
  const planning = await openPlanning(context);
  if (!planning.ok) return [];
  const sessions = (await planning.value.iterations.list()).map(({ id, status }) => ({ value: id, help: status }));
  if (what === 'iterations') return sessions;
  const plans = await planning.value.planner.list();
  const slugs = new Map(plans.map(({ slug, status }) => [slug, { value: slug, help: status }]));
  return [...slugs.values(), ...plans.map(({ id, status }) => ({ value: id, help: status })), ...sessions];
}

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
        options: { next: { type: 'boolean', help: 'the words are complete, and another one begins' } },
        run: async ({ context, args, options }) => {
          const words = options.next ? [...args, ''] : args;
          const found = await candidatesFor(words, entries, (what) => ask(context, what));
          for (const { value, help } of found) context.print(help ? `${value}\t${help}` : value);
          return ok(undefined);
        },
      }),
    ],
  };
}

async function ask(context: Context, what: Exclude<Completes, 'file'>): Promise<readonly Candidate[]> {
  if (what === 'project') {
    const projects = await openProjects(context);
    return projects.list().map(({ record }) => ({ value: record.slug, help: record.status }));
  }
  if (what === 'profile') return [...context.profileNames()].map((value) => ({ value, help: '' }));
  if (what === 'plan' || what === 'iterations' || what === 'phase') return askPlans(context, what);
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
