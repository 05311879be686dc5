import assert from 'node:assert/strict';
import fs from 'node:fs';
import path from 'node:path';
import { readClaudeHistory } from '../../src/adapters/agents/claude-transcripts';
import type { AgentProfile } from '../../src/core/agent/profile';
import { turn } from '../adapters/agents/contract';
import { answered, testPlanning } from '../support/planning';
import { agents, bin, granting, signInHelp, spentOn, textsOf, Workbench } from './workbench';

describe('Claude Code', function () {
  this.timeout(120_000);
  const bench = Workbench.use();

  const claude = (): AgentProfile => ({
    name: 'claude',
    adapter: 'claude',
    command: bin('claude'),
    env: {
      HOME: bench.home,
      ANTHROPIC_BASE_URL: bench.api.url,
      ANTHROPIC_API_KEY: 'not-a-key',
      CLAUDE_CODE_MAX_RETRIES: '1',
      DISABLE_TELEMETRY: '1',
      DISABLE_AUTOUPDATER: '1',
      IS_SANDBOX: '1',
    },
  });

  it('is tested without a model', async () => {
    const tested = await agents().test(claude(), bench.folder);
    assert.ok(tested.ok);
    assert.match(tested.value.agent, /Claude Code/);
  });

  it('streams an answer, goes on in the same process, and its costs are additions', async () => {
    const session = await bench.open(claude());
    const first = await turn(session, 'do:say');
    assert.equal(first.text, 'Hello from the stand-in.');
    assert.deepEqual(first.end, { stop: 'end_turn' });
    assert.ok(textsOf(first) > 2, 'in pieces');
    const second = await turn(session, 'do:say');
    const [a, b] = [spentOn(first).costUsd, spentOn(second).costUsd];
    assert.ok(a > 0);
    assert.ok(Math.abs(a - b) < a, `${a} and ${b}`);
  });

  it('asks before it runs a command, and does what it is told', async () => {
    const session = await bench.open(claude());
    const denied = await turn(session, 'do:tool', granting(session, false));
    assert.equal(denied.end.stop, 'end_turn');
    assert.equal(fs.existsSync(bench.file('out.txt')), false);
    const allowed = await turn(session, 'do:tool', granting(session, true));
    assert.match(allowed.text, /After the tool\.$/);
    assert.equal(fs.readFileSync(bench.file('out.txt'), 'utf8'), 'hello\n');
    assert.ok(allowed.events.some((event) => event.type === 'tool_result' && event.ok));
  });

  it('lets a person sign in by the command that is offered', () =>
    assert.match(signInHelp('claude'), /claude auth login/));

  const kinds = {
    auth: ['auth', 'forbidden'],
    quota: ['quota'],
    rate_limit: ['rate_limit', 'retry_after'],
    context_overflow: ['context_overflow'],
    overloaded: ['overloaded', 'server_error', 'proxy'],
    network: ['network', 'cut'],
    refused: ['refused'],
    unknown: ['no_model'],
  };
  for (const [kind, scenarios] of Object.entries(kinds)) {
    it(`fails by ${kind}`, async () => {
      for (const scenario of scenarios) {
        const said = await turn(await bench.open(claude()), `do:${scenario}`);
        assert.notEqual(said.end.stop, 'end_turn');
        assert.equal(said.end.error?.kind, kind, JSON.stringify([scenario, said.end]));
      }
    });
  }

  it('fails by network when nobody is there, or nobody knows the name', async () => {
    for (const url of ['http://127.0.0.1:9', 'http://model.invalid']) {
      const profile = claude();
      const session = await bench.open({ ...profile, env: { ...profile.env, ANTHROPIC_BASE_URL: url } });
      const { end } = await turn(session, 'do:say');
      assert.equal(end.error?.kind, 'network', JSON.stringify([url, end]));
    }
  });

  it('fails by max_turns and by budget when the profile limits it', async () => {
    const few = await bench.open({ ...claude(), permissions: 'all', limits: { turns: 1 } });
    const stopped = await turn(few, 'do:tool', granting(few, true));
    assert.equal(stopped.end.error?.kind, 'max_turns', JSON.stringify(stopped.end));
    const poor = await bench.open({ ...claude(), limits: { budgetUsd: 0.000001 } });
    const spent = await turn(poor, 'do:tool', granting(poor, true));
    assert.equal(spent.end.error?.kind, 'budget', JSON.stringify(spent.end));
  });

  it('is stopped within two seconds, and resumed afterwards', async () => {
    const session = await bench.open(claude());
    await turn(session, 'do:say');
    await bench.stopsWithinTwoSeconds(session);
    assert.equal((await turn(session, 'do:say')).text, 'Hello from the stand-in.');
    const id = session.id;
    await session.close();
    const resumed = await bench.open(claude(), id);
    assert.equal((await turn(resumed, 'do:say')).end.stop, 'end_turn');
    assert.equal(resumed.id, id);
  });

  it('is stopped within two seconds with all that its commands started', async () => {
    await bench.stopsWhatItStarted(await bench.open(claude()));
  });

  it('says when it does not know a session', async () => {
    const session = await bench.open(claude(), '00000000-0000-4000-8000-000000000000');
    assert.equal((await turn(session, 'do:say')).end.forgotten, true);
  });

  it('plans through the runner, and its own transcript can be read', async () => {
    const planning = await testPlanning([claude()]);
    const plan = await answered(planning, await planning.planner.start('shop', { prompt: 'do:say a shop' }));
    assert.equal(plan.turns[0]?.text, 'Hello from the stand-in.', JSON.stringify(plan.turns[0]?.error));
    const history = await readClaudeHistory(planning.workspace, {
      env: { CLAUDE_CONFIG_DIR: path.join(bench.home, '.claude') },
    });
    assert.equal(history[0]?.messages.at(-1)?.text, 'Hello from the stand-in.');
    assert.match(history[0]?.messages[0]?.text ?? '', /do:say a shop/);
    await planning.close();
  });
});
