import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { tellClaudeSession } from '../../support/claude-home';
import { CLI } from '../../support/planning';

describe('plans on the command line', () => {
  const workspace = fs.mkdtempSync(path.join(os.tmpdir(), 'signalbox-cli-'));
  const say = (...args: readonly string[]) => {
    const { status, stdout } = spawnSync(process.execPath, [CLI, '--workspace', workspace, '--json', ...args], {
      encoding: 'utf8',
      input: '',
      env: { ...process.env, SIGNALBOX_DEMO_DELAY_MS: '1', CLAUDE_CONFIG_DIR: path.join(workspace, 'claude') },
    });
    return { status, answer: JSON.parse(stdout) };
  };
  before(() => {
    fs.mkdirSync(path.join(workspace, 'shop/scripts/ralph'), { recursive: true });
    const story = { id: 'US-001', title: 'Sell tea', passes: false, priority: 1, acceptanceCriteria: [] };
    const prd = { project: 'shop', branchName: 'ralph/shop', userStories: [story] };
    fs.writeFileSync(path.join(workspace, 'shop/scripts/ralph/prd.json'), JSON.stringify(prd));
  });
  after(() => fs.rmSync(workspace, { recursive: true, force: true, maxRetries: 5 }));

  it('go from a wish to an approved project, and what asks is answered by its id', () => {
    const started = say('plan', 'start', 'shop', 'A shop for tea', '--profile', 'demo');
    assert.equal(started.status, 0);
    assert.match(started.answer.data.turns[0].text, /^I am the demo agent/);
    assert.equal(say('plan', 'start', 'shop').answer.refusal.code, 'already_active');
    const asking = say('plan', 'advance', 'shop').answer.data;
    const { request } = asking.permissions[0];
    assert.equal(say('plan', 'respond', 'shop', 'Hello?').answer.refusal.code, 'turn_running');
    assert.equal(say('plan', 'answer', 'shop', request.id, 'maybe').answer.refusal.code, 'unknown_option');
    const answered = say('plan', 'answer', 'shop', request.id, 'allow').answer.data;
    assert.equal(answered.turns.at(-1).status, 'done');
    assert.equal(say('plan', 'advance', 'shop').answer.data.phase, 'stories');
    const asked = say('plan', 'finalize', 'shop');
    assert.deepEqual([asked.status, asked.answer.refusal.code], [1, 'needs_yes']);
    assert.equal(say('plan', 'finalize', 'shop', '--yes').answer.data.status, 'complete');
    const registry = JSON.parse(fs.readFileSync(path.join(workspace, 'approved-tasks.json'), 'utf8'));
    const [entry] = registry.projects;
    assert.deepEqual([entry.name, entry.status, entry.planning_session_id], ['shop', 'approved', 'shop.1']);
    assert.equal(say('plan', 'start', 'shop').answer.refusal.code, 'already_committed');
    assert.equal(say('plan', 'list').answer.data.plans[0].id, 'shop.1');
  });

  it('go on from what was said with Claude Code before', () => {
    tellClaudeSession(path.join(workspace, 'claude'), {
      session: 'abc-1',
      cwd: fs.realpathSync(path.join(workspace, 'shop')),
      said: [
        ['user', 'Only green tea'],
        ['assistant', 'Noted.'],
      ],
    });
    const { sessions } = say('plan', 'history', 'shop').answer.data;
    assert.deepEqual(
      sessions.map((each: Record<string, unknown>) => [each.session, each.title, each.messages]),
      [['abc-1', 'Only green tea', 2]],
    );
    assert.equal(say('plan', 'history', 'shop', 'abc').answer.data.messages[1].text, 'Noted.');
    assert.equal(say('plan', 'history', 'shop', 'xyz').answer.refusal.code, 'not_found');
    const args = ['plan', 'start', 'shop', 'Go on', '--from', 'abc-1', '--profile', 'demo', '--force'];
    assert.equal(say(...args).answer.data.earlier.messages.length, 2);
  });
});
