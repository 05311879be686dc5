import { readFileSync } from 'node:fs';
import { readdir, readFile } from 'node:fs/promises';
import { MARKS, type ProcessRow, type ProcessTable } from './process-row';
import { halfOf, stampIn } from './stamp';

/** The kernel counts in hundredths of a second on every machine that Node runs on. */
const TICK_MS = 10;
let bootTime: Promise<number> | undefined;
let bootId: Promise<string> | undefined;

async function readBootTime(): Promise<number> {
  const text = await readFile('/proc/stat', 'utf8');
  return Number(/^btime (\d+)$/m.exec(text)?.[1] ?? 0) * 1000;
}

async function rowOf(stat: string, commandLine: string): Promise<ProcessRow | undefined> {
  const pid = Number.parseInt(stat, 10);
  // The name stands in brackets and may itself contain brackets and blanks.
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  if (fields[0] === 'Z' || fields[0] === 'X') return undefined;
  bootTime ??= readBootTime();
  bootId ??= readFile('/proc/sys/kernel/random/boot_id', 'utf8').catch(() => '');
  const boot = (await bootId).trim();
  const name = stat.slice(stat.indexOf('(') + 1, stat.lastIndexOf(')'));
  return {
    pid,
    parent: Number(fields[1]),
    group: Number(fields[2]),
    session: Number(fields[3]),
    startedAt: (await bootTime) + Number(fields[19]) * TICK_MS,
    ...(boot ? { born: `${boot}.${fields[19]}` } : {}),
    command: commandLine.replace(/\0+$/, '').replaceAll('\0', ' ') || name,
  };
}

const CANNOT_TELL = new Set(['EMFILE', 'ENFILE', 'ENOMEM', 'EIO']);

/** Undefined: the process is gone, or somebody else's. These files are in memory: a read takes microseconds, and a thread for it more. */
function ofProcess(pid: number | string, name: string): string | undefined {
  try {
    return readFileSync(`/proc/${pid}/${name}`, 'latin1');
  } catch (error) {
    if (CANNOT_TELL.has((error as NodeJS.ErrnoException).code ?? '')) throw error;
    return undefined;
  }
}

const AT_ONCE = 16;

/** Looks at every process, a few at a time. */
async function each<T>(look: (pid: string) => T | undefined): Promise<readonly T[]> {
  const found: T[] = [];
  const pids = (await readdir('/proc')).filter((name) => /^\d+$/.test(name));
  for (const [index, pid] of pids.entries()) {
    const value = look(pid);
    if (value !== undefined) found.push(value);
    if (index % AT_ONCE === AT_ONCE - 1) await new Promise(setImmediate);
  }
  return found;
}

export const linuxTable: ProcessTable = {
  async one(pid) {
    const stat = ofProcess(pid, 'stat');
    if (stat === undefined) return undefined;
    return rowOf(stat, Buffer.from(ofProcess(pid, 'cmdline') ?? '', 'latin1').toString('utf8'));
  },
  async all() {
    const rows = await Promise.all((await each((pid) => ofProcess(pid, 'stat'))).map((stat) => rowOf(stat, '')));
    return rows.filter((row) => row !== undefined);
  },
  async marked(mark) {
    const wanted = MARKS.map((variable) => `${variable}=${mark}`);
    const half = halfOf(mark);
    const stats = await each((pid) => {
      const environment = ofProcess(pid, 'environ');
      const named = environment?.split('\0').some((variable) => wanted.includes(variable));
      const stamp = named ? undefined : stampIn(ofProcess(pid, 'limits') ?? '');
      return named || stamp?.runner === half || stamp?.agent === half ? ofProcess(pid, 'stat') : undefined;
    });
    const rows = await Promise.all(stats.map((stat) => rowOf(stat, '')));
    return rows.flatMap((row) => (row ? [row.pid] : []));
  },
};
