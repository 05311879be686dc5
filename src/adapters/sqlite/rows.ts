import type { DatabaseSync, SQLOutputValue, StatementSync } from 'node:sqlite';
import type { Commit, FoldId, LedgerEvent, Snapshot } from '../../ports/ledger';
import type { ThreadTask } from './thread';

type Row = Record<string, SQLOutputValue>;

/** Keeps a snapshot unless there is a newer one, and no older version's. */
export function snapshotStatements(stream: string, fold: FoldId, { seq, state }: Snapshot): ThreadTask['statements'] {
  return [
    {
      sql: `INSERT INTO snapshots (stream, fold, version, seq, state) VALUES (?, ?, ?, ?, ?)
            ON CONFLICT DO UPDATE SET seq = excluded.seq, state = excluded.state WHERE excluded.seq > snapshots.seq`,
      values: [stream, fold.name, fold.version, seq, state],
    },
    {
      sql: 'DELETE FROM snapshots WHERE stream = ? AND fold = ? AND version < ?',
      values: [stream, fold.name, fold.version],
    },
  ];
}

/** Every statement that is run often, prepared once. */
export class Statements {
  readonly newestOf: StatementSync;
  readonly insert: StatementSync;
  readonly after: StatementSync;
  readonly all: StatementSync;
  readonly position: StatementSync;
  readonly nextStream: StatementSync;
  readonly snapshot: StatementSync;
  readonly version: StatementSync;

  readonly #unreadable: (stream: string, seq: number) => void;

  /** `unreadable` hears of commits whose text is no JSON any more: SQLite cannot tell that a disk changed a letter. */
  constructor(db: DatabaseSync, unreadable: (stream: string, seq: number) => void) {
    this.#unreadable = unreadable;
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
    this.version = db.prepare('PRAGMA user_version');
  }

  commits<E extends LedgerEvent>(rows: readonly Row[]): Commit<E>[] {
    return rows.map((row) => {
      const stream = String(row.stream);
      const seq = Number(row.seq);
      const events = this.#events<E>(String(row.events), stream, seq);
      return { position: Number(row.position), stream, seq, at: Number(row.at), actor: String(row.actor), events };
    });
  }

  /** One commit that cannot be read must not take its whole stream away: it counts as one without events. */
  #events<E extends LedgerEvent>(text: string, stream: string, seq: number): readonly E[] {
    try {
      return JSON.parse(text) as E[];
    } catch {
      this.#unreadable(stream, seq);
      return [];
    }
  }
}

/** The first name that sorts after every name with the prefix; SQLite compares text by its UTF-8 bytes. */
export function endOf(prefix: string): string {
  return `${prefix}\u{10ffff}`;
}
