import { randomBytes } from 'node:crypto';
import os from 'node:os';
import type { Documents } from '../ports/documents';
import { Rollbacks } from '../services/rollback/rollback';
import { InstalledGit } from './git/git';
import { SystemProcesses } from './processes/processes';
import { systemClock } from './system-clock';

/** Rollbacks on this machine's git and processes. */
export function createRollbacks(documents: Documents): Rollbacks {
  const processes = new SystemProcesses();
  return new Rollbacks({
    git: new InstalledGit(),
    documents,
    processes,
    clock: systemClock,
    self: async () => {
      const self = await processes.identify(process.pid);
      return { pid: process.pid, startedAt: self?.startedAt ?? 0, host: os.hostname() };
    },
    salt: () => randomBytes(4).toString('hex'),
  });
}
