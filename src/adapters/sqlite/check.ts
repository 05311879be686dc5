import fs from 'node:fs';
import type { DatabaseSync } from 'node:sqlite';
import { storeCodeOf } from './failure';

/**
 * `quick_check` reads the whole file, about 1 ms for each MB, and finds what disks and careless copies do to it; a process
 * that was killed does no harm to a WAL database. So a small ledger is checked at every opening. A large one is checked
 * once a day by whoever stays long enough to do it in a thread, and once a week by whoever comes, should nobody stay.
 */
const SMALL = 4 * 1024 * 1024;
const DAY_MS = 24 * 3_600_000;

export function howToCheck(
  db: DatabaseSync,
  file: string,
  { now, shortLived }: { readonly now: () => number; readonly shortLived: boolean },
): 'now' | 'background' | 'not now' {
  if (fs.statSync(file).size <= SMALL) return 'now';
  const row = db.prepare(`SELECT value FROM meta WHERE key = 'checkedAt'`).get();
  const age = now() - Number(row?.value ?? 0);
  if (shortLived) return age > 7 * DAY_MS ? 'now' : 'not now';
  return age > DAY_MS ? 'background' : 'not now';
}

export function isSound(db: DatabaseSync): boolean {
  return db.prepare('PRAGMA quick_check(1)').get()?.quick_check === 'ok';
}

/** Small ledgers are always checked, so nothing needs to be remembered. */
export function noteChecked(db: DatabaseSync, file: string, now: number): void {
  if (fs.statSync(file).size <= SMALL) return;
  try {
    db.prepare(`INSERT INTO meta VALUES ('checkedAt', ?) ON CONFLICT DO UPDATE SET value = excluded.value`).run(now);
  } catch (error) {
    // Whoever keeps the ledger busy is welcome; the check is done again next time.
    if (storeCodeOf(error) === undefined) throw error;
  }
}
