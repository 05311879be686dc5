import path from 'node:path';
import * as vscode from 'vscode';
import { DEMO_PROFILE } from '../../../core/agent/profile';
import { canLimitTools } from '../../../core/iteration/tools';
import type { Project } from '../../../core/project/model';
import { ok, type Result, refuse } from '../../../core/result';
import { say } from '../../../core/sentence';
import { tellMessage } from '../../../core/translate';
import type { Projects } from '../../../services/projects/api';
import { setting } from '../../settings';
import type { Shell } from '../../shell';
import { t } from '../../translate';
import { ask, BACK } from '../../wizard';
import type { WindowDesk } from '../desk';
import { nameOf } from './appearance';
import type { Endings } from './ending';
import {
  documentOf,
  type ImproveChoices,
  type ImproveDraft,
  improvePages,
  rankDocuments,
  toolsOf,
} from './improve-form';
import { makeWay } from './make-way';
import type { SessionRef, WindowIterations } from './window';

export interface ImproveParts {
  readonly shell: Shell;
  readonly desk: WindowDesk;
  readonly projects: Projects;
  readonly window: WindowIterations;
  readonly endings: Endings;
  /** Shows a session that was just begun, or that stands in the way. */
  reveal(ref: SessionRef): Promise<void>;
  cancel(ref: SessionRef): Promise<Result<unknown>>;
}

const DOCUMENTS = '**/*.{md,mdx,markdown,txt,rst,adoc}';
const NOT_IN = '**/{node_modules,.git,.signalbox/iterations,dist,out,vendor}/**';
const MOST_DOCUMENTS = 500;

/** Asks page by page what should become better, and starts it. */
export async function improve(
  parts: ImproveParts,
  begin: ImproveDraft,
  /** What was clicked need not be asked; what is only likely is asked, and the answer is at hand. */
  { clicked }: { readonly clicked: boolean },
): Promise<Result<unknown>> {
  const { projects } = parts;
  let draft = begin;
  let at = 0;
  let documentProblem: string | undefined;
  let choices = await choicesFor(parts, clicked ? draft : {});
  if (choices.projects.length === 0)
    return refuse('not_found', say('There is no project yet. Propose one first: documents belong to a project.'));
  if (draft.slug === undefined && choices.projects.length === 1)
    draft = { ...draft, slug: choices.projects[0]?.slug ?? '' };
  let chosen = clicked || choices.projects.length === 1;
  const given = clicked && begin.document !== undefined;
  const stopped = new Set<string>();
  for (;;) {
    choices = { ...choices, documents: await documentsOf(projects, draft) };
    const busy = chosen && draft.slug !== undefined ? runningOf(parts, draft.slug) : undefined;
    // The list may not have heard yet that it is over.
    if (busy && !stopped.has(busy.id)) {
      if (!(await makeWay(parts, busy))) return ok(null);
      stopped.add(busy.id);
    }
    const shown = documentProblem === undefined ? choices : { ...choices, documentProblem };
    const all = improvePages(shown, draft, t);
    const pages = all.filter(
      ({ field }) => !(field === 'slug' && clicked && begin.slug) && !(field === 'document' && given),
    );
    const page = pages[at];
    if (!page) {
      const started = await start(parts, draft);
      if (!started.ok && started.refusal.code === 'already_running') {
        const ref = {
          folder: parts.desk.folderOf(draft.slug ?? '') ?? '',
          id: String(started.refusal.details?.session),
        };
        if (await makeWay(parts, ref)) continue;
        return ok(null);
      }
      if (started.ok || !NAMING.includes(started.refusal.code) || given) return started;
      // The document is what is wrong: back to where it was named, and why.
      documentProblem = tellMessage(started.refusal, t);
      draft = { ...draft, document: '\0other', other: documentOf(draft) ?? '' };
      at = pages.findIndex(({ field }) => field === 'document') + 1;
      continue;
    }
    const title = given
      ? t('Improve {document}', { document: nameOf(documentOf(draft) ?? '') })
      : t('Improve a Document');
    const answer = await ask({ title, step: at + 1, totalSteps: pages.length }, page.question);
    if (answer === BACK) {
      at -= 1;
      continue;
    }
    if (page.field === 'slug') chosen = true;
    if (page.field === 'other') documentProblem = await documentProblemOf(parts, draft.slug ?? '', answer);
    draft = { ...draft, [page.field]: answer };
    if (page.field !== 'other' || documentProblem === undefined) at += 1;
  }
}

function runningOf({ window, desk }: ImproveParts, slug: string): SessionRef | undefined {
  const folder = desk.folderOf(slug);
  return window
    .all()
    .find((each) => each.folder === folder && each.session.slug === slug && each.session.status === 'running');
}

const NAMING = ['path_outside_project', 'not_found'];

async function choicesFor({ desk, projects }: ImproveParts, { slug }: ImproveDraft): Promise<ImproveChoices> {
  const profiles = await desk.agents();
  const known = projects.list().filter(({ record }) => slug === undefined || record.slug === slug);
  return {
    projects: known.map(({ record }) => ({ slug: record.slug, description: record.description })),
    documents: [],
    profiles: profiles.map(({ name, adapter, model }) => ({
      name,
      isDemo: name === DEMO_PROFILE.name,
      adapter,
      ...(model === undefined ? {} : { model }),
    })),
  };
}

/** The folder from which a project's documents are named. */
export function documentsFolder(project: Project): string {
  return project.record.hasWorkspace ? project.folder : project.home;
}

async function documentsOf(projects: Projects, { slug }: ImproveDraft): Promise<readonly string[]> {
  const project = slug === undefined ? undefined : projects.find(slug);
  if (!project) return [];
  const folder = documentsFolder(project);
  const pattern = new vscode.RelativePattern(vscode.Uri.file(folder), DOCUMENTS);
  const found = await vscode.workspace.findFiles(pattern, NOT_IN, MOST_DOCUMENTS);
  return rankDocuments(found.map(({ fsPath }) => path.relative(folder, fsPath).split(path.sep).join('/')));
}

async function documentProblemOf(parts: ImproveParts, slug: string, document: string): Promise<string | undefined> {
  const folder = parts.desk.folderOf(slug);
  const iterations = folder === undefined ? undefined : await parts.window.iterations(folder);
  const checked = await iterations?.checkDocument(slug, document);
  return checked?.ok === false ? tellMessage(checked.refusal, t) : undefined;
}

async function start(parts: ImproveParts, draft: ImproveDraft): Promise<Result<unknown>> {
  const { slug = '', prompt = '', iterations = '', profile, model } = draft;
  const document = documentOf(draft) ?? '';
  const agent = (await parts.desk.agents()).find(({ name }) => name === profile);
  const tools = agent && canLimitTools(agent.adapter) ? toolsOf(draft) : [];
  const folder = parts.desk.folderOf(slug);
  const service = folder === undefined ? undefined : await parts.window.iterations(folder);
  if (folder === undefined || !service) return refuse('not_found', say('Open a folder first.'));
  const project = parts.projects.find(slug);
  if (project && !(await saved(path.resolve(documentsFolder(project), document)))) return ok(null);
  const started = await service.start(slug, {
    document,
    prompt,
    iterations: Number(iterations),
    seconds: setting<number>('signalbox.iterations.seconds', vscode.Uri.file(folder)),
    pauseMs: setting<number>('signalbox.iterations.pauseSeconds', vscode.Uri.file(folder)) * 1000,
    ...(profile === undefined ? {} : { profile }),
    ...(model ? { model } : {}),
    ...(tools.length > 0 ? { tools } : {}),
  });
  if (!started.ok) return started;
  const ref = { folder, id: started.value.id };
  await parts.reveal(ref);
  parts.endings.tellOf(ref, service);
  return started;
}

/** The agent reads what is saved: unsaved words would be left out, and in the way afterwards. */
async function saved(file: string): Promise<boolean> {
  const open = vscode.workspace.textDocuments.find(
    ({ uri, isDirty }) => isDirty && uri.fsPath === vscode.Uri.file(file).fsPath,
  );
  if (!open) return true;
  const save = t('Save and Start');
  const chosen = await vscode.window.showWarningMessage(
    t('Save {document} first?', { document: path.basename(file) }),
    { modal: true, detail: t('The agent reads what is saved.') },
    save,
  );
  return chosen === save && (await open.save());
}
