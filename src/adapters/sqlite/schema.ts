import type { DatabaseSync } from 'node:sqlite';

/** Says in the file's header that it is ours: "SGBX". */
const APPLICATION_ID = 0x53474258;

/**
 * Step n takes a ledger from schema version n to n + 1. Steps are never edited once released, only added.
 * `position` is the rowid: SQLite has one writer at a time, so it grows in the order in which commits become visible.
 */
export const MIGRATIONS: readonly string[] = [
  `CREATE TABLE commits (
     position INTEGER PRIMARY KEY,
     stream TEXT NOT NULL,
     seq INTEGER NOT NULL,
     at INTEGER NOT NULL,
     actor TEXT NOT NULL,
     events TEXT NOT NULL,
     UNIQUE (stream, seq)
   ) STRICT;
   CREATE TABLE snapshots (
     stream TEXT NOT NULL,
     fold TEXT NOT NULL,
     version INTEGER NOT NULL,
     seq INTEGER NOT NULL,
     state ANY NOT NULL,
     PRIMARY KEY (stream, fold, version)
   ) STRICT;
   CREATE TABLE meta (key TEXT PRIMARY KEY, value ANY NOT NULL) STRICT, WITHOUT ROWID;`,
];

export type SchemaState = 'current' | 'behind' | 'too_new' | 'foreign';

export interface MigrateOptions {
  /** Kept in a ledger that is new. */
  readonly tag: string;
  readonly writable: boolean;
}

/** Brings the schema up to date inside one transaction; several processes may try at once. */
export function migrate(
  db: DatabaseSync,
  { tag, writable }: MigrateOptions,
  migrations: readonly string[] = MIGRATIONS,
): SchemaState {
  const before = judge(db, migrations.length);
  if (before !== 'behind' || !writable) return before;
  db.exec('BEGIN IMMEDIATE');
  try {
    const now = judge(db, migrations.length);
    if (now !== 'behind') return now;
    const version = schemaVersion(db);
    for (const step of migrations.slice(version)) db.exec(step);
    if (version === 0) db.prepare(`INSERT INTO meta VALUES ('tag', ?)`).run(tag);
    db.exec(`PRAGMA application_id = ${APPLICATION_ID}`);
    db.exec(`PRAGMA user_version = ${migrations.length}`);
    db.exec('COMMIT');
    return 'current';
  } finally {
    if (db.isTransaction) db.exec('ROLLBACK');
  }
}

export function schemaVersion(db: DatabaseSync): number {
  return numberOf(db, 'PRAGMA user_version');
}

/** Looks without touching anything, and at one moment: another process may be making this very ledger. */
export function judge(db: DatabaseSync, known = MIGRATIONS.length): SchemaState {
  if (db.isTransaction) return judgeNow(db, known);
  db.exec('BEGIN');
  try {
    return judgeNow(db, known);
  } finally {
    if (db.isTransaction) db.exec('ROLLBACK');
  }
}

function judgeNow(db: DatabaseSync, known: number): SchemaState {
  const tables = numberOf(db, 'SELECT count(*) FROM sqlite_schema');
  const id = numberOf(db, 'PRAGMA application_id');
  const version = schemaVersion(db);
  const empty = id === 0 && version === 0 && tables === 0;
  if (!empty && id !== APPLICATION_ID) return 'foreign';
  if (version > known) return 'too_new';
  return version < known ? 'behind' : 'current';
}

/** The one number that a statement answers with. */
export function numberOf(db: DatabaseSync, sql: string): number {
  const row = db.prepare(sql).get();
  return Number(row ? Object.values(row)[0] : Number.NaN);
}
