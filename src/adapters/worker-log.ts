import fs from 'node:fs/promises';
import path from 'node:path';

/** Where a worker's output goes: one log a task, and one older file beside it. */
export function workerLogFile(workspace: string, board: string, task: string): string {
  return path.join(workspace, '.signalbox', 'logs', board, `${task}.log`);
}

export interface LogTail {
  readonly text: string;
  /** Of the whole log. */
  readonly bytes: number;
  readonly cut: boolean;
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
