import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { parse } from 'jsonc-parser';

export interface FoundSetting {
  readonly value: unknown;
  /** The file that it was found in. */
  readonly file: string;
  /** Whether it came with the workspace, and so perhaps from somebody else. */
  readonly ofWorkspace: boolean;
}

/**
 * A setting for what runs outside the editor, found where a person would have made it: in the workspace's settings, then in
 * those of the command line, then in the user settings of the editors that are known. The first one that says anything counts.
 */
export function settingOf(workspace: string, name: string, files = userSettingsFiles()): FoundSetting | undefined {
  const own = path.join(workspace, '.vscode', 'settings.json');
  for (const file of [own, ...files]) {
    const value = settingsIn(file)[name];
    if (value !== undefined) return { value, file, ofWorkspace: file === own };
  }
  return undefined;
}

/** Editors, as their folders of settings are named. */
const EDITORS = ['Code', 'Code - Insiders', 'VSCodium', 'Cursor', 'Windsurf', 'Code - OSS'];

export function userSettingsFiles(
  env: NodeJS.ProcessEnv = process.env,
  platform: NodeJS.Platform = process.platform,
  home = os.homedir(),
): readonly string[] {
  const config = env.XDG_CONFIG_HOME || path.join(home, '.config');
  const roots: Partial<Record<NodeJS.Platform, string>> = {
    win32: env.APPDATA ?? path.join(home, 'AppData', 'Roaming'),
    darwin: path.join(home, 'Library', 'Application Support'),
  };
  const editors = roots[platform] ?? config;
  const ours = platform === 'win32' ? editors : config;
  const data = env.XDG_DATA_HOME || path.join(home, '.local', 'share');
  return [
    path.join(ours, 'signalbox', 'settings.json'),
    ...(env.VSCODE_PORTABLE ? [path.join(env.VSCODE_PORTABLE, 'user-data', 'User', 'settings.json')] : []),
    ...EDITORS.map((editor) => path.join(editors, editor, 'User', 'settings.json')),
    // On a machine that an editor works on from afar.
    ...['.vscode-server', '.vscode-server-insiders', '.vscode-remote'].map((folder) =>
      path.join(home, folder, 'data', 'Machine', 'settings.json'),
    ),
    path.join(data, 'code-server', 'User', 'settings.json'),
  ];
}

/** A file that is missing or broken has no settings. */
function settingsIn(file: string): Readonly<Record<string, unknown>> {
  try {
    const value: unknown = parse(fs.readFileSync(file, 'utf8'), [], { allowTrailingComma: true });
    return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : {};
  } catch {
    return {};
  }
}
