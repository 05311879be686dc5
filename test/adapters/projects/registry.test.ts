import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import fs from 'node:fs';
import { ProjectWorkspace, prdOf } from '../../support/project-workspace';

describe('the registry of projects', () => {
  let workspace: ProjectWorkspace;
  beforeEach(() => {
    workspace = new ProjectWorkspace();
  });
  afterEach(() => workspace.close());

  const registry = () =>
    JSON.parse(fs.readFileSync(workspace.path('approved-tasks.json'), 'utf8')) as {
      version: number;
      projects: { name: string; status: string; approved_at: string | null }[];
    };
  const description = 'Something worth doing';

  it('is made by the first proposal, and its entry is a project without a folder', async () => {
    const live = await workspace.live().started();
    const answer = await live.model.propose({ slug: 'shop', description });
    assert.ok(answer.ok && answer.value.version === 1);
    assert.equal(live.line('shop'), 'shop pending 0/0');
    const { hasWorkspace, hasPrd, statusReason } = live.model.find('SHOP')!.record;
    assert.deepEqual([hasWorkspace, hasPrd, statusReason], [false, false, 'It was proposed and waits for approval.']);
    workspace.write('shop/prd.json', prdOf('shop', true, false));
    await live.until(() => live.model.find('shop')?.record.storiesTotal === 2);
    assert.deepEqual(live.lines, ['shop pending 1/2']);
    assert.equal(live.model.find('shop')?.record.hasWorkspace, true);
  });

  it('goes from proposed to approved and back, one version a step', async () => {
    const live = await workspace.live().started();
    await live.model.propose({ slug: 'shop', description });
    assert.ok((await live.model.decide('approve', 'Shop', 1)).ok);
    assert.equal(live.line('shop'), 'shop approved 0/0');
    assert.ok(registry().projects[0]?.approved_at);
    assert.ok((await live.model.decide('unapprove', 'shop')).ok);
    assert.equal(live.line('shop'), 'shop pending 0/0');
    assert.ok((await live.model.decide('cancel', 'shop', 3)).ok);
    assert.equal(live.line('shop'), 'shop idle 0/0');
    assert.equal(registry().version, 4);
  });

  it('refuses, and changes nothing', async () => {
    const live = await workspace.live().started();
    const code = async (call: Promise<{ ok: boolean; refusal?: { code: string; details?: object } }>) => {
      const answer = await call;
      return answer.ok ? 'done' : answer.refusal?.code;
    };
    assert.equal(await code(live.model.decide('approve', 'nobody')), 'not_found');
    assert.ok(!fs.existsSync(workspace.path('approved-tasks.json')));
    await live.model.propose({ slug: 'shop', description });
    const before = fs.readFileSync(workspace.path('approved-tasks.json'), 'utf8');
    for (const slug of ['..', '../x', 'a/b', 'a\\b', 'a%2fb', 'a\0', '', 'x'.repeat(65), 'ä']) {
      assert.equal(await code(live.model.propose({ slug, description })), 'invalid_slug', slug);
      assert.equal(await code(live.model.decide('approve', slug)), 'invalid_slug', slug);
    }
    assert.equal(await code(live.model.propose({ slug: 'b', description: 'too short' })), 'invalid_description');
    assert.equal(await code(live.model.propose({ slug: 'b', description: 'x'.repeat(4001) })), 'invalid_description');
    assert.equal(
      await code(live.model.propose({ slug: 'b', description, branch: '--upload-pack=x' })),
      'invalid_branch',
    );
    const twice = await live.model.propose({ slug: 'SHOP', description });
    assert.deepEqual(twice.ok ? {} : [twice.refusal.code, twice.refusal.details?.status], [
      'duplicate_slug',
      'pending',
    ]);
    const stale = await live.model.decide('approve', 'shop', 7);
    assert.deepEqual(stale.ok ? {} : [stale.refusal.code, stale.refusal.details], ['stale', { currentVersion: 1 }]);
    assert.equal(fs.readFileSync(workspace.path('approved-tasks.json'), 'utf8'), before);
  });

  it('changed by somebody else shows at once, and their fields and layout stay when we write', async () => {
    const live = await workspace.live().started();
    const theirs =
      '{\n    "team": "north",\n    "projects": [\n        {"name": "a", "status": "pending", "x": [1,2]}\n    ],\n    "version": 41\n}\n';
    workspace.write('approved-tasks.json', theirs);
    await live.until(() => live.line('a') === 'a pending 0/0');
    assert.equal(live.model.find('a')?.registry?.version, 41);
    assert.ok((await live.model.decide('approve', 'a', 41)).ok);
    const after = fs.readFileSync(workspace.path('approved-tasks.json'), 'utf8');
    assert.ok(after.includes('"team": "north"') && after.includes('"x": [1,2]') && after.includes('"version": 42'));
    workspace.write('approved-tasks.json', '{"projects": [');
    await live.until(() => live.model.notices.length === 1);
    assert.equal(live.line('a'), 'a approved 0/0');
    const refused = await live.model.decide('cancel', 'a');
    assert.equal(refused.ok ? 'done' : refused.refusal.code, 'registry_unreadable');
    fs.rmSync(workspace.path('approved-tasks.json'));
    await live.until(() => live.lines.length === 0 && live.model.notices.length === 0);
  });

  it('may stand elsewhere, and every workspace folder has its own', async () => {
    workspace.write('one/.box/r.json', '{"projects":[{"name":"a","status":"planning"}],"version":1}');
    workspace.write(
      'two/.box/r.json',
      '{"projects":[{"name":"a","status":"failed","error":"No disk\\nmore"}],"version":9}',
    );
    const folders = [workspace.path('one'), workspace.path('two')];
    const live = await workspace.live({ folders, registry: '.box/r.json' }).started();
    assert.deepEqual(live.lines, ['a planning 0/0', 'two-a failed 0/0']);
    assert.equal(live.model.find('two-a')?.record.errorReason, 'No disk');
    assert.ok((await live.model.decide('approve', 'two-a', 9)).ok);
    assert.deepEqual(live.lines, ['a planning 0/0', 'two-a approved 0/0']);
  });

  it('shows a recorded process while it runs, sees it end, and is not fooled by a reused pid', async () => {
    const loop = workspace.write('a/scripts/ralph/ralph.sh', 'echo ready\nread line\n');
    workspace.write('a/scripts/ralph/prd.json', prdOf('a', false));
    const start = async (script: string) => {
      const child = spawn('sh', [script], { stdio: ['pipe', 'pipe', 'ignore'] });
      await once(child.stdout, 'data');
      return child;
    };
    const ralph = await start(loop);
    const live = await workspace.live().started();
    workspace.write('a/scripts/ralph/.ralph.pid', `${ralph.pid}\n`);
    await live.until(() => live.line('a') === 'a running-ralph 0/1');
    assert.equal(live.model.find('a')?.record.pid, ralph.pid);
    ralph.stdin.end();
    await live.until(() => live.line('a') === 'a idle 0/1');

    const manual = await start(workspace.write('b/work.sh', 'echo ready\nread line\n'));
    const entry = (startedAt: Date) => ({
      version: 1,
      projects: [{ name: 'a', status: 'approved', pid: manual.pid, started_at: startedAt.toISOString() }],
    });
    workspace.write('approved-tasks.json', JSON.stringify(entry(new Date())));
    await live.until(() => live.line('a') === 'a running-manual 0/1');
    workspace.write('approved-tasks.json', JSON.stringify(entry(new Date(Date.now() - 3_600_000))));
    await live.until(() => live.line('a') === 'a approved 0/1');
    manual.stdin.end();
    await once(manual, 'exit');
  });
});
