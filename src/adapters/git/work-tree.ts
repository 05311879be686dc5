import fs from 'node:fs/promises';
import path from 'node:path';
import type { Diffstat, HistoryCommit, RepositoryState } from '../../core/rollback/repository';
import type { CapturedFile, GitOutcome, GitRepository, RevertOutcome } from '../../ports/git';
import { captureFiles, commitCaptured, putBackFiles } from './captured';
import { asLiteral, GitCommand, ref, sha, withScratch } from './command';
import { HISTORY_FORMAT, parseHistory } from './history';
import { readState } from './state';

/** One work tree of a repository, through git's own command. */
export class WorkTree implements GitRepository {
  readonly root: string;
  readonly commonDir: string;
  readonly #gitDir: string;
  readonly #git: GitCommand;

  constructor(root: string, commonDir: string, gitDir: string) {
    this.root = root;
    this.commonDir = commonDir;
    this.#gitDir = gitDir;
    this.#git = new GitCommand(root);
  }

  state(): Promise<RepositoryState> {
    return readState(this.#git, this.#gitDir);
  }

  async history(options: { from?: string; limit?: number } = {}): Promise<readonly HistoryCommit[]> {
    const from = options.from === undefined ? 'HEAD' : sha(options.from);
    const ran = await this.#git.run(['log', ...HISTORY_FORMAT, `--max-count=${options.limit ?? 1000}`, from, '--']);
    return ran.code === 0 ? parseHistory(ran.out) : [];
  }

  async between(from: string, to: string): Promise<readonly HistoryCommit[]> {
    return parseHistory(await this.#git.must(['log', ...HISTORY_FORMAT, `${sha(from)}..${sha(to)}`, '--']));
  }

  async blobBytes(blob: string): Promise<Uint8Array> {
    const bytes = await this.#git.bytes(['blob', sha(blob)]);
    if (!bytes) throw new Error(`object ${blob} is not in the repository`);
    return bytes;
  }

  async blobText(blob: string): Promise<string> {
    return Buffer.from(await this.blobBytes(blob)).toString('utf8');
  }

  fileAt(commit: string, file: string): Promise<Uint8Array | undefined> {
    return this.#git.bytes(['blob', `${sha(commit)}:${file}`]);
  }

  async blobAt(commit: string, file: string): Promise<string | undefined> {
    const ran = await this.#git.run(['rev-parse', '--verify', '--quiet', `${sha(commit)}:${file}`]);
    return ran.code === 0 ? ran.out.trim() : undefined;
  }

  async diffstat(commits: readonly string[]): Promise<Diffstat> {
    const files = new Set<string>();
    let insertions = 0;
    let deletions = 0;
    for (const commit of commits) {
      const args = [
        'show',
        '--numstat',
        '-z',
        '--format=',
        '--no-renames',
        '--diff-merges=first-parent',
        sha(commit),
        '--',
      ];
      for (const row of (await this.#git.must(args)).split('\0')) {
        const [added, removed, file] = row.trim().split('\t');
        if (!file) continue;
        files.add(file);
        insertions += Number(added) || 0;
        deletions += Number(removed) || 0;
      }
    }
    return { files: files.size, insertions, deletions };
  }

  async remotesWith(commit: string): Promise<readonly string[]> {
    const out = await this.#git.must(['branch', '--remotes', '--format=%(refname:short)', '--contains', sha(commit)]);
    return out.split('\n').filter(Boolean);
  }

  async tracked(paths: readonly string[]): Promise<ReadonlySet<string>> {
    const out = await this.#git.mustInPieces(['ls-files', '-z', '--'], paths.map(asLiteral));
    return new Set(out.split('\0').filter(Boolean));
  }

  async unwatched(paths: readonly string[]): Promise<readonly string[]> {
    const out = await this.#git.mustInPieces(['ls-files', '-v', '-z', '--'], paths.map(asLiteral));
    return out
      .split('\0')
      .filter((line) => /^[a-z] /.test(line))
      .map((line) => line.slice(2));
  }

  async locate(absolutePath: string): Promise<string | undefined> {
    const real = await fs.realpath(absolutePath).catch(() => undefined);
    if (real === undefined) return undefined;
    const relative = path.relative(this.root, real).split(path.sep).join('/');
    const outside = relative === '' || relative === '..' || relative.startsWith('../') || path.isAbsolute(relative);
    return outside || relative.split('/').includes('.git') ? undefined : relative;
  }

  capture(paths: readonly string[]): Promise<readonly CapturedFile[]> {
    return captureFiles(this.#git, this.root, paths, true);
  }

  fingerprint(paths: readonly string[]): Promise<readonly CapturedFile[]> {
    return captureFiles(this.#git, this.root, paths, false);
  }

  putBack(files: readonly CapturedFile[]): Promise<void> {
    return putBackFiles(this.#git, this.root, files);
  }

  commitOfCaptured(files: readonly CapturedFile[], parent: string | undefined, message: string): Promise<string> {
    return commitCaptured(this.#git, files, parent, message);
  }

  store(content: string | Uint8Array): Promise<string> {
    return withScratch(async (scratch) => {
      const file = path.join(scratch, 'content');
      await fs.writeFile(file, content);
      return (await this.#git.must(['hash-object', '-w', '--no-filters', '--', file])).trim();
    });
  }

  async checkoutFromHead(paths: readonly string[]): Promise<void> {
    await this.#git.mustInPieces(['checkout', '--quiet', 'HEAD', '--'], paths.map(asLiteral));
  }

  mergeBlobs(base: string, ours: string, theirs: string): Promise<Uint8Array | undefined> {
    return withScratch(async (scratch) => {
      const names = ['ours', 'base', 'theirs'].map((name) => path.join(scratch, name));
      for (const [i, blob] of [ours, base, theirs].entries()) await fs.writeFile(names[i]!, await this.blobBytes(blob));
      const ran = await this.#git.run(['merge-file', '--quiet', ...names]);
      return ran.code === 0 ? fs.readFile(names[0]!) : undefined;
    });
  }

  async revert(commit: string, isMerge: boolean): Promise<RevertOutcome> {
    const ran = await this.#git.run(['revert', '--no-edit', ...(isMerge ? ['-m', '1'] : []), sha(commit)]);
    if (ran.code === 0) return { kind: 'reverted', head: (await this.#git.must(['rev-parse', 'HEAD'])).trim() };
    const unmerged = await this.#git.must(['diff', '--name-only', '--diff-filter=U', '-z']);
    const files = unmerged.split('\0').filter(Boolean);
    if (files.length > 0) return { kind: 'conflict', files };
    // With nothing left to take back git prints its status and no error; anything that stopped it is an error.
    const staged = await this.#git.run(['diff', '--cached', '--quiet', 'HEAD']);
    if (ran.err === '' && staged.code === 0) {
      await this.#git.run(['revert', '--quit']);
      return { kind: 'empty' };
    }
    return { kind: 'failed', message: firstLine(ran.err || ran.out) };
  }

  async abortRevert(): Promise<void> {
    const ran = await this.#git.run(['revert', '--abort']);
    if (ran.code !== 0) await this.#git.run(['revert', '--quit']);
  }

  async moveTo(commit: string): Promise<GitOutcome> {
    return outcome(await this.#git.run(['reset', '--quiet', '--keep', sha(commit), '--']));
  }

  async forceIndexTo(commit: string, expectedHead: string): Promise<GitOutcome> {
    const reason = ['-m', 'signalbox: rollback taken back'];
    const moved = await this.#git.run(['update-ref', ...reason, 'HEAD', sha(commit), sha(expectedHead)]);
    if (moved.code !== 0) return outcome(moved);
    return outcome(await this.#git.run(['reset', '--quiet']));
  }

  async removeStaleIndexLock(): Promise<void> {
    await fs.rm(path.join(this.#gitDir, 'index.lock'), { force: true });
  }

  async refreshIndex(): Promise<void> {
    await this.#git.run(['update-index', '-q', '--refresh']);
  }

  async refs(prefix: string): Promise<readonly { name: string; target: string }[]> {
    const out = await this.#git.must(['for-each-ref', '--format=%(refname) %(objectname)', ref(prefix)]);
    return out
      .split('\n')
      .filter(Boolean)
      .map((line) => {
        const [name = '', target = ''] = line.split(' ');
        return { name, target };
      });
  }

  async setRef(name: string, target: string, expected?: string | null): Promise<boolean> {
    const old = expected === undefined ? [] : [expected === null ? '0'.repeat(target.length) : sha(expected)];
    return (await this.#git.run(['update-ref', ref(name), sha(target), ...old])).code === 0;
  }

  async deleteRef(name: string, expected?: string): Promise<boolean> {
    const old = expected === undefined ? [] : [sha(expected)];
    return (await this.#git.run(['update-ref', '-d', ref(name), ...old])).code === 0;
  }
}

function outcome(ran: { code: number; out: string; err: string }): GitOutcome {
  return ran.code === 0 ? { ok: true } : { ok: false, message: firstLine(ran.err || ran.out) };
}

function firstLine(text: string): string {
  return (
    text
      .split('\n')
      .find((line) => line.trim() !== '')
      ?.replace(/^(error|fatal): /, '') ?? ''
  );
}
