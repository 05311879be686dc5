import * as vscode from 'vscode';
import type { general } from '../catalogue/general';
import type { Shell } from '../shell';
import { t } from '../translate';

export function registerGeneral(shell: Shell): void {
  shell.own(
    shell.commands.register<typeof general>({
      'signalbox.showLog': () => shell.log.show(),
    }),
  );
  shell.commands.offer('untrusted_workspace', () => ({
    title: t('Manage Workspace Trust'),
    run: () => vscode.commands.executeCommand('workbench.trust.manage'),
  }));
  // What is on screen by then is what the refusal was about, so the person decides on the newest state.
  shell.commands.offer('stale', (_, again) => ({ title: t('Try Again'), run: again }));
}
