import assert from 'node:assert/strict';
import fs from 'node:fs';
import path from 'node:path';
import { touch, watchWal } from '../../../src/adapters/sqlite/wal-watch';
import type { Disposable } from '../../../src/ports/disposable';
import { type TemporaryFolder, temporaryFolder } from './support';

describe('watching the -wal file', () => {
  let folder: TemporaryFolder;
  let database: string;
  let wal: string;
  let watching: Disposable;
  /** What has been seen of the file: looked for again after every change, as a follower asks for the newest position. */
  let content: string | undefined;
  let waiting: (() => void)[];
  let checks: (() => void)[];
  const failures: Error[] = [];

  const current = () => (fs.existsSync(wal) ? fs.readFileSync(wal, 'utf8') : undefined);
  const watch = () => {
    watching = watchWal(database, {
      look() {
        const now = current();
        if (now === content) return false;
        content = now;
        for (const wake of waiting.splice(0)) wake();
        return true;
      },
      check() {
        for (const wake of checks.splice(0)) wake();
      },
      failed: (error) => failures.push(error),
    });
  };
  const untilSeen = async (expected: string) => {
    while (content !== expected) await new Promise<void>((resolve) => waiting.push(resolve));
  };

  beforeEach(() => {
    folder = temporaryFolder();
    database = path.join(folder.path, 'ledger.db');
    wal = `${database}-wal`;
    content = undefined;
    waiting = [];
    checks = [];
  });
  afterEach(() => {
    watching.dispose();
    folder.dispose();
    assert.deepEqual(failures, []);
  });

  it('sees every change: the file made, appended to, truncated, removed and made again', async () => {
    watch();
    fs.writeFileSync(wal, 'one');
    await untilSeen('one');
    fs.appendFileSync(wal, ' two');
    await untilSeen('one two');
    fs.truncateSync(wal, 3);
    await untilSeen('one');
    fs.rmSync(wal);
    fs.writeFileSync(wal, 'new');
    await untilSeen('new');
    fs.appendFileSync(wal, 'er');
    await untilSeen('newer');
  });

  it('sees what was replaced by another file, and changes of that one', async () => {
    fs.writeFileSync(wal, 'old');
    watch();
    await untilSeen('old');
    fs.writeFileSync(`${wal}.next`, 'next');
    fs.renameSync(`${wal}.next`, wal);
    await untilSeen('next');
    fs.appendFileSync(wal, ' step');
    await untilSeen('next step');
  });

  it('looks again when a writer touches the file, though nothing in it changed', async () => {
    fs.writeFileSync(wal, 'same');
    watch();
    await untilSeen('same');
    content = 'not seen yet';
    touch(database);
    await untilSeen('same');
  });

  it('asks whether the database is still there when it is removed while it is open, as there is nothing new to see', async () => {
    fs.writeFileSync(database, 'ledger');
    fs.writeFileSync(wal, 'one');
    const held = fs.openSync(database, 'r');
    watch();
    await untilSeen('one');
    const asked = new Promise<void>((resolve) => checks.push(resolve));
    fs.rmSync(database);
    await asked;
    fs.closeSync(held);
  });

  it('looks no more after it was disposed', async () => {
    fs.writeFileSync(wal, 'one');
    watch();
    await untilSeen('one');
    watching.dispose();
    const other = fs.watch(wal);
    const seen = new Promise<void>((resolve) => other.once('change', () => resolve()));
    fs.appendFileSync(wal, ' two');
    await seen;
    other.close();
    await new Promise((resolve) => setImmediate(resolve));
    assert.equal(content, 'one');
  });
});
