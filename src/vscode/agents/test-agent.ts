import * as vscode from 'vscode';
import { type AgentProfile, DEMO_PROFILE } from '../../core/agent/profile';
import { ok, type Result, refuse } from '../../core/result';
import { say } from '../../core/sentence';
import type { ProfileReport } from '../../ports/agent';
import type { StopSignal } from '../../ports/models';
import type { Shell } from '../shell';
import { t } from '../translate';
import type { EditorProfiles } from './profiles';

export interface TestAgentParts {
  readonly shell: Shell;
  readonly profiles: EditorProfiles;
  /** Starts an agent, shakes hands and says what is wrong. No model is asked anything. */
  test(profile: AgentProfile, folder: string, stop: StopSignal): Promise<Result<ProfileReport>>;
  /** What a profile would start, as far as can be seen from outside. */
  find(
    profile: AgentProfile,
  ): Promise<{ readonly product: string; readonly version?: string; readonly file: string } | undefined>;
}

interface Item extends vscode.QuickPickItem {
  readonly profile: AgentProfile;
}

/** Lets the person choose an agent, where none is named, and says whether it works and what to do if it does not. */
export async function testAgent(parts: TestAgentParts, name?: string): Promise<Result<null>> {
  const folder = vscode.workspace.workspaceFolders?.[0]?.uri.fsPath;
  if (folder === undefined) return refuse('no_folder', say('Open a folder first.'));
  const named = name === undefined ? undefined : await parts.profiles.find(name);
  if (named && !named.ok) return named;
  const profile = named ? named.value : await chooseAgent(parts);
  if (!profile) return ok(null);
  await tryAgent(parts, profile, folder);
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
  const { code, message } = tested.refusal;
  if (code === 'cancelled') return;
  log.warn(`Testing ${name}: ${code}: ${message}`);
  void commands.show({
    severity: 'warning',
    message: message.replace(/\s*\n\s*/g, ' '),
    steps: [
      { title: t('Try Again'), run: () => tryAgent(parts, profile, folder) },
      {
        title: t('Open Settings'),
        run: () => vscode.commands.executeCommand('workbench.action.openSettings', 'signalbox.profiles'),
      },
    ],
  });
}

/** What is found out about each agent is filled in while the person already looks at the list. */
async function chooseAgent({ profiles, find }: TestAgentParts): Promise<AgentProfile | undefined> {
  const all = await profiles.all();
  const picker = vscode.window.createQuickPick<Item>();
  picker.title = t('Test an Agent');
  picker.placeholder = t('Which agent? It is started, asked who it is, and ended; no model is asked anything.');
  picker.matchOnDescription = true;
  picker.items = all.map((profile) => ({ label: profile.name, description: profile.adapter, profile }));
  picker.busy = true;
  void Promise.all(
    all.map(async (profile): Promise<Item> => {
      return { label: profile.name, description: profile.adapter, detail: await detailOf(profile, find), profile };
    }),
  ).then((items) => {
    const active = picker.activeItems[0]?.label;
    picker.items = items;
    picker.activeItems = items.filter(({ label }) => label === active);
    picker.busy = false;
  });
  try {
    return await new Promise((resolve) => {
      picker.onDidAccept(() => resolve(picker.selectedItems[0]?.profile));
      picker.onDidHide(() => resolve(undefined));
      picker.show();
    });
  } finally {
    picker.dispose();
  }
}

/** Such as "Claude Code 2.1.329 found". */
async function detailOf(profile: AgentProfile, find: TestAgentParts['find']): Promise<string> {
  const { adapter, command = adapter, model } = profile;
  if (command === DEMO_PROFILE.command) return t('Comes with Signalbox, follows a script and calls no model');
  if (adapter === 'lm') return model ? t('The model {model} of the editor', { model }) : t('A model of the editor');
  if (adapter === 'command') return t('The shell line {line}', { line: command });
  const found = await find(profile);
  if (!found) return t('“{command}” was not found', { command });
  const { product, version = '', file } = found;
  return t('{agent} found in {file}', { agent: [product, version].filter(Boolean).join(' '), file });
}
