import * as vscode from 'vscode';
import type { AgentProfile } from '../../core/agent/profile';
import { ok, type Result, refuse } from '../../core/result';
import { say } from '../../core/sentence';
import type { ProfileReport } from '../../ports/agent';
import { t } from '../translate';
import type { WindowDesk } from './desk';

export type TestProfile = (profile: AgentProfile, folder: string) => Promise<Result<ProfileReport>>;

type Profiles = Pick<WindowDesk, 'lists' | 'profile'>;

/** Starts an agent, shakes hands and says what is wrong. No model is asked anything. */
export async function testAgent(desk: Profiles, test: TestProfile): Promise<Result<null>> {
  const folder = vscode.workspace.workspaceFolders?.[0]?.uri.fsPath;
  if (folder === undefined) return refuse('no_folder', say('Open a folder first.'));
  const { profiles } = await desk.lists();
  const items = profiles.map(({ name, adapter }) => ({ label: name, description: adapter }));
  const picked = await vscode.window.showQuickPick(items, { placeHolder: t('Which agent?') });
  if (!picked) return ok(null);
  const profile = desk.profile(picked.label);
  if (!profile.ok) return profile;
  const progress = {
    location: vscode.ProgressLocation.Notification,
    title: t('Testing {name}…', { name: picked.label }),
  };
  const tested = await vscode.window.withProgress(progress, () => test(profile.value, folder));
  if (!tested.ok) return tested;
  const { agent, canResume } = tested.value;
  const message = canResume
    ? t('{agent} answers and can resume a conversation.', { agent })
    : t('{agent} answers.', { agent });
  void vscode.window.showInformationMessage(message);
  return ok(null);
}
