import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { type HomeOptions, ledgerOf } from '../../../src/adapters/ledger-home';
import type { LedgerNotice } from '../../../src/adapters/sqlite/connection';
import type { Commit, Ledger } from '../../../src/ports/ledger';
import { type Added, add } from '../../support/ledger/added';
import { skipBecause } from '../../support/skip';
import { expectRefusal, type TemporaryFolder, temporaryFolder } from './support';

describe('what befalls a ledger that is open', () => {
  let folder: TemporaryFolder;
  let opened: Ledger[];
  let notices: LedgerNotice[];
  const at = (...names: string[]) => path.join(folder.path, ...names);
  const home = (...names: string[]) => at('workspace/.signalbox', ...names);
  const open = (options: HomeOptions = {}) => {
    const ledger = ledgerOf(at('workspace'), {
      env: {},
      storageFolder: at('storage'),
      onNotice: (notice) => notices.push(notice),
      ...options,
    });
    opened.push(ledger);
    return ledger;
  };
  const numbers = async (ledger: Ledger) => (await ledger.read<Added>('a')).map(({ events }) => events[0]?.n);
  const upset = (ledger: Ledger, when: (upset: { readonly replaced: boolean }) => boolean) =>
    new Promise<void>((resolve) => {
      const listening = ledger.onUpset((upset) => {
        if (!when(upset)) return;
        listening.dispose();
        resolve();
      });
    });

  beforeEach(() => {
    folder = temporaryFolder();
    fs.mkdirSync(at('workspace'));
    opened = [];
    notices = [];
  });
  afterEach(async () => {
    for (const ledger of opened) await ledger.close();
    folder.dispose();
  });

  /** Three commits, and somebody who follows: nobody here does anything any more. */
  async function followed(): Promise<{ readonly ledger: Ledger; readonly seen: number[] }> {
    const ledger = open();
    const seen: number[] = [];
    const three = new Promise<void>((resolve) => {
      ledger.follow<Added>('a', 0, (commits) => {
        seen.push(...commits.map(({ events }) => events[0]!.n));
        if (seen.length === 3) resolve();
      });
    });
    for (const n of [1, 2, 3]) assert.ok((await add(ledger, 'a', n)).ok);
    await three;
    return { ledger, seen };
  }

  it('is noticed by who only looks on when all of it is deleted, and what it held is kept and can be put back', async () => {
    const { ledger } = await followed();
    const replaced = upset(ledger, (each) => each.replaced);
    fs.rmSync(home(), { recursive: true });
    await replaced;
    assert.deepEqual(await numbers(ledger), []);
    assert.deepEqual(fs.existsSync(home()), false, 'nothing is made before somebody writes');
    const [notice] = notices;
    assert.equal(notice?.code, 'ledger_replaced');
    assert.ok(String(notice.details?.kept).startsWith(at('storage')));
    const back = upset(ledger, (each) => each.replaced);
    assert.deepEqual(await notice.putBack?.(), { ok: true, value: null });
    await back;
    assert.deepEqual(await numbers(ledger), [1, 2, 3]);
    assert.ok((await add(ledger, 'a', 4)).ok);
    assert.deepEqual(await numbers(open()), [1, 2, 3, 4]);
  });

  it('is noticed when only the file is deleted, and what another process writes into a new one is seen', async () => {
    const { ledger, seen } = await followed();
    const replaced = upset(ledger, (each) => each.replaced);
    fs.rmSync(home('ledger.db'));
    await replaced;
    fs.rmSync(home(), { recursive: true });
    const arrived = new Promise<void>((resolve) => {
      const look = ledger.follow<Added>(
        'a',
        0,
        (commits) => commits.some(({ events }) => events[0]?.n === 7) && resolve(),
      );
      opened.push({ close: async () => look.dispose() } as Ledger);
    });
    assert.ok((await add(open(), 'a', 7)).ok);
    await arrived;
    assert.deepEqual(seen, [1, 2, 3, 7]);
  });

  it('is another one when a backup is put in its place: what the backup lacks is kept', async () => {
    const { ledger } = await followed();
    const backup = at('backup.db');
    new DatabaseSync(home('ledger.db')).exec(`VACUUM INTO '${backup}'`);
    assert.ok((await add(ledger, 'a', 4)).ok);
    const replaced = upset(ledger, (each) => each.replaced);
    for (const ending of ['-wal', '-shm']) fs.rmSync(home(`ledger.db${ending}`), { force: true });
    fs.renameSync(backup, home('ledger.db'));
    await replaced;
    assert.deepEqual(await numbers(ledger), [1, 2, 3]);
    const kept = new DatabaseSync(String(notices[0]?.details?.kept));
    assert.equal(kept.prepare('SELECT count(*) AS n FROM commits').get()?.n, 4);
    kept.close();
    assert.ok((await add(ledger, 'a', 5)).ok);
    assert.deepEqual(await numbers(open()), [1, 2, 3, 5]);
  });

  /** As `cp` does it: the same file, with the content of another. This process must not do it itself, or it would let go of SQLite's locks. */
  const copyOver = (backup: string) => execFileSync('cp', [backup, home('ledger.db')]);
  const backUp = (to: string) => {
    const db = new DatabaseSync(home('ledger.db'));
    db.exec(`VACUUM INTO '${to}'`);
    db.close();
  };
  const checkpoint = () => {
    const db = new DatabaseSync(home('ledger.db'));
    db.exec('PRAGMA wal_checkpoint(TRUNCATE)');
    db.close();
  };
  const countIn = (file: string) => {
    const db = new DatabaseSync(file);
    try {
      return db.prepare("SELECT count(*) AS n FROM commits WHERE stream = 'a'").get()?.n;
    } finally {
      db.close();
    }
  };

  it('is another one when a backup is copied over it in place: what the backup lacks is kept and can be put back', async () => {
    const before = (await followed()).ledger;
    const backup = at('backup.db');
    backUp(backup);
    assert.ok((await add(before, 'a', 4)).ok);
    await before.close();
    const ledger = open();
    opened.push({ close: async () => looking.dispose() } as Ledger);
    const looking = ledger.follow('a', 0, () => {});
    assert.ok((await add(ledger, 'a', 5)).ok);
    const replaced = upset(ledger, (each) => each.replaced);
    copyOver(backup);
    await replaced;
    assert.deepEqual(await numbers(ledger), [1, 2, 3]);
    assert.equal(countIn(String(notices[0]?.details?.kept)), 5);
    assert.ok((await add(ledger, 'a', 6)).ok);
    assert.deepEqual(await numbers(open()), [1, 2, 3, 6], 'and so it is for every other process');
    assert.deepEqual(await notices[0]?.putBack?.(), { ok: true, value: null });
    assert.deepEqual(await numbers(ledger), [1, 2, 3, 4, 5]);
  });

  it('is the backup that was copied over it also where the newest changes lay beside it, and never a mixture', async () => {
    const { ledger } = await followed();
    const backup = at('backup.db');
    backUp(backup);
    await Promise.all(Array.from({ length: 297 }, (_, index) => add(ledger, 'a', index + 4)));
    checkpoint();
    for (const n of [301, 302]) assert.ok((await add(ledger, 'a', n)).ok);
    const replaced = upset(ledger, (each) => each.replaced);
    copyOver(backup);
    await replaced;
    assert.deepEqual(await numbers(ledger), [1, 2, 3]);
    // By chance SQLite still had in memory what was written over: then it is whole, else what could be read was put together.
    assert.match(String(notices[0]?.message), /is kept as/);
    assert.equal(countIn(String(notices[0]?.details?.kept)), 302);
  });

  it('takes a change onto the backup alone that was copied over it a moment ago, never onto a mixture of both', async () => {
    const { ledger } = await followed();
    const backup = at('backup.db');
    backUp(backup);
    assert.ok((await add(ledger, 'a', 4)).ok);
    checkpoint();
    copyOver(backup);
    assert.ok((await add(ledger, 'a', 5)).ok);
    assert.deepEqual(await numbers(ledger), [1, 2, 3, 5]);
    assert.deepEqual(await numbers(open()), [1, 2, 3, 5]);
    const [notice] = notices;
    assert.match(String(notice?.message), /1 change that it lacks is lost/);
    assert.equal(notice?.putBack, undefined);
  });

  it('is left alone when what was copied over it is what lies there already', async () => {
    const { ledger } = await followed();
    checkpoint();
    const same = at('same.db');
    execFileSync('cp', [home('ledger.db'), same]);
    assert.ok((await add(ledger, 'a', 4)).ok);
    copyOver(same);
    assert.ok((await add(ledger, 'a', 5)).ok);
    assert.deepEqual(await numbers(open()), [1, 2, 3, 4, 5]);
    assert.deepEqual(notices, []);
  });

  it('keeps nothing where the one in its place went on from it', async () => {
    const { ledger } = await followed();
    const copy = at('copy.db');
    new DatabaseSync(home('ledger.db')).exec(`VACUUM INTO '${copy}'`);
    const replaced = upset(ledger, (each) => each.replaced);
    for (const ending of ['-wal', '-shm']) fs.rmSync(home(`ledger.db${ending}`), { force: true });
    fs.renameSync(copy, home('ledger.db'));
    await replaced;
    assert.deepEqual(await numbers(ledger), [1, 2, 3]);
    assert.deepEqual(notices, []);
  });

  it('says that it is of a newer Signalbox, and is there again when the older one is', async () => {
    const { ledger } = await followed();
    await ledger.close();
    const own = at('own.db');
    fs.copyFileSync(home('ledger.db'), own);
    const newer = new DatabaseSync(home('ledger.db'));
    newer.exec('PRAGMA user_version = 99');
    newer.close();
    const looking = open();
    const seen: Commit<Added>[] = [];
    const three = new Promise<void>((resolve) => {
      looking.follow<Added>('a', 0, (commits) => seen.push(...commits) >= 3 && resolve());
    });
    await assert.rejects(looking.read('a'), /newer Signalbox/);
    assert.equal(looking.trouble?.code, 'ledger_too_new');
    assert.equal(expectRefusal(await add(looking, 'a', 4)), 'ledger_too_new');
    const over = upset(looking, () => looking.trouble === undefined);
    for (const ending of ['-wal', '-shm']) fs.rmSync(home(`ledger.db${ending}`), { force: true });
    fs.renameSync(own, home('ledger.db'));
    await over;
    await three;
    assert.deepEqual(await numbers(looking), [1, 2, 3]);
  });

  it('can be read on a disk that is read-only, says so to who writes, and goes on when it can be written', async function () {
    const disk = at('workspace');
    try {
      execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=8m', 'tmpfs', disk], { stdio: 'pipe' });
    } catch {
      skipBecause(this, 'this user may not mount a disk to make it read-only');
    }
    try {
      const before = open();
      for (const n of [1, 2]) assert.ok((await add(before, 'a', n)).ok);
      // Both with what was not moved out of the -wal yet, and without.
      for (const ending of ['', '-wal']) fs.copyFileSync(home(`ledger.db${ending}`), at(`kept${ending}`));
      await before.close();
      for (const ending of ['', '-wal']) fs.copyFileSync(at(`kept${ending}`), home(`ledger.db${ending}`));
      execFileSync('mount', ['-o', 'remount,ro', disk]);
      const ledger = open();
      assert.deepEqual(await numbers(ledger), [1, 2]);
      assert.equal(ledger.trouble?.code, 'ledger_read_only');
      assert.equal(expectRefusal(await add(ledger, 'a', 3)), 'ledger_read_only');
      assert.deepEqual(await numbers(ledger), [1, 2]);
      const over = upset(ledger, ({ replaced }) => replaced && ledger.trouble === undefined);
      execFileSync('mount', ['-o', 'remount,rw', disk]);
      await over;
      assert.ok((await add(ledger, 'a', 3)).ok);
      assert.deepEqual(await numbers(open()), [1, 2, 3]);
      const left = fs.readdirSync(os.tmpdir()).filter((name) => name.startsWith('signalbox-read-'));
      assert.deepEqual(left, [], 'no copy is left behind');
    } finally {
      for (const ledger of opened.splice(0)) await ledger.close();
      execFileSync('umount', ['-l', disk]);
    }
  });

  it('can be read on a full disk', async function () {
    const disk = at('workspace');
    try {
      execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=4m', 'tmpfs', disk], { stdio: 'pipe' });
    } catch {
      skipBecause(this, 'this user may not mount a small disk to fill up');
    }
    try {
      const before = open();
      assert.ok((await add(before, 'a', 1)).ok);
      await before.close();
      const filler = path.join(disk, 'filler');
      const { bavail, bsize } = fs.statfsSync(disk);
      fs.writeFileSync(filler, Buffer.alloc(bavail * bsize));
      const ledger = open();
      assert.deepEqual(await numbers(ledger), [1]);
      assert.equal(expectRefusal(await add(ledger, 'a', 2)), 'disk_full');
      const over = upset(ledger, ({ replaced }) => replaced && ledger.trouble === undefined);
      fs.rmSync(filler);
      await over;
      assert.ok((await add(ledger, 'a', 2)).ok);
    } finally {
      for (const ledger of opened.splice(0)) await ledger.close();
      execFileSync('umount', ['-l', disk]);
    }
  });

  it('says that its disk filled up while it was open, to who only looks on too, and goes on by itself when there is space', async function () {
    const disk = at('workspace');
    try {
      execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=4m', 'tmpfs', disk], { stdio: 'pipe' });
    } catch {
      skipBecause(this, 'this user may not mount a small disk to fill up');
    }
    try {
      const { ledger } = await followed();
      const filler = path.join(disk, 'filler');
      const { bavail, bsize } = fs.statfsSync(disk);
      fs.writeFileSync(filler, Buffer.alloc(bavail * bsize));
      const said = upset(ledger, () => ledger.trouble?.code === 'disk_full');
      // More than fits into what the -wal has already.
      assert.equal(expectRefusal(await add(ledger, 'a', 4, 'x'.repeat(200_000))), 'disk_full');
      await said;
      assert.deepEqual(await numbers(ledger), [1, 2, 3], 'it is read as before');
      const over = upset(ledger, () => ledger.trouble === undefined);
      fs.rmSync(filler);
      await over;
      assert.ok((await add(ledger, 'a', 4)).ok);
      assert.deepEqual(await numbers(open()), [1, 2, 3, 4]);
    } finally {
      for (const ledger of opened.splice(0)) await ledger.close();
      execFileSync('umount', ['-l', disk]);
    }
  });
});
