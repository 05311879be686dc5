import fs from 'node:fs';
import path from 'node:path';
import writeFileAtomic from 'write-file-atomic';
import { ok, type Result, refuse } from '../core/result';
import { say } from '../core/sentence';
import type { PlanFiles } from '../ports/plan-files';
import { replaceFile } from './replace-file';

const OUTSIDE = say('The document must lie inside the project.');

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
    return fs.promises.readFile(this.absolute(relative), 'utf8').catch(() => undefined);
  }

  async writeText(relative: string, text: string): Promise<Result<void, 'write_failed'>> {
    const file = this.absolute(relative);
    try {
      await fs.promises.mkdir(path.dirname(file), { recursive: true });
      await writeFileAtomic(file, text);
      return ok(undefined);
    } catch (error) {
      return notWritten(path.basename(file), error);
    }
  }

  async readBytes(relative: string): Promise<string | undefined> {
    return fs.promises.readFile(this.absolute(relative), 'latin1').catch(() => undefined);
  }

  async writeBytes(
    relative: string,
    bytes: string,
    expected: string | undefined,
  ): Promise<Result<void, 'stale' | 'write_failed' | 'read_only'>> {
    const file = this.absolute(relative);
    const content = Buffer.from(bytes, 'latin1');
    const replaced = await replaceFile(
      file,
      content,
      expected === undefined ? undefined : Buffer.from(expected, 'latin1'),
    );
    if (replaced.ok) return ok(undefined);
    const { code, details } = replaced.refusal;
    const name = path.basename(file);
    if (code === 'stale' && expected === undefined && (await this.isFolder(relative)))
      return notWritten(name, { code: 'EISDIR' });
    if (code === 'stale')
      return refuse('stale', say('The document was changed by somebody else meanwhile. Look at it again.'));
    return code === 'read_only'
      ? refuse('read_only', say('{name} is write-protected. Allow writing, then try again.', { name }))
      : notWritten(name, { code: details?.code });
  }

  async isFolder(relative: string): Promise<boolean> {
    const stat = await fs.promises.stat(this.absolute(relative)).catch(() => undefined);
    return stat?.isDirectory() ?? false;
  }

  async resolveInside(folder: string, named: string): Promise<Result<string, 'path_outside_project' | 'not_found'>> {
    const outside = refuse('path_outside_project', OUTSIDE, { path: named.replaceAll('\0', '\\0') });
    const steps = named.split(/[\\/]/);
    if (named === '' || named.includes('\0') || steps.includes('..')) return outside;
    if (path.isAbsolute(named) || path.win32.isAbsolute(named)) return outside;
    const base = realOf(this.absolute(folder));
    const target = path.resolve(this.absolute(folder), ...steps);
    const stat = await fs.promises.stat(target).catch(() => undefined);
    if (!contains(base, realOf(target))) return outside;
    if (!stat?.isFile())
      return refuse('not_found', say('There is no document "{name}" in the project.', { name: named }), {
        path: named,
      });
    return ok(path.relative(this.#root, target).split(path.sep).join('/'));
  }
}

function notWritten(name: string, error: unknown): Result<never, 'write_failed'> {
  const { code = 'unknown' } = error as NodeJS.ErrnoException;
  return code === 'ENOSPC' || code === 'EDQUOT'
    ? refuse(
        'write_failed',
        say('{name} could not be written: the disk is full. Make space, then try again.', { name }),
      )
    : refuse('write_failed', say('{name} could not be written ({code}).', { name, code }));
}

function contains(base: string, target: string): boolean {
  const between = path.relative(base, target);
  return between !== '..' && !between.startsWith(`..${path.sep}`) && !path.isAbsolute(between);
}

/** The path without links, in the spelling of the disk, as far as it exists. */
function realOf(target: string): string {
  try {
    return fs.realpathSync.native(target);
  } catch {
    const parent = path.dirname(target);
    return parent === target ? target : path.join(realOf(parent), path.basename(target));
  }
}
