import assert from 'node:assert/strict';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { foldersWithRollback } from '../../../src/adapters/git/left-over';
import { UNDER_WAY } from '../../../src/core/rollback/record';
import { TestRepository } from '../../support/repository';

describe('a rollback that was begun and not ended', () => {
  let workspace: string;
  let nested: TestRepository;
  beforeEach(() => {
    workspace = fs.realpathSync(fs.mkdtempSync(path.join(os.tmpdir(), 'signalbox-left-')));
    fs.mkdirSync(path.join(workspace, 'shop/src'), { recursive: true });
    nested = new TestRepository(path.join(workspace, 'shop'));
    nested.write('a.txt', 'a');
    nested.commit('first');
  });
  afterEach(() => fs.rmSync(workspace, { recursive: true, force: true }));

  const begin = () => nested.git('update-ref', UNDER_WAY, nested.head());

  it('is found in a repository below the workspace folder, and named once', async () => {
    const folders = [workspace, nested.root, path.join(nested.root, 'src')];
    assert.deepEqual(await foldersWithRollback(folders), []);
    begin();
    assert.deepEqual(await foldersWithRollback(folders), [nested.root]);
  });

  it('is found from another work tree of the repository', async () => {
    const tree = path.join(workspace, 'tree');
    nested.git('worktree', 'add', '-q', '-b', 'feature', tree);
    begin();
    assert.deepEqual(await foldersWithRollback([tree]), [tree]);
  });
});
