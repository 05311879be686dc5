import fs from 'node:fs';
import type { DatabaseSync } from 'node:sqlite';
import { ok, type Result } from '../../core/result';
import { say, spoken } from '../../core/sentence';
import { isSound } from './check';
import { connect, type OpenCode, type OpenOptions } from './connection';
import { refusalOf, storeCodeOf, storeRefusal } from './failure';
import { type Salvaged, salvage } from './salvage';
import { migrate } from './schema';

/** The stream in which a recovered ledger records what happened to it. */
export const RECOVERY_STREAM = 'ledger/recovery';

interface Recovered extends Salvaged {
  readonly type: 'recovered';
  readonly setAside: string;
}

/**
 * Tells of a recovery once in an editor and once on a command line, whoever did it: a runner that recovers a ledger at
 * night has nobody to tell.
 */
export function tellRecovery(db: DatabaseSync, { notify, shortLived, writable }: OpenOptions): void {
  const newest = db.prepare('SELECT seq, events FROM commits WHERE stream = ? ORDER BY seq DESC LIMIT 1');
  const row = newest.get(RECOVERY_STREAM);
  if (!row || !writable) return;
  const key = shortLived ? 'recoverySaid' : 'recoveryTold';
  const known = db.prepare('SELECT value FROM meta WHERE key = ?').get(key);
  if (Number(known?.value ?? 0) >= Number(row.seq)) return;
  const told = db.prepare(
    `INSERT INTO meta VALUES (?, ?) ON CONFLICT DO UPDATE SET value = excluded.value WHERE value < excluded.value`,
  );
  if (told.run(key, Number(row.seq)).changes === 0) return;
  const [event] = JSON.parse(String(row.events)) as [Recovered?];
  if (!event) return;
  const { commits, lost, snapshots, setAside } = event;
  const why = say(
    'The ledger was damaged. Changes recovered: {commits}, lost: {lost}. The damaged file is kept as {file}.',
    { commits, lost, file: setAside },
  );
  notify({ code: 'ledger_recovered', ...spoken(why), details: { commits, lost, snapshots, setAside } });
}

const PATIENCE_MS = 60_000;
const PAGE_SIZE = 4096;
const ENDINGS = ['', '-wal', '-shm'] as const;

/**
 * Sets a damaged ledger aside, its `-wal` included, and puts a new one with all that can be read in its place.
 * One process does it, under the lock of a small database of its own (which lets go by itself when its holder dies);
 * the others wait for it and find the new ledger. The writer's lock of the damaged one, where it can still be had, keeps
 * commits from falling between; who has it open notices at its next commit that the file is another one.
 */
export async function recover(file: string, options: OpenOptions): Promise<Result<undefined, OpenCode>> {
  const deadline = performance.now() + PATIENCE_MS;
  for (;;) {
    let waitsForOther = true;
    try {
      const recovered = recoverIfFree(file, options);
      if (recovered) return recovered;
    } catch (error) {
      if (storeCodeOf(error) !== 'ledger_busy') return { ok: false, refusal: refusalOf(error) };
      waitsForOther = false;
    }
    if (performance.now() > deadline) return { ok: false, refusal: storeRefusal('ledger_busy') };
    await new Promise((resolve) => setTimeout(resolve, 20 + Math.random() * 60));
    if (waitsForOther && !recoveryRuns(file)) return ok(undefined);
  }
}

/** Undefined while another process is at it. */
function recoverIfFree(file: string, options: OpenOptions): Result<undefined, OpenCode> | undefined {
  const lock = lockRecovery(file);
  if (!lock) return undefined;
  try {
    return recoverLocked(file, options);
  } finally {
    lock.close();
    fs.rmSync(lockFile(file), { force: true });
  }
}

/** Does what else needs that nobody recovers or opens the ledger meanwhile. Undefined while another process is at it. */
export async function underRecoveryLock<T>(file: string, work: () => Promise<T>): Promise<T | undefined> {
  const lock = lockRecovery(file);
  if (!lock) return undefined;
  try {
    return await work();
  } finally {
    lock.close();
    fs.rmSync(lockFile(file), { force: true });
  }
}

export function recoveryRuns(file: string): boolean {
  return fs.existsSync(lockFile(file));
}

function lockFile(file: string): string {
  return `${file}.recovering`;
}

function lockRecovery(file: string): DatabaseSync | undefined {
  const lock = connect(lockFile(file), true);
  try {
    lock.exec('BEGIN EXCLUSIVE');
    return lock;
  } catch (error) {
    lock.close();
    if (storeCodeOf(error) === 'ledger_busy') return undefined;
    throw error;
  }
}

function recoverLocked(file: string, options: OpenOptions): Result<undefined, OpenCode> {
  const damaged = tryConnect(file);
  try {
    const fresh = `${file}.recovered`;
    for (const ending of ENDINGS) fs.rmSync(fresh + ending, { force: true });
    if (damaged && holdsWriterLock(damaged) && soundNow(damaged)) return ok(undefined);
    const aside = freeName(`${file}.damaged-${stamp(options.now())}`);
    const source = damaged ?? withNewFirstPage(file, options);
    build(fresh, source, aside, options);
    if (!damaged) dropCopy(file, source);
    putInPlace(file, fresh, aside, damaged);
    return ok(undefined);
  } finally {
    if (damaged?.isOpen) damaged.close();
  }
}

/** Undefined when the file's first page makes no sense. */
function tryConnect(file: string): DatabaseSync | undefined {
  const db = connect(file, true);
  try {
    db.prepare('SELECT count(*) FROM commits, snapshots, meta WHERE false').get();
    return db;
  } catch (error) {
    db.close();
    if (storeCodeOf(error) !== 'ledger_damaged') throw error;
    return undefined;
  }
}

/** False when the damage does not even allow that; then nobody else can write either. */
function holdsWriterLock(db: DatabaseSync): boolean {
  try {
    db.exec('BEGIN IMMEDIATE');
    return true;
  } catch (error) {
    if (storeCodeOf(error) !== 'ledger_damaged') throw error;
    return false;
  }
}

/** Another process may have recovered it while this one waited. */
function soundNow(db: DatabaseSync): boolean {
  try {
    return isSound(db);
  } catch (error) {
    if (storeCodeOf(error) !== 'ledger_damaged') throw error;
    return false;
  }
}

/**
 * The first page holds nothing but the header and the schema, and both are known: a copy with the first page of a new
 * ledger can be read. Undefined when not even that helps.
 */
function withNewFirstPage(file: string, options: OpenOptions): DatabaseSync | undefined {
  const copy = copyName(file);
  for (const ending of ENDINGS) fs.rmSync(copy + ending, { force: true });
  const fresh = connect(copy, true);
  migrate(fresh, { tag: options.tag, writable: true });
  fresh.close();
  const firstPage = fs.readFileSync(copy).subarray(0, PAGE_SIZE);
  const pages = Buffer.from(fs.readFileSync(file));
  if (pages.length < firstPage.length) return undefined;
  firstPage.copy(pages);
  // Page count, then no free pages: see "The Database Header" of SQLite's file format.
  pages.writeUInt32BE(Math.floor(pages.length / PAGE_SIZE), 28);
  pages.fill(0, 32, 40);
  fs.writeFileSync(copy, pages);
  if (fs.existsSync(`${file}-wal`)) fs.copyFileSync(`${file}-wal`, `${copy}-wal`);
  return tryConnect(copy);
}

function dropCopy(file: string, copy: DatabaseSync | undefined): void {
  copy?.close();
  for (const ending of ENDINGS) fs.rmSync(copyName(file) + ending, { force: true });
}

const copyName = (file: string) => `${file}.reading`;

function build(fresh: string, damaged: DatabaseSync | undefined, aside: string, options: OpenOptions): void {
  const db = connect(fresh, true);
  try {
    db.exec('PRAGMA journal_mode = DELETE; PRAGMA synchronous = FULL');
    migrate(db, { tag: options.tag, writable: true });
    db.exec('BEGIN IMMEDIATE');
    const salvaged = salvage(damaged, db);
    const event: Recovered = { type: 'recovered', setAside: aside, ...salvaged };
    db.prepare(
      `INSERT INTO commits (stream, seq, at, actor, events)
       SELECT ?1, coalesce(max(seq), 0) + 1, ?2, 'signalbox', ?3 FROM commits WHERE stream = ?1`,
    ).run(RECOVERY_STREAM, options.now(), JSON.stringify([event]));
    db.exec('COMMIT');
  } finally {
    db.close();
  }
}

/** The old file stays findable at every moment, so that nobody who opens it now makes an empty one in its place. */
function putInPlace(file: string, fresh: string, aside: string, damaged: DatabaseSync | undefined): void {
  try {
    fs.linkSync(file, aside);
  } catch {
    fs.copyFileSync(file, aside);
  }
  if (fs.existsSync(`${file}-wal`)) fs.copyFileSync(`${file}-wal`, `${aside}-wal`);
  // Windows renames nothing over an open file.
  if (process.platform === 'win32') damaged?.close();
  for (const ending of ['-wal', '-shm']) fs.rmSync(file + ending, { force: true });
  fs.renameSync(fresh, file);
  for (const ending of ['-wal', '-shm']) fs.rmSync(file + ending, { force: true });
}

function stamp(now: number): string {
  return new Date(now).toISOString().slice(0, 19).replaceAll(':', '-');
}

function freeName(name: string, n = 1): string {
  const tried = n === 1 ? name : `${name}-${n}`;
  return fs.existsSync(tried) ? freeName(name, n + 1) : tried;
}
