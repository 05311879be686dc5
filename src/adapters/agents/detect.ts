import { execFile } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import { type AgentProfile, DEMO_PROFILE } from '../../core/agent/profile';

export interface DetectedProfile {
  readonly profile: AgentProfile;
  /** Where it was found; empty for what ships with Signalbox. */
  readonly file: string;
}

/** What is looked for on the PATH, the most capable first. */
const KNOWN: readonly { readonly file: string; readonly profile: AgentProfile }[] = [
  { file: 'claude', profile: { name: 'claude', adapter: 'claude', command: 'claude' } },
  { file: 'codex', profile: { name: 'codex', adapter: 'codex', command: 'codex' } },
  { file: 'gemini', profile: { name: 'gemini', adapter: 'acp', command: 'gemini', args: ['--acp'] } },
  { file: 'opencode', profile: { name: 'opencode', adapter: 'acp', command: 'opencode', args: ['acp'] } },
  { file: 'copilot', profile: { name: 'copilot', adapter: 'acp', command: 'copilot', args: ['--acp'] } },
];

/** The agents that are installed, then the demo agent. Looks at names only and starts nothing. */
export function detectProfiles(env: NodeJS.ProcessEnv = process.env): readonly DetectedProfile[] {
  const found = KNOWN.flatMap(({ file, profile }) => {
    const where = whereIs(file, env);
    return where === undefined ? [] : [{ profile, file: where }];
  });
  return [...found, { profile: DEMO_PROFILE, file: '' }];
}

/** The file that a command name starts, as a shell would find it. */
export function whereIs(command: string, env: NodeJS.ProcessEnv = process.env): string | undefined {
  const windows = process.platform === 'win32';
  const endings = windows ? (env.PATHEXT ?? '.EXE;.CMD;.BAT').split(';') : [''];
  const folders =
    command.includes('/') || command.includes(path.sep) ? [''] : (env.PATH ?? env.Path ?? '').split(path.delimiter);
  for (const folder of folders) {
    for (const ending of endings) {
      const file = path.resolve(folder, command + ending);
      try {
        fs.accessSync(file, windows ? fs.constants.F_OK : fs.constants.X_OK);
        if (fs.statSync(file).isFile()) return file;
      } catch {
        // Not there, or not for us.
      }
    }
  }
  return undefined;
}

/** The first line that `command --version` prints; undefined when it says nothing in time. */
export function versionOf(command: string, env: NodeJS.ProcessEnv = process.env): Promise<string | undefined> {
  return new Promise((resolve) => {
    execFile(command, ['--version'], { timeout: 15_000, env, windowsHide: true }, (error, stdout) => {
      const line = stdout.split('\n', 1)[0]?.trim();
      resolve(error || !line ? undefined : line.slice(0, 100));
    });
  });
}
