import { hash, randomBytes } from 'node:crypto';
import type { Stats } from 'node:fs';
import { closeSync, constants, fstatSync, linkSync, openSync, readSync, renameSync, rmSync } from 'node:fs';
import type { FileHandle } from 'node:fs/promises';
import fs from 'node:fs/promises';
import path from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import type { Result } from '../core/result';
import { ok, refuse } from '../core/result';
import { say } from '../core/sentence';
import { type Pinned, pinFolder, realOf } from './inside';

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
 *
 * `inside`: where the file may really lie. Whatever links are exchanged meanwhile, nothing is written elsewhere.
 */
export async function replaceFile(
  file: string,
  content: Buffer,
  expected: Buffer | undefined,
  inside: (real: string) => boolean = () => true,
): Promise<Result<Replaced, ReplaceCode>> {
  let temporary: string | undefined;
  let old: FileHandle | undefined;
  let pinned: Pinned | undefined;
  try {
    const named = await targetOf(file);
    if (expected === undefined) {
      if (!inside(realOf(path.dirname(named)))) return outside(file);
      await fs.mkdir(path.dirname(named), { recursive: true });
    }
    pinned = await pinFolder(path.dirname(named), inside);
    if (!pinned) return outside(file);
    const target = path.join(pinned.folder, path.basename(named));
    old = expected && (await openFile(target));
    const stats = await old?.stat();
    if (expected !== undefined && !stats?.isFile()) return stale(file);
    if (stats && (stats.mode & 0o222) === 0) {
      return refuse('read_only', say('The file is write-protected.'), { path: file });
    }
    temporary = path.join(pinned.folder, `.${shortened(named)}.${randomBytes(6).toString('hex')}.tmp`);
    await writeDurably(temporary, content, stats);
    const swapped = await swap(temporary, target, expected, pinned);
    if (!swapped) return stale(file);
    temporary = expected === undefined ? temporary : undefined;
    await syncFolder(pinned.folder);
    return ok({ theirs: old && expected && (await writtenMeanwhile(old, expected)) });
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    if (code === 'EROFS') return refuse('read_only', say('The file system is read-only.'), { path: file });
    if (expected !== undefined && (code === 'ENOENT' || code === 'ENOTDIR')) return stale(file);
    const why = code === 'ENOSPC' ? say('The disk is full.') : message;
    return refuse('write_failed', say('The file cannot be written: {why}', { why }), {
      path: file,
      ...(code && { code }),
    });
  } finally {
    await old?.close();
    if (temporary !== undefined) await fs.rm(temporary, { force: true }).catch(() => {});
    await pinned?.release();
  }
}

export function stripBom(bytes: Buffer): Buffer {
  return bytes[0] === 0xef && bytes[1] === 0xbb && bytes[2] === 0xbf ? bytes.subarray(3) : bytes;
}

function outside(file: string) {
  return refuse('write_failed', say('The file lies outside of the folder.'), { path: file, code: 'EACCES' });
}

/** A name is limited in bytes, and ours is longer. */
const shortened = (file: string) =>
  Buffer.from(path.basename(file))
    .subarray(0, 120)
    .toString('latin1')
    .replace(/[^\x20-\x7e]/g, '_');

/** Undefined: there is none. A pipe is not waited for. */
function openFile(file: string): Promise<FileHandle | undefined> {
  return fs.open(file, AT_ONCE).catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT' || error.code === 'ENXIO' || error.code === 'ELOOP') return undefined;
    throw error;
  });
}

/** Whoever puts a link where the file was is not followed. */
const AT_ONCE = constants.O_RDONLY | (constants.O_NONBLOCK ?? 0) | (constants.O_NOFOLLOW ?? 0);

function stale(file: string) {
  return refuse('stale', say('The file has changed since it was read.'), { path: file });
}

/** Where the bytes are. A link stays a link: what it leads to is replaced, also when that does not exist yet. */
async function targetOf(file: string): Promise<string> {
  let target = path.resolve(file);
  for (let hops = 0; hops < 40; hops++) {
    const link = await fs.readlink(target).catch(() => undefined);
    if (link === undefined) break;
    target = path.resolve(realOf(path.dirname(target)), link);
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
async function swap(temporary: string, target: string, expected: Buffer | undefined, pinned: Pinned): Promise<boolean> {
  if (expected === undefined) return pinned.holds() && createExclusively(temporary, target);
  for (let round = 1; ; round++) {
    const unlock = await lock(target);
    try {
      if (!holds(target, expected) || !pinned.holds()) return false;
      renameSync(temporary, target);
      return true;
    } catch (error) {
      const { code } = error as NodeJS.ErrnoException;
      if (code === 'ENOENT' || code === 'ENXIO' || code === 'ELOOP') return false;
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
  const file = path.join(path.dirname(target), lockName(target));
  for (let round = 0; ; round++) {
    try {
      closeSync(openSync(file, 'wx'));
      return () => rmSync(file, { force: true });
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'EEXIST') return () => {};
    }
    const there = await statOrUndefined(file);
    if (there && Math.abs(Date.now() - there.mtimeMs) > OLDEST_LOCK_MS)
      await fs.rm(file, { force: true }).catch(() => {});
    else await pause(1 + (round % 4));
  }
}

function lockName(target: string): string {
  const name = path.basename(target);
  return Buffer.byteLength(name) > 240 ? `.${hash('sha1', name)}.lock` : `.${name}.lock`;
}

/** Whether a file holds just that. */
function holds(target: string, expected: Buffer): boolean {
  const fd = openSync(target, AT_ONCE);
  try {
    const stats = fstatSync(fd);
    return stats.isFile() && stats.size === expected.length && contentOf(fd).equals(expected);
  } finally {
    closeSync(fd);
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
  let seen = contentOf(old.fd);
  if (seen.equals(expected)) return undefined;
  for (let round = 0; round < 20; round++) {
    await pause(10);
    const now = contentOf(old.fd);
    if (now.length > 0 && now.equals(seen)) return now;
    seen = now;
  }
  return seen.length > 0 ? seen : undefined;
}

function contentOf(fd: number): Buffer {
  const buffer = Buffer.alloc(fstatSync(fd).size);
  let at = 0;
  while (at < buffer.length) {
    const read = readSync(fd, buffer, at, buffer.length - at, at);
    if (read === 0) break;
    at += read;
  }
  return buffer.subarray(0, at);
}
