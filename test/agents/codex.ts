import assert from 'node:assert/strict';
import fs from 'node:fs';
import path from 'node:path';
import type { AgentProfile, PermissionPolicy } from '../../src/core/agent/profile';
import { turn } from '../adapters/agents/contract';
import { agents, bin, signInHelp, spentOn, Workbench } from './workbench';

describe('Codex', function () {
  this.timeout(120_000);
  const bench = Workbench.use();

  const codex = (permissions: PermissionPolicy = 'all'): AgentProfile => {
    const home = path.join(bench.home, '.codex');
    fs.mkdirSync(home, { recursive: true });
    const provider = [
      'name="stand-in"',
      `base_url="${bench.api.url}/v1"`,
      'env_key="STAND_IN_KEY"',
      'wire_api="responses"',
      'request_max_retries=0',
      'stream_max_retries=0',
      'supports_websockets=false',
    ];
    return {
      name: 'codex',
      adapter: 'codex',
      command: bin('codex'),
      args: ['-c', 'model_provider=standin', '-c', `model_providers.standin={${provider.join(',')}}`],
      model: 'any-model',
      permissions,
      env: { HOME: bench.home, CODEX_HOME: home, STAND_IN_KEY: 'not-a-key' },
    };
  };

  it('is tested without a model', async () => {
    const tested = await agents().test(codex(), bench.folder);
    assert.ok(tested.ok, tested.ok ? '' : tested.refusal.message);
    assert.match(tested.value.agent, /^Codex.* 0\.169\.0$/);
  });

  it('answers, resumes its thread, and its tokens are additions', async () => {
    const session = await bench.open(codex());
    const first = await turn(session, 'do:say --sandbox danger-full-access');
    assert.equal(first.text, 'Hello from the stand-in.', JSON.stringify(first));
    assert.deepEqual(first.end, { stop: 'end_turn' });
    const id = session.id;
    assert.match(id ?? '', /^[0-9a-f-]{36}$/);
    assert.deepEqual(spentOn(first), { inputTokens: 60, outputTokens: 20, cachedTokens: 40, costUsd: 0 });
    const second = await turn(session, 'do:say');
    assert.equal(second.text, 'Hello from the stand-in.', JSON.stringify(second));
    assert.equal(session.id, id);
    assert.deepEqual(spentOn(second), spentOn(first));
  });

  it('is resumed by another process, and counts only what is new', async () => {
    const session = await bench.open(codex());
    const first = await turn(session, 'do:say');
    await session.close();
    const resumed = await bench.open(codex(), session.id, spentOn(first));
    const second = await turn(resumed, 'do:say');
    assert.equal(second.end.stop, 'end_turn', JSON.stringify(second));
    assert.deepEqual(spentOn(second), spentOn(first));
    assert.equal(resumed.id, session.id);
  });

  it('says when it does not know a session', async () => {
    const session = await bench.open(codex(), '00000000-0000-4000-8000-000000000000');
    const said = await turn(session, 'do:say');
    assert.equal(said.end.forgotten, true, JSON.stringify(said));
  });

  it('runs commands where the profile allows everything, also when its thread is resumed', async () => {
    const session = await bench.open(codex('all'));
    await turn(session, 'do:tool');
    fs.rmSync(bench.file('out.txt'));
    const said = await turn(session, 'do:tool');
    assert.match(said.text, /After the tool\.$/, JSON.stringify(said));
    assert.equal(fs.readFileSync(bench.file('out.txt'), 'utf8'), 'hello\n');
    const call = said.events.find((event) => event.type === 'tool_call');
    assert.match(call?.type === 'tool_call' ? call.call.input : '', /echo hello > out\.txt/);
    assert.ok(said.events.some((event) => event.type === 'tool_result' && event.ok));
  });

  it('changes files of its folder where the profile says "edits", also when its thread is resumed', async () => {
    const session = await bench.open(codex('edits'));
    for (const _ of [1, 2]) {
      await turn(session, 'do:tool');
      assert.equal(fs.readFileSync(bench.file('out.txt'), 'utf8'), 'hello\n');
      fs.rmSync(bench.file('out.txt'));
    }
  });

  for (const permissions of ['ask', 'none'] as const) {
    it(`changes nothing where the profile says "${permissions}", also when its thread is resumed`, async () => {
      const session = await bench.open(codex(permissions));
      for (const _ of [1, 2]) {
        await turn(session, 'do:tool');
        assert.equal(fs.existsSync(bench.file('out.txt')), false);
      }
    });
  }

  it('lets a person sign in by the command that is offered', () => assert.match(signInHelp('codex'), /codex login/));

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
        const said = await turn(await bench.open(codex()), `do:${scenario}`);
        assert.equal(said.end.stop, 'error');
        assert.equal(said.end.error?.kind, kind, JSON.stringify([scenario, said.end]));
      }
    });
  }

  it('is stopped within two seconds while it waits for its model', async () => {
    await bench.stopsWithinTwoSeconds(await bench.open(codex()));
  });

  it('is stopped within two seconds with all that its commands started', async () => {
    await bench.stopsWhatItStarted(await bench.open(codex()));
  });
});
