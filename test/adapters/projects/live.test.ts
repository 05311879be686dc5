import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import fs from 'node:fs';
import { CountingFiles, ProjectWorkspace, prdOf } from '../../support/project-workspace';

describe('the live model of projects', () => {
  let workspace: ProjectWorkspace;
  beforeEach(() => {
    workspace = new ProjectWorkspace();
  });
  afterEach(() => workspace.close());

  it('tells "not scanned yet" from "nothing found"', async () => {
    const live = workspace.live();
    assert.equal(live.model.phase, 'unscanned');
    await live.model.start();
    assert.deepEqual(
      live.changes.map(({ phase }) => phase),
      ['scanning', 'ready'],
    );
    assert.deepEqual(live.lines, []);
  });

  it('finds PRDs in every usual folder, and names the project after the folder around it', async () => {
    for (const [project, folder] of [
      ['one', ''],
      ['two', 'scripts/ralph/'],
      ['three', 'ralph/'],
      ['four', '.ralph/'],
      ['apps/five', 'tasks/'],
      ['apps/six', 'plans/'],
      ['apps/deep/seven', 'specs/'],
      ['apps/deep/eight', '.agent/'],
    ]) {
      workspace.write(`${project}/${folder}prd.json`, prdOf(project!.split('/').at(-1)!, true, false));
    }
    workspace.write('node_modules/nine/prd.json', prdOf('nine', true));
    workspace.write('old/archive/ten/prd.json', prdOf('ten', true));
    workspace.write('a/b/c/d/eleven/prd.json', prdOf('eleven', true));
    const live = await workspace.live().started();
    assert.deepEqual(
      live.lines.map((line) => line.split(' ')[0]),
      ['eight', 'five', 'four', 'one', 'seven', 'six', 'three', 'two'],
    );
  });

  it('posts one change with only the project whose PRD was written', async () => {
    workspace.write('a/prd.json', prdOf('a', false, false));
    workspace.write('b/prd.json', prdOf('b', false));
    const live = await workspace.live().started();
    const untouched = live.model.find('b');
    workspace.write('a/prd.json', prdOf('a', true, false));
    await live.until(() => live.line('a') === 'a idle 1/2');
    await live.model.settled();
    assert.deepEqual(
      live.changes.map(({ changed, added, removed }) => [changed.map((each) => each.record.slug), added, removed]),
      [[['a'], [], []]],
    );
    assert.equal(live.model.find('b'), untouched);
  });

  it('sees a file that is replaced by a rename, again and again', async () => {
    workspace.write('a/scripts/ralph/prd.json', prdOf('a', false, false, false));
    const live = await workspace.live().started();
    for (const done of [1, 2, 3]) {
      workspace.replace('a/scripts/ralph/prd.json', prdOf('a', done > 0, done > 1, done > 2));
      await live.until(() => live.model.find('a')?.record.storiesDone === done);
    }
    assert.equal(live.line('a'), 'a complete 3/3');
  });

  it('keeps the last good model beside the problem while a file cannot be parsed, and clears it after', async () => {
    workspace.write('a/prd.json', prdOf('a', true, false));
    const live = await workspace.live().started();
    workspace.write('a/prd.json', '{"userStories": [\n  {"id": "x",,\n');
    await live.until(() => live.model.find('a')?.prdStale === true);
    const broken = live.model.find('a');
    assert.deepEqual(
      broken?.record.problems.map(({ code, line, column, file }) => [code, line, column, file]),
      [['syntax_error', 2, 14, workspace.path('a/prd.json')]],
    );
    assert.equal(broken?.record.storiesTotal, 2);
    workspace.write('a/prd.json', prdOf('a', true, true));
    await live.until(() => live.line('a') === 'a complete 2/2');
    assert.deepEqual(live.model.find('a')?.record.problems, []);
  });

  it('sees projects come, go and come back, and folders that are renamed', async () => {
    const live = await workspace.live().started();
    workspace.write('fresh/scripts/ralph/prd.json', prdOf('fresh', false));
    await live.until(() => live.line('fresh') === 'fresh idle 0/1');
    workspace.remove('fresh');
    await live.until(() => live.lines.length === 0);
    workspace.write('fresh/scripts/ralph/prd.json', prdOf('fresh', true));
    await live.until(() => live.line('fresh') === 'fresh complete 1/1');
    workspace.write('fresh/scripts/ralph/prd.json', prdOf('fresh', true, false));
    await live.until(() => live.line('fresh') === 'fresh idle 1/2');
    fs.renameSync(workspace.path('fresh'), workspace.path('renamed'));
    await live.until(() => live.lines.join() === 'renamed idle 1/2');
    workspace.write('renamed/scripts/ralph/prd.json', prdOf('fresh', true, true));
    await live.until(() => live.line('renamed') === 'renamed complete 2/2');
  });

  it('notices a PRD that appears in a folder it knows, and one that moves to another place', async () => {
    workspace.write('a/src/index.ts', '');
    const live = await workspace.live().started();
    assert.deepEqual(live.lines, []);
    workspace.write('a/prd.json', prdOf('a', false));
    await live.until(() => live.line('a') === 'a idle 0/1');
    fs.mkdirSync(workspace.path('a/tasks'));
    fs.renameSync(workspace.path('a/prd.json'), workspace.path('a/tasks/prd-later.json'));
    await live.until(() => live.model.find('a')?.record.prdPath === workspace.path('a/tasks/prd-later.json'));
    workspace.write('a/tasks/prd-later.json', prdOf('a', true));
    await live.until(() => live.line('a') === 'a complete 1/1');
  });

  it('makes one update of a branch switch that changes hundreds of files', async () => {
    const git = (...args: string[]) =>
      execFileSync('git', ['-c', 'user.name=t', '-c', 'user.email=t@t', ...args], {
        cwd: workspace.root,
        stdio: 'pipe',
      });
    for (let at = 0; at < 150; at++) workspace.write(`p${at}/prd.json`, prdOf(`p${at}`, false));
    git('init', '-q', '-b', 'main');
    git('add', '-A');
    git('commit', '-qm', 'before');
    git('checkout', '-qb', 'other');
    for (let at = 0; at < 150; at++) workspace.write(`p${at}/prd.json`, prdOf(`p${at}`, true));
    for (let at = 0; at < 50; at++) workspace.write(`q${at}/prd.json`, prdOf(`q${at}`, true));
    git('add', '-A');
    git('commit', '-qm', 'after');
    git('checkout', '-q', 'main');
    const live = await workspace.live().started();
    assert.equal(live.lines.length, 150);
    git('checkout', '-q', 'other');
    await live.until(() => live.lines.length === 200 && live.lines.every((line) => line.includes('complete')));
    await live.model.settled();
    assert.equal(live.changes.length, 1);
    assert.deepEqual([live.changes[0]?.changed.length, live.changes[0]?.added.length], [150, 50]);
  });

  it('follows a PRD through a link, also when what it leads to is replaced', async () => {
    workspace.write('elsewhere/real.json', prdOf('linked', false));
    fs.mkdirSync(workspace.path('a/.ralph'), { recursive: true });
    fs.symlinkSync('../../elsewhere/real.json', workspace.path('a/.ralph/prd.json'));
    const live = await workspace.live().started();
    assert.equal(live.line('a'), 'a idle 0/1');
    workspace.replace('elsewhere/real.json', prdOf('linked', true));
    await live.until(() => live.line('a') === 'a complete 1/1');
  });

  it('names a link that leads nowhere as a problem of its project', async () => {
    fs.mkdirSync(workspace.path('a/.ralph'), { recursive: true });
    fs.symlinkSync('../tasks/gone.json', workspace.path('a/.ralph/prd.json'));
    const live = await workspace.live().started();
    assert.deepEqual(
      live.model.find('a')?.record.problems.map(({ code }) => code),
      ['unreadable'],
    );
  });

  it('does not show a folder twice that a link leads to, nor go round in circles', async () => {
    workspace.write('a/prd.json', prdOf('a', false));
    fs.symlinkSync('a', workspace.path('same'));
    fs.symlinkSync('..', workspace.path('a/up'));
    const live = await workspace.live().started();
    assert.deepEqual(live.lines, ['a idle 0/1']);
  });

  it('takes folders that are added and removed while it is open', async () => {
    workspace.write('one/a/prd.json', prdOf('a', false));
    workspace.write('two/a/prd.json', prdOf('a', true));
    const settings = { roots: [], depth: 3, exclude: [], registry: 'approved-tasks.json' };
    const live = await workspace.live({ folders: [workspace.path('one')] }).started();
    const kept = live.model.find('a');
    await live.model.configure({ ...settings, folders: [workspace.path('one'), workspace.path('two')] });
    assert.deepEqual(live.lines, ['a idle 0/1', 'two-a complete 1/1']);
    assert.equal(live.model.find('a'), kept);
    await live.model.settled();
    workspace.write('two/a/prd.json', prdOf('a', true, false));
    await live.until(() => live.line('two-a') === 'two-a idle 1/2');
    await live.model.configure({ ...settings, folders: [workspace.path('two')] });
    assert.deepEqual(live.lines, ['a idle 1/2']);
  });

  it('takes every folder directly in a root for a project, PRD or not', async () => {
    workspace.write('repos/with/scripts/ralph/prd.json', prdOf('with', false));
    workspace.write('repos/without/README.md', '');
    workspace.write('repos/deep/inner/prd.json', prdOf('inner', false));
    const live = await workspace.live({ folders: [], roots: [workspace.path('repos')] }).started();
    assert.deepEqual(live.lines, ['deep idle 0/0', 'with idle 0/1', 'without idle 0/0']);
    fs.mkdirSync(workspace.path('repos/later'));
    await live.until(() => live.line('later') === 'later idle 0/0');
  });

  it('leaves out what the settings exclude, and looks no deeper than they say', async () => {
    workspace.write('keep/prd.json', prdOf('keep', false));
    workspace.write('vendor/x/prd.json', prdOf('x', false));
    workspace.write('apps/deep/y/prd.json', prdOf('y', false));
    const live = await workspace.live({ depth: 2, exclude: ['vendor/**'] }).started();
    assert.deepEqual(live.lines, ['keep idle 0/1']);
  });

  it('asks nothing of the disk while nothing changes', async () => {
    for (let at = 0; at < 20; at++) workspace.write(`p${at}/scripts/ralph/prd.json`, prdOf(`p${at}`, false));
    const files = new CountingFiles();
    const live = await workspace.live({}, { files }).started();
    files.calls = 0;
    workspace.write('p3/scripts/ralph/prd.json', prdOf('p3', true));
    await live.until(() => live.line('p3') === 'p3 complete 1/1');
    await live.model.settled();
    assert.ok(files.calls > 0 && files.calls < 12, `one change asked ${files.calls} times`);
    files.calls = 0;
    // A file that nobody wants: its folder is watched, and still nothing is looked at.
    workspace.write('p3/scripts/ralph/notes.md', 'x');
    workspace.write('p4/scripts/ralph/prd.json', prdOf('p4', true));
    await live.until(() => live.line('p4') === 'p4 complete 1/1');
    assert.ok(files.calls < 12, `another change asked ${files.calls} times`);
  });
});
