import type { HermesTables, Row } from '../core/board/from-hermes';
import { ok, type Result, refuse } from '../core/result';
import { say } from '../core/sentence';

const TABLES = ['tasks', 'task_links', 'task_comments', 'task_events', 'task_runs'] as const;
const ORDER: Readonly<Record<(typeof TABLES)[number], string>> = {
  tasks: 'created_at, id',
  task_links: 'rowid',
  task_comments: 'created_at, id',
  task_events: 'id',
  task_runs: 'id',
};

/** Reads a Hermes `kanban.db`, and changes nothing in it. */
export function readHermesBoard(file: string): Result<HermesTables, 'not_a_board' | 'unreadable'> {
  const sqlite = process.getBuiltinModule('node:sqlite');
  let db: InstanceType<typeof sqlite.DatabaseSync> | undefined;
  try {
    db = new sqlite.DatabaseSync(file, { readOnly: true, timeout: 2_000 });
    const known = new Set(
      db
        .prepare("SELECT name FROM sqlite_master WHERE type = 'table'")
        .all()
        .map((row) => row.name),
    );
    if (!known.has('tasks'))
      return refuse('not_a_board', say('{file} is a database without tasks.', { file }), { file });
    const rows = (table: (typeof TABLES)[number]): Row[] =>
      known.has(table) ? (db!.prepare(`SELECT * FROM ${table} ORDER BY ${ORDER[table]}`).all() as Row[]) : [];
    return ok(Object.fromEntries(TABLES.map((table) => [table, rows(table)])) as unknown as HermesTables);
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    return refuse('unreadable', say('{file} cannot be read: {why}.', { file, why }), { file });
  } finally {
    db?.close();
  }
}
