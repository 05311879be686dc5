import * as vscode from 'vscode';
import { type KnownAgent, knownAgent } from '../../core/agent/known-agents';
import type { AgentProfile } from '../../core/agent/profile';
import { ok, type Refusal, type Result, refuse } from '../../core/result';
import { say } from '../../core/sentence';
import { tellMessage } from '../../core/translate';
import type { ProfileReport } from '../../ports/agent';
import type { StopSignal } from '../../ports/models';
import type { NextStep } from '../commands';
import type { Shell } from '../shell';
import { t } from '../translate';
import { type ChooseAgentParts, chooseAgent } from './choose-agent';

export interface TestAgentParts extends ChooseAgentParts {
  readonly shell: Shell;
  /** Starts an agent, shakes hands and says what is wrong. No model is asked anything. */
  test(profile: AgentProfile, folder: string, stop: StopSignal): Promise<Result<ProfileReport>>;
}

/** Lets the person choose an agent, where none is named, and says whether it works and what to do if it does not. */
export async function testAgent(parts: TestAgentParts, name?: string): Promise<Result<null>> {
  const folder = vscode.workspace.workspaceFolders?.[0]?.uri.fsPath;
  if (folder === undefined) return refuse('no_folder', say('Open a folder first.'));
  const named = name === undefined ? undefined : await parts.profiles.find(name);
  if (named && !named.ok) return named;
  const chosen = named ? named.value : await chooseAgent(parts);
  if (chosen === 'settings') await openSettings();
  else if (chosen) await tryAgent(parts, chosen, folder);
  return ok(null);
}

async function tryAgent(parts: TestAgentParts, profile: AgentProfile, folder: string): Promise<void> {
  const { name } = profile;
  const tested = await vscode.window.withProgress(
    { location: vscode.ProgressLocation.Notification, title: t('Testing {name}…', { name }), cancellable: true },
    (_progress, token) => {
      const stop = new AbortController();
      token.onCancellationRequested(() => stop.abort());
      return parts.test(profile, folder, stop.signal);
    },
  );
  const { commands, log } = parts.shell;
  if (tested.ok) {
    const { agent, canResume } = tested.value;
    const message = canResume
      ? t('{name} works: {agent} answers and can resume a conversation.', { name, agent })
      : t('{name} works: {agent} answers.', { name, agent });
    log.info(message);
    void commands.show({ severity: 'info', message, steps: [] });
    return;
  }
  const { refusal } = tested;
  if (refusal.code === 'cancelled') return;
  const message = tellMessage(refusal, t);
  log.warn(`Testing ${name}: ${refusal.code}: ${message}`);
  void commands.show({
    severity: 'warning',
    message: message.replace(/\s*\n\s*/g, ' '),
    steps: await stepsAfter(refusal, parts, profile, folder),
  });
}

/** What helps most comes first. */
async function stepsAfter(
  { code }: Refusal,
  parts: TestAgentParts,
  profile: AgentProfile,
  folder: string,
): Promise<readonly NextStep[]> {
  const again: NextStep = { title: t('Try Again'), run: () => tryAgent(parts, profile, folder) };
  const settings: NextStep = { title: t('Open Settings'), run: openSettings };
  const known = knownAgent(profile);
  const file = (await parts.find(profile))?.file;
  if (code === 'not_found') return known ? [howToInstall(known), again, settings] : [again, settings];
  if (file === undefined) return [again, settings];
  const { name, args = [], env = {} } = profile;
  const place = { cwd: folder, env: { ...env }, shellPath: file };
  if (code === 'auth' && known) {
    const signIn: NextStep = {
      title: t('Sign In'),
      // When the person is done with it, the terminal closes, and whether it helped is seen at once.
      run: () =>
        inTerminal({ ...place, name: t('Sign in to {name}', { name }), shellArgs: [...known.signIn] }, () =>
          tryAgent(parts, profile, folder),
        ),
    };
    return [signIn, again, settings];
  }
  const start: NextStep = {
    title: t('Start in Terminal'),
    run: () => inTerminal({ ...place, name, shellArgs: [...args] }, () => {}),
  };
  return [again, start, settings];
}

function howToInstall({ website }: KnownAgent): NextStep {
  return { title: t('How to Install'), run: () => vscode.env.openExternal(vscode.Uri.parse(website)) };
}

function inTerminal(options: vscode.TerminalOptions, closed: () => unknown): void {
  const terminal = vscode.window.createTerminal(options);
  const listening = vscode.window.onDidCloseTerminal((each) => {
    if (each !== terminal) return;
    listening.dispose();
    void closed();
  });
  terminal.show();
}

const openSettings = () => vscode.commands.executeCommand('workbench.action.openSettings', 'signalbox.profiles');
