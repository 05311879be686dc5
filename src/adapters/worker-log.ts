import { existsSync } from 'node:fs';
import fs from 'node:fs/promises';
import path from 'node:path';
import type { Watched, Watcher } from '../ports/watcher';
import type { LogEnd, WorkerLogs } from '../ports/worker-logs';

/** Where a worker's output goes: one log a task, and one older file beside it. */
export function workerLogFile(workspace: string, board: string, task: string): string {
  return path.join(workspace, '.signalbox', 'logs', board, `${task}.log`);
}

export interface LogTail extends LogEnd {
  readonly cut: boolean;
}

/** The logs of a board of a workspace folder, followed by watching their files. */
export function workerLogs(workspace: string, board: string, watcher: Watcher) {
  const file = (task: string) => workerLogFile(workspace, board, task);
  return {
    file,
    tail: (task: string, bytes: number) => tailOf(file(task), bytes),
    follow: (task: string, changed: () => void) => followFile(file(task), workspace, watcher, changed),
  } satisfies WorkerLogs;
}

/** Watches the folders around the file too, as far as they are not there yet: with the first worker's log they all appear. */
function followFile(file: string, within: string, watcher: Watcher, changed: () => void): Watched {
  const chain = [file];
  for (let folder = path.dirname(file); ; folder = path.dirname(folder)) {
    chain.push(folder);
    if (folder === within || existsSync(folder)) break;
  }
  const watched = watcher.watch(
    chain,
    (paths) => {
      const appeared = chain.findIndex((each) => paths.includes(each));
      if (appeared > 0) watched.add(chain.slice(0, appeared));
      if (appeared >= 0) changed();
    },
    undefined,
    { wanted: () => false },
  );
  return watched;
}

/** The last bytes of a log, from the beginning of a line on; undefined when there is none. */
export async function tailOf(file: string, bytes: number): Promise<LogTail | undefined> {
  let handle: fs.FileHandle;
  try {
    handle = await fs.open(file);
  } catch {
    return undefined;
  }
  try {
    const { size } = await handle.stat();
    const start = Math.max(0, size - bytes);
    // One byte before, so that a cut that falls between two lines loses nothing.
    const from = Math.max(0, start - 1);
    const { buffer, bytesRead } = await handle.read(Buffer.alloc(size - from), 0, size - from, from);
    const read = buffer.subarray(0, bytesRead);
    if (start === 0) return { text: read.toString('utf8'), bytes: size, cut: false };
    const line = read.indexOf(10);
    return { text: read.subarray(line === -1 ? 1 : line + 1).toString('utf8'), bytes: size, cut: true };
  } finally {
    await handle.close();
  }
}
