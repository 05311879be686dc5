import * as vscode from 'vscode';
import { type AgentProfile, DEMO_PROFILE, EDITOR_PROFILE, parseProfiles, sameName } from '../../core/agent/profile';
import { ok, type Result, refuse } from '../../core/result';
import { say } from '../../core/sentence';
import { tellMessage } from '../../core/translate';
import type { Consents } from '../../ports/consents';
import type { Disposable } from '../../ports/disposable';
import { allowProfile } from '../../services/agents/profile-consent';
import { chooseProfile } from '../../services/agents/profiles';
import { onSettings, setting } from '../settings';
import { t } from '../translate';
import type { EditorModels } from './editor-models';

export interface EditorProfilesOptions {
  /** Agents that are installed on this machine, then the demo agent. */
  readonly detected: () => readonly AgentProfile[];
  readonly models: Pick<EditorModels, 'any'>;
  readonly consents: Consents;
}

/** The agents of this window: those of the settings, what is installed, the editor's own models, and the demo agent. */
export class EditorProfiles {
  readonly #options: EditorProfilesOptions;

  constructor(options: EditorProfilesOptions) {
    this.#options = options;
  }

  async all(): Promise<readonly AgentProfile[]> {
    const { profiles } = parseProfiles(setting<unknown>('signalbox.profiles'));
    const installed = this.#options.detected().filter(({ name }) => name !== DEMO_PROFILE.name);
    const found = [...installed, ...((await this.#options.models.any()) ? [EDITOR_PROFILE] : []), DEMO_PROFILE];
    return [...profiles, ...found.filter((each) => !profiles.some((own) => sameName(own.name, each.name)))];
  }

  /** What the setting says and cannot be used: it is left out of the others. */
  problems(): readonly string[] {
    return parseProfiles(setting<unknown>('signalbox.profiles')).problems.map((problem) => tellMessage(problem, t));
  }

  /** Whether a profile is one that a person has written down. */
  isConfigured({ name }: AgentProfile): boolean {
    return parseProfiles(setting<unknown>('signalbox.profiles')).profiles.some((own) => sameName(own.name, name));
  }

  async find(name: string | undefined): Promise<Result<AgentProfile>> {
    return chooseProfile(name, await this.all(), []);
  }

  onChange(listener: () => void): Disposable {
    const parts = [onSettings(['signalbox.profiles'], listener), vscode.lm.onDidChangeChatModels(listener)];
    return { dispose: () => parts.forEach((part) => void part.dispose()) };
  }

  /** The profile, to be started in a folder: a shell line is shown to a person first, once for each folder and line. */
  async toStart(name: string | undefined, folder: string): Promise<Result<AgentProfile>> {
    const found = await this.find(name);
    if (!found.ok) return found;
    return allowProfile(found.value, {
      workspace: folder,
      consents: this.#options.consents,
      trusted: vscode.workspace.isTrusted,
      // The editor itself keeps what an untrusted workspace says about profiles from us.
      fromWorkspace: false,
      ask: (line) => askToRun(found.value.name, folder, line),
    });
  }
}

async function askToRun(name: string, folder: string, line: string): Promise<Result<true>> {
  const run = t('Allow in This Workspace');
  const question = t('The agent “{name}” is a shell line. May it run here?', { name });
  const detail = t('{line}\n\nin {folder}\n\nYou are asked again when the line changes.', { line, folder });
  const answer = await vscode.window.showWarningMessage(question, { modal: true, detail }, run);
  return answer === run
    ? ok(true)
    : refuse('not_allowed', say('The shell line was not allowed, and nothing was started.'));
}
