import fs from 'node:fs';
import type { DatabaseSync } from 'node:sqlite';
import { pathToFileURL } from 'node:url';
import type { Commit } from '../../ports/ledger';
import { connect } from './connection';
import { underRecoveryLock } from './recover';
import { judge } from './schema';

/** A commit as one knows it again. */
export type Mark = Pick<Commit, 'position' | 'stream' | 'seq' | 'at' | 'actor'>;

/** Who copies a large file writes it bit by bit. */
const QUIET_MS = 400;
const LOOK_AGAIN_MS = 100;
const PATIENCE_MS = 30_000;

const NEWEST = 'SELECT position, stream, seq, at, actor FROM commits ORDER BY position DESC LIMIT 1';

/**
 * Notices that another ledger was copied over the file of the open one (`cp backup.db ledger.db`): the file is the same, and SQLite,
 * which reads what changed last from the `-wal`, would go on with a mixture of both. Only a checkpoint may write that file, and
 * after one it holds no less than before.
 */
export class OverwriteWatch {
  readonly #file: string;
  #seen: string;
  /** What the file alone held when it was looked at last. */
  #held: Mark | undefined;

  constructor(file: string) {
    this.#file = file;
    this.#seen = stateOf(file);
    this.#held = newestAlone(file);
  }

  /** Whether a new connection would miss what is known to be there. What it reads is one moment, checkpoints or not. */
  lacks(known: Mark | undefined): boolean {
    return stateOf(this.#file) !== this.#seen && known !== undefined && !holds(this.#file, known);
  }

  /** The same, and whether the file itself went back, though the `-wal` beside it hides that still. */
  isOverwritten(known: Mark | undefined): boolean {
    const now = stateOf(this.#file);
    if (now === this.#seen || isBeingWritten(this.#file)) return false;
    const held = newestAlone(this.#file);
    if (known !== undefined && !holds(this.#file, known)) return true;
    const back = this.#held !== undefined && !alone(this.#file, (db) => hasMark(db, this.#held!));
    // In the middle of a checkpoint the file makes no sense by itself.
    if (back && isWholeAlone(this.#file)) return true;
    this.#seen = now;
    this.#held = held ?? this.#held;
    return false;
  }
}

/** Whether a ledger has that commit, under the same position. */
export function holds(file: string, mark: Mark): boolean {
  if (!fs.existsSync(file)) return false;
  const db = connect(file, false);
  try {
    return hasMark(db, mark);
  } catch {
    // No ledger at all, or one that cannot be read.
    return false;
  } finally {
    db.close();
  }
}

export function newestOf(db: DatabaseSync): Mark | undefined {
  const row = db.prepare(NEWEST).get();
  if (!row) return undefined;
  const { position, stream, seq, at, actor } = row;
  return { position: Number(position), stream: String(stream), seq: Number(seq), at: Number(at), actor: String(actor) };
}

/**
 * Puts what was copied over an open ledger into a file of its own, so that it no longer has to do with what lies beside it; who has
 * the old one open finds that it was replaced. False when what was copied there is no ledger that could be used.
 */
export async function standAlone(file: string, aside: string): Promise<boolean> {
  for (const end = Date.now() + PATIENCE_MS; isBeingWritten(file) && Date.now() < end; ) await pause();
  const { ino } = fs.statSync(file);
  const renew = () =>
    underRecoveryLock(file, async () => {
      // Another process was faster.
      if (fs.statSync(file).ino !== ino) return true;
      if (!isWholeAlone(file)) return false;
      const fresh = `${file}.alone`;
      fs.rmSync(fresh, { force: true });
      const source = openAlone(file);
      try {
        await process.getBuiltinModule('node:sqlite').backup(source, fresh);
      } finally {
        source.close();
      }
      if (fs.existsSync(`${file}-wal`)) fs.renameSync(`${file}-wal`, `${aside}-wal`);
      fs.rmSync(`${file}-shm`, { force: true });
      fs.renameSync(file, aside);
      fs.renameSync(fresh, file);
      return true;
    });
  for (;;) {
    const done = await renew();
    if (done !== undefined) return done;
    await pause();
  }
}

const pause = () => new Promise((resolve) => setTimeout(resolve, LOOK_AGAIN_MS));

/** By size and time: reading the file itself would let go of the locks that this process holds on it (a trait of POSIX). */
function stateOf(file: string): string {
  const stat = fs.statSync(file, { bigint: true, throwIfNoEntry: false });
  return stat ? `${stat.size}/${stat.mtimeNs}` : '';
}

function isBeingWritten(file: string): boolean {
  const age = Date.now() - (fs.statSync(file, { throwIfNoEntry: false })?.mtimeMs ?? 0);
  return age >= 0 && age < QUIET_MS;
}

/** The file without its `-wal`, as SQLite reads it when told that nothing ever changes there. */
function openAlone(file: string): DatabaseSync {
  const { DatabaseSync } = process.getBuiltinModule('node:sqlite');
  const url = pathToFileURL(file);
  url.searchParams.set('immutable', '1');
  return new DatabaseSync(url, { readOnly: true });
}

function alone<T>(file: string, read: (db: DatabaseSync) => T): T | undefined {
  let db: DatabaseSync | undefined;
  try {
    db = openAlone(file);
    return read(db);
  } catch {
    return undefined;
  } finally {
    db?.close();
  }
}

const newestAlone = (file: string) => alone(file, newestOf);

function isWholeAlone(file: string): boolean {
  const whole = alone(
    file,
    (db) => judge(db) === 'current' && db.prepare('PRAGMA integrity_check(1)').get()?.integrity_check === 'ok',
  );
  return whole === true;
}

function hasMark(db: DatabaseSync, { position, stream, seq, at, actor }: Mark): boolean {
  const row = db.prepare('SELECT stream, seq, at, actor FROM commits WHERE position = ?').get(position);
  return row?.stream === stream && row.seq === seq && row.at === at && row.actor === actor;
}
