import type { Stats } from 'node:fs';
import { constants, realpathSync } from 'node:fs';
import type { FileHandle } from 'node:fs/promises';
import fs from 'node:fs/promises';
import path from 'node:path';

/** Whether one real path lies in another, or is it. */
export function contains(base: string, target: string): boolean {
  const between = path.relative(base, target);
  return between !== '..' && !between.startsWith(`..${path.sep}`) && !path.isAbsolute(between);
}

/** The path without links, in the spelling of the disk, as far as it exists. */
export function realOf(target: string): string {
  try {
    return realpathSync.native(target);
  } catch {
    const parent = path.dirname(target);
    return parent === target ? target : path.join(realOf(parent), path.basename(target));
  }
}

export interface Opened {
  readonly handle: FileHandle;
  readonly stats: Stats;
}

/** Opening a pipe that nobody writes to would wait for ever. */
const AT_ONCE = constants.O_RDONLY | (constants.O_NONBLOCK ?? 0);
/** Whoever exchanges links all the time is not waited for. */
const ROUNDS = 5;

/**
 * Opens a file below `base`, through links that stay there. Where what was opened really lies is looked at afterwards, so a
 * link that is exchanged between the look and the opening leads nowhere. Undefined: there is no file inside. Throws what the
 * system says.
 */
export async function openInside(base: string, file: string): Promise<Opened | undefined> {
  for (let round = 0; round < ROUNDS; round += 1) {
    const real = realOf(file);
    if (!contains(base, real)) return undefined;
    let handle: FileHandle;
    try {
      handle = await fs.open(real, AT_ONCE);
    } catch (error) {
      if (NOTHING.includes((error as NodeJS.ErrnoException).code ?? '')) return undefined;
      throw error;
    }
    const stats = await handle.stat();
    const inside = await liesInside(base, real, handle, stats);
    if (inside && stats.isFile()) return { handle, stats };
    await handle.close();
    if (inside) return undefined;
  }
  return undefined;
}

/** A socket or a device without a driver cannot even be opened. */
const NOTHING = ['ENOENT', 'ENOTDIR', 'ENXIO', 'EISDIR'];

async function liesInside(base: string, real: string, { fd }: FileHandle, stats: Stats): Promise<boolean> {
  const known = await whereIs(fd);
  if (known !== undefined) return contains(base, known);
  const now = realOf(real);
  const there = await fs.stat(now).catch(() => undefined);
  return contains(base, now) && there?.ino === stats.ino && there.dev === stats.dev;
}

/** Linux knows where an open file is; elsewhere undefined. */
async function whereIs(fd: number): Promise<string | undefined> {
  return process.platform === 'linux' ? fs.readlink(`/proc/self/fd/${fd}`).catch(() => undefined) : undefined;
}

export interface Pinned {
  /** What files in that folder are named below, while it is pinned. */
  readonly folder: string;
  /** Whether it is still the folder that it was, and inside: to be asked right before something is put into place. */
  holds(): boolean;
  release(): Promise<void>;
}

/**
 * Holds on to a folder, so that no link that is put in its place later leads anywhere else. On Linux it is held open and
 * files are named below what is open; elsewhere it is looked at again in the same turn of the event loop.
 */
export async function pinFolder(folder: string, inside: (real: string) => boolean): Promise<Pinned | undefined> {
  const real = realOf(folder);
  if (!inside(real)) return undefined;
  const holds = () => realOf(real) === real;
  if (process.platform !== 'linux') return holds() ? { folder: real, holds, release: async () => {} } : undefined;
  const handle = await fs.open(real, constants.O_RDONLY | constants.O_DIRECTORY);
  const release = () => handle.close();
  const known = await whereIs(handle.fd);
  if (known === undefined) return { folder: real, holds, release };
  if (inside(known)) return { folder: `/proc/self/fd/${handle.fd}`, holds: () => true, release };
  await release();
  return undefined;
}
