import type { DatabaseSync, SQLOutputValue, StatementSync } from 'node:sqlite';
import { storeCodeOf } from './failure';
import { numberOf } from './schema';

type Row = Record<string, SQLOutputValue>;

export interface Salvaged {
  /** Commits that were read whole. */
  readonly commits: number;
  /** Commits of which only the place is known. Each keeps it, empty, so that its stream stays contiguous. */
  readonly lost: number;
  readonly snapshots: number;
}

interface Place {
  readonly stream: string;
  readonly seq: number;
}

const NOTHING: Salvaged = { commits: 0, lost: 0, snapshots: 0 };

/** Copies what can be read of a damaged ledger into a new one. `from` is undefined when not even its header makes sense. */
export function salvage(from: DatabaseSync | undefined, to: DatabaseSync): Salvaged {
  if (!from) return NOTHING;
  const places = new Map<number, Place>();
  for (const row of indexed(from)) {
    const { position, stream, seq } = row;
    if (isPlace(row)) places.set(Number(position), { stream: String(stream), seq: Number(seq) });
  }
  const insert = to.prepare(
    'INSERT OR IGNORE INTO commits (position, stream, seq, at, actor, events) VALUES (?, ?, ?, ?, ?, ?)',
  );
  let commits = 0;
  for (const row of readable(from, 'commits')) {
    if (!isPlace(row) || !isCommit(row)) continue;
    const { position, stream, seq, at, actor, events } = row;
    commits += Number(insert.run(position!, stream!, seq!, at!, actor!, events!).changes);
  }
  const snapshots = copySnapshots(from, to);
  const lost = keepPlaces(to, places);
  return { commits, lost, snapshots };
}

function copySnapshots(from: DatabaseSync, to: DatabaseSync): number {
  const insert = to.prepare(
    'INSERT OR IGNORE INTO snapshots (stream, fold, version, seq, state) VALUES (?, ?, ?, ?, ?)',
  );
  let count = 0;
  for (const { stream, fold, version, seq, state } of readable(from, 'snapshots')) {
    const whole = typeof stream === 'string' && typeof fold === 'string' && typeof seq === 'number';
    if (!whole || typeof version !== 'number' || seq < 1) continue;
    if (typeof state !== 'string' && !(state instanceof Uint8Array)) continue;
    count += Number(insert.run(stream, fold, version, seq, state).changes);
  }
  return count;
}

/**
 * An empty commit for each one that is missing below a stream's newest: where the index still knows its position, there;
 * else at the first free position after the commit before it. A stream's newest is also what its snapshot has folded.
 */
function keepPlaces(to: DatabaseSync, places: ReadonlyMap<number, Place>): number {
  const insert = to.prepare(
    `INSERT OR IGNORE INTO commits (position, stream, seq, at, actor, events) VALUES (?, ?, ?, ?, 'signalbox', '[]')`,
  );
  let lost = 0;
  for (const [position, { stream, seq }] of places) lost += Number(insert.run(position, stream, seq, 0).changes);
  const newest = to.prepare(
    `SELECT stream, max(seq) AS seq FROM
       (SELECT stream, seq FROM commits UNION ALL SELECT stream, seq FROM snapshots) GROUP BY stream`,
  );
  const existing = to.prepare('SELECT seq, position FROM commits WHERE stream = ? ORDER BY seq');
  const taken = to.prepare('SELECT 1 FROM commits WHERE position = ?');
  for (const { stream, seq: last } of newest.all()) {
    const positions = new Map(existing.all(stream!).map((row) => [Number(row.seq), Number(row.position)]));
    let position = 0;
    for (let seq = 1; seq <= Number(last); seq += 1) {
      const known = positions.get(seq);
      if (known === undefined) {
        do position += 1;
        while (taken.get(position));
        lost += Number(insert.run(position, stream!, seq, 0).changes);
      } else position = known;
    }
  }
  // The time of an empty commit is that of the one before it, so that times never go back within a stream.
  to.exec(
    `UPDATE commits AS empty SET at = coalesce(
       (SELECT at FROM commits WHERE stream = empty.stream AND seq < empty.seq AND events <> '[]'
        ORDER BY seq DESC LIMIT 1), 0) WHERE events = '[]'`,
  );
  return lost;
}

function isPlace(row: Row): boolean {
  const { position, stream, seq } = row;
  return typeof position === 'number' && typeof stream === 'string' && stream !== '' && Number(seq) >= 1;
}

function isCommit({ at, actor, events }: Row): boolean {
  if (typeof at !== 'number' || typeof actor !== 'string' || typeof events !== 'string') return false;
  try {
    const parsed: unknown = JSON.parse(events);
    return Array.isArray(parsed) && parsed.every((event) => typeof event?.type === 'string');
  } catch {
    return false;
  }
}

type Order = 'ASC' | 'DESC';

const BY_INDEX = (order: Order) =>
  `SELECT stream, seq, position FROM commits INDEXED BY sqlite_autoindex_commits_1 ORDER BY stream ${order}, seq ${order}`;
const BY_ROW = {
  commits: (order: Order) =>
    `SELECT * FROM commits NOT INDEXED WHERE position BETWEEN ? AND ? ORDER BY position ${order}`,
  snapshots: (order: Order) =>
    `SELECT rowid AS position, * FROM snapshots NOT INDEXED WHERE rowid BETWEEN ? AND ? ORDER BY rowid ${order}`,
};

/** How often to look between damaged pages; enough for a thousand of them. */
const PROBES = 50_000;

/** The index entries up to the first damage from either end. */
function* indexed(db: DatabaseSync): Generator<Row> {
  if (!(yield* untilDamage(db.prepare(BY_INDEX('ASC'))))) yield* untilDamage(db.prepare(BY_INDEX('DESC')));
}

/**
 * Every row that can be read, past and between damaged pages: from below until damage, from above until damage, then
 * likewise in both halves of what is left between, the largest gaps first.
 */
function* readable(db: DatabaseSync, table: keyof typeof BY_ROW): Generator<Row> {
  const upwards = db.prepare(BY_ROW[table]('ASC'));
  const downwards = db.prepare(BY_ROW[table]('DESC'));
  const gaps: [number, number][] = [[1, highest(db, table)]];
  for (let probes = 0; gaps.length > 0 && probes < PROBES; probes += 1) {
    const [low, high] = gaps.shift()!;
    if (low > high) continue;
    let below = low - 1;
    const rows = untilDamage(upwards, low, high);
    let next = rows.next();
    for (; !next.done; next = rows.next()) {
      below = Number(next.value.position);
      yield next.value;
    }
    if (next.value) continue;
    let above = high + 1;
    for (const row of untilDamage(downwards, below + 1, high)) {
      above = Number(row.position);
      yield row;
    }
    // What comes right after `below` cannot be read, or the way up would have gone on.
    const middle = Math.floor((below + above) / 2);
    gaps.push([below + 2, middle], [middle + 1, above - 1]);
  }
}

/** Rows until the first that cannot be read. Answers whether the end was reached. */
function* untilDamage(statement: StatementSync, ...values: number[]): Generator<Row, boolean> {
  try {
    yield* statement.iterate(...values) as Iterable<Row>;
    return true;
  } catch (error) {
    if (storeCodeOf(error) === undefined) throw error;
    return false;
  }
}

/** The highest rowid there can be. Where the table cannot say, its index may; else as many as fit into the file. */
function highest(db: DatabaseSync, table: 'commits' | 'snapshots'): number {
  const queries = [`SELECT max(rowid) FROM ${table} NOT INDEXED`];
  if (table === 'commits') queries.push('SELECT max(position) FROM commits INDEXED BY sqlite_autoindex_commits_1');
  for (const sql of queries) {
    try {
      return numberOf(db, sql) || 0;
    } catch (error) {
      if (storeCodeOf(error) === undefined) throw error;
    }
  }
  return numberOf(db, 'PRAGMA page_count') * 100;
}
