import fs from 'node:fs/promises';
import path from 'node:path';
import type { Git, GitRepository } from '../../ports/git';
import { GitCommand } from './command';
import { WorkTree } from './work-tree';

/** git through the person's own installation. */
export class InstalledGit implements Git {
  async open(folder: string): Promise<GitRepository | undefined> {
    const start = await nearestExisting(folder);
    if (start === undefined) return undefined;
    const answer = await new GitCommand(start)
      .run(['rev-parse', '--path-format=absolute', '--show-toplevel', '--git-common-dir', '--git-dir'])
      .catch(() => undefined);
    if (answer?.code !== 0) return undefined;
    const [root, commonDir, gitDir] = answer.out.trimEnd().split('\n');
    if (!root || !commonDir || !gitDir) return undefined;
    return new WorkTree(root, commonDir, gitDir);
  }
}

/** A project's folder may not exist yet; its repository is then that of the folder above. */
async function nearestExisting(folder: string): Promise<string | undefined> {
  for (let current = path.resolve(folder); ; current = path.dirname(current)) {
    const found = await fs.stat(current).catch(() => undefined);
    if (found?.isDirectory()) return current;
    if (current === path.dirname(current)) return undefined;
  }
}
