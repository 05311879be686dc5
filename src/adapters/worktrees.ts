import fs from 'node:fs';
import path from 'node:path';

/**
 * The folder that stands in the main worktree where this one stands in its own; the same folder when it is in no linked
 * worktree. Read from git's own files, without git: every command line call asks this.
 */
export function mainWorktreeOf(folder: string): string {
  for (let root = folder; ; root = path.dirname(root)) {
    const main = linkedTo(path.join(root, '.git'));
    if (main !== undefined) return main === '' ? folder : path.join(main, path.relative(root, folder));
    if (root === path.dirname(root)) return folder;
  }
}

/** The main worktree that a `.git` file belongs to; '' when it is a repository of its own; undefined when there is none. */
function linkedTo(dotGit: string): string | undefined {
  let pointer: string;
  try {
    if (fs.statSync(dotGit).isDirectory()) return '';
    pointer = fs.readFileSync(dotGit, 'utf8');
  } catch {
    return undefined;
  }
  const named = /^gitdir: (.+)$/m.exec(pointer)?.[1]?.trim();
  if (!named) return '';
  const gitDir = path.resolve(path.dirname(dotGit), named);
  try {
    const common = path.resolve(gitDir, fs.readFileSync(path.join(gitDir, 'commondir'), 'utf8').trim());
    // Git's side must name this worktree too: a `.git` file that came with someone's download leads nowhere.
    const back = path.resolve(gitDir, fs.readFileSync(path.join(gitDir, 'gitdir'), 'utf8').trim());
    const mutual = fs.realpathSync(back) === fs.realpathSync(dotGit);
    return mutual && path.basename(common) === '.git' ? path.dirname(common) : '';
  } catch {
    return '';
  }
}
