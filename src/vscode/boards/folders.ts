import * as vscode from 'vscode';
import type { WorkerLogs } from '../../ports/worker-logs';
import type { BoardFolder } from '../../services/board-panel/workspace-shelf';
import type { Boards } from '../../services/boards/boards';

/** The boards of the window's folders, each under a name that no other one has. */
export async function boardFolders(
  boardsOf: (folder: string) => Promise<Boards>,
  logsOf: (folder: string, board: string) => WorkerLogs,
): Promise<readonly BoardFolder[]> {
  const folders = (vscode.workspace.workspaceFolders ?? []).filter(({ uri }) => uri.scheme === 'file');
  const names = folders.map(({ name }) => name);
  return Promise.all(
    folders.map(async ({ name, uri }) => ({
      name: names.indexOf(name) === names.lastIndexOf(name) ? name : uri.fsPath,
      boards: await boardsOf(uri.fsPath),
      logs: (board: string) => logsOf(uri.fsPath, board),
    })),
  );
}
