import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import type { Disposable } from '../../ports/disposable';
import { LEDGER_FILE } from './connection';

/** SQLite reads a ledger only where it may make files beside it, and where there is space for them. */
const LEAST_SPACE = 1024 * 1024;

/** Why nothing can be made or changed in a folder; undefined: it can. */
export function obstacleIn(folder: string): 'ledger_read_only' | 'disk_full' | undefined {
  try {
    fs.accessSync(folder, fs.constants.W_OK);
  } catch {
    return 'ledger_read_only';
  }
  const { bavail, bsize } = fs.statfsSync(folder);
  return bavail * bsize < LEAST_SPACE ? 'disk_full' : undefined;
}

export interface ReadingCopy extends Disposable {
  readonly file: string;
}

/** A copy of a ledger that lies where SQLite cannot even read it: on a read-only or a full disk. */
export async function copyForReading(file: string): Promise<ReadingCopy> {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'signalbox-read-'));
  const copy = {
    file: path.join(folder, LEDGER_FILE),
    dispose: () => fs.rmSync(folder, { recursive: true, force: true }),
  };
  try {
    await fs.promises.copyFile(file, copy.file);
    // Both together are one moment as long as nobody moves commits from the one into the other, and who could here?
    if (fs.existsSync(`${file}-wal`)) await fs.promises.copyFile(`${file}-wal`, `${copy.file}-wal`);
    return copy;
  } catch (error) {
    copy.dispose();
    throw error;
  }
}
