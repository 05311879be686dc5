import assert from 'node:assert/strict';
import fs from 'node:fs';
import path from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { openLedger } from '../../../src/adapters/sqlite/open-ledger';
import { CHECK, CHECKPOINT, inThread } from '../../../src/adapters/sqlite/thread';
import { add } from '../../support/ledger/added';
import { expectOk, type TemporaryFolder, temporaryFolder } from './support';

describe('the slow work on a ledger, done in a thread', () => {
  let folder: TemporaryFolder;
  let file: string;
  beforeEach(() => {
    folder = temporaryFolder();
    file = path.join(folder.path, 'a %20 #1 ledger.db');
  });
  afterEach(() => folder.dispose());

  it('moves commits from the -wal into the database while it is open', async () => {
    const ledger = expectOk(await openLedger(file));
    for (let n = 0; n < 20; n += 1) await add(ledger, 'a', n);
    const inFile = () => {
      const copy = path.join(folder.path, 'copy.db');
      fs.copyFileSync(file, copy);
      const db = new DatabaseSync(copy);
      const tables = db.prepare(`SELECT count(*) AS n FROM sqlite_schema WHERE name = 'commits'`).get();
      const commits = tables?.n === 1 ? db.prepare('SELECT count(*) AS n FROM commits').get() : undefined;
      db.close();
      return commits?.n ?? 0;
    };
    assert.equal(inFile(), 0);
    assert.equal(await inThread(CHECKPOINT, file), true);
    assert.equal(inFile(), 20);
    await ledger.close();
  });

  it('tells damage from soundness', async () => {
    const ledger = expectOk(await openLedger(file));
    await Promise.all(Array.from({ length: 500 }, (_, n) => add(ledger, 'a', n)));
    await ledger.close();
    assert.equal(await inThread(CHECK, file), true);
    const descriptor = fs.openSync(file, 'r+');
    fs.writeSync(descriptor, Buffer.alloc(4096, 0xa5), 0, 4096, 4096 * 8);
    fs.closeSync(descriptor);
    assert.equal(await inThread(CHECK, file), false);
  });

  it('keeps a large snapshot, and never an older one in its place', async () => {
    const ledger = expectOk(await openLedger(file));
    const fold = { name: 'board', version: 2 };
    const large = (letter: string) => letter.repeat(1_000_000);
    await ledger.writeSnapshot('a', { name: 'board', version: 1 }, { seq: 9, state: large('o') });
    await ledger.writeSnapshot('a', fold, { seq: 5, state: large('a') });
    await ledger.writeSnapshot('a', fold, { seq: 4, state: large('b') });
    assert.deepEqual(await ledger.snapshot('a', fold), { seq: 5, state: large('a') });
    assert.equal(await ledger.snapshot('a', { name: 'board', version: 1 }), undefined);
    await ledger.close();
  });

  it('makes no file where there is none', async () => {
    assert.equal(await inThread(CHECKPOINT, file), true);
    assert.deepEqual(fs.readdirSync(folder.path), []);
  });
});
