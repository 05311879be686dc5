import assert from 'node:assert/strict';
import fs from 'node:fs';
import type { AgentProfile } from '../../src/core/agent/profile';
import { turn } from '../adapters/agents/contract';
import { agents, bin, granting, signInHelp, spentOn, Workbench } from './workbench';

describe('opencode over the Agent Client Protocol', function () {
  this.timeout(120_000);
  const bench = Workbench.use();

  const opencode = (): AgentProfile => {
    const config = {
      provider: {
        standin: {
          npm: '@ai-sdk/openai-compatible',
          name: 'stand-in',
          options: { baseURL: `${bench.api.url}/v1`, apiKey: 'not-a-key' },
          models: {
            any: {
              name: 'any',
              tool_call: true,
              cost: { input: 1, output: 2 },
              limit: { context: 8000, output: 1000 },
            },
          },
        },
      },
      model: 'standin/any',
      small_model: 'standin/any',
      permission: { bash: 'ask' },
    };
    return {
      name: 'opencode',
      adapter: 'acp',
      command: bin('opencode'),
      args: ['acp'],
      env: {
        HOME: bench.home,
        XDG_CONFIG_HOME: `${bench.home}/.config`,
        XDG_DATA_HOME: `${bench.home}/.local/share`,
        XDG_CACHE_HOME: `${bench.home}/.cache`,
        XDG_STATE_HOME: `${bench.home}/.local/state`,
        OPENCODE_CONFIG_CONTENT: JSON.stringify(config),
        OPENCODE_DISABLE_MODELS_FETCH: '1',
        OPENCODE_DISABLE_AUTOUPDATE: '1',
      },
    };
  };

  it('is tested without a model', async () => {
    const tested = await agents().test(opencode(), bench.folder);
    assert.ok(tested.ok, tested.ok ? '' : tested.refusal.message);
    assert.match(tested.value.agent, /opencode/i);
    assert.equal(tested.value.canResume, true);
  });

  it('streams an answer, goes on, and its costs are additions', async () => {
    const session = await bench.open(opencode());
    const first = await turn(session, 'do:say');
    assert.equal(first.text, 'Hello from the stand-in.', JSON.stringify(first));
    assert.deepEqual(first.end, { stop: 'end_turn' });
    const second = await turn(session, 'do:say');
    assert.equal(second.text, 'Hello from the stand-in.');
    assert.ok(spentOn(first).costUsd > 0, JSON.stringify(spentOn(first)));
    assert.ok(Math.abs(spentOn(first).costUsd - spentOn(second).costUsd) < 1e-9);
  });

  it('asks before it runs a command, and does what it is told', async () => {
    const session = await bench.open(opencode());
    await turn(session, 'do:tool', granting(session, false));
    assert.equal(fs.existsSync(bench.file('out.txt')), false);
    const again = session.alive ? session : await bench.open(opencode());
    const allowed = await turn(again, 'do:tool', granting(again, true));
    assert.match(allowed.text, /After the tool\.$/, JSON.stringify(allowed));
    assert.equal(fs.readFileSync(bench.file('out.txt'), 'utf8'), 'hello\n');
  });

  it('is resumed by another process', async () => {
    const session = await bench.open(opencode());
    await turn(session, 'do:say');
    await session.close();
    const resumed = await bench.open(opencode(), session.id);
    assert.equal((await turn(resumed, 'do:say')).text, 'Hello from the stand-in.');
  });

  it('is stopped within two seconds', async () => {
    await bench.stopsWithinTwoSeconds(await bench.open(opencode()));
  });

  it('is stopped within two seconds with all that its commands started', async () => {
    await bench.stopsWhatItStarted(await bench.open(opencode()));
  });

  it('lets a person sign in by the command that is offered', () =>
    assert.match(signInHelp('opencode'), /opencode auth login/));

  // What may pass (limits, an overloaded provider, a broken connection) it tries again by itself, for minutes and in silence.
  const kinds = {
    auth: 'auth',
    context_overflow: 'context_overflow',
    refused: 'refused',
    forbidden: 'unknown',
    no_model: 'unknown',
  };
  for (const [scenario, kind] of Object.entries(kinds)) {
    it(`fails by ${kind} on ${scenario}`, async () => {
      const said = await turn(await bench.open(opencode()), `do:${scenario}`);
      assert.equal(said.end.error?.kind, kind, JSON.stringify(said.end));
    });
  }
});
