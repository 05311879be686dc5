import { createHash } from 'node:crypto';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import writeFileAtomic from 'write-file-atomic';
import type { Consents } from '../ports/consents';

/** More are forgotten, the oldest first. */
const MOST = 500;

/**
 * Kept outside of every workspace, or a repository could bring the consent along with the line. Only fingerprints are
 * stored, as a line may hold a key. The editor and the command line share them.
 */
export class FileConsents implements Consents {
  readonly #file: string;

  constructor(file: string = path.join(stateFolder(), 'allowed.json')) {
    this.#file = file;
  }

  async has(workspace: string, line: string): Promise<boolean> {
    return this.#read().includes(fingerprint(workspace, line));
  }

  async remember(workspace: string, line: string): Promise<void> {
    const allowed = [
      ...this.#read().filter((each) => each !== fingerprint(workspace, line)),
      fingerprint(workspace, line),
    ];
    fs.mkdirSync(path.dirname(this.#file), { recursive: true, mode: 0o700 });
    await writeFileAtomic(this.#file, `${JSON.stringify(allowed.slice(-MOST), null, 2)}\n`, { mode: 0o600 });
  }

  #read(): readonly string[] {
    try {
      const value: unknown = JSON.parse(fs.readFileSync(this.#file, 'utf8'));
      return Array.isArray(value) ? value.filter((each) => typeof each === 'string') : [];
    } catch {
      // Never written, or damaged: then people are asked again.
      return [];
    }
  }
}

function fingerprint(workspace: string, line: string): string {
  let folder = workspace;
  try {
    folder = fs.realpathSync(workspace);
  } catch {
    // A folder that is not there has no other name.
  }
  return createHash('sha256').update(`${folder}\0${line}`).digest('hex');
}

/** Where a program of this system keeps what it remembers for a user. */
function stateFolder(
  env: NodeJS.ProcessEnv = process.env,
  platform: NodeJS.Platform = process.platform,
  home = os.homedir(),
): string {
  if (platform === 'win32') return path.join(env.LOCALAPPDATA ?? path.join(home, 'AppData', 'Local'), 'signalbox');
  if (platform === 'darwin') return path.join(home, 'Library', 'Application Support', 'signalbox');
  return path.join(env.XDG_STATE_HOME || path.join(home, '.local', 'state'), 'signalbox');
}
