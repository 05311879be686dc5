import * as vscode from 'vscode';
import { FileDocuments } from './adapters/documents';
import { RealFiles } from './adapters/files';
import { InstalledGit } from './adapters/git/git';
import { SystemProcesses } from './adapters/processes/processes';
import { systemClock } from './adapters/system-clock';
import { ChokidarWatcher } from './adapters/watch';
import { LiveProjects } from './services/projects/live';
import { StoryHistory } from './services/story-history';
import type { Signalbox } from './vscode/api';
import { Attention } from './vscode/attention/sources';
import { Commands } from './vscode/commands';
import { EditorDocuments } from './vscode/editor-documents';
import { registerGeneral } from './vscode/general/register';
import { registerPrd } from './vscode/prd/register';
import { registerProjects } from './vscode/projects/register';
import { followSettings, projectsSettings } from './vscode/projects/settings';
import type { Shell } from './vscode/shell';

/**
 * Composes, and does nothing else. The order:
 * 1. log and shell,
 * 2. adapters and services, which do nothing yet,
 * 3. every command, view and provider, so that nothing a person clicks is ever "not found",
 * 4. only then services start to scan and to watch.
 */
export function activate(context: vscode.ExtensionContext): Signalbox {
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

  const projects = shell.own(
    new LiveProjects(projectsSettings(), {
      files: new RealFiles(),
      documents: new EditorDocuments(new FileDocuments()),
      watcher: new ChokidarWatcher(),
      processes: new SystemProcesses(),
      clock: systemClock,
      log,
    }),
  );
  const history = new StoryHistory(new InstalledGit(), log);
  const attention = shell.own(new Attention());

  registerGeneral(shell);
  const { tree } = registerProjects(shell, projects, history, attention);
  registerPrd(shell, projects, history, []);

  shell.own(followSettings(projects));
  void projects.start();
  log.info(`Activated in ${(performance.now() - began).toFixed(1)} ms.`);
  return { projects, tree, attention };
}
