import type { Dirent, Stats } from 'node:fs';
import fs from 'node:fs/promises';
import path from 'node:path';
import type { FileEntry, FileStat, Files } from '../ports/files';

/** Files of this machine. */
export class RealFiles implements Files {
  async list(folder: string): Promise<readonly FileEntry[] | undefined> {
    const entries = await orUndefined(fs.readdir(folder, { withFileTypes: true }));
    if (!entries) return undefined;
    return Promise.all(entries.map((entry) => entryOf(folder, entry)));
  }

  async stat(file: string): Promise<FileStat | undefined> {
    const stats = await orUndefined(fs.stat(file));
    if (!stats) return undefined;
    return { kind: kindOf(stats), size: stats.size, modifiedAt: stats.mtimeMs, stamp: stampOf(stats) };
  }

  async tail(file: string, bytes: number): Promise<string | undefined> {
    const stats = await orUndefined(fs.stat(file));
    if (!stats?.isFile()) return undefined;
    const handle = await orUndefined(fs.open(file, 'r'));
    if (!handle) return undefined;
    try {
      const from = Math.max(0, stats.size - bytes);
      const buffer = Buffer.alloc(Math.min(bytes, stats.size));
      const { bytesRead } = await handle.read(buffer, 0, buffer.length, from);
      const text = buffer
        .subarray(0, bytesRead)
        .toString('utf8')
        .replace(/^\uFEFF/, '');
      return from === 0 ? text : text.slice(text.indexOf('\n') + 1);
    } catch {
      return undefined;
    } finally {
      await handle.close();
    }
  }

  async head(file: string, bytes: number): Promise<string | undefined> {
    const stats = await orUndefined(fs.stat(file));
    if (!stats?.isFile()) return undefined;
    const handle = await orUndefined(fs.open(file, 'r'));
    if (!handle) return undefined;
    try {
      const buffer = Buffer.alloc(Math.min(bytes, stats.size));
      const { bytesRead } = await handle.read(buffer, 0, buffer.length, 0);
      return buffer
        .subarray(0, bytesRead)
        .toString('utf8')
        .replace(/^\uFEFF/, '');
    } catch {
      return undefined;
    } finally {
      await handle.close();
    }
  }

  real(file: string): Promise<string | undefined> {
    return orUndefined(fs.realpath(file));
  }
}

async function orUndefined<T>(promise: Promise<T>): Promise<T | undefined> {
  try {
    return await promise;
  } catch {
    return undefined;
  }
}

async function entryOf(folder: string, entry: Dirent): Promise<FileEntry> {
  const { name } = entry;
  if (entry.isFile()) return { name, kind: 'file', link: false };
  if (entry.isDirectory()) return { name, kind: 'folder', link: false };
  if (!entry.isSymbolicLink()) return { name, kind: 'other', link: false };
  const stats = await orUndefined(fs.stat(path.join(folder, name)));
  return { name, kind: stats ? kindOf(stats) : 'dangling', link: true };
}

function kindOf(stats: Stats): FileStat['kind'] {
  return stats.isFile() ? 'file' : stats.isDirectory() ? 'folder' : 'other';
}

function stampOf({ size, mtimeMs, ctimeMs, ino }: Stats): string {
  return `${size}-${mtimeMs}-${ctimeMs}-${ino}`;
}
