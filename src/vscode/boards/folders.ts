import * as vscode from 'vscode';
import type { BoardFolder } from '../../services/board-panel/workspace-shelf';

/** The boards of the window's folders, each under a name that no other one has. */
export function boardFolders(of: (folder: string) => Pick<BoardFolder, 'ledger' | 'boards' | 'logs'>): BoardFolder[] {
  const folders = (vscode.workspace.workspaceFolders ?? []).filter(({ uri }) => uri.scheme === 'file');
  const names = folders.map(({ name }) => name);
  return folders.map(({ name, uri }) => ({
    ...of(uri.fsPath),
    name: names.indexOf(name) === names.lastIndexOf(name) ? name : uri.fsPath,
    path: uri.fsPath,
  }));
}
