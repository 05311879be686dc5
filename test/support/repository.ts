import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';

/** A throwaway git repository, apart from the person's own git settings. */
export class TestRepository {
  readonly root: string;
  #time = Date.UTC(2026, 0, 5, 9);

  constructor(folder?: string) {
    this.root = fs.realpathSync(folder ?? fs.mkdtempSync(path.join(os.tmpdir(), 'signalbox-git-')));
    this.git('init', '-q', '-b', 'main');
    for (const [key, value] of [
      ['user.name', 'Ada'],
      ['user.email', 'ada@example.test'],
      ['commit.gpgsign', 'false'],
      ['core.autocrlf', 'false'],
    ]) {
      this.git('config', key!, value!);
    }
  }

  git(...args: string[]): string {
    return this.gitIn(this.root, ...args);
  }

  gitIn(folder: string, ...args: string[]): string {
    this.#time += 60_000;
    const date = new Date(this.#time).toISOString();
    const env = { ...process.env, GIT_AUTHOR_DATE: date, GIT_COMMITTER_DATE: date, GIT_EDITOR: 'true' };
    return execFileSync('git', args, {
      cwd: folder,
      env,
      encoding: 'utf8',
      stdio: ['ignore', 'pipe', 'pipe'],
    }).trimEnd();
  }

  write(file: string, content: string | Uint8Array): void {
    const absolute = path.join(this.root, file);
    fs.mkdirSync(path.dirname(absolute), { recursive: true });
    fs.writeFileSync(absolute, content);
  }

  read(file: string): string {
    return fs.readFileSync(path.join(this.root, file), 'utf8');
  }

  has(file: string): boolean {
    return fs.existsSync(path.join(this.root, file));
  }

  /** Commits everything, or only the files named, and answers with its name. */
  commit(subject: string, files?: readonly string[]): string {
    if (files) this.git('add', '--', ...files);
    else this.git('add', '-A');
    this.git('commit', '-q', '--allow-empty', '-m', subject);
    return this.head();
  }

  head(): string {
    return this.git('rev-parse', 'HEAD');
  }

  /** Every file outside .git with the hash of its bytes and its mode; links by their target. */
  contents(): Record<string, string> {
    const found: Record<string, string> = {};
    for (const entry of fs.readdirSync(this.root, { recursive: true, withFileTypes: true })) {
      const absolute = path.join(entry.parentPath, entry.name);
      const name = path.relative(this.root, absolute);
      if (name === '.git' || name.startsWith(`.git${path.sep}`) || name.includes(`${path.sep}.git`)) continue;
      if (entry.isSymbolicLink()) found[name] = `link ${fs.readlinkSync(absolute)}`;
      else if (entry.isFile()) {
        const executable = fs.statSync(absolute).mode & 0o100 ? 'x' : '-';
        found[name] = `${executable} ${createHash('sha256').update(fs.readFileSync(absolute)).digest('hex')}`;
      }
    }
    return found;
  }

  /** What git itself says is uncommitted. */
  status(): string {
    return this.git('status', '--porcelain=v2', '--branch', '--untracked-files=all');
  }

  /** Whether these bytes can still be got at from some ref. */
  isReachable(content: string | Uint8Array): boolean {
    const blob = execFileSync('git', ['hash-object', '--stdin'], {
      cwd: this.root,
      input: content,
      encoding: 'utf8',
    }).trim();
    return this.git('rev-list', '--objects', '--all').includes(blob);
  }

  remove(): void {
    fs.rmSync(this.root, { recursive: true, force: true });
  }
}

/** A PRD as Ralph writes it. */
export function prdText(
  stories: readonly { id: string; passes: boolean; notes?: string }[],
  branchName = 'ralph/shop',
): string {
  const userStories = stories.map((story, i) => ({
    id: story.id,
    title: `Story ${story.id}`,
    acceptanceCriteria: ['It works', 'Typecheck passes'],
    priority: i + 1,
    passes: story.passes,
    notes: story.notes ?? '',
  }));
  return `${JSON.stringify({ project: 'Shop', branchName, userStories }, null, 2)}\n`;
}
