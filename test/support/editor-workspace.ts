/**
 * For tests inside the extension host (test/editor): the window has a throwaway copy of test/fixtures/demo-workspace open,
 * with its git history. All files of the tier share the one window, so a test that changes the workspace puts it back:
 *
 *   afterEach(resetWorkspace);
 *   fs.writeFileSync(inWorkspace('tide-table/scripts/ralph/prd.json'), …);
 *   await eventually(() => tree.find('Tide table'), 'the tree shows it');
 *
 * Run one: `npm test -- --tier editor --file activation`, or `--grep` a title.
 */
import { execFileSync } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import * as vscode from 'vscode';
import { DEMO_START } from './demo-workspace';
import { eventually } from './eventually';

export function workspaceFolder(): string {
  const folder = vscode.workspace.workspaceFolders?.[0];
  if (!folder) throw new Error('No folder is open.');
  return folder.uri.fsPath;
}

export function inWorkspace(...parts: readonly string[]): string {
  return path.join(workspaceFolder(), ...parts);
}

/**
 * Puts the files back as they were, and every document with them: the editor keeps those of closed tabs for a while, and
 * learns of a change on disk only later. What the extension keeps in .signalbox stays.
 */
export async function resetWorkspace(): Promise<void> {
  const cwd = workspaceFolder();
  execFileSync('git', ['symbolic-ref', 'HEAD', 'refs/heads/main'], { cwd });
  execFileSync('git', ['reset', '--quiet', '--hard', DEMO_START], { cwd });
  execFileSync('git', ['clean', '--quiet', '-d', '--force'], { cwd });
  for (const document of vscode.workspace.textDocuments.filter(differsFromDisk)) {
    await vscode.window.showTextDocument(document);
    await vscode.commands.executeCommand('workbench.action.files.revert');
  }
  await vscode.commands.executeCommand('workbench.action.closeAllEditors');
  await eventually(() => !vscode.workspace.textDocuments.some(differsFromDisk), 'every document is as on disk');
}

function differsFromDisk(document: vscode.TextDocument): boolean {
  const { scheme, fsPath } = document.uri;
  if (scheme !== 'file' || document.isClosed) return false;
  return document.isDirty || (fs.existsSync(fsPath) && fs.readFileSync(fsPath, 'utf8') !== document.getText());
}

export const EXTENSION = 'signalbox.signalbox';

/** Activates the extension (once) and answers what its `activate()` returned. */
export async function activated<Api>(): Promise<Api> {
  const extension = vscode.extensions.getExtension<Api>(EXTENSION);
  if (!extension) throw new Error(`${EXTENSION} is not there: its package.json was refused.`);
  return extension.activate();
}

export function readWorkspaceFile(...parts: readonly string[]): string {
  return fs.readFileSync(inWorkspace(...parts), 'utf8');
}
