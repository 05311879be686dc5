import path from 'node:path';
import type { DatabaseSync } from 'node:sqlite';
import { ok, type Result, refuse } from '../../core/result';
import { say } from '../../core/sentence';
import { howToCheck, isSound, noteChecked } from './check';
import { connect, LEDGER_FILE, type OpenCode, type OpenOptions, QUIET } from './connection';
import { isNoDatabase, refusalOf, storeRefusal } from './failure';
import { recover, recoveryRuns, tellRecovery } from './recover';
import { judge, migrate } from './schema';
import { SqliteLedger } from './sqlite-ledger';

const PATIENCE_MS = 15_000;
/**
 * A commit that also has to move the \`-wal\` into the database waits for the disk several times over. Who stays does that
 * in a thread after some hundred commits (see \`SqliteLedger\`), and only a \`-wal\` that grew very long is moved by a commit.
 */
const USUAL_PAGES = 1_000;
const MANY_PAGES = 8_000;

/** Opens the ledger in that file, and makes it when there is none. Its folder must exist. */
export async function openLedger(
  file: string,
  given: Partial<OpenOptions> = {},
): Promise<Result<SqliteLedger, OpenCode>> {
  const options = { ...QUIET, ...given };
  if (!process.getBuiltinModule('node:sqlite')) {
    return refuse(
      'sqlite_missing',
      say('Signalbox needs Node 24 or newer for its ledger. This is {version}.', { version: process.version }),
    );
  }
  const deadline = performance.now() + PATIENCE_MS;
  let suspect = options.suspect;
  for (;;) {
    const tried = tryToOpen(file, options, suspect);
    if (tried.ok) return tried;
    const { code } = tried.refusal;
    // Whoever was at it may have died; then this one goes on where they were.
    const unfinished = code === 'ledger_busy' && recoveryRuns(file);
    if ((code === 'ledger_damaged' || unfinished) && options.writable) {
      const recovered = await recover(file, options);
      if (!recovered.ok) return recovered;
      suspect = false;
      continue;
    }
    if (code !== 'ledger_busy' || performance.now() > deadline) return tried;
    await new Promise((resolve) => setTimeout(resolve, 2 + Math.random() * 20));
  }
}

function tryToOpen(file: string, options: OpenOptions, suspect: boolean): Result<SqliteLedger, OpenCode> {
  let db: DatabaseSync | undefined;
  try {
    db = connect(file, options.writable);
    const problem = prepare(db, file, options);
    // A recovery that began meanwhile is about to put another file here.
    if (!problem && !recoveryRuns(file)) {
      const check = suspect ? 'now' : howToCheck(db, file, options);
      if (check !== 'now' || isSound(db)) {
        if (check === 'now' && options.writable) noteChecked(db, file, options.now());
        tellRecovery(db, options);
        const ledger = new SqliteLedger(db, file, options);
        if (check === 'background') ledger.checkInBackground();
        return ok(ledger);
      }
    }
    db.close();
    if (problem) return problem;
    return { ok: false, refusal: storeRefusal(recoveryRuns(file) ? 'ledger_busy' : 'ledger_damaged') };
  } catch (error) {
    if (db?.isOpen) db.close();
    return isForeign(error, file) ? foreign(file) : { ok: false, refusal: refusalOf(error) };
  }
}

function prepare(db: DatabaseSync, file: string, options: OpenOptions): Result<never, OpenCode> | undefined {
  if (judge(db) === 'foreign') return foreign(file);
  const mode = db.prepare(`PRAGMA journal_mode${options.writable ? ' = WAL' : ''}`).get()?.journal_mode;
  if (mode !== 'wal') {
    const folder = path.dirname(file);
    return refuse(
      'wal_unavailable',
      say('The ledger cannot live in {folder}: this drive does not support it.', { folder }),
      {
        folder,
      },
    );
  }
  db.exec(`PRAGMA synchronous = FULL; PRAGMA wal_autocheckpoint = ${options.shortLived ? USUAL_PAGES : MANY_PAGES}`);
  const schema = migrate(db, { tag: options.tag, writable: options.writable });
  if (schema === 'too_new') return { ok: false, refusal: storeRefusal('ledger_too_new', { file }) };
  if (schema === 'behind') return { ok: false, refusal: storeRefusal('ledger_read_only', { file }) };
  return undefined;
}

/**
 * A file of another name that is no database at all was named by mistake; setting it aside would be a second one.
 * SQLite says what it is: reading the file here would let go of the locks that this process holds on it (a trait of POSIX).
 */
function isForeign(error: unknown, file: string): boolean {
  return path.basename(file) !== LEDGER_FILE && isNoDatabase(error);
}

function foreign(file: string): Result<never, OpenCode> {
  return refuse('not_a_ledger', say('{file} is not a ledger of Signalbox. Nothing was done to it.', { file }), {
    file,
  });
}
