import path from 'node:path';
import * as vscode from 'vscode';
import type { Projects } from '../../../services/projects/api';
import { projectsOf } from '../../projects/targets';
import { t } from '../../translate';
import { nameOf, sessionRow } from './appearance';
import { iterationOf } from './diff';
import { documentsFolder } from './improve';
import type { ImproveDraft } from './improve-form';
import { speech } from './speech';
import type { IterationRef, WindowIterations, WindowSession } from './window';

/** What the form begins with: what was clicked, or else what is likely meant. */
export function draftOf(
  projects: Projects,
  planned: () => string | undefined,
  argument: unknown,
): { readonly begin: ImproveDraft; readonly clicked: boolean } {
  const document = argument instanceof vscode.Uri ? documentDraft(projects, argument) : undefined;
  if (document) return { begin: document, clicked: true };
  const [project] = projectsOf(projects, argument, undefined);
  if (project) return { begin: { slug: project.record.slug }, clicked: true };
  const active = vscode.window.activeTextEditor?.document.uri;
  const likely = active && documentDraft(projects, active);
  const slug = planned();
  return { begin: likely ?? (slug === undefined ? {} : { slug }), clicked: false };
}

export function documentDraft(projects: Projects, { scheme, fsPath }: vscode.Uri): ImproveDraft | undefined {
  if (scheme !== 'file' || !/\.(md|mdx|markdown|txt|rst|adoc)$/i.test(fsPath)) return undefined;
  const inside = projects
    .list()
    .flatMap((project) => {
      const document = relative(documentsFolder(project), fsPath);
      return document === undefined ? [] : [{ slug: project.record.slug, document }];
    })
    .sort((a, b) => a.document.length - b.document.length);
  return inside[0];
}

export function relative(folder: string, file: string): string | undefined {
  const between = path.relative(folder, file);
  return between === '' || between.startsWith('..') || path.isAbsolute(between)
    ? undefined
    : between.split(path.sep).join('/');
}

export function sessionOf(window: WindowIterations, argument: unknown): WindowSession | undefined {
  if (typeof argument !== 'object' || argument === null || !('folder' in argument) || !('id' in argument))
    return undefined;
  const ref = { folder: String(argument.folder), id: String(argument.id) };
  const session = window.session(ref);
  return session && { ...ref, session, begunAt: session.startedAt };
}

export function iterationRefOf(argument: unknown): IterationRef | undefined {
  if (argument instanceof vscode.Uri) return iterationOf(argument);
  if (typeof argument !== 'object' || argument === null || !('n' in argument) || !('id' in argument)) return undefined;
  const { folder, id, n } = argument as unknown as IterationRef;
  return typeof n === 'number' ? { folder, id, n } : undefined;
}

export async function pickSession(
  window: WindowIterations,
  fits: (each: WindowSession) => boolean,
): Promise<WindowSession> {
  const items = window
    .all()
    .filter(fits)
    .map((each) => {
      const { label, description } = sessionRow(each.session, speech());
      return { label, description, detail: each.session.prompt, each };
    });
  if (items.length === 0) {
    void vscode.window.showInformationMessage(t('There are no iterations for which this makes sense.'));
    throw new vscode.CancellationError();
  }
  const [only] = items;
  if (items.length === 1 && only) return only.each;
  const picked = await vscode.window.showQuickPick(items, { placeHolder: t('Which iterations?') });
  if (!picked) throw new vscode.CancellationError();
  return picked.each;
}

export async function pickIteration(ref: WindowSession): Promise<IterationRef> {
  const { folder, id, session } = ref;
  const items = session.done.map(({ n, summary }) => ({ label: t('Iteration {n}', { n }), detail: summary, n }));
  const [only] = items;
  const placeHolder = t('Which iteration of {document}?', { document: nameOf(session.document) });
  const picked = items.length === 1 ? only : await vscode.window.showQuickPick(items, { placeHolder });
  if (!picked) throw new vscode.CancellationError();
  return { folder, id, n: picked.n };
}
