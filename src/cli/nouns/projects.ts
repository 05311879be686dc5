import type { Project } from '../../core/project/model';
import { checkSlug } from '../../core/project/slug';
import { ok, type Result, refuse } from '../../core/result';
import { say } from '../../core/sentence';
import type { Projects, RegistryAnswer, RegistryVerb } from '../../services/projects/api';
import type { Context } from '../context';
import { toJson } from '../json';
import type { Answer, Noun } from '../noun';
import { verb } from '../noun';
import { openProjects, watchProjects } from '../open-projects';
import { projectListPage, projectPage } from '../projects/pages';

const SLUG = { name: 'slug', help: "the project's slug", completes: 'project' } as const;
const IF_VERSION = {
  'if-version': { type: 'string', value: 'N', help: 'only if the registry is still at this version' },
} as const;

export const projectsNoun: Noun = {
  name: 'projects',
  summary: 'PRDs and their status: list them, watch them, propose and approve',
  verbs: [
    verb({
      name: 'list',
      summary: 'Every project of the workspace with its status and progress.',
      examples: ['signalbox projects list', 'signalbox projects list --json'],
      run: ({ context }) =>
        withProjects(context, async (projects) => {
          const records = projects.list().map((project) => project.record);
          const { notices } = projects;
          return ok({ data: records, text: (page) => projectListPage(page, records, notices) });
        }),
    }),
    verb({
      name: 'show',
      summary: 'One project with its stories, problems and what other tools say about it.',
      arguments: [SLUG],
      examples: ['signalbox projects show shop'],
      run: ({ context, args }) =>
        withProjects(context, async (projects) => {
          const found = findProject(projects, args[0]!);
          if (!found.ok) return found;
          return ok({ data: shown(found.value), text: (page) => projectPage(page, found.value) });
        }),
    }),
    verb({
      name: 'propose',
      summary: 'Proposes a project: it waits in the registry for approval.',
      arguments: [{ name: 'slug', help: 'letters, digits, "_" and "-"; 64 at most' }],
      options: {
        description: { type: 'string', value: 'TEXT', required: true, help: 'what it is for, 10 to 4,000 characters' },
        repo: { type: 'string', value: 'REPO', help: 'an existing repository to work in; else one of its own' },
        branch: { type: 'string', value: 'BRANCH', help: 'the branch to work on' },
        'base-branch': { type: 'string', value: 'BRANCH', help: 'where that branch starts (default: main)' },
      },
      examples: ['signalbox projects propose shop --description "A small shop with a cart"'],
      run: ({ context, args, options }) =>
        withProjects(context, async (projects) => {
          const { description, repo, branch, 'base-branch': baseBranch } = options;
          const proposal = { slug: args[0]!, description: description ?? '', repo, branch, baseBranch };
          return answered(await projects.propose(proposal), 'proposed');
        }),
    }),
    registryVerb('approve', 'approved', 'Approves a proposed project.'),
    registryVerb('unapprove', 'waiting for approval again', 'Takes an approval back.'),
    registryVerb('cancel', 'cancelled', 'Cancels a project. Its files stay.'),
    verb({
      name: 'watch',
      summary: 'A snapshot, and then every change, each as one line of JSON. Ends with Ctrl+C.',
      examples: ['signalbox projects watch', 'signalbox projects watch | jq .changed'],
      run: ({ context }) => watch(context),
    }),
  ],
};

function registryVerb(name: RegistryVerb, said: string, summary: string) {
  return verb({
    name,
    summary,
    arguments: [SLUG],
    options: IF_VERSION,
    examples: [`signalbox projects ${name} shop`, `signalbox projects ${name} shop --if-version 12`],
    run: ({ context, args, options }) =>
      withProjects(context, async (projects) => {
        const version = readVersion(options['if-version']);
        if (!version.ok) return version;
        return answered(await projects.decide(name, args[0]!, version.value), said);
      }),
  });
}

async function withProjects(
  context: Context,
  work: (projects: Projects) => Promise<Result<Answer>>,
): Promise<Result<Answer>> {
  const projects = await openProjects(context);
  context.onClose(() => projects.dispose());
  return work(projects);
}

function readVersion(text: string | undefined): Result<number | undefined> {
  if (text === undefined) return ok(undefined);
  if (/^\d{1,15}$/.test(text)) return ok(Number(text));
  return refuse('invalid_version', say('--if-version takes the number that "projects show" names.'), { version: text });
}

function findProject(projects: Projects, slug: string): Result<Project> {
  const checked = checkSlug(slug);
  if (!checked.ok) return checked;
  const project = projects.find(slug);
  return project ? ok(project) : refuse('not_found', say('There is no project "{slug}".', { slug }), { slug });
}

function answered(answer: Result<RegistryAnswer>, said: string): Result<Answer> {
  if (!answer.ok) return answer;
  const { slug, version } = answer.value;
  return ok({ data: answer.value, text: `${slug} is ${said}. The registry is at version ${version}.` });
}

function shown(project: Project) {
  const { record, prd, prdStale, otherPrdPaths, registry, tools } = project;
  return {
    ...record,
    folder: project.folder,
    prdStale,
    otherPrdPaths,
    registryPath: registry?.path ?? null,
    registryVersion: registry?.version ?? null,
    tools,
    stories: prd?.stories ?? [],
  };
}

/** The first line is how things stand, so that a reader who comes late has missed nothing. */
async function watch(context: Context): Promise<Result<undefined>> {
  const projects = watchProjects(context);
  context.onClose(() => projects.dispose());
  const slugs = new Map<string, string>();
  const learn = (all: readonly Project[]) => {
    for (const { key, record } of all) slugs.set(key, record.slug);
    return all.map(({ record }) => record);
  };
  let begun = false;
  projects.onChange(({ rev, phase, added, changed, removed, notices }) => {
    if (phase !== 'ready') return;
    if (!begun) {
      begun = true;
      context.print(toJson({ type: 'snapshot', rev, projects: learn(projects.list()), notices }));
      return;
    }
    const gone = removed.map((key) => slugs.get(key) ?? key);
    for (const key of removed) slugs.delete(key);
    context.print(
      toJson({ type: 'change', rev, added: learn(added), changed: learn(changed), removed: gone, notices }),
    );
  });
  const stopped = context.untilStopped();
  await projects.start();
  await stopped;
  return ok(undefined);
}
