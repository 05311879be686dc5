import * as vscode from 'vscode';
import type { Disposable } from '../../ports/disposable';
import type { Log } from '../../ports/log';
import type { Boards } from '../../services/boards/boards';

/** Scheduled tasks of every folder wake on time while this window is open, whether a board is looked at or not. */
export function wakeScheduled(boardsOf: (folder: string) => Promise<Boards>, log: Log): Disposable {
  const awake = new Map<string, Disposable>();
  const wake = async (folder: string) => {
    if (awake.has(folder)) return;
    awake.set(folder, { dispose: () => {} });
    try {
      const waking = (await boardsOf(folder)).wakeOnTime();
      if (awake.has(folder)) awake.set(folder, waking);
      else waking.dispose();
    } catch (error) {
      awake.delete(folder);
      log.warn(`Scheduled tasks of ${folder} do not wake by themselves.`, error);
    }
  };
  const look = () => {
    if (!vscode.workspace.isTrusted) return;
    const folders = (vscode.workspace.workspaceFolders ?? []).filter(({ uri }) => uri.scheme === 'file');
    const there = new Set(folders.map(({ uri }) => uri.fsPath));
    for (const [folder, waking] of awake) {
      if (there.has(folder)) continue;
      waking.dispose();
      awake.delete(folder);
    }
    for (const folder of there) void wake(folder);
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
