import fs from 'node:fs';
import path from 'node:path';
import { parseTraceLine, type TraceEntry, type TraceRecord } from '../core/run/trace';
import type { Disposable } from '../ports/disposable';
import type { Traces, TraceWriter } from '../ports/traces';

const NEWLINE = 10;
const CHUNK = 256 * 1024;
/** A change that the system did not report is found by then. */
const SWEEP_MS = 2_000;

/** Traces as JSONL files in one folder, `<run>.jsonl`. */
export class TraceFiles implements Traces {
  readonly #folder: string;
  readonly #now: () => number;

  constructor(folder: string, now: () => number = Date.now) {
    this.#folder = folder;
    this.#now = now;
  }

  write(run: string): TraceWriter {
    fs.mkdirSync(this.#folder, { recursive: true });
    return new FileWriter(this.#file(run), run, this.#now);
  }

  async read(run: string, after: number): Promise<readonly TraceRecord[]> {
    const records: TraceRecord[] = [];
    const tail = new Tail(this.#file(run), after, (found) => records.push(...found));
    await tail.drain();
    tail.close();
    return records;
  }

  follow(run: string, after: number, listener: (records: readonly TraceRecord[]) => void): Disposable {
    const file = this.#file(run);
    const tail = new Tail(file, after, listener);
    const look = () => void tail.drain();
    let watcher: fs.FSWatcher | undefined;
    try {
      fs.mkdirSync(this.#folder, { recursive: true });
      const name = path.basename(file);
      watcher = fs.watch(this.#folder, (_event, changed) => {
        if (changed === null || changed === name) look();
      });
      watcher.on('error', () => watcher?.close());
    } catch {
      // Without a watcher the sweep below is what is left.
    }
    const sweep = setInterval(look, SWEEP_MS);
    look();
    return {
      dispose() {
        clearInterval(sweep);
        watcher?.close();
        tail.close();
      },
    };
  }

  #file(run: string): string {
    return path.join(this.#folder, `${run.replace(/[^A-Za-z0-9._-]/g, '_')}.jsonl`);
  }
}

class FileWriter implements TraceWriter {
  readonly #fd: number;
  readonly #run: string;
  readonly #now: () => number;
  #lines = '';
  #left: Buffer = Buffer.alloc(0);
  #seq: number;
  #open = true;

  constructor(file: string, run: string, now: () => number) {
    const { seq, torn } = lastRecord(file);
    this.#fd = fs.openSync(file, 'a', 0o600);
    // Half a line, of a writer that died in the middle of it, is ended and not taken off: readers are past it already.
    if (torn) fs.writeSync(this.#fd, '\n');
    this.#run = run;
    this.#now = now;
    this.#seq = seq;
  }

  get lastSeq(): number {
    return this.#seq;
  }

  append(entry: TraceEntry): void {
    this.#seq += 1;
    const record: TraceRecord = { seq: this.#seq, at: this.#now(), run: this.#run, ...entry };
    this.#lines += `${JSON.stringify(record)}\n`;
    if (this.#lines.length > CHUNK) this.flush();
  }

  /** What does not fit on the disk now is kept, and tried again with what comes next. */
  flush(): void {
    if (!this.#open) return;
    if (this.#lines !== '') this.#left = Buffer.concat([this.#left, Buffer.from(this.#lines)]);
    this.#lines = '';
    try {
      while (this.#left.length > 0) this.#left = this.#left.subarray(fs.writeSync(this.#fd, this.#left));
    } catch {
      // The turn is told whole in the ledger as well; a trace is no reason to end the agent.
    }
  }

  close(): void {
    if (!this.#open) return;
    this.flush();
    this.#open = false;
    fs.closeSync(this.#fd);
  }
}

/** The number of the last whole record, and whether the file ends within a line. Looks at the end of the file only. */
function lastRecord(file: string): { readonly seq: number; readonly torn: boolean } {
  let fd: number;
  try {
    fd = fs.openSync(file, 'r');
  } catch {
    return { seq: 0, torn: false };
  }
  try {
    const { size } = fs.fstatSync(fd);
    for (let length = CHUNK; ; length *= 4) {
      const from = Math.max(0, size - length);
      const bytes = Buffer.alloc(size - from);
      fs.readSync(fd, bytes, 0, bytes.length, from);
      const torn = bytes.length > 0 && bytes.at(-1) !== NEWLINE;
      const lines = bytes.toString('utf8').split('\n');
      for (let index = lines.length - 1; index >= (from === 0 ? 0 : 1); index -= 1) {
        const record = parseTraceLine(lines[index] ?? '');
        if (record) return { seq: record.seq, torn };
      }
      if (from === 0) return { seq: 0, torn };
    }
  } finally {
    fs.closeSync(fd);
  }
}

/** Reads on from where it was, byte by byte position, and hands out whole lines only. */
class Tail {
  readonly #file: string;
  readonly #listener: (records: readonly TraceRecord[]) => void;
  #after: number;
  #offset: number | undefined;
  #carry: Buffer<ArrayBufferLike> = Buffer.alloc(0);
  #inode: number | undefined;
  #closed = false;
  #again = false;
  #draining: Promise<void> | undefined;

  constructor(file: string, after: number, listener: (records: readonly TraceRecord[]) => void) {
    this.#file = file;
    this.#after = after;
    this.#listener = listener;
  }

  close(): void {
    this.#closed = true;
  }

  /** Hands out everything that is there now. A call while one runs makes that one look once more. */
  drain(): Promise<void> {
    this.#again = true;
    this.#draining ??= this.#drain().finally(() => {
      this.#draining = undefined;
    });
    return this.#draining;
  }

  async #drain(): Promise<void> {
    while (this.#again && !this.#closed) {
      this.#again = false;
      const handle = await fs.promises.open(this.#file, 'r').catch(() => undefined);
      if (!handle) return;
      try {
        const { size, ino } = await handle.stat();
        if (this.#inode !== ino || this.#offset === undefined || size < this.#offset) {
          this.#inode = ino;
          this.#carry = Buffer.alloc(0);
          this.#offset = await findOffset(handle, size, this.#after);
        }
        await this.#readOn(handle);
      } finally {
        await handle.close();
      }
    }
  }

  async #readOn(handle: fs.promises.FileHandle): Promise<void> {
    const chunk = Buffer.alloc(CHUNK);
    for (;;) {
      const { bytesRead } = await handle.read(chunk, 0, CHUNK, this.#offset ?? 0);
      if (bytesRead === 0 || this.#closed) return;
      this.#offset = (this.#offset ?? 0) + bytesRead;
      const bytes = Buffer.concat([this.#carry, chunk.subarray(0, bytesRead)]);
      const end = bytes.lastIndexOf(NEWLINE) + 1;
      this.#carry = Buffer.from(bytes.subarray(end));
      const records: TraceRecord[] = [];
      for (const line of bytes.subarray(0, end).toString('utf8').split('\n')) {
        const record = line === '' ? undefined : parseTraceLine(line);
        if (!record || record.seq <= this.#after) continue;
        this.#after = record.seq;
        records.push(record);
      }
      if (records.length > 0 && !this.#closed) this.#listener(records);
    }
  }
}

/** Where the first record with `seq > after` can begin: found by halving, as numbers only grow. */
async function findOffset(handle: fs.promises.FileHandle, size: number, after: number): Promise<number> {
  if (after <= 0) return 0;
  let low = 0;
  let high = size;
  while (high - low > CHUNK) {
    const middle = low + Math.floor((high - low) / 2);
    const found = await firstRecordFrom(handle, middle, high);
    if (found && found.seq <= after) low = found.start;
    else high = middle;
  }
  return low;
}

/** The first whole record that begins after a position; long lines are read as far as needed. */
async function firstRecordFrom(
  handle: fs.promises.FileHandle,
  from: number,
  until: number,
): Promise<{ readonly seq: number; readonly start: number } | undefined> {
  for (let length = 16 * 1024; ; length *= 4) {
    const bytes = Buffer.alloc(Math.min(length, until - from));
    const { bytesRead } = await handle.read(bytes, 0, bytes.length, from);
    let start = bytes.indexOf(NEWLINE) + 1;
    for (let end = bytes.indexOf(NEWLINE, start); start > 0 && end >= 0; end = bytes.indexOf(NEWLINE, start)) {
      const record = parseTraceLine(bytes.subarray(start, end).toString('utf8'));
      if (record) return { seq: record.seq, start: from + start };
      start = end + 1;
    }
    if (bytesRead < bytes.length || length >= until - from) return undefined;
  }
}
