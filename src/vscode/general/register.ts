import * as vscode from 'vscode';
import { general } from '../catalogue/general';
import type { Shell } from '../shell';

export function registerGeneral(shell: Shell): void {
  shell.own(
    shell.commands.register(general, {
      'signalbox.showLog': () => shell.log.show(),
    }),
  );
  shell.commands.offer('untrusted_workspace', () => ({
    title: vscode.l10n.t('Manage Workspace Trust'),
    run: () => vscode.commands.executeCommand('workbench.trust.manage'),
  }));
}
