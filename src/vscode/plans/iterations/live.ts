import * as vscode from 'vscode';
import type { Disposable } from '../../../ports/disposable';
import type { Log } from '../../../ports/log';
import { iterationOf, showIteration } from './diff';
import type { WindowIterations } from './window';

/**
 * A comparison that was opened while the agent worked compares with the document itself. Once that iteration is over it
 * becomes the one that stays, in which changes can be decided; the words that a person is typing there are left alone.
 */
export function settleLive(window: WindowIterations, log: Log): Disposable {
  let busy = false;
  const settle = async () => {
    const tab = vscode.window.tabGroups.activeTabGroup.activeTab;
    const input = liveInput(tab);
    const ref = input && iterationOf(input.original);
    const session = ref && window.session(ref);
    const iteration = ref && window.iteration(ref);
    if (!tab || tab.isDirty || !session || !iteration || iteration.status === 'running') return;
    const { viewColumn } = tab.group;
    await showIteration(ref, session, iteration, { preview: tab.isPreview, preserveFocus: true, viewColumn });
    const left = vscode.window.tabGroups.all
      .flatMap(({ tabs }) => tabs)
      .filter((each) => !each.isDirty && liveInput(each)?.original.toString() === input.original.toString());
    await vscode.window.tabGroups.close(left, true);
  };
  const look = () => {
    if (busy) return;
    busy = true;
    settle()
      .catch((error: unknown) => log.warn('A comparison cannot be shown.', error))
      .finally(() => {
        busy = false;
      });
  };
  return vscode.Disposable.from(window.onChange(look), vscode.window.tabGroups.onDidChangeTabs(look));
}

function liveInput(tab: vscode.Tab | undefined): vscode.TabInputTextDiff | undefined {
  const input = tab?.input;
  return input instanceof vscode.TabInputTextDiff && input.modified.scheme === 'file' ? input : undefined;
}
