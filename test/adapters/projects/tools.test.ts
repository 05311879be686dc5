import assert from 'node:assert/strict';
import fs from 'node:fs';
import { ProjectWorkspace, prdOf } from '../../support/project-workspace';

describe('what other Ralph tools left in a project', () => {
  let workspace: ProjectWorkspace;
  beforeEach(() => {
    workspace = new ProjectWorkspace();
  });
  afterEach(() => workspace.close());

  it('is shown: the last entry of progress.txt, the branch before, the time that iterations took', async () => {
    workspace.write('a/scripts/ralph/prd.json', prdOf('a', true, true, false, false));
    workspace.write('a/scripts/ralph/.last-branch', 'ralph/before\n');
    const progress = `# Ralph Progress Log\nStarted: now\n## Codebase Patterns\n- Use tabs\n---\n## 2026-03-01 10:00 - US-001\n- Did it\n---\n## 2026-03-01 10:10 - US-002\n- Added the **cart**\n- **Learnings for future iterations:**\n---\n`;
    workspace.write('a/scripts/ralph/progress.txt', progress);
    const live = await workspace.live().started();
    const { tools, record } = live.model.find('a')!;
    assert.equal(tools.lastBranch, 'ralph/before');
    assert.deepEqual([tools.progress?.storyId, tools.progress?.at], ['US-002', '2026-03-01T10:10']);
    assert.match(record.lastMessagePreview ?? '', /Added the cart/);
    assert.deepEqual([record.etaSeconds, record.etaRange], [1200, [1200, 1200]]);
    fs.appendFileSync(workspace.path('a/scripts/ralph/progress.txt'), '## 2026-03-01 10:40 - US-003\n- Paid\n---\n');
    await live.until(() => live.model.find('a')?.tools.progress?.storyId === 'US-003');
    assert.match(live.model.find('a')?.record.lastMessagePreview ?? '', /Paid/);
  });

  it('is shown: the loop, the circuit breaker and the fix plan of .ralph, however badly written', async () => {
    workspace.write('a/.ralph/prd.json', prdOf('a', false));
    workspace.write(
      'a/.ralph/status.json',
      '{"timestamp":"2026-03-01T10:00:00Z","loop_count":7,"last_action":"executing","status":"running","exit_reason":""}',
    );
    workspace.write(
      'a/.ralph/.circuit_breaker_state',
      '{"state":"OPEN","reason":"No progress in 3 loops","opened_at":"2026-03-01T10:00:00Z"}',
    );
    workspace.write('a/.ralph/fix_plan.md', '# Plan\n- [x] One\n- [ ] Two\n  - [ ] Three\n');
    const live = await workspace.live().started();
    const { tools, record } = live.model.find('a')!;
    assert.deepEqual([tools.loop?.status, tools.loop?.loopCount], ['running', 7]);
    assert.deepEqual(tools.fixPlan, { done: 1, total: 3, next: 'Two' });
    assert.equal(record.errorReason, 'The circuit breaker is open: No progress in 3 loops');
    workspace.write('a/.ralph/.circuit_breaker_state', '{"state": nonsense');
    await live.until(() => live.model.find('a')?.tools.circuitBreaker === undefined);
  });

  it('is shown: logs of iterations with the story and the time that each took', async () => {
    workspace.write('a/scripts/ralph/prd.json', prdOf('a', true, false));
    for (const [at, name] of ['iteration-1.log', 'iteration-2.log', 'iteration-3.log'].entries()) {
      const file = workspace.write(`a/scripts/ralph/logs/${name}`, `Working on US-00${at + 1}\nAll green now.\n`);
      const when = new Date(Date.UTC(2026, 2, 1, 10, at * 5));
      fs.utimesSync(file, when, when);
    }
    const live = await workspace.live().started();
    const { tools, record } = live.model.find('a')!;
    assert.deepEqual(
      tools.iterations?.map(({ seconds }) => seconds),
      [undefined, 300, 300],
    );
    assert.equal(record.etaSeconds, 300);
    assert.equal(record.lastMessagePreview, 'All green now.');
    assert.equal(record.lastIterationAt, '2026-03-01T10:10:00.000Z');
  });

  it('is shown: ralph-tui, by its lock and its iterations', async () => {
    workspace.write('a/prd.json', prdOf('a', false));
    workspace.write('a/.ralph-tui/ralph.lock', '{"pid": 999999999, "hostname": "elsewhere"}');
    workspace.write(
      'a/.ralph-tui/iterations/abcd1234_2026-03-01_US-001.log',
      'Task ID: US-001\nDuration: 90s\n--- RAW OUTPUT ---\nDone with it.\n',
    );
    const live = await workspace.live().started();
    const { tools, record } = live.model.find('a')!;
    assert.equal(tools.tuiLock?.pid, 999999999);
    assert.deepEqual(
      tools.iterations?.map(({ seconds, storyId }) => [seconds, storyId]),
      [[90, 'US-001']],
    );
    assert.equal(record.status, 'idle');
  });
});
