import type { DatabaseSync, SQLOutputValue, StatementSync } from 'node:sqlite';
import type { Commit, LedgerEvent } from '../../ports/ledger';

type Row = Record<string, SQLOutputValue>;

/** Every statement that the ledger runs, prepared once. */
export class Statements {
  readonly newestOf: StatementSync;
  readonly insert: StatementSync;
  readonly after: StatementSync;
  readonly all: StatementSync;
  readonly position: StatementSync;
  readonly nextStream: StatementSync;
  readonly snapshot: StatementSync;
  readonly keepSnapshot: StatementSync;
  readonly dropSnapshots: StatementSync;
  readonly version: StatementSync;

  constructor(db: DatabaseSync) {
    this.newestOf = db.prepare('SELECT seq, at FROM commits WHERE stream = ? ORDER BY seq DESC LIMIT 1');
    this.insert = db.prepare('INSERT INTO commits (stream, seq, at, actor, events) VALUES (?, ?, ?, ?, ?)');
    this.after = db.prepare('SELECT * FROM commits WHERE stream = ? AND seq > ? ORDER BY seq LIMIT ?');
    this.all = db.prepare(
      'SELECT * FROM commits WHERE position > ? AND stream >= ? AND stream < ? ORDER BY position LIMIT ?',
    );
    this.position = db.prepare('SELECT max(position) AS position FROM commits');
    this.nextStream = db.prepare(
      'SELECT stream FROM commits WHERE stream >= ? AND stream > ? AND stream < ? ORDER BY stream LIMIT 1',
    );
    this.snapshot = db.prepare('SELECT seq, state FROM snapshots WHERE stream = ? AND fold = ? AND version = ?');
    this.keepSnapshot = db.prepare(
      `INSERT INTO snapshots (stream, fold, version, seq, state) VALUES (?, ?, ?, ?, ?)
       ON CONFLICT DO UPDATE SET seq = excluded.seq, state = excluded.state WHERE excluded.seq > snapshots.seq`,
    );
    this.dropSnapshots = db.prepare('DELETE FROM snapshots WHERE stream = ? AND fold = ? AND version < ?');
    this.version = db.prepare('PRAGMA user_version');
  }
}

export function commitOf<E extends LedgerEvent>(row: Row): Commit<E> {
  return {
    position: Number(row.position),
    stream: String(row.stream),
    seq: Number(row.seq),
    at: Number(row.at),
    actor: String(row.actor),
    events: JSON.parse(String(row.events)) as E[],
  };
}

/** The first name that sorts after every name with the prefix; SQLite compares text by its UTF-8 bytes. */
export function endOf(prefix: string): string {
  return `${prefix}\u{10ffff}`;
}
