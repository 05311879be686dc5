import fs from 'node:fs';
import path from 'node:path';

/** Linux file systems whose memory maps are not shared between machines, which SQLite's WAL needs. */
const NETWORK: ReadonlySet<number> = new Set([
  0x6969, // NFS
  0xff534d42, // CIFS
  0xfe534d42, // SMB 2 and 3
  0x517b, // SMB
  0x01021997, // 9p: Windows drives in WSL
  0x564c, // NCP
  0x5346414f, // AFS
  0x00c36400, // Ceph
  0x0bd00bd0, // Lustre
  0x47504653, // GPFS
]);

/** False on drives where SQLite's WAL is known not to work. Elsewhere SQLite itself has the last word. */
export function walWorksIn(folder: string): boolean {
  const existing = nearestExisting(folder);
  if (process.platform === 'win32') return !fs.realpathSync.native(existing).startsWith('\\\\');
  return process.platform !== 'linux' || !NETWORK.has(fs.statfsSync(existing).type >>> 0);
}

export function nearestExisting(folder: string): string {
  return fs.existsSync(folder) || folder === path.dirname(folder) ? folder : nearestExisting(path.dirname(folder));
}
