import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { findWorkspace, type HomeOptions, ledgerOf } from '../../../src/adapters/ledger-home';
import type { LedgerNotice } from '../../../src/adapters/sqlite/connection';
import type { Commit, Ledger } from '../../../src/ports/ledger';
import { type Added, add, collect } from '../../support/ledger/added';
import { expectRefusal, type TemporaryFolder, temporaryFolder } from './support';

describe('where the ledger lives', () => {
  let folder: TemporaryFolder;
  let opened: Ledger[];
  const at = (...names: string[]) => path.join(folder.path, ...names);
  const ledgerIn = (workspace: string, options: HomeOptions = {}) => {
    const ledger = ledgerOf(workspace, { env: {}, ...options });
    opened.push(ledger);
    return ledger;
  };
  const make = async (workspace: string) => {
    fs.mkdirSync(workspace, { recursive: true });
    assert.ok((await add(ledgerIn(workspace), 'a', 1)).ok);
  };
  const git = (cwd: string, ...args: string[]) =>
    execFileSync('git', ['-c', 'user.name=Ann', '-c', 'user.email=ann@example.org', ...args], { cwd, stdio: 'pipe' });

  beforeEach(() => {
    folder = temporaryFolder();
    opened = [];
  });
  afterEach(async () => {
    for (const ledger of opened) await ledger.close();
    folder.dispose();
  });

  it('leaves no trace in a folder that is only looked at', async () => {
    const ledger = ledgerIn(folder.path);
    assert.deepEqual(await ledger.read('a'), []);
    assert.deepEqual(await ledger.streams(''), []);
    assert.equal(await ledger.position(), 0);
    assert.equal(await ledger.snapshot('a', { name: 'x', version: 1 }), undefined);
    assert.deepEqual(fs.readdirSync(folder.path), []);
  });

  it('makes .signalbox with the first commit, and keeps it out of git but for workflows', async () => {
    git(folder.path, 'init', '-q');
    await make(folder.path);
    fs.mkdirSync(at('.signalbox/workflows'));
    fs.writeFileSync(at('.signalbox/workflows/own.yaml'), 'steps: []\n');
    assert.ok(fs.existsSync(at('.signalbox/ledger.db')));
    const seen = git(folder.path, 'status', '--porcelain', '-uall').toString().trim().split('\n');
    assert.deepEqual(seen, ['?? .signalbox/workflows/own.yaml']);
  });

  it('keeps the .gitignore that somebody wrote there', async () => {
    fs.mkdirSync(at('.signalbox'));
    fs.writeFileSync(at('.signalbox/.gitignore'), 'ledger.*\n');
    await make(folder.path);
    assert.equal(fs.readFileSync(at('.signalbox/.gitignore'), 'utf8'), 'ledger.*\n');
  });

  it('pushes to a follower that came before there was a ledger, whoever makes it', async () => {
    const seen = collect<Commit<Added>>(
      (listener) => ledgerIn(folder.path).follow('a', 0, listener),
      (commits) => commits.length >= 3,
    );
    const other = ledgerIn(folder.path);
    for (const n of [1, 2, 3]) assert.ok((await add(other, 'a', n)).ok);
    assert.deepEqual(
      (await seen).map(({ seq }) => seq),
      [1, 2, 3],
    );
  });

  it('refuses to write where nothing may be written, and goes on when it may', async () => {
    let trusted = false;
    const ledger = ledgerIn(folder.path, { writable: () => trusted });
    assert.equal(expectRefusal(await add(ledger, 'a', 1)), 'ledger_read_only');
    assert.deepEqual(fs.readdirSync(folder.path), []);
    const other = ledgerIn(folder.path);
    assert.ok((await add(other, 'a', 1)).ok);
    assert.equal((await ledger.read('a')).length, 1);
    assert.equal(expectRefusal(await add(ledger, 'a', 2)), 'ledger_read_only');
    trusted = true;
    assert.ok((await add(ledger, 'a', 2)).ok);
    assert.equal((await other.read('a')).length, 2);
  });

  it('is read where nothing may be written, also when nobody else has it open', async () => {
    await make(folder.path);
    for (const ledger of opened.splice(0)) await ledger.close();
    const ledger = ledgerIn(folder.path, { writable: () => false });
    assert.equal((await ledger.read('a')).length, 1);
    const before = fs.readFileSync(at('.signalbox/ledger.db'));
    await ledger.writeSnapshot('a', { name: 'x', version: 1 }, { seq: 1, state: 'x' });
    await ledger.close();
    assert.deepEqual(fs.readFileSync(at('.signalbox/ledger.db')), before);
  });

  it('tells who has it open when it was removed, and starts a new one', async () => {
    const notices: string[] = [];
    const ledger = ledgerIn(folder.path, {
      storageFolder: at('storage'),
      onNotice: ({ code }) => notices.push(code),
    });
    for (const n of [1, 2, 3]) assert.ok((await add(ledger, 'a', n)).ok);
    fs.rmSync(at('.signalbox'), { recursive: true });
    assert.ok((await add(ledger, 'a', 4)).ok);
    assert.deepEqual(notices, ['ledger_replaced']);
    assert.equal((await ledger.read('a')).length, 1);
  });

  it('refuses with a sentence where the folder cannot be made', async () => {
    fs.writeFileSync(at('.signalbox'), 'a file is in the way');
    const committed = await add(ledgerIn(folder.path), 'a', 1);
    assert.ok(!committed.ok);
    assert.equal(committed.refusal.code, 'ledger_failed');
  });

  it('is where SIGNALBOX_LEDGER says', async () => {
    const file = at('elsewhere.db');
    const ledger = ledgerIn(at('workspace'), { env: { SIGNALBOX_LEDGER: file } });
    assert.ok((await add(ledger, 'a', 1)).ok);
    assert.ok(fs.existsSync(file));
    assert.equal(fs.existsSync(at('workspace')), false);
  });

  it('does nothing to a file that is no ledger', async () => {
    const text = at('prd.json');
    fs.writeFileSync(text, '{"userStories":[]}');
    const foreign = at('other.db');
    new DatabaseSync(foreign).exec('CREATE TABLE t (x)');
    for (const file of [text, foreign]) {
      const before = fs.readFileSync(file);
      assert.equal(
        expectRefusal(await add(ledgerIn(folder.path, { env: { SIGNALBOX_LEDGER: file } }), 'a', 1)),
        'not_a_ledger',
      );
      assert.deepEqual(fs.readFileSync(file), before);
    }
  });

  describe('found upward', () => {
    it('is the nearest folder above that has one, past projects with a .signalbox of their own', async () => {
      await make(at('work'));
      fs.mkdirSync(at('work/app/.git'), { recursive: true });
      fs.mkdirSync(at('work/app/.signalbox/artifacts'), { recursive: true });
      fs.mkdirSync(at('work/app/src/deep'), { recursive: true });
      assert.equal(findWorkspace(undefined, at('work/app/src/deep')), at('work'));
      await make(at('work/app'));
      assert.equal(findWorkspace(undefined, at('work/app/src/deep')), at('work/app'));
    });

    it('is the nearest repository while there is none, else the folder itself', () => {
      fs.mkdirSync(at('repo/.git'), { recursive: true });
      fs.mkdirSync(at('repo/src'));
      assert.equal(findWorkspace(undefined, at('repo/src')), at('repo'));
      fs.mkdirSync(at('alone'));
      assert.equal(findWorkspace(undefined, at('alone')), at('alone'));
    });

    it('is the folder that was named', () => {
      assert.equal(findWorkspace('named', at('anywhere')), at('anywhere/named'));
    });
  });

  describe('inside a git worktree', () => {
    beforeEach(async () => {
      fs.mkdirSync(at('main/packages/app'), { recursive: true });
      git(at('main'), 'init', '-q');
      fs.writeFileSync(at('main/packages/app/file'), 'x');
      git(at('main'), 'add', '.');
      git(at('main'), 'commit', '-qm', 'one');
      git(at('main'), 'worktree', 'add', '-q', '../linked');
    });

    it('is the one of the main worktree', async () => {
      await make(at('main'));
      assert.equal(findWorkspace(undefined, at('linked/packages/app')), at('main'));
      const ledger = ledgerIn(at('linked'));
      assert.equal((await ledger.read('a')).length, 1);
      assert.ok((await add(ledger, 'a', 2)).ok);
      assert.equal(fs.existsSync(at('linked/.signalbox')), false);
    });

    it('is the one of the same folder there, when a folder inside is the workspace', async () => {
      await make(at('main/packages'));
      assert.equal(findWorkspace(undefined, at('linked/packages/app')), at('main/packages'));
    });

    it('is not led astray by a .git file that the main worktree knows nothing of', async () => {
      await make(at('main'));
      fs.mkdirSync(at('forged'));
      fs.copyFileSync(at('linked/.git'), at('forged/.git'));
      assert.equal(findWorkspace(undefined, at('forged')), at('forged'));
    });
  });

  describe('on a drive that cannot hold it', () => {
    const walWorks = () => false;

    it('is kept in the storage folder, says so, and is found there by everybody', async () => {
      fs.mkdirSync(at('drive'));
      const notices: LedgerNotice[] = [];
      const ledger = ledgerIn(at('drive'), {
        walWorks,
        storageFolder: at('storage'),
        onNotice: (notice) => notices.push(notice),
      });
      assert.ok((await add(ledger, 'a', 1)).ok);
      assert.deepEqual(
        notices.map(({ code }) => code),
        ['ledger_elsewhere'],
      );
      assert.equal(fs.existsSync(at('drive/.signalbox/ledger.db')), false);
      assert.equal((await ledgerIn(at('drive'), { walWorks }).read('a')).length, 1);
      assert.equal(findWorkspace(undefined, at('drive')), at('drive'));
    });

    it('does not follow a pointer to the ledger of another folder', async () => {
      await make(at('private'));
      fs.mkdirSync(at('download/.signalbox'), { recursive: true });
      fs.writeFileSync(at('download/.signalbox/ledger.location'), at('private/.signalbox/ledger.db'));
      const ledger = ledgerIn(at('download'));
      assert.deepEqual(await ledger.read('a'), []);
      assert.ok((await add(ledger, 'a', 5)).ok);
      assert.equal((await ledgerIn(at('private')).read('a')).length, 1);
    });
  });
});
