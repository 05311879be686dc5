import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { COLUMNS } from '../../src/core/board/model';
import { fillDemoBoard } from '../support/demo-board';
import { copyDemoWorkspace } from '../support/demo-workspace';
import { onBoard } from '../support/full-board';

describe('the copy of the demo workspace', () => {
  const copies: string[] = [];
  const copy = () => {
    const folder = copyDemoWorkspace(path.join(fs.mkdtempSync(path.join(os.tmpdir(), 'demo-')), 'demo'));
    copies.push(folder);
    return folder;
  };
  const git = (cwd: string, ...args: string[]) => execFileSync('git', args, { cwd, encoding: 'utf8' }).trim();

  after(() => {
    for (const folder of copies) fs.rmSync(path.dirname(folder), { recursive: true, force: true });
  });

  it('has a clean tree and a commit for each story that is done', () => {
    const folder = copy();
    assert.equal(git(folder, 'status', '--porcelain'), '');
    const subjects = git(folder, 'log', '--format=%s', '--', 'tide-table/src').split('\n');
    assert.equal(subjects.length, 4);
    for (const subject of subjects) assert.match(subject, /^feat: \[US-00\d\] - /);
    assert.ok(fs.existsSync(path.join(folder, 'tide-table/scripts/ralph/progress.txt')));
  });

  it('is the same each time, so that tests can name its commits', () => {
    assert.equal(git(copy(), 'rev-parse', 'HEAD'), git(copy(), 'rev-parse', 'HEAD'));
  });

  it('lets the last story be reverted', () => {
    const folder = copy();
    git(folder, 'revert', '--no-edit', 'HEAD');
    const plan = JSON.parse(fs.readFileSync(path.join(folder, 'tide-table/scripts/ralph/prd.json'), 'utf8')) as {
      userStories: { passes: boolean }[];
    };
    assert.equal(plan.userStories.filter((story) => story.passes).length, 3);
    assert.equal(fs.existsSync(path.join(folder, 'tide-table/src/springs.js')), false);
  });

  it('gets a board with a card in every column but Running, where nothing runs', async () => {
    const folder = copy();
    await fillDemoBoard(folder, Date.now());
    const filled = await onBoard(folder, async ({ state }) => {
      return COLUMNS.filter((column) => [...state.tasks.values()].some((task) => task.status === column));
    });
    assert.deepEqual(
      filled,
      COLUMNS.filter((column) => column !== 'running'),
    );
    assert.equal(git(folder, 'status', '--porcelain'), '');
  });
});
