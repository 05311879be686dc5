import { constants } from 'node:fs';
import fs from 'node:fs/promises';
import path from 'node:path';
import writeFileAtomic from 'write-file-atomic';
import { placeFault, spelledOnDisk } from '../core/iteration/place';
import { ok, type Result, refuse } from '../core/result';
import { say } from '../core/sentence';
import type { PlanFiles } from '../ports/plan-files';
import { contains, openInside, realOf } from './inside';
import { replaceFile } from './replace-file';

const OUTSIDE = say('The document must lie inside the project.');
/** Larger documents are not begun with. */
const LARGEST_MB = 20;
/** What agents make of them may be larger. */
const LARGEST_KEPT_MB = 100;
const MEGABYTE = 1024 * 1024;

/** Files below one workspace folder. */
export class WorkspacePlanFiles implements PlanFiles {
  readonly #root: string;

  constructor(root: string) {
    this.#root = path.resolve(root);
  }

  absolute(relative: string): string {
    return path.resolve(this.#root, ...relative.split('/'));
  }

  isInside(folder: string, named: string): boolean {
    if (named.includes('\0')) return false;
    const base = realOf(this.absolute(folder));
    const target = realOf(path.resolve(this.absolute(folder), named));
    return contains(base, target);
  }

  async readText(relative: string): Promise<string | undefined> {
    return fs.readFile(this.absolute(relative), 'utf8').catch(() => undefined);
  }

  async writeText(relative: string, text: string): Promise<Result<void, 'write_failed'>> {
    const file = this.absolute(relative);
    try {
      await fs.mkdir(path.dirname(file), { recursive: true });
      await writeFileAtomic(file, text);
      return ok(undefined);
    } catch (error) {
      return notWritten(path.basename(file), error);
    }
  }

  async readBytes(relative: string): Promise<Result<string | undefined, 'unreadable' | 'too_large'>> {
    const file = this.absolute(relative);
    const name = path.basename(file);
    try {
      const opened = await openInside(realOf(this.#root), file);
      if (!opened) return ok(undefined);
      try {
        if (opened.stats.size > LARGEST_KEPT_MB * MEGABYTE) return tooLarge(name, LARGEST_KEPT_MB);
        return ok(await opened.handle.readFile('latin1'));
      } finally {
        await opened.handle.close();
      }
    } catch (error) {
      return notRead(name, error);
    }
  }

  async writeBytes(
    relative: string,
    bytes: string,
    expected: string | undefined,
  ): Promise<Result<void, 'stale' | 'write_failed' | 'read_only'>> {
    const file = this.absolute(relative);
    const name = path.basename(file);
    const content = Buffer.from(bytes, 'latin1');
    const base = realOf(this.#root);
    const inside = (real: string) => contains(base, real);
    const before = expected === undefined ? undefined : Buffer.from(expected, 'latin1');
    const replaced = await replaceFile(file, content, before, inside);
    if (replaced.ok && replaced.value.theirs) {
      // Who wrote in that very instant was first.
      await replaceFile(file, replaced.value.theirs, content, inside);
      return overtaken();
    }
    if (replaced.ok) return ok(undefined);
    const { code, details } = replaced.refusal;
    if (code === 'stale' && expected === undefined && (await isSomethingElse(file))) {
      return refuse(
        'write_failed',
        say('{name} could not be written: something else is in its place. Remove that, then try again.', { name }),
        { code: 'EEXIST' },
      );
    }
    if (code === 'stale') return overtaken();
    return code === 'read_only' ? writeProtected(name) : notWritten(name, { code: details?.code });
  }

  async move(relative: string, to: string): Promise<Result<void, 'exists' | 'write_failed'>> {
    const [from, target] = [this.absolute(relative), this.absolute(to)];
    try {
      if (!this.isInside('.', path.dirname(from)) || !this.isInside('.', target)) throw { code: 'EACCES' };
      await fs.mkdir(path.dirname(target), { recursive: true });
      if (await fs.lstat(target).catch(() => undefined))
        return refuse('exists', say('{name} is there already.', { name: path.basename(target) }));
      await fs.rename(from, target);
      return ok(undefined);
    } catch (error) {
      return notWritten(path.basename(from), error);
    }
  }

  async resolveInside(
    folder: string,
    named: string,
  ): Promise<Result<string, 'path_outside_project' | 'not_found' | 'too_large' | 'read_only' | 'unreadable'>> {
    const fault = placeFault(named, process.platform === 'win32');
    if (fault === 'internal') {
      return refuse('path_outside_project', say('The files of git and Signalbox are no documents.'), { path: named });
    }
    const outside = refuse('path_outside_project', OUTSIDE, { path: named.replaceAll('\0', '\\0') });
    if (fault) return outside;
    const steps = named.split(/[\\/]/);
    const base = realOf(this.absolute(folder));
    const target = path.resolve(this.absolute(folder), ...steps);
    const stats = await fs.stat(target).catch(() => undefined);
    const real = realOf(target);
    if (!contains(base, real) || !contains(realOf(this.#root), real)) return outside;
    if (!stats?.isFile()) {
      return refuse('not_found', say('There is no document "{name}" in the project.', { name: named }), {
        path: named,
      });
    }
    const name = path.basename(target);
    if (stats.size > LARGEST_MB * MEGABYTE) return tooLarge(name, LARGEST_MB);
    try {
      await fs.access(target, constants.R_OK);
    } catch (error) {
      return notRead(name, error);
    }
    if ((stats.mode & 0o222) === 0) return writeProtected(name);
    const relative = path.relative(this.#root, target).split(path.sep);
    return ok(spelledOnDisk(relative, real.split(path.sep)).join('/'));
  }
}

const overtaken = () => refuse('stale', say('The document was changed by somebody else meanwhile. Look at it again.'));

const writeProtected = (name: string) =>
  refuse('read_only', say('{name} is write-protected. Allow writing, then try again.', { name }));

const tooLarge = (name: string, most: number) =>
  refuse('too_large', say('{name} is larger than {most} MB.', { name, most }));

function notRead(name: string, error: unknown): Result<never, 'unreadable'> {
  const { code = 'unknown' } = error as NodeJS.ErrnoException;
  return code === 'EACCES' || code === 'EPERM'
    ? refuse('unreadable', say('{name} may not be read. Allow reading, then try again.', { name }))
    : refuse('unreadable', say('{name} cannot be read ({code}).', { name, code }));
}

function notWritten(name: string, error: unknown): Result<never, 'write_failed'> {
  const { code = 'unknown' } = error as NodeJS.ErrnoException;
  switch (code) {
    case 'ENOSPC':
    case 'EDQUOT':
      return refuse(
        'write_failed',
        say('{name} could not be written: the disk is full. Make space, then try again.', { name }),
      );
    case 'EFBIG':
      return refuse('write_failed', say('{name} could not be written: it is larger than files may be here.', { name }));
    case 'EACCES':
    case 'EPERM':
      return refuse('write_failed', say('{name} could not be written: its folder allows no changes.', { name }));
    default:
      return refuse('write_failed', say('{name} could not be written ({code}).', { name, code }));
  }
}

/** A folder, a pipe, a link that leads nowhere or out. */
async function isSomethingElse(file: string): Promise<boolean> {
  const there = await fs.lstat(file).catch(() => undefined);
  return there !== undefined && !there.isFile();
}
