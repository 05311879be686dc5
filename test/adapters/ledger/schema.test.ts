import assert from 'node:assert/strict';
import path from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { openLedger } from '../../../src/adapters/sqlite/open-ledger';
import { MIGRATIONS, migrate, schemaVersion } from '../../../src/adapters/sqlite/schema';
import { add } from '../../support/ledger/added';
import { expectOk, expectRefusal, type TemporaryFolder, temporaryFolder } from './support';

describe('the schema of a ledger', () => {
  let folder: TemporaryFolder;
  let file: string;
  beforeEach(() => {
    folder = temporaryFolder();
    file = path.join(folder.path, 'ledger.db');
  });
  afterEach(() => folder.dispose());

  const next = [...MIGRATIONS, `ALTER TABLE commits ADD COLUMN host TEXT NOT NULL DEFAULT ''`];
  const own = { tag: 'x', writable: true };

  it('is brought up to date step by step, with everything that is in it', async () => {
    const ledger = expectOk(await openLedger(file));
    await add(ledger, 'a', 1);
    await ledger.close();
    const db = new DatabaseSync(file);
    assert.equal(migrate(db, own, next), 'current');
    assert.equal(schemaVersion(db), next.length);
    assert.deepEqual(
      { ...db.prepare('SELECT stream, seq, host FROM commits').get() },
      { stream: 'a', seq: 1, host: '' },
    );
    assert.equal(migrate(db, own, next), 'current');
    db.close();
  });

  it('is left alone by a step that fails half-way', () => {
    const db = new DatabaseSync(file);
    migrate(db, own);
    const broken = [...MIGRATIONS, 'CREATE TABLE half (x); CREATE TABLE commits (x)'];
    assert.throws(() => migrate(db, own, broken), /already exists/);
    assert.equal(schemaVersion(db), MIGRATIONS.length);
    assert.equal(db.prepare(`SELECT count(*) AS n FROM sqlite_schema WHERE name = 'half'`).get()?.n, 0);
    db.close();
  });

  it('of a newer Signalbox is refused at opening, and by who had it open already', async () => {
    const ledger = expectOk(await openLedger(file));
    assert.ok((await add(ledger, 'a', 1)).ok);
    const db = new DatabaseSync(file);
    migrate(db, own, next);
    db.close();
    assert.equal(expectRefusal(await add(ledger, 'a', 2)), 'ledger_too_new');
    assert.equal((await ledger.read('a')).length, 1);
    await ledger.close();
    assert.equal(expectRefusal(await openLedger(file)), 'ledger_too_new');
  });

  it('is made once when several open a new ledger at the same moment', async () => {
    const ledgers = (await Promise.all(Array.from({ length: 8 }, () => openLedger(file)))).map(expectOk);
    await Promise.all(ledgers.map((ledger, n) => add(ledger, 'a', n)));
    assert.equal((await ledgers[0]!.read('a')).length, 8);
    for (const ledger of ledgers) await ledger.close();
  });
});
