import { pathToFileURL } from 'node:url';
import { Worker } from 'node:worker_threads';

type Value = string | number | Uint8Array;

/** What is slow in proportion to the file, or waits for the disk long, and so must not hold up an editor. */
export interface ThreadTask {
  /** `query` answers with a value to compare, `write` runs its statements in one transaction. */
  readonly kind: 'query' | 'write';
  readonly statements: readonly { readonly sql: string; readonly values: readonly Value[] }[];
  /** The only good answer of a query; any will do when it is missing. */
  readonly expect?: Value;
}

export const CHECK: ThreadTask = {
  kind: 'query',
  statements: [{ sql: 'PRAGMA quick_check(1)', values: [] }],
  expect: 'ok',
};

/** Moves commits from the `-wal` into the database, without waiting for readers or writers. */
export const CHECKPOINT: ThreadTask = {
  kind: 'query',
  statements: [{ sql: 'PRAGMA wal_checkpoint(PASSIVE)', values: [] }],
};

const PROGRAM = `
  const { parentPort, workerData: { url, task } } = require('node:worker_threads');
  const { DatabaseSync } = require('node:sqlite');
  const DAMAGE = [11, 26];
  let sound = true;
  let db;
  try {
    db = new DatabaseSync(new URL(url), { timeout: 5000 });
    if (task.kind === 'query') {
      const [{ sql }] = task.statements;
      const answer = Object.values(db.prepare(sql).get())[0];
      sound = task.expect === undefined || answer === task.expect;
    } else {
      db.exec('PRAGMA synchronous = FULL; BEGIN IMMEDIATE');
      for (const { sql, values } of task.statements) db.prepare(sql).run(...values);
      db.exec('COMMIT');
    }
  } catch (error) {
    sound = !DAMAGE.includes(error.errcode & 0xff);
  }
  try {
    db?.close();
  } catch {}
  parentPort.postMessage(sound);
`;

/** False when the database turned out to be damaged. Any other trouble is no loss: the task is done again some time. */
export function inThread(task: ThreadTask, file: string): Promise<boolean> {
  // An address may say that a missing file is not to be made.
  const url = `${pathToFileURL(file).href}?mode=rw`;
  return new Promise((resolve) => {
    const worker = new Worker(PROGRAM, { eval: true, workerData: { url, task } });
    worker.once('message', (sound: boolean) => resolve(sound));
    worker.once('error', () => resolve(true));
    worker.once('exit', () => resolve(true));
  });
}
