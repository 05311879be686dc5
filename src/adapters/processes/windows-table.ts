import path from 'node:path';
import { type AskSystem, askSystem } from './ask-system';
import type { ProcessRow, ProcessTable } from './process-row';

/** A program of Windows by its whole path: by its name alone it is looked for in the current folder first. */
export const windowsTool = (...parts: readonly string[]) =>
  path.win32.join(process.env.SystemRoot ?? 'C:\\Windows', 'System32', ...parts);

const POWERSHELL = ['WindowsPowerShell', 'v1.0', 'powershell.exe'] as const;
const QUERY =
  'Select-Object ProcessId,ParentProcessId,CommandLine,@{n="Started";e={([DateTimeOffset]$_.CreationDate).ToUnixTimeMilliseconds()}} | ConvertTo-Json -Compress';

interface WindowsRow {
  readonly ProcessId: number;
  readonly ParentProcessId: number;
  readonly CommandLine: string | null;
  /** Some of the system's own have none. */
  readonly Started: number | null;
}

/** What PowerShell answers: nothing, one object or a list of them. Anything else is no answer. */
export function parseWindowsRows(text: string): readonly ProcessRow[] {
  if (text.trim() === '') return [];
  const value = JSON.parse(text) as WindowsRow | readonly WindowsRow[];
  return (Array.isArray(value) ? (value as readonly WindowsRow[]) : [value as WindowsRow]).map((row) => ({
    pid: row.ProcessId,
    parent: row.ParentProcessId,
    group: 0,
    session: 0,
    startedAt: row.Started ?? 0,
    command: row.CommandLine ?? '',
  }));
}

export function windowsTable(ask: AskSystem = askSystem): ProcessTable {
  const rows = async (filter: string) =>
    parseWindowsRows(
      await ask(windowsTool(...POWERSHELL), [
        '-NoProfile',
        '-NonInteractive',
        '-Command',
        `[Console]::OutputEncoding=[Text.Encoding]::UTF8; Get-CimInstance Win32_Process ${filter} | ${QUERY}`,
      ]),
    );
  return {
    one: async (pid) => (await rows(`-Filter "ProcessId=${Math.trunc(pid)}"`))[0],
    all: () => rows(''),
    // Windows shows nobody the environment of another process; there the tree by parents has to do.
    marked: async () => [],
  };
}
