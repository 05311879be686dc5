import * as vscode from 'vscode';
import type { Project } from '../../core/project/model';
import { ok, type Result } from '../../core/result';
import type { Projects, RegistryVerb } from '../../services/projects/api';
import { t } from '../translate';
import { chosenProjects } from './targets';

const FITS: Readonly<Record<RegistryVerb, (project: Project) => boolean>> = {
  approve: ({ entry }) => entry !== undefined && entry.status !== 'approved',
  unapprove: ({ entry }) => entry?.status === 'approved',
  cancel: ({ entry }) => entry !== undefined && entry.status !== 'cancelled',
};

/** Approve, take back, cancel: for every project that was chosen, each held to the version that was on screen. */
export async function decideRegistry(
  projects: Projects,
  verb: RegistryVerb,
  argument: unknown,
  selected: unknown,
): Promise<Result<undefined>> {
  const chosen = await chosenProjects(projects, argument, selected, promptOf(verb), FITS[verb]);
  if (verb === 'cancel') await confirmCancel(chosen);
  const versions = new Map<string, number>();
  const unsaved = new Set<string>();
  for (const { record, registry } of chosen) {
    const seen = registry && (versions.get(registry.path) ?? registry.version);
    const answer = await projects.decide(verb, record.slug, seen);
    if (!answer.ok) return answer;
    // Our own change counts as seen: the next one of the same selection is held to it.
    versions.set(answer.value.path, answer.value.version);
    if (answer.value.unsaved) unsaved.add(answer.value.path);
  }
  for (const path of unsaved) void offerToSave(path);
  return ok(undefined);
}

/** What was decided stands in a document that nobody else sees yet. */
export async function offerToSave(path: string): Promise<void> {
  const uri = vscode.Uri.file(path);
  const name = vscode.workspace.asRelativePath(uri);
  const save = t('Save');
  const question = t('{file} has unsaved changes, so this was written in the editor. It counts once it is saved.', {
    file: name,
  });
  if ((await vscode.window.showInformationMessage(question, save)) === save) await vscode.workspace.save(uri);
}

function promptOf(verb: RegistryVerb): string {
  if (verb === 'approve') return t('Which project do you approve?');
  if (verb === 'unapprove') return t('Which approval do you take back?');
  return t('Which project do you cancel?');
}

async function confirmCancel(chosen: readonly Project[]): Promise<void> {
  const [first] = chosen;
  const yes: vscode.MessageItem = { title: t('Cancel Project') };
  const no: vscode.MessageItem = { title: t('Keep'), isCloseAffordance: true };
  const question =
    chosen.length === 1 && first
      ? t('Cancel {project}?', { project: first.record.slug })
      : t('Cancel {count} projects?', { count: chosen.length });
  const detail = t('Its files stay as they are. You can approve it again at any time.');
  const answer = await vscode.window.showWarningMessage(question, { modal: true, detail }, yes, no);
  if (answer !== yes) throw new vscode.CancellationError();
}
