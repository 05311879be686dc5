import { execFile } from 'node:child_process';
import fs from 'node:fs/promises';

/** One process as the operating system tells it. */
export interface ProcessRow {
  readonly pid: number;
  readonly parent: number;
  readonly group: number;
  readonly session: number;
  readonly startedAt: number;
  readonly command: string;
  /** What the kernel itself counts, where it tells: the same for ever, also when the clock of the machine is set. */
  readonly born?: string;
}

/** Everything that runs, as far as this user may see it. */
export interface ProcessTable {
  one(pid: number): Promise<ProcessRow | undefined>;
  all(): Promise<readonly ProcessRow[]>;
  /** Those that have `NAME=value` in their environment. */
  marked(variable: string, value: string): Promise<readonly number[]>;
}

export function processTable(platform: NodeJS.Platform = process.platform): ProcessTable {
  if (platform === 'linux') return linuxTable;
  return platform === 'win32' ? windowsTable : psTable;
}

/** The kernel counts in hundredths of a second on every machine that Node runs on. */
const TICK_MS = 10;
let bootTime: Promise<number> | undefined;
let bootId: Promise<string> | undefined;

async function readBootTime(): Promise<number> {
  const text = await fs.readFile('/proc/stat', 'utf8');
  return Number(/^btime (\d+)$/m.exec(text)?.[1] ?? 0) * 1000;
}

async function linuxRow(pid: number): Promise<ProcessRow | undefined> {
  try {
    const stat = await fs.readFile(`/proc/${pid}/stat`, 'utf8');
    // The name stands in brackets and may itself contain brackets and blanks.
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
    if (fields[0] === 'Z' || fields[0] === 'X') return undefined;
    bootTime ??= readBootTime();
    bootId ??= fs.readFile('/proc/sys/kernel/random/boot_id', 'utf8').catch(() => '');
    const boot = (await bootId).trim();
    const command = await fs.readFile(`/proc/${pid}/cmdline`, 'utf8').catch(() => '');
    return {
      pid,
      parent: Number(fields[1]),
      group: Number(fields[2]),
      session: Number(fields[3]),
      startedAt: (await bootTime) + Number(fields[19]) * TICK_MS,
      ...(boot ? { born: `${boot}.${fields[19]}` } : {}),
      command:
        command.replace(/\0+$/, '').replaceAll('\0', ' ') || stat.slice(stat.indexOf('(') + 1, stat.lastIndexOf(')')),
    };
  } catch {
    return undefined;
  }
}

const pidsOfProc = async () =>
  (await fs.readdir('/proc')).filter((name) => /^\d+$/.test(name)).map((name) => Number(name));

const linuxTable: ProcessTable = {
  one: linuxRow,
  async all() {
    const rows = await Promise.all((await pidsOfProc()).map(linuxRow));
    return rows.filter((row) => row !== undefined);
  },
  async marked(variable, value) {
    const wanted = `${variable}=${value}`;
    const found = await Promise.all(
      (await pidsOfProc()).map(async (pid) => {
        const environment = await fs.readFile(`/proc/${pid}/environ`, 'latin1').catch(() => '');
        return environment.split('\0').includes(wanted) && (await linuxRow(pid)) ? pid : undefined;
      }),
    );
    return found.filter((pid) => pid !== undefined);
  },
};

function run(file: string, args: readonly string[]): Promise<string> {
  return new Promise((resolve) => {
    execFile(file, [...args], { maxBuffer: 64 * 1024 * 1024, env: { ...process.env, LC_ALL: 'C' } }, (_error, stdout) =>
      resolve(stdout),
    );
  });
}

const PS_FIELDS = 'pid=,ppid=,pgid=,sess=,lstart=,command=';

/** A line of `ps` with the fields above; `lstart` is five words. */
function parsePsLine(line: string): ProcessRow | undefined {
  const found = /^\s*(\d+)\s+(\d+)\s+(\d+)\s+(\S+)\s+(\w{3}\s+\w{3}\s+\d+\s+[\d:]+\s+\d{4})\s+(.*)$/.exec(line);
  if (!found) return undefined;
  const [, pid, parent, group, session, started, command] = found;
  return {
    pid: Number(pid),
    parent: Number(parent),
    group: Number(group),
    session: Number(session) || 0,
    startedAt: Date.parse(started!),
    command: command!,
  };
}

const psRows = async (args: readonly string[]) =>
  (await run('ps', args))
    .split('\n')
    .map(parsePsLine)
    .filter((row) => row !== undefined);

const psTable: ProcessTable = {
  one: async (pid) => (await psRows(['-o', PS_FIELDS, '-p', String(pid)]))[0],
  all: () => psRows(['-axo', PS_FIELDS]),
  async marked(variable, value) {
    const text = await run('ps', ['-axEwwo', 'pid=,command=']);
    const wanted = ` ${variable}=${value}`;
    return text
      .split('\n')
      .filter((line) => `${line} `.includes(`${wanted} `))
      .map((line) => Number.parseInt(line, 10));
  },
};

const WINDOWS_QUERY =
  'Select-Object ProcessId,ParentProcessId,CommandLine,@{n="Started";e={([DateTimeOffset]$_.CreationDate).ToUnixTimeMilliseconds()}} | ConvertTo-Json -Compress';

interface WindowsRow {
  readonly ProcessId: number;
  readonly ParentProcessId: number;
  readonly CommandLine: string | null;
  readonly Started: number;
}

/** What PowerShell answers: nothing, one object or a list of them. */
function parseWindowsRows(text: string): readonly ProcessRow[] {
  if (text.trim() === '') return [];
  const value = JSON.parse(text) as WindowsRow | readonly WindowsRow[];
  return (Array.isArray(value) ? (value as readonly WindowsRow[]) : [value as WindowsRow]).map((row) => ({
    pid: row.ProcessId,
    parent: row.ParentProcessId,
    group: 0,
    session: 0,
    startedAt: row.Started,
    command: row.CommandLine ?? '',
  }));
}

const windowsRows = async (filter: string) =>
  parseWindowsRows(
    await run('powershell.exe', [
      '-NoProfile',
      '-NonInteractive',
      '-Command',
      `Get-CimInstance Win32_Process ${filter} | ${WINDOWS_QUERY}`,
    ]),
  );

const windowsTable: ProcessTable = {
  one: async (pid) => (await windowsRows(`-Filter "ProcessId=${Math.trunc(pid)}"`))[0],
  all: () => windowsRows(''),
  // Windows shows nobody the environment of another process; there the tree by parents has to do.
  marked: async () => [],
};
