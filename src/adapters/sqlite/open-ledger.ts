import fs from 'node:fs';
import path from 'node:path';
import type { DatabaseSync } from 'node:sqlite';
import { ok, type Result, refuse } from '../../core/result';
import type { Ledger, StoreCode } from '../../ports/ledger';
import { refusalOf, storeCodeOf, storeRefusal } from './failure';
import { migrate, numberOf } from './schema';
import { SqliteLedger } from './sqlite-ledger';

export type OpenCode = StoreCode | 'sqlite_missing' | 'not_a_ledger' | 'wal_unavailable';

export interface OpenOptions {
  readonly now?: () => number;
}

/** What the person should be told about the opening; the ledger works. */
export interface LedgerNotice {
  readonly code: string;
  readonly message: string;
  readonly details?: Readonly<Record<string, unknown>>;
}

export interface OpenedLedger {
  readonly ledger: Ledger;
  readonly notices: readonly LedgerNotice[];
}

/** How long SQLite itself may sleep on a lock: shorter than anybody notices. Longer waits are ours, with timers. */
const LOCK_MS = 4;
const PATIENCE_MS = 15_000;

/** Opens the ledger in that file, and makes it when there is none. Its folder must exist. */
export async function openLedger(file: string, options: OpenOptions = {}): Promise<Result<OpenedLedger, OpenCode>> {
  const sqlite = process.getBuiltinModule('node:sqlite');
  if (!sqlite) {
    return refuse('sqlite_missing', `Signalbox needs Node 24 or newer for its ledger. This is ${process.version}.`);
  }
  const deadline = performance.now() + PATIENCE_MS;
  for (;;) {
    let db: DatabaseSync | undefined;
    try {
      db = new sqlite.DatabaseSync(file, { timeout: LOCK_MS });
      const problem = prepare(db, file);
      if (problem) {
        db.close();
        return problem;
      }
      return ok({ ledger: new SqliteLedger(db, file, options.now ?? Date.now), notices: [] });
    } catch (error) {
      if (db?.isOpen) db.close();
      if (storeCodeOf(error) !== 'ledger_busy' || performance.now() > deadline) {
        return { ok: false, refusal: refusalOf(error) };
      }
      await new Promise((resolve) => setTimeout(resolve, 2 + Math.random() * 20));
    }
  }
}

function prepare(db: DatabaseSync, file: string): Result<never, OpenCode> | undefined {
  const mode = db.prepare('PRAGMA journal_mode = WAL').get()?.journal_mode;
  if (mode !== 'wal') {
    const folder = path.dirname(file);
    return refuse('wal_unavailable', `The ledger cannot live in ${folder}: this drive does not support it.`, {
      folder,
    });
  }
  db.exec('PRAGMA synchronous = FULL');
  const schema = migrate(db);
  if (schema === 'too_new') return { ok: false, refusal: storeRefusal('ledger_too_new', { file }) };
  if (schema === 'foreign') {
    return refuse('not_a_ledger', `${file} is a database of something else. Signalbox did not touch it.`, { file });
  }
  numberOf(db, 'SELECT count(*) FROM meta');
  return undefined;
}

/** True when there is a ledger to open. */
export function ledgerExists(file: string): boolean {
  return fs.existsSync(file);
}
