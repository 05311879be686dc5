import assert from 'node:assert/strict';
import fs from 'node:fs';
import { performance } from 'node:perf_hooks';
import { ProjectWorkspace, prdOf } from '../../support/project-workspace';

describe('odd PRD files', () => {
  let workspace: ProjectWorkspace;
  beforeEach(() => {
    workspace = new ProjectWorkspace();
  });
  afterEach(() => workspace.close());

  const problems = async () => {
    const live = await workspace.live().started();
    return live.model
      .list()
      .map(
        ({ record }) =>
          `${record.slug}: ${record.problems.map(({ code, line, column }) => `${code} ${line}:${column}`).join()}`,
      );
  };

  it('load, or are a problem with its place, and none keeps the others from being shown', async () => {
    const good = prdOf('good', true, false);
    workspace.write('bom/prd.json', `\uFEFF${good}`);
    workspace.write('crlf/prd.json', good.replaceAll('\n', '\r\n'));
    workspace.write('empty/prd.json', '');
    workspace.write('nul/prd.json', '{"stories": [\n{"id": "a\0b"}]}');
    workspace.write('utf16/prd.json', Buffer.from(`\uFEFF${good}`, 'utf16le'));
    workspace.write('latin1/prd.json', Buffer.from('{\n"stories": ["caf\xe9"]}', 'latin1'));
    workspace.write('tabs/prd.json', JSON.stringify(JSON.parse(good), null, '\t'));
    fs.truncateSync(workspace.write('huge/prd.json', ''), 20 * 1024 * 1024 + 1);
    fs.mkdirSync(workspace.path('folder/prd.json'), { recursive: true });
    assert.deepEqual(await problems(), [
      'bom: ',
      'crlf: ',
      'empty: empty_file 1:1',
      'huge: too_large 1:1',
      'latin1: syntax_error 2:17',
      'nul: syntax_error 2:10',
      'tabs: ',
      'utf16: syntax_error 1:1',
    ]);
  });

  it('of nearly 20 MB with 10,000 stories do not keep others waiting for long at a time', async () => {
    const stories = Array.from({ length: 10_000 }, (_, n) => ({
      id: `S${n}`,
      title: `Story ${n}`,
      description: 'x'.repeat(1_800),
      passes: false,
    }));
    workspace.write('big/prd.json', JSON.stringify({ stories }));
    const live = workspace.live();
    let ended = false;
    let turns = 0;
    const others = () => {
      turns += 1;
      if (!ended) setImmediate(others);
    };
    others();
    const start = performance.now();
    await live.model.start();
    ended = true;
    assert.equal(live.line('big'), 'big idle 0/10000');
    assert.ok(turns > 20, `others had ${turns} turns in ${Math.round(performance.now() - start)} ms`);
  });

  it('take a new branch name for a new undertaking of the same project', async () => {
    workspace.write('a/prd.json', prdOf('one', true, true));
    const live = await workspace.live().started();
    workspace.write('a/prd.json', prdOf('two', false));
    await live.until(() => live.model.find('a')?.record.branch === 'ralph/two');
    assert.deepEqual([live.lines, live.changes.flatMap(({ removed }) => removed)], [['a idle 0/1'], []]);
  });

  it('of several in one folder: the newest is shown and the others are named', async () => {
    const old = workspace.write('a/tasks/prd-old.json', prdOf('old', true));
    fs.utimesSync(old, 1_000, 1_000);
    workspace.write('a/tasks/prd-new.json', prdOf('new', false));
    const live = await workspace.live().started();
    const project = live.model.find('a')!;
    assert.deepEqual([project.record.name, project.otherPrdPaths], ['new', [old]]);
  });

  it('that are no PRD give way to one that is', async () => {
    workspace.write('a/prd.json', '{"unrelated": true}');
    workspace.write('a/scripts/ralph/prd.json', prdOf('real', false));
    const live = await workspace.live().started();
    assert.deepEqual([live.lines, live.model.find('a')?.record.problems], [['a idle 0/1'], []]);
  });
});
