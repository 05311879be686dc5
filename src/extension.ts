import * as vscode from 'vscode';
import { Commands } from './vscode/commands';
import { registerGeneral } from './vscode/general/register';
import type { Shell } from './vscode/shell';

/**
 * Composes, and does nothing else. The order:
 * 1. log and shell,
 * 2. every command, view and provider, so that nothing a person clicks is ever "not found",
 * 3. adapters and services start to scan and to watch.
 */
export function activate(context: vscode.ExtensionContext): void {
  const began = performance.now();
  const log = vscode.window.createOutputChannel('Signalbox', { log: true });
  const shell: Shell = {
    extensionUri: context.extensionUri,
    log,
    commands: new Commands(log),
    memory: context.workspaceState,
    own: (disposable) => {
      context.subscriptions.push(disposable);
      return disposable;
    },
  };
  shell.own(log);

  registerGeneral(shell);

  log.info(`Activated in ${(performance.now() - began).toFixed(1)} ms.`);
}
