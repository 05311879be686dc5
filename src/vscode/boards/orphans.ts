import * as vscode from 'vscode';
import type { Disposable } from '../../ports/disposable';
import type { Log } from '../../ports/log';
import { type OwnedPanel, type PanelTab, unownedTabs } from './unowned';

/** A tab of a panel whose extension host is gone. */
export interface Orphan extends PanelTab {
  readonly tab: vscode.Tab;
}

/** The editor hands a panel that it restores over within a moment of showing it; one that is not ours after that never will be. */
const HANDED_OVER_MS = 100;

/** The tabs of our panels that this host does not own. */
export function orphansOf(viewType: string, owned: readonly vscode.WebviewPanel[]): Orphan[] {
  const tabs = vscode.window.tabGroups.all.flatMap(({ tabs, viewColumn }) =>
    tabs
      .filter(({ input }) => input instanceof vscode.TabInputWebview && input.viewType.endsWith(`-${viewType}`))
      .map((tab) => ({ tab, label: tab.label, column: viewColumn, isActive: tab.isActive })),
  );
  const panels = owned.map(({ title, viewColumn, visible }): OwnedPanel => ({ title, column: viewColumn, visible }));
  return unownedTabs(tabs, panels);
}

/**
 * After the extension host crashed or was restarted (every update of an extension does that), VS Code leaves the tabs of its
 * panels open, and hands them to nobody: a panel is handed over when it is restored, and these were never away. So we
 * look for them ourselves when we start, and whenever one comes in sight: out of sight it may as well be one that VS Code will
 * hand over when it is seen.
 */
export function watchOrphans(options: {
  readonly viewType: string;
  readonly owned: () => readonly vscode.WebviewPanel[];
  readonly found: (orphan: Orphan) => void;
  readonly log: Log;
}): Disposable {
  let looking = false;
  let again = false;
  let disposed = false;
  const seen = new WeakSet<vscode.Tab>();
  const inSight = () =>
    orphansOf(options.viewType, options.owned()).filter(({ isActive, tab }) => isActive && !seen.has(tab));
  const look = async () => {
    again = true;
    if (looking) return;
    looking = true;
    while (again && !disposed) {
      again = false;
      if (inSight().length === 0) continue;
      // Twice there and back: what the editor had to hand over by then was said before its answer.
      await roundTrip();
      await new Promise((resolve) => setTimeout(resolve, HANDED_OVER_MS));
      await roundTrip();
      const [orphan] = disposed ? [] : inSight();
      if (!orphan) continue;
      seen.add(orphan.tab);
      options.found(orphan);
      again = true;
      await roundTrip();
    }
    looking = false;
  };
  const start = () => void look().catch((error) => options.log.warn('Panels without an owner were not found.', error));
  const { tabGroups } = vscode.window;
  const listening = [tabGroups.onDidChangeTabs(start), tabGroups.onDidChangeTabGroups(start)];
  start();
  return {
    dispose() {
      disposed = true;
      for (const each of listening) each.dispose();
    },
  };
}

/** Messages to and from the editor keep their order. */
function roundTrip(): Thenable<unknown> {
  return vscode.commands.executeCommand('setContext', 'signalbox.asked', true);
}
