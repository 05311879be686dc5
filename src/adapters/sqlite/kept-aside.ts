import fs from 'node:fs';
import path from 'node:path';
import type { Result } from '../../core/result';
import { say, sayMany, spoken } from '../../core/sentence';
import { connect, type LedgerNotice, QUIET } from './connection';
import { storeCodeOf } from './failure';
import { holds, type Mark, newestOf } from './overwritten';
import { recover } from './recover';
import type { SqliteLedger } from './sqlite-ledger';

const PREFIX = 'removed-';
/** Of what was removed earlier, so many are kept. */
const MOST = 5;

/** What is left of a ledger whose file was taken away: all of it, what could still be read, or nothing but its length. */
export type Kept =
  | { readonly how: 'whole' | 'partly'; readonly file: string }
  | { readonly how: 'lost'; readonly changes: number };

/**
 * Keeps what an open ledger holds when its file was deleted or replaced (`git clean -fdx`, a restored backup): the open file is
 * the last one that has it. Undefined when nothing would be lost, as what lies there now went on from there.
 */
export async function keepAside(
  ledger: SqliteLedger,
  { file, folder, now }: { readonly file: string; readonly folder: string; readonly now: number },
): Promise<Kept | undefined> {
  try {
    const { last } = ledger;
    if (!last || holds(file, last)) return undefined;
    fs.mkdirSync(folder, { recursive: true });
    const kept = path.join(folder, `${PREFIX}${new Date(now).toISOString().replaceAll(':', '-')}-${process.pid}.db`);
    await ledger.copyTo(kept);
    forgetOldest(folder);
    if (!ledger.overwritten || (isWhole(kept) && holds(kept, last))) return { how: 'whole', file: kept };
    // What was in memory and what was written over it do not fit together.
    await mend(kept);
    if (holds(kept, last)) return { how: 'partly', file: kept };
    fs.rmSync(kept, { force: true });
    return { how: 'lost', changes: last.position - (newestIn(file)?.position ?? 0) };
  } catch (error) {
    // What cannot be kept is gone, as it was for whoever removed it.
    if (storeCodeOf(error) === undefined) throw error;
    return undefined;
  }
}

/** What a person is told of it. */
export function noticeOf(kept: Kept, back: (file: string) => Promise<Result<null>>): LedgerNotice {
  const code = 'ledger_replaced';
  if (kept.how === 'lost') {
    const why = sayMany(
      kept.changes,
      'An older ledger was copied over the open one. 1 change that it lacks is lost.',
      'An older ledger was copied over the open one. {count} changes that it lacks are lost.',
    );
    return { code, ...spoken(why) };
  }
  const { how, file } = kept;
  const why =
    how === 'whole'
      ? say('The ledger was removed or replaced while it was open. What it held is kept as {file}.', { file })
      : say('Another ledger was copied over the open one. What could still be read of the old one is kept as {file}.', {
          file,
        });
  return { code, ...spoken(why), details: { kept: file }, putBack: () => back(file) };
}

/** What lay in the place of a ledger and is not wanted there any more. */
export const setAsideName = (file: string, now: number) =>
  `${file}.replaced-${new Date(now).toISOString().replaceAll(':', '-')}`;

/** Puts a ledger that was kept back in its place; what lies there is kept beside it. */
export function putBack(kept: string, file: string, now: number): void {
  fs.mkdirSync(path.dirname(file), { recursive: true });
  const fresh = `${file}.back`;
  fs.copyFileSync(kept, fresh);
  const aside = setAsideName(file, now);
  for (const ending of ['', '-wal']) if (fs.existsSync(file + ending)) fs.renameSync(file + ending, aside + ending);
  fs.rmSync(`${file}-shm`, { force: true });
  fs.renameSync(fresh, file);
}

function newestIn(file: string): Mark | undefined {
  const db = connect(file, false);
  try {
    return newestOf(db);
  } finally {
    db.close();
  }
}

async function mend(file: string): Promise<void> {
  try {
    const db = connect(file, true);
    try {
      db.exec('REINDEX');
    } finally {
      db.close();
    }
  } catch (error) {
    if (storeCodeOf(error) === undefined) throw error;
  }
  if (!isWhole(file)) await recover(file, QUIET);
}

function isWhole(file: string): boolean {
  const db = connect(file, false);
  try {
    return db.prepare('PRAGMA integrity_check(1)').get()?.integrity_check === 'ok';
  } catch {
    return false;
  } finally {
    db.close();
  }
}

function forgetOldest(folder: string): void {
  const kept = fs.readdirSync(folder).filter((name) => name.startsWith(PREFIX));
  for (const name of kept.sort().slice(0, -MOST)) fs.rmSync(path.join(folder, name), { force: true });
}
