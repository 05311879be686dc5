import { pathToFileURL } from 'node:url';
import { Worker } from 'node:worker_threads';

/** What is slow in proportion to the file, or waits for the disk long, and so must not hold up an editor. */
const TASKS = {
  /** True: sound. Any trouble but damage counts as sound; the next check will tell. */
  check: `sound(() => db.prepare('PRAGMA quick_check(1)').get().quick_check === 'ok')`,
  /** Moves commits from the -wal into the database, without waiting for readers or writers. */
  checkpoint: `sound(() => db.prepare('PRAGMA wal_checkpoint(PASSIVE)').get() !== undefined)`,
} as const;

const PROGRAM = `
  const { parentPort, workerData } = require('node:worker_threads');
  const { DatabaseSync } = require('node:sqlite');
  const DAMAGE = [11, 26];
  function sound(task) {
    try {
      return task();
    } catch (error) {
      return !DAMAGE.includes(error.errcode & 0xff);
    }
  }
  let answer = true;
  try {
    const db = new DatabaseSync(new URL(workerData.url), { timeout: 5000 });
    answer = { check: () => ${TASKS.check}, checkpoint: () => ${TASKS.checkpoint} }[workerData.task]();
    db.close();
  } catch {}
  parentPort.postMessage(answer);
`;

/** False when the database turned out to be damaged. Where no thread can be had, nothing is done. */
export function inThread(task: keyof typeof TASKS, file: string): Promise<boolean> {
  // An address may say that a missing file is not to be made.
  const url = `${pathToFileURL(file).href}?mode=rw`;
  return new Promise((resolve) => {
    const worker = new Worker(PROGRAM, { eval: true, workerData: { url, task } });
    worker.once('message', (sound: boolean) => resolve(sound));
    worker.once('error', () => resolve(true));
    worker.once('exit', () => resolve(true));
  });
}
