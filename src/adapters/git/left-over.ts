import fs from 'node:fs/promises';
import path from 'node:path';
import { UNDER_WAY } from '../../core/rollback/record';

/** Those of the folders in whose repository a rollback was begun and not ended. Looks for a file; asks nothing of git. */
export async function foldersWithRollback(folders: readonly string[]): Promise<string[]> {
  const found = new Map<string, string>();
  for (const folder of folders) {
    const gitDir = await gitDirAbove(folder);
    if (gitDir === undefined || found.has(gitDir)) continue;
    const there = await fs.stat(path.join(gitDir, UNDER_WAY)).catch(() => undefined);
    if (there) found.set(gitDir, folder);
  }
  return [...found.values()];
}

/** The folder that all work trees of the repository share. */
async function gitDirAbove(start: string): Promise<string | undefined> {
  for (let folder = path.resolve(start); ; folder = path.dirname(folder)) {
    const dotGit = path.join(folder, '.git');
    const stat = await fs.stat(dotGit).catch(() => undefined);
    if (stat?.isDirectory()) return dotGit;
    if (stat?.isFile()) {
      const named = /^gitdir: (.+)$/m.exec(await fs.readFile(dotGit, 'utf8'))?.[1]?.trim();
      if (named === undefined) return undefined;
      const own = path.resolve(folder, named);
      const common = await fs.readFile(path.join(own, 'commondir'), 'utf8').catch(() => '.');
      return path.resolve(own, common.trim());
    }
    if (folder === path.dirname(folder)) return undefined;
  }
}
