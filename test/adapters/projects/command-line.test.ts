import assert from 'node:assert/strict';
import { once } from 'node:events';
import fs from 'node:fs';
import path from 'node:path';
import readline from 'node:readline';
import type { ProjectRecord } from '../../../src/core/project/model';
import { CommandLine } from '../../support/cli';
import { prdOf } from '../../support/project-workspace';

describe('signalbox projects', () => {
  let cli: CommandLine;
  beforeEach(() => {
    cli = new CommandLine();
  });
  afterEach(() => cli.dispose());

  const write = (relative: string, text: string) => {
    const file = path.join(cli.workspace, relative);
    fs.mkdirSync(path.dirname(file), { recursive: true });
    fs.writeFileSync(file, text);
  };

  it('lists and shows what is there, as JSON and for people', async () => {
    write('shop/scripts/ralph/prd.json', prdOf('shop', true, false));
    const [record] = await cli.data<ProjectRecord[]>('projects', 'list');
    assert.deepEqual(
      [record?.slug, record?.status, record?.storiesDone, record?.storiesTotal, record?.etaSeconds],
      ['shop', 'idle', 1, 2, 720],
    );
    assert.match(await cli.text('projects', 'list'), /shop +idle +1\/2/);
    const shown = await cli.data<ProjectRecord & { stories: { id: string }[] }>('projects', 'show', 'SHOP');
    assert.deepEqual(
      shown.stories.map(({ id }) => id),
      ['US-001', 'US-002'],
    );
    assert.match(await cli.text('projects', 'show', 'shop'), /US-002 +2 +Story 2 of shop/);
  });

  it('proposes and approves against the version that was seen, and refuses with a code', async () => {
    const description = 'A small shop with a cart';
    assert.equal((await cli.refusal('projects', 'show', '../etc')).code, 'invalid_slug');
    assert.equal((await cli.refusal('projects', 'approve', 'shop')).code, 'not_found');
    const proposed = await cli.data<{ version: number }>('projects', 'propose', 'shop', '--description', description);
    assert.equal(proposed.version, 1);
    const twice = await cli.refusal('projects', 'propose', 'Shop', '--description', description);
    assert.deepEqual([twice.code, twice.details?.status], ['duplicate_slug', 'pending']);
    const stale = await cli.refusal('projects', 'approve', 'shop', '--if-version', '9');
    assert.deepEqual([stale.code, stale.details], ['stale', { currentVersion: 1 }]);
    await cli.data('projects', 'approve', 'shop', '--if-version', '1');
    assert.equal((await cli.data<ProjectRecord>('projects', 'show', 'shop')).status, 'approved');
    await cli.data('projects', 'unapprove', 'shop');
    await cli.data('projects', 'cancel', 'shop');
    assert.equal((await cli.data<ProjectRecord>('projects', 'show', 'shop')).status, 'idle');
  });

  it('lets exactly one of several approve the version that all of them saw', async () => {
    await cli.data('projects', 'propose', 'shop', '--description', 'A small shop with a cart');
    const answers = await Promise.all(
      [1, 2, 3].map(() => cli.run(['projects', 'approve', 'shop', '--if-version', '1', '--json'])),
    );
    assert.deepEqual(answers.map(({ code }) => code).sort(), [0, 1, 1]);
  });

  it('streams a snapshot and then each change as one line of JSON', async () => {
    write('shop/prd.json', prdOf('shop', false));
    const watching = cli.start('projects', 'watch');
    const lines = readline.createInterface({ input: watching.stdout })[Symbol.asyncIterator]();
    const next = async () =>
      JSON.parse((await lines.next()).value as string) as Record<string, ProjectRecord[]> & { type: string };
    const snapshot = await next();
    assert.deepEqual([snapshot.type, snapshot.projects?.[0]?.storiesDone], ['snapshot', 0]);
    write('shop/prd.json', prdOf('shop', true));
    const change = await next();
    assert.deepEqual(
      [change.type, change.changed?.[0]?.status, change.added, change.removed],
      ['change', 'complete', [], []],
    );
    fs.rmSync(path.join(cli.workspace, 'shop'), { recursive: true });
    assert.deepEqual((await next()).removed, ['shop']);
    watching.kill('SIGINT');
    const [code] = (await once(watching, 'exit')) as [number];
    assert.equal(code, 0);
  });

  it('takes the settings of the workspace', async () => {
    write(
      '.vscode/settings.json',
      '{\n  // ours\n  "signalbox.projects.depth": 1,\n  "signalbox.projects.exclude": ["old"],\n}',
    );
    write('a/prd.json', prdOf('a', false));
    write('old/prd.json', prdOf('old', false));
    write('deep/b/prd.json', prdOf('b', false));
    const records = await cli.data<ProjectRecord[]>('projects', 'list');
    assert.deepEqual(
      records.map(({ slug }) => slug),
      ['a'],
    );
  });
});
