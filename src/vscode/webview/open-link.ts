import fs from 'node:fs/promises';
import path from 'node:path';
import * as vscode from 'vscode';
import { decideLink } from '../../core/link';
import { ok, type Result, refuse } from '../../core/result';
import { say } from '../../core/sentence';

/** Opens a link of a page: https in the browser, a file of the workspace in the editor. Nothing else, command addresses least of all. */
export async function openLink(href: string): Promise<Result<null>> {
  const decided = decideLink(href);
  if (!decided.ok) return decided;
  if (decided.value.kind === 'https') {
    await vscode.env.openExternal(vscode.Uri.parse(decided.value.href, true));
    return ok(null);
  }
  const file = await fileInWorkspace(decided.value.path);
  if (file === undefined) {
    return refuse(
      'link_not_allowed',
      say('There is no such file in this workspace: {path}', { path: decided.value.path }),
    );
  }
  const at = new vscode.Position(Math.max(0, (decided.value.line ?? 1) - 1), 0);
  await vscode.window.showTextDocument(vscode.Uri.file(file), { selection: new vscode.Range(at, at), preview: true });
  return ok(null);
}

/** The real path of a file, symlinks followed, if it lies inside one of the workspace's folders. */
async function fileInWorkspace(named: string): Promise<string | undefined> {
  for (const folder of vscode.workspace.workspaceFolders ?? []) {
    const real = await realPath(path.resolve(folder.uri.fsPath, named));
    const root = await realPath(folder.uri.fsPath);
    if (real !== undefined && root !== undefined && real.startsWith(root + path.sep)) return real;
  }
  return undefined;
}

async function realPath(file: string): Promise<string | undefined> {
  try {
    return await fs.realpath(file);
  } catch {
    return undefined;
  }
}
