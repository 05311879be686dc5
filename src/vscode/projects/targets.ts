import * as vscode from 'vscode';
import type { Project } from '../../core/project/model';
import type { Projects } from '../../services/projects/api';
import { subjectOf } from '../attention/sources';
import { icon } from '../rows';
import { t } from '../translate';
import { projectRow } from './appearance';

/**
 * What a command acts on, wherever it was called from: rows of the tree or of Needs You (all that are selected), a slug
 * from a script, or what the person picks now.
 */
export function projectsOf(projects: Projects, argument: unknown, selected: unknown): Project[] {
  const chosen = Array.isArray(selected) && selected.length > 0 ? selected : [argument];
  return chosen.flatMap((each) => projectOf(projects, each) ?? []);
}

export async function chosenProjects(
  projects: Projects,
  argument: unknown,
  selected: unknown,
  prompt: string,
  fits: (project: Project) => boolean,
): Promise<Project[]> {
  const given = projectsOf(projects, argument, selected);
  return given.length > 0 ? given : [await pickProject(projects, prompt, fits)];
}

function projectOf(projects: Projects, argument: unknown): Project | undefined {
  if (typeof argument === 'string') return projects.find(argument);
  if (typeof argument !== 'object' || argument === null) return undefined;
  // The newest state of it: the row may be older than the model.
  if ('project' in argument) return current(projects, argument.project as Project);
  const subject = subjectOf(argument);
  return subject ? current(projects, subject as Project) : undefined;
}

function current(projects: Projects, project: Project): Project | undefined {
  const found = projects.find(project.record.slug);
  return found?.key === project.key ? found : projects.list().find(({ key }) => key === project.key);
}

export async function pickProject(
  projects: Projects,
  placeHolder: string,
  fits: (project: Project) => boolean,
): Promise<Project> {
  const items = projects
    .list()
    .filter(fits)
    .map((project) => {
      const row = projectRow(project, t);
      return { label: row.label, description: row.description, iconPath: icon(row.icon), project };
    });
  if (items.length === 0) {
    void vscode.window.showInformationMessage(t('There is no project for which this makes sense.'));
    throw new vscode.CancellationError();
  }
  const picked = await vscode.window.showQuickPick(items, { placeHolder, matchOnDescription: true });
  if (!picked) throw new vscode.CancellationError();
  return picked.project;
}
