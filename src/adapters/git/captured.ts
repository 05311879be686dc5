import fs from 'node:fs/promises';
import path from 'node:path';
import type { CapturedFile } from '../../ports/git';
import { type GitCommand, sha, withScratch } from './command';

/** The bytes of files exactly as they lie on disk: no filters, no line end conversion, links as links. */
export async function captureFiles(
  git: GitCommand,
  root: string,
  paths: readonly string[],
  store: boolean,
): Promise<CapturedFile[]> {
  const hash = ['hash-object', '--no-filters', ...(store ? ['-w'] : [])];
  const plain: { path: string; mode: '100644' | '100755' }[] = [];
  const found = new Map<string, CapturedFile>();
  await withScratch(async (scratch) => {
    for (const each of new Set(paths)) {
      const absolute = path.join(root, each);
      const stat = await fs.lstat(absolute).catch(() => undefined);
      if (stat?.isFile()) plain.push({ path: each, mode: stat.mode & 0o100 ? '100755' : '100644' });
      else if (stat?.isSymbolicLink()) {
        const target = path.join(scratch, 'target');
        await fs.writeFile(target, await fs.readlink(absolute, { encoding: 'buffer' }));
        found.set(each, { path: each, blob: (await git.must([...hash, '--', target])).trim(), mode: '120000' });
      } else found.set(each, { path: each, blob: undefined, mode: undefined });
    }
    const names = plain.map((file) => path.join(root, file.path));
    const blobs = (await git.mustInPieces([...hash, '--'], names)).split('\n').filter(Boolean);
    plain.forEach((file, i) => {
      found.set(file.path, { ...file, blob: blobs[i] });
    });
  });
  return [...new Set(paths)].map((each) => found.get(each)!);
}

export async function putBackFiles(git: GitCommand, root: string, files: readonly CapturedFile[]): Promise<void> {
  // What must go goes first: a file may stand where a folder has to be.
  for (const file of files) if (file.blob === undefined) await removeFile(root, file.path);
  for (const file of files) {
    if (file.blob === undefined) continue;
    const bytes = await git.bytes(['blob', sha(file.blob)]);
    if (!bytes) throw new Error(`the kept copy of ${file.path} cannot be read`);
    const absolute = path.join(root, file.path);
    await fs.mkdir(path.dirname(absolute), { recursive: true });
    const stat = await fs.lstat(absolute).catch(() => undefined);
    if (stat && (file.mode === '120000' || !stat.isFile())) await fs.rm(absolute, { force: true });
    if (file.mode === '120000') await fs.symlink(Buffer.from(bytes), absolute);
    else {
      const mode = stat?.isFile() ? stat.mode & 0o777 : 0o644;
      await fs.writeFile(absolute, bytes);
      await fs.chmod(absolute, file.mode === '100755' ? mode | 0o111 : mode & ~0o111);
    }
  }
}

async function removeFile(root: string, file: string): Promise<void> {
  const absolute = path.join(root, file);
  const stat = await fs.lstat(absolute).catch(() => undefined);
  if (!stat || stat.isDirectory()) return;
  await fs.rm(absolute, { force: true });
  for (let folder = path.dirname(absolute); folder !== root && folder.startsWith(root); folder = path.dirname(folder)) {
    try {
      await fs.rmdir(folder);
    } catch {
      return; // not empty: it stays
    }
  }
}

/** A commit on top of `parent` with the captured files, built in an index of its own. */
export async function commitCaptured(
  git: GitCommand,
  files: readonly CapturedFile[],
  parent: string | undefined,
  message: string,
): Promise<string> {
  return withScratch(async (scratch) => {
    const index = { GIT_INDEX_FILE: path.join(scratch, 'index') };
    await git.must(parent ? ['read-tree', sha(parent)] : ['read-tree', '--empty'], index);
    const gone = files.filter((file) => file.blob === undefined).map((file) => file.path);
    const kept = files.flatMap((file) =>
      file.blob === undefined ? [] : ['--cacheinfo', `${file.mode},${sha(file.blob)},${file.path}`],
    );
    await git.mustInPieces(['update-index', '--force-remove', '--'], gone, index);
    // A file may have taken the place of a folder, or the other way round.
    await inPairs(kept, (piece) => git.must(['update-index', '--replace', '--add', ...piece], index));
    const tree = (await git.must(['write-tree'], index)).trim();
    const onTop = parent ? ['-p', sha(parent)] : [];
    const identity = ['-c', 'user.name=Signalbox', '-c', 'user.email=signalbox@localhost'];
    return (await git.must([...identity, 'commit-tree', tree, ...onTop, '-m', message])).trim();
  });
}

async function inPairs(args: readonly string[], run: (piece: string[]) => Promise<unknown>): Promise<void> {
  for (let i = 0; i < args.length; i += 400) await run(args.slice(i, i + 400));
}
