import assert from 'node:assert/strict';
import fs from 'node:fs';
import path from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { ledgerOf } from '../../../src/adapters/ledger-home';
import type { LedgerNotice } from '../../../src/adapters/sqlite/connection';
import { openLedger } from '../../../src/adapters/sqlite/open-ledger';
import { RECOVERY_STREAM } from '../../../src/adapters/sqlite/recover';
import type { Commit, Ledger } from '../../../src/ports/ledger';
import { type Added, add, collect } from '../../support/ledger/added';
import { expectOk, expectRefusal, type TemporaryFolder, temporaryFolder } from './support';

const PAGE = 4096;
const COMMITS = 3_000;
const FOLD = { name: 'sum', version: 1 };

describe('a damaged ledger', () => {
  let folder: TemporaryFolder;
  let file: string;
  let notices: LedgerNotice[];
  const options = { notify: (notice: LedgerNotice) => void notices.push(notice) };

  beforeEach(async () => {
    folder = temporaryFolder();
    fs.mkdirSync(path.join(folder.path, '.signalbox'));
    file = path.join(folder.path, '.signalbox', 'ledger.db');
    notices = [];
    const ledger = expectOk(await openLedger(file));
    await Promise.all(Array.from({ length: COMMITS }, (_, n) => add(ledger, n % 3 ? 'board/a' : 'board/b', n)));
    await ledger.writeSnapshot('board/a', FOLD, { seq: 1_500, state: '{"sum":1}' });
    await ledger.close();
  });
  afterEach(() => folder.dispose());

  const overwrite = (from: number, to: number) => {
    const descriptor = fs.openSync(file, 'r+');
    fs.writeSync(descriptor, Buffer.alloc(to - from, 0xa5), 0, to - from, from);
    fs.closeSync(descriptor);
  };
  /** Damages pages that hold rows of the table of commits, or of its index. */
  const pagesOf = (name: string) => {
    const bytes = fs.readFileSync(file);
    // Leaf pages say so in their first byte: 13 for tables, 10 for indexes.
    const kind = name === 'commits' ? 13 : 10;
    const pages = Array.from({ length: bytes.length / PAGE }, (_, n) => n);
    return pages.filter((n) => n > 6 && bytes[n * PAGE] === kind);
  };
  const ruin = (pages: readonly number[]) => {
    for (const page of pages) overwrite(page * PAGE, (page + 1) * PAGE);
  };
  const aside = () =>
    fs.readdirSync(path.dirname(file)).filter((name) => name.includes('.damaged-') && !name.endsWith('-wal'));

  async function expectSound(ledger: Ledger): Promise<{ kept: number; lost: number }> {
    let kept = 0;
    let lost = 0;
    let position = 0;
    for (const stream of ['board/a', 'board/b']) {
      const commits = await ledger.read<Added>(stream);
      assert.deepEqual(
        commits.map(({ seq }) => seq),
        commits.map((_, n) => n + 1),
        `${stream} is contiguous`,
      );
      for (const [n, commit] of commits.entries()) {
        assert.ok(n === 0 || commit.at >= commits[n - 1]!.at, 'times do not go back');
        assert.ok(n === 0 || commit.position > commits[n - 1]!.position, 'positions grow');
        const event = commit.events[0];
        if (!event) lost += 1;
        else {
          kept += 1;
          const expected = stream === 'board/b' ? n * 3 : n + Math.floor(n / 2) + 1;
          assert.deepEqual(commit.events, [{ type: 'added', n: expected }]);
        }
        position = Math.max(position, commit.position);
      }
    }
    assert.ok(position > 0);
    assert.equal(new DatabaseSync(file).prepare('PRAGMA integrity_check').get()?.integrity_check, 'ok');
    return { kept, lost };
  }

  const cases: [string, () => void, { readonly atLeast: number; readonly snapshot: boolean }][] = [
    ['rows', () => ruin(pagesOf('commits').slice(3, 6)), { atLeast: 2_500, snapshot: true }],
    ['newest rows', () => ruin(pagesOf('commits').slice(-2)), { atLeast: 2_500, snapshot: true }],
    ['index', () => ruin(pagesOf('index')), { atLeast: COMMITS, snapshot: true }],
    ['first page', () => overwrite(0, PAGE), { atLeast: COMMITS, snapshot: true }],
    ['root of the table', () => overwrite(PAGE, 2 * PAGE), { atLeast: 0, snapshot: true }],
    [
      'second half',
      () => fs.truncateSync(file, PAGE * Math.floor(fs.statSync(file).size / PAGE / 2)),
      { atLeast: 500, snapshot: true },
    ],
    ['everything', () => overwrite(0, fs.statSync(file).size), { atLeast: 0, snapshot: false }],
  ];
  for (const [name, damage, { atLeast, snapshot }] of cases) {
    it(`without its ${name}: is set aside, what can be read is recovered, and the person is told`, async () => {
      damage();
      const damaged = fs.readFileSync(file);
      const ledger = expectOk(await openLedger(file, options));
      assert.deepEqual(
        notices.map(({ code }) => code),
        ['ledger_recovered'],
      );
      assert.equal(aside().length, 1);
      assert.deepEqual(fs.readFileSync(path.join(path.dirname(file), aside()[0]!)), damaged);
      const details = notices[0]!.details as { commits: number; lost: number };
      if (name !== 'everything') {
        const { kept, lost } = await expectSound(ledger);
        assert.deepEqual({ commits: details.commits, lost: details.lost }, { commits: kept, lost });
        assert.ok(kept >= atLeast, `${kept} kept`);
      }
      assert.equal((await ledger.snapshot('board/a', FOLD))?.seq, snapshot ? 1_500 : undefined);
      assert.equal((await ledger.read(RECOVERY_STREAM)).length, 1);
      assert.ok((await add(ledger, 'board/a', 1)).ok);
      await ledger.close();
      assert.ok(expectOk(await openLedger(file, options)));
      assert.equal(notices.length, 1);
    });
  }

  it('is set aside with the commits that only its -wal holds, and those are recovered too', async () => {
    const ledger = expectOk(await openLedger(file));
    for (let n = 0; n < 5; n += 1) await add(ledger, 'late', n);
    const saved = [`${file}`, `${file}-wal`].map((name) => [name, fs.readFileSync(name)] as const);
    await ledger.close();
    for (const [name, bytes] of saved) fs.writeFileSync(name, bytes);
    const [page] = pagesOf('commits');
    ruin([page!]);
    const recovered = expectOk(await openLedger(file, options));
    assert.equal((await recovered.read('late')).length, 5);
    assert.ok(fs.existsSync(path.join(path.dirname(file), `${aside()[0]}-wal`)));
    await recovered.close();
  });

  it('is recovered once when several open it at the same moment', async () => {
    overwrite(0, PAGE);
    const ledgers = (await Promise.all(Array.from({ length: 4 }, () => openLedger(file, options)))).map(expectOk);
    await Promise.all(ledgers.map((ledger, n) => add(ledger, 'new', n)));
    for (const ledger of ledgers) assert.equal((await ledger.read('new')).length, 4);
    assert.equal(notices.length, 1);
    assert.equal(aside().length, 1);
    for (const ledger of ledgers) await ledger.close();
  });

  it('is recovered by the next who comes when the one who was at it died', async () => {
    const died = () => {
      fs.writeFileSync(`${file}.recovering`, '');
      fs.writeFileSync(`${file}.recovered`, 'half of it');
    };
    died();
    const sound = expectOk(await openLedger(file, options));
    assert.equal((await sound.read('board/a')).length, 2_000);
    await sound.close();
    assert.deepEqual(notices, []);
    died();
    overwrite(0, PAGE);
    const recovered = expectOk(await openLedger(file, options));
    assert.equal((await recovered.read('board/a')).length, 2_000);
    await recovered.close();
    assert.equal(notices.length, 1);
    assert.deepEqual(
      fs.readdirSync(path.dirname(file)).filter((name) => name !== 'ledger.db' && name !== aside()[0]),
      [],
    );
  });

  it('that was recovered where nobody looked is told of later, once in an editor and once on a command line', async () => {
    overwrite(0, PAGE);
    const told = async (shortLived: boolean) => {
      const codes: string[] = [];
      const ledger = expectOk(await openLedger(file, { shortLived, notify: ({ code }) => codes.push(code) }));
      await ledger.close();
      return codes;
    };
    assert.deepEqual(await told(true), ['ledger_recovered']);
    assert.deepEqual(await told(true), []);
    assert.deepEqual(await told(false), ['ledger_recovered']);
    assert.deepEqual(await told(false), []);
  });

  it('with a letter changed in one commit, which no check can see, loses that commit alone and says so', async () => {
    const db = new DatabaseSync(file);
    db.exec(`UPDATE commits SET events = '[{"type":"add' WHERE stream = 'board/b' AND seq = 7`);
    db.close();
    const ledger = expectOk(await openLedger(file, options));
    const commits = await ledger.read<Added>('board/b');
    assert.equal(commits.length, 1_000);
    assert.deepEqual(
      commits.filter(({ events }) => events.length === 0).map(({ seq }) => seq),
      [7],
    );
    assert.deepEqual(
      notices.map(({ code, details }) => [code, details]),
      [['commit_unreadable', { stream: 'board/b', seq: 7 }]],
    );
    await ledger.close();
  });

  it('is left as it is where nothing may be written', async () => {
    overwrite(0, PAGE);
    const before = fs.readFileSync(file);
    assert.equal(expectRefusal(await openLedger(file, { writable: false })), 'ledger_damaged');
    assert.deepEqual(fs.readFileSync(file), before);
  });

  it('that goes bad while it is open is recovered by the next who comes, and everybody goes on with the new one', async () => {
    const [mine, theirs, next] = [{}, {}, { onNotice: options.notify }].map((own) =>
      ledgerOf(folder.path, { env: {}, ...own }),
    );
    const seen = collect<Commit<Added>>(
      (listener) => theirs!.follow('late', 0, listener),
      (commits) => commits.length >= 3,
    );
    assert.ok((await add(mine!, 'late', 1)).ok);
    assert.equal((await theirs!.read('late')).length, 1);
    ruin(pagesOf('commits').slice(0, -1));
    assert.equal((await next!.read('board/a')).length, 2_000);
    assert.deepEqual(
      notices.map(({ code }) => code),
      ['ledger_recovered'],
    );
    assert.ok((await add(mine!, 'late', 2)).ok);
    assert.ok((await add(theirs!, 'late', 3)).ok);
    assert.equal((await next!.read('late')).length, 3);
    assert.deepEqual(
      (await seen).map(({ seq }) => seq),
      [1, 2, 3],
    );
    for (const ledger of [mine, theirs, next]) await ledger!.close();
    assert.equal(new DatabaseSync(file).prepare('PRAGMA integrity_check').get()?.integrity_check, 'ok');
  });

  it('that is large is found out by a check in the background', async () => {
    const day = 24 * 3_600_000;
    let now = Date.now();
    const first = ledgerOf(folder.path, { env: {}, now: () => now });
    const text = 'x'.repeat(100_000);
    for (let n = 0; n < 50; n += 1) await first.writeSnapshot(`plan/${n}`, FOLD, { seq: 1, state: text });
    await first.close();
    const unchecked = expectOk(await openLedger(file, { now: () => now }));
    await unchecked.close();
    now += 2 * day;
    overwrite(fs.statSync(file).size - 20 * PAGE, fs.statSync(file).size - 10 * PAGE);
    const found = Promise.withResolvers<LedgerNotice>();
    const second = ledgerOf(folder.path, { env: {}, now: () => now, onNotice: found.resolve });
    assert.equal((await second.read('board/b')).length, 1_000);
    assert.equal((await found.promise).code, 'ledger_recovered');
    assert.equal((await second.read('board/b')).length, 1_000);
    await second.close();
  });
});
