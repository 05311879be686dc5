import fs from 'node:fs';
import path from 'node:path';
import { parse } from 'jsonc-parser';

/**
 * The settings that the editor keeps for a workspace folder, for what runs outside the editor: what a team has agreed on
 * counts there too. A file that is missing or broken has none.
 */
export function workspaceSettings(workspace: string): Readonly<Record<string, unknown>> {
  try {
    const text = fs.readFileSync(path.join(workspace, '.vscode', 'settings.json'), 'utf8');
    const value: unknown = parse(text, [], { allowTrailingComma: true });
    return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : {};
  } catch {
    return {};
  }
}
