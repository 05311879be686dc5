import * as vscode from 'vscode';
import { type AgentProfile, DEMO_PROFILE } from '../../core/agent/profile';
import { t } from '../translate';
import type { EditorProfiles } from './profiles';

export interface ChooseAgentParts {
  readonly profiles: EditorProfiles;
  /** What a profile would start, as far as can be seen from outside. */
  find(
    profile: AgentProfile,
  ): Promise<{ readonly product: string; readonly version?: string; readonly file: string } | undefined>;
}

interface Item extends vscode.QuickPickItem {
  readonly chosen?: AgentProfile | 'settings';
}

/** Lets the person choose one of all agents; `settings` for an entry of the settings that cannot be used. */
export async function chooseAgent({
  profiles,
  find,
}: ChooseAgentParts): Promise<AgentProfile | 'settings' | undefined> {
  const all = await profiles.all();
  const itemOf = (profile: AgentProfile, detail?: string): Item => ({
    label: profile.name,
    description: profile === all[0] ? t('{adapter} · used by default', { adapter: profile.adapter }) : profile.adapter,
    ...(detail === undefined ? {} : { detail }),
    chosen: profile,
  });
  const listOf = (items: readonly Item[]): Item[] => {
    const [own, found] = [true, false].map((configured) =>
      items.filter(({ chosen }) => typeof chosen === 'object' && profiles.isConfigured(chosen) === configured),
    );
    const problems = profiles.problems().map(
      (message): Item => ({
        label: `$(warning) ${message}`,
        detail: t('Opens the settings'),
        alwaysShow: true,
        chosen: 'settings',
      }),
    );
    return [
      ...titled(t('From your settings'), [...(own ?? []), ...problems]),
      ...titled(t('Found on this machine'), found ?? []),
    ];
  };
  const picker = vscode.window.createQuickPick<Item>();
  picker.title = t('Test an Agent');
  picker.placeholder = t('Which agent? It is started, asked who it is, and ended; no model is asked anything.');
  picker.matchOnDescription = true;
  picker.items = listOf(all.map((profile) => itemOf(profile)));
  picker.busy = true;
  // What is found out about each agent is filled in while the person already looks at the list.
  void Promise.all(all.map(async (profile) => itemOf(profile, await detailOf(profile, find)))).then((items) => {
    const first = picker.items.find(({ chosen }) => chosen)?.label;
    const active = picker.activeItems[0]?.label;
    picker.items = listOf(items);
    // VS Code goes to the first one that fits what is typed; who has gone further by arrow keys stays there.
    if (active !== undefined && active !== first && picker.value === '')
      picker.activeItems = picker.items.filter(({ label, chosen }) => label === active && chosen);
    picker.busy = false;
  });
  try {
    return await new Promise((resolve) => {
      picker.onDidAccept(() => resolve(picker.selectedItems[0]?.chosen));
      picker.onDidHide(() => resolve(undefined));
      picker.show();
    });
  } finally {
    picker.dispose();
  }
}

const titled = (label: string, items: readonly Item[]): readonly Item[] =>
  items.length === 0 ? [] : [{ label, kind: vscode.QuickPickItemKind.Separator }, ...items];

/** Such as "Claude Code 2.1.329 found". */
async function detailOf(profile: AgentProfile, find: ChooseAgentParts['find']): Promise<string> {
  const { adapter, command = adapter, model } = profile;
  if (command === DEMO_PROFILE.command) return t('Comes with Signalbox, follows a script and calls no model');
  if (adapter === 'lm') return model ? t('The model {model} of the editor', { model }) : t('A model of the editor');
  if (adapter === 'command') return t('The shell line {line}', { line: command });
  const found = await find(profile);
  if (!found) return t('“{command}” was not found', { command });
  const { product, version = '', file } = found;
  return t('{agent} found in {file}', { agent: [product, version].filter(Boolean).join(' '), file });
}
