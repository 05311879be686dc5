import * as vscode from 'vscode';
import type { Disposable } from '../../ports/disposable';
import type { Log } from '../../ports/log';
import type { BoardFolder } from '../../services/board-panel/workspace-shelf';
import { whenReadable } from './when-readable';

/** Scheduled tasks of every folder wake on time while this window is open, whether a board is looked at or not. */
export function wakeScheduled(folders: () => readonly BoardFolder[], log: Log): Disposable {
  const awake = new Map<string, Disposable>();
  const wake = async (folder: BoardFolder) => {
    const { path } = folder;
    if (awake.has(path)) return;
    const asked = { dispose: () => {} };
    awake.set(path, asked);
    try {
      const boards = await folder.boards();
      if (awake.get(path) === asked) awake.set(path, boards.wakeOnTime());
    } catch (error) {
      log.warn(`Scheduled tasks of ${path} do not wake by themselves.`, error);
      if (awake.get(path) !== asked) return;
      const again = () => {
        awake.delete(path);
        void wake(folder);
      };
      awake.set(path, whenReadable(folder, again));
    }
  };
  const look = () => {
    if (!vscode.workspace.isTrusted) return;
    const now = folders();
    for (const [path, waking] of awake) {
      if (now.some((folder) => folder.path === path)) continue;
      waking.dispose();
      awake.delete(path);
    }
    for (const folder of now) void wake(folder);
  };
  const listening = [
    vscode.workspace.onDidChangeWorkspaceFolders(look),
    vscode.workspace.onDidGrantWorkspaceTrust(look),
  ];
  look();
  return {
    dispose() {
      for (const each of listening) each.dispose();
      for (const waking of awake.values()) waking.dispose();
      awake.clear();
    },
  };
}
