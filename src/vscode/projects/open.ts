import * as vscode from 'vscode';
import type { Problem, Project, Story, TextRange } from '../../core/project/model';
import { parsePrd } from '../../core/project/parse';
import { type Refusal, refuse } from '../../core/result';
import { say } from '../../core/sentence';
import { toRange } from '../prd/documents';

export async function openProblem(problem: Problem): Promise<void> {
  await openAt(problem.file, problem);
}

export async function openPrd(project: Project): Promise<Refused | undefined> {
  const { prdPath, slug } = project.record;
  if (!prdPath) return refuse('not_found', say('{project} has no PRD yet.', { project: slug }));
  await vscode.window.showTextDocument(vscode.Uri.file(prdPath));
  return undefined;
}

/** Goes to where the story stands in the document as it is now, which may be ahead of what was scanned. */
export async function openStory(project: Project, story: Story, preserveFocus: boolean): Promise<Refused | undefined> {
  const { prdPath } = project.record;
  if (!prdPath) return refuse('not_found', say('{project} has no PRD yet.', { project: project.record.slug }));
  const document = await vscode.workspace.openTextDocument(vscode.Uri.file(prdPath));
  const now = document.isDirty ? parsePrd(document.getText()).prd?.stories : undefined;
  const found = now?.find((each) => each.id === story.id) ?? story;
  await show(document, found.anchor, preserveFocus);
  return undefined;
}

async function openAt(file: string, range: TextRange): Promise<void> {
  await show(await vscode.workspace.openTextDocument(vscode.Uri.file(file)), range, false);
}

async function show(document: vscode.TextDocument, place: TextRange, preserveFocus: boolean): Promise<void> {
  const range = document.validateRange(toRange(place));
  const editor = await vscode.window.showTextDocument(document, { preview: true, preserveFocus });
  editor.selection = new vscode.Selection(range.start, range.start);
  editor.revealRange(range, vscode.TextEditorRevealType.InCenterIfOutsideViewport);
}

type Refused = { readonly ok: false; readonly refusal: Refusal };
