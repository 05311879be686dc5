import fs from 'node:fs';
import type { DatabaseSync } from 'node:sqlite';
import type { Result } from '../../core/result';
import type { Spoken } from '../../core/sentence';
import type { StoreCode } from '../../ports/ledger';
import { storeCodeOf } from './failure';

export type OpenCode = StoreCode | 'sqlite_missing' | 'not_a_ledger' | 'wal_unavailable';

/** What the person should be told although the ledger works. */
export interface LedgerNotice extends Spoken {
  readonly code: 'ledger_recovered' | 'ledger_elsewhere' | 'ledger_replaced' | 'commit_unreadable' | 'follow_slow';
  readonly details?: Readonly<Record<string, unknown>>;
  /** Undoes what befell it. */
  readonly putBack?: () => Promise<Result<null>>;
}

export interface OpenOptions {
  readonly now: () => number;
  readonly notify: (notice: LedgerNotice) => void;
  /** Something befell the open ledger: it is damaged, or its file was moved away. It must be opened again. */
  readonly trouble: (code: 'ledger_damaged' | 'ledger_moved') => void;
  /** Kept in a new ledger: whose it is. */
  readonly tag: string;
  /** False: an existing ledger is read and nothing is written. */
  readonly writable: boolean;
  readonly shortLived: boolean;
  /** The check that was due found damage: recover, whatever the ledger looks like at first. */
  readonly suspect: boolean;
}

export const QUIET: OpenOptions = {
  now: Date.now,
  notify: () => {},
  trouble: () => {},
  tag: '',
  writable: true,
  shortLived: false,
  suspect: false,
};

/** What a ledger is called unless somebody gave it another name. */
export const LEDGER_FILE = 'ledger.db';

/** How long SQLite itself may sleep on a lock: shorter than anybody notices. Longer waits are ours, with timers. */
const LOCK_MS = 4;

/** A connection as every use of the ledger needs it. */
export function connect(file: string, writable: boolean): DatabaseSync {
  const { DatabaseSync } = process.getBuiltinModule('node:sqlite');
  return new DatabaseSync(file, { timeout: LOCK_MS, readOnly: !writable });
}

/** Whose ledger it is; undefined when it is none. */
export function ledgerTag(file: string): string | undefined {
  if (!fs.existsSync(file)) return undefined;
  let db: DatabaseSync | undefined;
  try {
    db = connect(file, false);
    const row = db.prepare(`SELECT value FROM meta WHERE key = 'tag'`).get();
    return row ? String(row.value) : undefined;
  } catch (error) {
    if (storeCodeOf(error) === undefined && !(error as Error).message.includes('no such table')) throw error;
    return undefined;
  } finally {
    db?.close();
  }
}
