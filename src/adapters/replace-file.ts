import { randomBytes } from 'node:crypto';
import type { Stats } from 'node:fs';
import { closeSync, fstatSync, linkSync, openSync, readFileSync, readSync, renameSync, rmSync } from 'node:fs';
import type { FileHandle } from 'node:fs/promises';
import fs from 'node:fs/promises';
import path from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import type { Result } from '../core/result';
import { ok, refuse } from '../core/result';
import { say } from '../core/sentence';

export type ReplaceCode = 'stale' | 'write_failed' | 'read_only';

export interface Replaced {
  /** Somebody wrote into the old file in the same instant. This is their text, which is on disk no more. */
  readonly theirs: Buffer | undefined;
}

/** Rename onto a file that is open elsewhere fails on Windows for as long as it is. */
const RENAME_ROUNDS = process.platform === 'win32' ? 12 : 1;

/**
 * Puts a whole new content in a file's place if its bytes are still `expected` (undefined: there is none yet). Durable, atomic,
 * through links, with its mode and owner.
 *
 * No other writer honours a lock, so the last look and the rename stand side by side in one turn of the event loop, after
 * everything slow is done: some ten microseconds stay. Who wrote into the old file even in those is found afterwards, for the
 * old file is held open.
 */
export async function replaceFile(
  file: string,
  content: Buffer,
  expected: Buffer | undefined,
): Promise<Result<Replaced, ReplaceCode>> {
  let temporary: string | undefined;
  let old: FileHandle | undefined;
  try {
    const target = await targetOf(file);
    const stats = expected === undefined ? undefined : await statOrUndefined(target);
    if (expected !== undefined && !stats) return stale(file);
    if (stats && (stats.mode & 0o222) === 0) {
      return refuse('read_only', say('The file is write-protected.'), { path: file });
    }
    if (expected === undefined) await fs.mkdir(path.dirname(target), { recursive: true });
    old = stats && (await fs.open(target, 'r'));
    temporary = path.join(path.dirname(target), `.${path.basename(target)}.${randomBytes(6).toString('hex')}.tmp`);
    await writeDurably(temporary, content, stats);
    const swapped = await swap(temporary, target, expected);
    if (!swapped) return stale(file);
    temporary = expected === undefined ? temporary : undefined;
    await syncFolder(path.dirname(target));
    return ok({ theirs: old && expected && (await writtenMeanwhile(old, expected)) });
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    if (code === 'EROFS') return refuse('read_only', say('The file system is read-only.'), { path: file });
    const why = code === 'ENOSPC' ? say('The disk is full.') : message;
    return refuse('write_failed', say('The file cannot be written: {why}', { why }), {
      path: file,
      ...(code && { code }),
    });
  } finally {
    await old?.close();
    if (temporary !== undefined) await fs.rm(temporary, { force: true }).catch(() => {});
  }
}

export function stripBom(bytes: Buffer): Buffer {
  return bytes[0] === 0xef && bytes[1] === 0xbb && bytes[2] === 0xbf ? bytes.subarray(3) : bytes;
}

function stale(file: string) {
  return refuse('stale', say('The file has changed since it was read.'), { path: file });
}

/** Where the bytes are. A link stays a link: what it leads to is replaced, also when that does not exist yet. */
async function targetOf(file: string): Promise<string> {
  let target = path.resolve(file);
  for (let hops = 0; hops < 40; hops++) {
    const link = await fs.readlink(target).catch(() => undefined);
    if (link === undefined) break;
    target = path.resolve(path.dirname(target), link);
  }
  return target;
}

async function statOrUndefined(file: string): Promise<Stats | undefined> {
  return fs.stat(file).catch(() => undefined);
}

async function writeDurably(file: string, content: Buffer, like: Stats | undefined): Promise<void> {
  const handle = await fs.open(file, 'wx', like ? like.mode & 0o7777 : 0o666);
  try {
    await handle.writeFile(content);
    if (like) {
      // Who may not give files away keeps them; the content matters more.
      await handle.chown(like.uid, like.gid).catch(() => {});
      await handle.chmod(like.mode & 0o7777).catch(() => {});
    }
    await handle.sync();
  } finally {
    await handle.close();
  }
}

/** False: the bytes in place are not the expected ones. */
async function swap(temporary: string, target: string, expected: Buffer | undefined): Promise<boolean> {
  if (expected === undefined) return createExclusively(temporary, target);
  for (let round = 1; ; round++) {
    const unlock = await lock(target);
    try {
      if (!readFileSync(target).equals(expected)) return false;
      renameSync(temporary, target);
      return true;
    } catch (error) {
      const { code } = error as NodeJS.ErrnoException;
      if (code === 'ENOENT') return false;
      const busy = code === 'EPERM' || code === 'EACCES' || code === 'EBUSY';
      if (!busy || round >= RENAME_ROUNDS) throw error;
    } finally {
      unlock();
    }
    await pause(10 * round);
  }
}

/** Held for one turn of the event loop; an older one belongs to a process that died in it. */
const OLDEST_LOCK_MS = 2000;

/**
 * Keeps our own processes apart, such as a window and a command: of two that look and rename at once both would believe to
 * have been first. Where no lock can be made there is none, as for every other program.
 */
async function lock(target: string): Promise<() => void> {
  const file = path.join(path.dirname(target), `.${path.basename(target)}.lock`);
  for (let round = 0; ; round++) {
    try {
      closeSync(openSync(file, 'wx'));
      return () => rmSync(file, { force: true });
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'EEXIST') return () => {};
    }
    const there = await statOrUndefined(file);
    if (there && Date.now() - there.mtimeMs > OLDEST_LOCK_MS) await fs.rm(file, { force: true }).catch(() => {});
    else await pause(1 + (round % 4));
  }
}

/** A hard link appears under its name complete or not at all, and never over another file. */
async function createExclusively(temporary: string, target: string): Promise<boolean> {
  try {
    linkSync(temporary, target);
    return true;
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === 'EEXIST') return false;
    if (code === 'ENOENT') throw error;
  }
  // A file system without hard links.
  if (await statOrUndefined(target)) return false;
  renameSync(temporary, target);
  return true;
}

async function syncFolder(folder: string): Promise<void> {
  if (process.platform === 'win32') return;
  const handle = await fs.open(folder, 'r').catch(() => undefined);
  // Not every file system syncs folders; the file itself is safe already.
  await handle?.sync().catch(() => {});
  await handle?.close();
}

/** What the file that was replaced holds now, if that is not what it held. Waits a little for a writer in the middle of it. */
async function writtenMeanwhile(old: FileHandle, expected: Buffer): Promise<Buffer | undefined> {
  let seen = contentOf(old);
  if (seen.equals(expected)) return undefined;
  for (let round = 0; round < 20; round++) {
    await pause(10);
    const now = contentOf(old);
    if (now.length > 0 && now.equals(seen)) return now;
    seen = now;
  }
  return seen.length > 0 ? seen : undefined;
}

function contentOf(handle: FileHandle): Buffer {
  const buffer = Buffer.alloc(fstatSync(handle.fd).size);
  let at = 0;
  while (at < buffer.length) {
    const read = readSync(handle.fd, buffer, at, buffer.length - at, at);
    if (read === 0) break;
    at += read;
  }
  return buffer.subarray(0, at);
}
