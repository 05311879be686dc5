import fs from 'node:fs/promises';
import path from 'node:path';
import type { GitOperation, RepositoryState } from '../../core/rollback/repository';
import type { GitCommand } from './command';

const OPERATIONS: readonly (readonly [string, GitOperation])[] = [
  ['MERGE_HEAD', 'merge'],
  ['rebase-merge', 'rebase'],
  ['rebase-apply', 'rebase'],
  ['CHERRY_PICK_HEAD', 'cherry-pick'],
  ['REVERT_HEAD', 'revert'],
  ['sequencer', 'revert'],
  ['BISECT_LOG', 'bisect'],
];

async function exists(file: string): Promise<boolean> {
  return fs.lstat(file).then(
    () => true,
    () => false,
  );
}

export async function readState(git: GitCommand, gitDir: string): Promise<RepositoryState> {
  const status = await git.must([
    '--no-optional-locks',
    'status',
    '--porcelain=v2',
    '-z',
    '--branch',
    '--untracked-files=all',
    '--no-renames',
  ]);
  let operation: GitOperation | undefined;
  for (const [name, kind] of OPERATIONS) {
    if (await exists(path.join(gitDir, name))) {
      operation = kind;
      break;
    }
  }
  return { ...parseStatus(status), operation, indexLocked: await exists(path.join(gitDir, 'index.lock')) };
}

function parseStatus(text: string): Omit<RepositoryState, 'operation' | 'indexLocked'> {
  let head: string | undefined;
  let branch: string | undefined;
  const staged: string[] = [];
  const dirty: string[] = [];
  const untracked: string[] = [];
  for (const line of text.split('\0')) {
    if (line.startsWith('# branch.oid ')) head = oid(line.slice(13));
    else if (line.startsWith('# branch.head ')) branch = line.slice(14) === '(detached)' ? undefined : line.slice(14);
    else if (line.startsWith('? ')) untracked.push(line.slice(2));
    else if (line.startsWith('1 ')) {
      const [, xy = '..', , , , , , , ...rest] = line.split(' ');
      const file = rest.join(' ');
      // An intent-to-add entry shows as unstaged "A": it is in the index all the same.
      if (xy[0] !== '.' || xy[1] === 'A') staged.push(file);
      if (xy[1] !== '.') dirty.push(file);
    } else if (line.startsWith('u ')) staged.push(line.split(' ').slice(10).join(' '));
  }
  return { head, branch, staged, dirty, untracked };
}

function oid(text: string): string | undefined {
  return text === '(initial)' ? undefined : text;
}
