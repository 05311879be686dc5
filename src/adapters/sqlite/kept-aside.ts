import fs from 'node:fs';
import path from 'node:path';
import type { Commit } from '../../ports/ledger';
import { connect } from './connection';
import { storeCodeOf } from './failure';
import type { SqliteLedger } from './sqlite-ledger';

const PREFIX = 'removed-';
/** Of what was removed earlier, so many are kept. */
const MOST = 5;

/**
 * Keeps what an open ledger holds when its file was deleted or replaced (`git clean -fdx`, a restored backup): the open file is
 * the last one that has it. Undefined when nothing would be lost, as what lies there now went on from there.
 */
export async function keepAside(
  ledger: SqliteLedger,
  { file, folder, now }: { readonly file: string; readonly folder: string; readonly now: number },
): Promise<string | undefined> {
  try {
    const { last } = ledger;
    if (!last || holds(file, last)) return undefined;
    fs.mkdirSync(folder, { recursive: true });
    const kept = path.join(folder, `${PREFIX}${new Date(now).toISOString().replaceAll(':', '-')}-${process.pid}.db`);
    await ledger.copyTo(kept);
    forgetOldest(folder);
    return kept;
  } catch (error) {
    // What cannot be kept is gone, as it was for whoever removed it.
    if (storeCodeOf(error) === undefined) throw error;
    return undefined;
  }
}

/** Puts a ledger that was kept back in its place; what lies there is kept beside it. */
export function putBack(kept: string, file: string, now: number): void {
  fs.mkdirSync(path.dirname(file), { recursive: true });
  const fresh = `${file}.back`;
  fs.copyFileSync(kept, fresh);
  const aside = `${file}.replaced-${new Date(now).toISOString().replaceAll(':', '-')}`;
  for (const ending of ['', '-wal']) if (fs.existsSync(file + ending)) fs.renameSync(file + ending, aside + ending);
  fs.rmSync(`${file}-shm`, { force: true });
  fs.renameSync(fresh, file);
}

function holds(file: string, { position, stream, seq, at, actor }: Commit): boolean {
  if (!fs.existsSync(file)) return false;
  const db = connect(file, false);
  try {
    const row = db.prepare('SELECT stream, seq, at, actor FROM commits WHERE position = ?').get(position);
    return row?.stream === stream && row.seq === seq && row.at === at && row.actor === actor;
  } catch {
    // No ledger at all, or one that cannot be read.
    return false;
  } finally {
    db.close();
  }
}

function forgetOldest(folder: string): void {
  const kept = fs.readdirSync(folder).filter((name) => name.startsWith(PREFIX));
  for (const name of kept.sort().slice(0, -MOST)) fs.rmSync(path.join(folder, name), { force: true });
}
