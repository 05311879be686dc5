import assert from 'node:assert/strict';
import fs from 'node:fs';
import path from 'node:path';
import type { AgentProfile } from '../../src/core/agent/profile';
import { turn } from '../adapters/agents/contract';
import { agents, bin, granting, signInHelp, Workbench } from './workbench';

describe('Gemini CLI over the Agent Client Protocol', function () {
  this.timeout(120_000);
  const bench = Workbench.use();

  const gemini = (): AgentProfile => {
    fs.mkdirSync(path.join(bench.home, '.gemini'), { recursive: true });
    // Left to itself it tries for minutes.
    const general = { maxAttempts: 1, retryFetchErrors: false };
    const settings = { security: { auth: { selectedType: 'gemini-api-key' } }, general };
    fs.writeFileSync(path.join(bench.home, '.gemini/settings.json'), JSON.stringify(settings));
    return {
      name: 'gemini',
      adapter: 'acp',
      command: bin('gemini'),
      args: ['--acp'],
      env: {
        HOME: bench.home,
        GOOGLE_GEMINI_BASE_URL: bench.api.url,
        GEMINI_API_KEY: 'not-a-key',
        GEMINI_CLI_TRUST_WORKSPACE: 'true',
      },
    };
  };

  it('is tested without a model', async () => {
    const tested = await agents().test(gemini(), bench.folder);
    assert.ok(tested.ok, tested.ok ? '' : tested.refusal.message);
    assert.match(tested.value.agent, /Gemini CLI/);
  });

  it('streams an answer and goes on', async () => {
    const session = await bench.open(gemini());
    const first = await turn(session, 'do:say');
    assert.equal(first.text, 'Hello from the stand-in.');
    assert.deepEqual(first.end, { stop: 'end_turn' });
    assert.equal((await turn(session, 'do:say')).text, 'Hello from the stand-in.');
  });

  it('asks before it runs a command, and does what it is told', async () => {
    const session = await bench.open(gemini());
    await turn(session, 'do:tool', granting(session, false));
    assert.equal(fs.existsSync(bench.file('out.txt')), false);
    const allowed = await turn(session, 'do:tool', granting(session, true));
    assert.match(allowed.text, /After the tool\.$/);
    assert.equal(fs.readFileSync(bench.file('out.txt'), 'utf8'), 'hello\n');
  });

  it('is stopped within two seconds', async () => {
    await bench.stopsWithinTwoSeconds(await bench.open(gemini()));
  });

  it('lets a person sign in where it is started', () => assert.match(signInHelp('gemini'), /interactive mode/));

  it('fails by every kind that it tells', async () => {
    const session = await bench.open(gemini());
    const kinds = {
      auth: ['auth', 'forbidden'],
      quota: ['quota'],
      rate_limit: ['rate_limit', 'retry_after'],
      context_overflow: ['context_overflow'],
      overloaded: ['overloaded', 'server_error', 'proxy'],
      network: ['network', 'cut'],
      unknown: ['no_model'],
    };
    for (const [kind, scenarios] of Object.entries(kinds)) {
      for (const scenario of scenarios) {
        const { end } = await turn(session, `do:${scenario}`);
        assert.equal(end.error?.kind, kind, JSON.stringify([scenario, end]));
        assert.doesNotMatch(end.error?.message ?? '{', /^\{/, 'in words');
      }
    }
  });

  it('does not tell that its model refused: it ends without a word', async () => {
    const said = await turn(await bench.open(gemini()), 'do:refused');
    assert.deepEqual([said.text, said.end], ['', { stop: 'end_turn' }]);
  });
});
