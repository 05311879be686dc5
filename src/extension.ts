import os from 'node:os';
import path from 'node:path';
import * as vscode from 'vscode';
import { detectProfiles, findProgram } from './adapters/agents/detect';
import { testThroughCli } from './adapters/agents/test-through-cli';
import { FileConsents } from './adapters/consents';
import { FileDocuments } from './adapters/documents';
import { RealFiles } from './adapters/files';
import { InstalledGit } from './adapters/git/git';
import { foldersWithRollback } from './adapters/git/left-over';
import { createPlanning } from './adapters/planning';
import { SystemProcesses } from './adapters/processes/processes';
import { createRollbacks } from './adapters/rollbacks';
import { systemClock } from './adapters/system-clock';
import { systemMask } from './adapters/system-mask';
import { ChokidarWatcher } from './adapters/watch';
import { WindowLedgers } from './adapters/window-ledgers';
import { workerLogs } from './adapters/worker-log';
import { shortTime } from './core/moments';
import { parsePhases } from './core/plan/phase';
import { ModelAgents } from './services/agents/model-agents';
import { WorkspaceShelf } from './services/board-panel/workspace-shelf';
import { ActivePlans } from './services/plan-panel/waiting';
import { RegistryPlanProjects } from './services/plans/registry';
import { LiveProjects } from './services/projects/live';
import { StoryHistory } from './services/story-history';
import { EditorModels } from './vscode/agents/editor-models';
import { EditorProfiles } from './vscode/agents/profiles';
import { registerAgents } from './vscode/agents/register';
import type { Signalbox } from './vscode/api';
import { Attention } from './vscode/attention/sources';
import { AgentNames } from './vscode/boards/agent-names';
import { BoardsAttention } from './vscode/boards/attention';
import { boardFolders } from './vscode/boards/folders';
import { tellOfLedger } from './vscode/boards/ledger-notice';
import { registerBoards } from './vscode/boards/register';
import { wakeScheduled } from './vscode/boards/wake';
import { commandsForTrusted, type Manifest } from './vscode/catalogue/trust';
import { Commands } from './vscode/commands';
import { Contents } from './vscode/contents';
import { EditorDocuments } from './vscode/editor-documents';
import { registerGeneral } from './vscode/general/register';
import { PlansAttention } from './vscode/plans/attention';
import { WindowDesk } from './vscode/plans/desk';
import { registerIterations } from './vscode/plans/iterations/register';
import { WindowIterations } from './vscode/plans/iterations/window';
import { EditorOpenDocuments } from './vscode/plans/open-documents';
import { registerPlans } from './vscode/plans/register';
import { registerPrd } from './vscode/prd/register';
import { registerProjects } from './vscode/projects/register';
import { followSettings, projectsSettings } from './vscode/projects/settings';
import { recoverRollbacks, registerRollback, rollbackLenses } from './vscode/rollback/register';
import { setting } from './vscode/settings';
import type { Shell } from './vscode/shell';
import { t } from './vscode/translate';

/** Closed when the window ends, so that what was begun is written. */
let ledgers: WindowLedgers | undefined;

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
  const mask = systemMask(process.env);
  const forTrusted = commandsForTrusted(context.extension.packageJSON as Manifest);
  const shell: Shell = {
    extensionUri: context.extensionUri,
    log,
    mask,
    commands: new Commands(log, (id) => forTrusted.has(id), mask),
    memory: context.workspaceState,
    own: (disposable) => {
      context.subscriptions.push(disposable);
      return disposable;
    },
  };
  shell.own(log);

  const saved = new FileDocuments();
  const documents = new EditorDocuments(saved);
  const processes = new SystemProcesses();
  const watcher = new ChokidarWatcher();
  const projects = shell.own(
    new LiveProjects(projectsSettings(), {
      files: new RealFiles(),
      documents,
      saved,
      watcher,
      processes,
      clock: systemClock,
      log,
    }),
  );
  const git = new InstalledGit();
  const mayWrite = () => vscode.workspace.isTrusted;
  const history = new StoryHistory(git, log, mayWrite);
  const attention = shell.own(new Attention());
  const agents = shell.own(new AgentNames(() => detectProfiles().map(({ profile }) => profile)));
  const opened = new WindowLedgers({
    writable: mayWrite,
    onNotice: (notice) => tellOfLedger(shell.commands, notice),
    ...(context.storageUri && { storageFolder: context.storageUri.fsPath }),
    board: {
      clock: systemClock,
      actor: process.env.SIGNALBOX_ACTOR || os.userInfo().username,
      profiles: () => agents.all,
    },
  });
  ledgers = opened;
  const folders = () =>
    boardFolders((folder) => ({
      ledger: opened.ledger(folder),
      boards: () => opened.boards(folder),
      logs: (board) => workerLogs(folder, board, watcher),
    }));
  const shelf = shell.own(
    new WorkspaceShelf({
      folders,
      projects,
      clock: systemClock,
      mayWrite,
      context: {
        t,
        formatTime: (moment) => shortTime(moment, Date.now(), vscode.env.language),
        get profiles() {
          return agents.all;
        },
      },
    }),
  );

  registerGeneral(shell);
  const contents = shell.own(new Contents(git));
  const { tree, scan } = registerProjects(shell, projects, history, attention);
  registerPrd(shell, projects, history, [rollbackLenses]);
  registerBoards({ shell, shelf, projects, clock: systemClock });

  const cli = path.join(context.extensionPath, 'dist', 'cli.js');
  const models = shell.own(new EditorModels(context));
  const detected = () => detectProfiles().map(({ profile }) => profile);
  const profiles = new EditorProfiles({ detected, models, consents: new FileConsents() });
  const desk: WindowDesk = new WindowDesk({
    projects,
    ledger: (folder) => opened.ledger(folder),
    profiles,
    planning: (folder) =>
      createPlanning({
        workspace: folder,
        ledger: opened.ledger(folder),
        projects: new RegistryPlanProjects({
          workspace: folder,
          find: async (slug) => projects.find(slug),
          registryPath: () => path.resolve(folder, projectsSettings().registry),
          documents,
          files: new RealFiles(),
          clock: systemClock,
        }),
        documents,
        open: new EditorOpenDocuments(),
        documentsThread: path.join(context.extensionPath, 'dist', 'documents.js'),
        actor: 'editor',
        cli,
        models,
        profile: (name) => profiles.toStart(name, folder),
        knownProfile: (name) => profiles.find(name),
        phases: () => parsePhases(setting<unknown>('signalbox.plan.phases', vscode.Uri.file(folder))).phases,
      }),
  });
  registerAgents({
    shell,
    profiles,
    models,
    test: (profile, folder, stop) =>
      profile.adapter === 'lm'
        ? new ModelAgents(models).test(profile)
        : testThroughCli(profile, { cli, folder, processes, stop }),
    find: findProgram,
  });
  const askingPlans = shell.own(
    new PlansAttention(
      (folder) =>
        new ActivePlans({
          ledger: opened.ledger(folder),
          clock: systemClock,
          tend: async (id) => (mayWrite() ? (await desk.planning(folder))?.planner.tend(id) : undefined),
          problem: (error) => log.warn('The plans cannot be followed.', error),
        }),
      log,
    ),
  );
  const plans = registerPlans({ shell, desk, projects, clock: systemClock, waiting: askingPlans });
  const improving = shell.own(
    new WindowIterations({
      ledger: (folder) => opened.ledger(folder),
      iterations: async (folder) => (await desk.planning(folder))?.iterations,
      log,
    }),
  );
  const endings = registerIterations({
    shell,
    desk,
    projects,
    window: improving,
    attention,
    contents,
    planned: () => plans.slug,
  });

  const rollback = {
    shell,
    rollbacks: createRollbacks(documents),
    processes,
    workerOf: (slug: string) => desk.workerOf(slug),
  };
  registerRollback({ ...rollback, projects });

  shell.own(followSettings(projects));
  const begun = async () => {
    await scan();
    // A project may lie in a repository of its own below the workspace folder.
    const places = [...projectsSettings().folders, ...projects.list().map(({ folder }) => folder)];
    await recoverRollbacks(rollback, () => foldersWithRollback(places));
  };
  void begun();
  const waiting = shell.own(new BoardsAttention(folders, log));
  attention.add(waiting);
  void waiting.start();
  attention.add(askingPlans);
  void askingPlans.start();
  void improving.start().then(() => endings.resume());
  shell.own(wakeScheduled(folders, log));
  log.info(`Activated in ${(performance.now() - began).toFixed(1)} ms.`);
  return { projects, tree, attention };
}

export async function deactivate(): Promise<void> {
  await ledgers?.close();
}
