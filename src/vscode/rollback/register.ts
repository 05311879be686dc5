import * as vscode from 'vscode';
import { fullTime } from '../../core/moments';
import type { Project, Story } from '../../core/project/model';
import type { RollbackVerb } from '../../core/rollback/target';
import { tellMessage } from '../../core/translate';
import type { Projects } from '../../services/projects/api';
import type { rollback as catalogue } from '../catalogue/rollback';
import type { StoryLenses } from '../prd/lenses';
import { chosenProjects, pickProject } from '../projects/targets';
import { t } from '../translate';
import { type RollbackParts, rollBack, undo } from './flow';

const DAY_MS = 86_400_000;

/** Every command that takes stories back. Nothing is asked of git before a person wants it. */
export function registerRollback(parts: RollbackParts & { readonly projects: Projects }): void {
  const { shell, projects } = parts;
  const onProject = async (argument: unknown, verb: RollbackVerb) => {
    const [project] = await chosenProjects(projects, argument, undefined, t('Which project?'), hasPrd);
    return project && rollBack(parts, project, verb);
  };
  const onStory = async (argument: unknown, storyId: unknown, kind: 'story' | 'before-story') => {
    const chosen = await storyFor(projects, argument, storyId);
    return rollBack(parts, chosen.project, { kind, id: chosen.story });
  };
  shell.own(
    shell.commands.register<typeof catalogue>({
      'signalbox.rollback.lastStory': (argument: unknown) => onProject(argument, { kind: 'last-story' }),
      'signalbox.rollback.lastCommit': (argument: unknown) => onProject(argument, { kind: 'last-commit' }),
      'signalbox.rollback.story': (argument: unknown, id: unknown) => onStory(argument, id, 'story'),
      'signalbox.rollback.beforeStory': (argument: unknown, id: unknown) => onStory(argument, id, 'before-story'),
      'signalbox.rollback.undo': () => pickAndUndo(parts, projects),
      'signalbox.rollback.clean': () => clean(parts, projects),
    }),
  );
}

/** Above a story that passes: roll it back. */
export const rollbackLenses: StoryLenses = (document, story) =>
  story.state === 'passed' && !story.idMadeUp && document.uri.scheme === 'file' && vscode.workspace.isTrusted
    ? [
        {
          command: 'signalbox.rollback.story',
          title: `$(discard)\u00a0${t('Roll back')}`,
          arguments: [document.uri, story.id],
        },
      ]
    : [];

/** Tells the person when something that a dead process had begun was put right. */
export async function recoverRollbacks(
  parts: RollbackParts,
  leftOver: () => Promise<readonly string[]>,
): Promise<void> {
  if (!vscode.workspace.isTrusted) return;
  const { rollbacks } = parts;
  for (const folder of await leftOver()) {
    const recovered = await rollbacks.recover(folder);
    if (!recovered) continue;
    const message = recovered.ok
      ? t('A rollback was interrupted. Everything is as it was before it.')
      : tellMessage(recovered.refusal, t);
    void parts.shell.commands.show({ severity: recovered.ok ? 'info' : 'warning', message, steps: [] });
  }
}

function hasPrd(project: Project): boolean {
  return project.record.hasPrd;
}

/** A row of the tree, a document with a story's id, or what the person picks now. */
async function storyFor(
  projects: Projects,
  argument: unknown,
  id: unknown,
): Promise<{ project: Project; story: string }> {
  if (argument instanceof vscode.Uri && typeof id === 'string') {
    const project = projects.list().find((each) => each.record.prdPath === argument.fsPath);
    if (project) return { project, story: id };
  }
  if (typeof argument === 'object' && argument !== null && 'story' in argument && 'parent' in argument) {
    const { story, parent } = argument as { story: Story; parent: { project: Project } };
    return { project: parent.project, story: story.id };
  }
  const project = await pickProject(projects, t('Which project?'), (each) => passing(each).length > 0);
  const items = passing(project).map((story) => ({ label: story.id, description: story.title }));
  const picked = await vscode.window.showQuickPick(items, { placeHolder: t('Which story?'), matchOnDescription: true });
  if (!picked) throw new vscode.CancellationError();
  return { project, story: picked.label };
}

function passing(project: Project): readonly Story[] {
  return project.prd?.stories.filter((story) => story.state === 'passed') ?? [];
}

/** The repositories in question, by a folder in each. */
function foldersOf(projects: Projects): string[] {
  return [
    ...new Set(
      projects.list().flatMap((project) => (project.record.hasWorkspace ? [project.home, project.folder] : [])),
    ),
  ];
}

async function pickAndUndo(parts: RollbackParts, projects: Projects): Promise<unknown> {
  const { rollbacks } = parts;
  const seen = new Set<string>();
  const items: (vscode.QuickPickItem & { readonly folder: string; readonly token: string })[] = [];
  for (const folder of foldersOf(projects)) {
    for (const entry of await rollbacks.list(folder)) {
      if (entry.state === 'undone' || seen.has(entry.token)) continue;
      seen.add(entry.token);
      items.push({
        label: entry.stories.join(', ') || (entry.commits[0] ?? entry.token),
        description: [entry.slug, fullTime(entry.at, vscode.env.language)].join(' · '),
        detail: entry.commits.join(' · '),
        folder,
        token: entry.token,
      });
    }
  }
  if (items.length === 0) {
    void vscode.window.showInformationMessage(t('Nothing has been rolled back here.'));
    return undefined;
  }
  const picked = await vscode.window.showQuickPick(items, { placeHolder: t('Which rollback is to be undone?') });
  if (!picked) throw new vscode.CancellationError();
  return undo(parts, picked.folder, picked.token);
}

async function clean(parts: RollbackParts, projects: Projects): Promise<void> {
  const answer = await vscode.window.showInputBox({
    prompt: t('Let go of what rollbacks kept that are older than how many days? They cannot be undone afterwards.'),
    value: '30',
    validateInput: (text) => (/^\d{1,5}$/.test(text.trim()) ? undefined : t('A number of days, such as 30')),
  });
  if (answer === undefined) throw new vscode.CancellationError();
  const { rollbacks } = parts;
  const cleaned = new Set<string>();
  for (const folder of foldersOf(projects)) {
    for (const token of await rollbacks.clean(folder, Number(answer) * DAY_MS)) cleaned.add(token);
  }
  void vscode.window.showInformationMessage(t('{count} rollbacks let go of.', { count: cleaned.size }));
}
