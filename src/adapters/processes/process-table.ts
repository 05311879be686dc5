import { linuxTable } from './linux-table';
import type { ProcessTable } from './process-row';
import { psTable } from './ps-table';
import { windowsTable } from './windows-table';

export function processTable(platform: NodeJS.Platform = process.platform): ProcessTable {
  if (platform === 'linux') return linuxTable;
  return platform === 'win32' ? windowsTable() : psTable();
}
