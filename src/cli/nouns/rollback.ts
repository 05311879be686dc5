import { FileDocuments } from '../../adapters/documents';
import { SystemProcesses } from '../../adapters/processes/processes';
import { createRollbacks } from '../../adapters/rollbacks';
import type { Project } from '../../core/project/model';
import { ok, type Result, refuse } from '../../core/result';
import { nameSome } from '../../core/rollback/checks';
import type { RollbackPreview } from '../../core/rollback/model';
import type { RollbackVerb } from '../../core/rollback/target';
import { say, textOf } from '../../core/sentence';
import type { ProcessIdentity } from '../../ports/processes';
import type { RollbackProject } from '../../services/rollback/facts';
import type { Context } from '../context';
import { type Noun, verb } from '../noun';
import { openProjects } from '../open-projects';
import { openPlanning } from '../planning';
import type { Page } from '../terminal/page';

const DAY_MS = 86_400_000;

const consent = {
  stash: { type: 'boolean', help: 'set uncommitted changes aside and put them back on top' },
  'on-conflict': {
    type: 'string',
    value: 'WHAT',
    choices: ['stop', 'reset'],
    help: 'on a conflict: stop (the default), or move the branch back, never when a commit is on a remote',
  },
  detached: { type: 'boolean', help: 'go on although HEAD is on no branch' },
  'stop-first': { type: 'boolean', help: 'stop the process that works on the project' },
} as const;

const yes = { type: 'boolean', help: 'do it without asking' } as const;

interface ConsentValues {
  readonly stash: boolean | undefined;
  readonly 'on-conflict': string | undefined;
  readonly detached: boolean | undefined;
  readonly 'stop-first': boolean | undefined;
}

function agreed(options: ConsentValues) {
  return {
    setAside: options.stash === true,
    reset: options['on-conflict'] === 'reset',
    detached: options.detached === true,
    stopFirst: options['stop-first'] === true,
  };
}

const rollBack = verb({
  name: '',
  summary: "take back a project's last story, or what the options name, with its commits",
  arguments: [{ name: 'slug', help: 'the project', completes: 'project' }],
  options: {
    story: { type: 'string', value: 'ID', help: 'this story, wherever its commits are' },
    before: { type: 'string', value: 'ID', help: 'this story and all that were completed after it' },
    commit: { type: 'string', value: 'HEAD', choices: ['HEAD'], help: 'the last commit alone' },
    'dry-run': { type: 'boolean', help: 'only show what would be done' },
    ...consent,
    yes,
  },
  examples: [
    'signalbox rollback booking-api --dry-run',
    'signalbox rollback booking-api --story US-004 --yes',
    'signalbox rollback booking-api --before US-002 --stash',
  ],
  async run({ context, args, options }) {
    const verb = verbOf(options);
    if (!verb.ok) return verb;
    const found = await projectNamed(context, args[0] ?? '');
    if (!found.ok) return found;
    const { project, running } = found.value;
    const rollbacks = createRollbacks(new FileDocuments());
    const preview = await rollbacks.preview(project, verb.value);
    if (!preview.ok) return preview;
    if (options['dry-run']) return ok({ data: preview.value, text: (page) => previewPage(preview.value, page) });
    if (!options.yes) {
      if (!context.json) context.print(previewPage(preview.value, context.page));
      const sure = await context.confirm(`${questionOf(preview.value)}`);
      if (!sure.ok) return sure;
    }
    const done = await rollbacks.rollBack(project, verb.value, {
      ...agreed(options),
      ...(running ? { running } : {}),
      expectedHead: preview.value.head,
      expectedCommits: preview.value.commits.map((commit) => commit.sha),
    });
    if (!done.ok) return done;
    return ok({
      data: done.value,
      text: `${done.value.message}\nUndo it with: signalbox rollback undo ${done.value.undo}`,
    });
  },
});

const undo = verb({
  name: 'undo',
  summary: 'put commits, uncommitted work and stories back as they were before a rollback',
  arguments: [{ name: 'token', help: 'what the rollback answered with; "rollback list" shows it' }],
  options: consent,
  examples: ['signalbox rollback undo 20261121T055730Z-4f2a91c0'],
  async run({ context, args, options }) {
    const rollbacks = createRollbacks(new FileDocuments());
    const done = await rollbacks.undo(context.workspace, args[0] ?? '', agreed(options));
    return done.ok ? ok({ data: done.value, text: done.value.message }) : done;
  },
});

const list = verb({
  name: 'list',
  summary: 'rollbacks of this repository that can be undone or were, newest first',
  async run({ context }) {
    const rollbacks = createRollbacks(new FileDocuments());
    const entries = await rollbacks.list(context.workspace);
    return ok({
      data: entries,
      text: (page) =>
        entries.length === 0
          ? 'Nothing has been rolled back here.'
          : page.table(
              ['when', 'state', 'project', 'stories', 'token'],
              entries.map((entry) => [
                page.time(entry.at),
                entry.state,
                entry.slug,
                textOf(nameSome(entry.stories)) || '-',
                entry.token,
              ]),
            ),
    });
  },
});

const clean = verb({
  name: 'clean',
  summary: 'let go of what old rollbacks kept; they cannot be undone afterwards',
  options: {
    'older-than': { type: 'string', value: 'DAYS', required: true, help: 'only those older than so many days' },
    yes,
  },
  async run({ context, options }) {
    const days = Number(options['older-than']);
    if (!Number.isFinite(days) || days < 0)
      return refuse('bad_value', say('--older-than takes a number of days, such as 30.'));
    if (!options.yes) {
      const sure = await context.confirm(`Let go of everything that rollbacks older than ${days} days kept?`);
      if (!sure.ok) return sure;
    }
    const rollbacks = createRollbacks(new FileDocuments());
    const cleaned = await rollbacks.clean(context.workspace, days * DAY_MS);
    return ok({
      data: cleaned,
      text: `${cleaned.length} ${cleaned.length === 1 ? 'rollback' : 'rollbacks'} let go of.`,
    });
  },
});

function verbOf(options: {
  readonly story: string | undefined;
  readonly before: string | undefined;
  readonly commit: string | undefined;
}): Result<RollbackVerb> {
  const named = [options.story, options.before, options.commit].filter((each) => each !== undefined);
  if (named.length > 1) return refuse('bad_value', say('Say only one of --story, --before and --commit.'));
  if (options.story !== undefined) return ok({ kind: 'story', id: options.story });
  if (options.before !== undefined) return ok({ kind: 'before-story', id: options.before });
  return ok(options.commit === undefined ? { kind: 'last-story' } : { kind: 'last-commit' });
}

async function projectNamed(
  context: Context,
  slug: string,
): Promise<Result<{ readonly project: RollbackProject; readonly running: ProcessIdentity | undefined }>> {
  const projects = await openProjects(context);
  try {
    const project = projects.find(slug);
    if (!project)
      return refuse('not_found', say('There is no project "{slug}". "signalbox projects list" shows them.', { slug }), {
        slug,
      });
    return ok({
      project: rollbackProject(project),
      running: (await processAt(project)) ?? (await plannerAt(context, project)),
    });
  } finally {
    projects.dispose();
  }
}

function rollbackProject(project: Project): RollbackProject {
  return { slug: project.record.slug, folder: project.folder, prdPath: project.record.prdPath ?? undefined };
}

/** Our own runner, while it works on the project's plan. */
async function plannerAt(context: Context, project: Project): Promise<ProcessIdentity | undefined> {
  const planning = await openPlanning(context);
  return planning.ok ? planning.value.planner.workerOf(project.record.slug) : undefined;
}

async function processAt(project: Project): Promise<ProcessIdentity | undefined> {
  return project.record.pid === null ? undefined : new SystemProcesses().identify(project.record.pid);
}

function questionOf(preview: RollbackPreview): string {
  const stories = preview.stories.map((story) => story.id);
  const commits = `${preview.commits.length} ${preview.commits.length === 1 ? 'commit' : 'commits'}`;
  return `Roll back ${stories.length > 0 ? textOf(nameSome(stories)) : 'the last commit'} of ${preview.slug}, ${commits}?`;
}

function previewPage(preview: RollbackPreview, page: Page): string {
  const { diffstat } = preview;
  const lines = [
    page.bold(`${preview.slug} on ${preview.branch ?? 'no branch'}`),
    ...preview.commits.map(
      (commit) =>
        `  ${page.paint('yellow', commit.sha.slice(0, 9))}  ${commit.subject}${commit.remotes[0] ? page.dim(`  on ${commit.remotes[0]}`) : ''}`,
    ),
    `  ${diffstat.files} files, +${diffstat.insertions} -${diffstat.deletions}, to be reverted`,
    ...preview.stories.map((story) => `  ${story.id} will no longer pass  ${page.dim(story.title)}`),
    ...preview.alsoFlip.map(
      (story) => `  ${story.id} neither, as the same commits completed it  ${page.dim(story.title)}`,
    ),
  ];
  if (preview.evidence === 'head-alone') lines.push('  No commit names the story, so this is the last commit alone.');
  if (preview.conflicts.length > 0)
    lines.push(page.paint('red', `  Later changes stand in the way in ${textOf(nameSome(preview.conflicts))}.`));
  const asked = preview.dirtyInTheWay.filter((file) => !(preview.prdCarriedOver && file === preview.prdInTree));
  if (asked.length > 0)
    lines.push(
      page.paint('yellow', `  Uncommitted changes in the way: ${textOf(nameSome(asked))}. --stash sets them aside.`),
    );
  return lines.join('\n');
}

export const rollbackNoun: Noun = {
  name: 'rollback',
  summary: 'take a story back with its commits, and undo that',
  verbs: [rollBack, undo, list, clean],
};
