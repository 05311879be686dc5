import * as vscode from 'vscode';
import { ok, type Result, refuse } from '../../core/result';
import { say } from '../../core/sentence';
import type { CardView } from '../../protocol/board';
import type { Projects } from '../../services/projects/api';

/** Opens the story's place in its prd.json, else the file of the card's project. */
export async function openSource(projects: Pick<Projects, 'find'>, card: CardView | undefined): Promise<Result<null>> {
  const slug = card?.opens?.project ?? card?.project;
  const project = slug === undefined ? undefined : projects.find(slug);
  const file = project?.record.prdPath;
  if (!file) return refuse('not_found', say('This card belongs to no project that has a prd.json.'));
  const story = project.prd?.stories.find(({ id }) => id === card?.story);
  const { line, column } = story?.anchor ?? { line: 1, column: 1 };
  const at = new vscode.Position(line - 1, column - 1);
  await vscode.window.showTextDocument(vscode.Uri.file(file), { selection: new vscode.Range(at, at) });
  return ok(null);
}
