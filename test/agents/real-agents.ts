import assert from 'node:assert/strict';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { readClaudeHistory } from '../../src/adapters/agents/claude-transcripts';
import { SystemAgents } from '../../src/adapters/agents/system-agents';
import { processTable } from '../../src/adapters/processes/process-table';
import { SystemProcesses } from '../../src/adapters/processes/processes';
import type { AgentEvent } from '../../src/core/agent/event';
import type { AgentProfile } from '../../src/core/agent/profile';
import type { AgentSession } from '../../src/ports/agent';
import { type Said, turn } from '../adapters/agents/contract';
import { answered, testPlanning } from '../support/planning';
import { ModelApi } from './model-api';

const bin = (name: string) => path.resolve('.vscode-test/agents/node_modules/.bin', name);
const agents = () => new SystemAgents({ processes: new SystemProcesses(), cli: path.resolve('dist/cli.js') });
const granting = (session: () => AgentSession, allow: boolean) => (event: AgentEvent) => {
  if (event.type !== 'permission') return;
  const wanted = allow ? 'allow_once' : 'reject_once';
  const option = event.request.options.find(({ kind }) => kind === wanted);
  setImmediate(() => session().answer(event.request.id, option?.id ?? ''));
};
const textsOf = ({ events }: Said) => events.filter((event) => event.type === 'text').length;

describe('real agents against a stand-in for their models', function () {
  this.timeout(120_000);
  let api: ModelApi;
  let home: string;
  let folder: string;
  const sessions: AgentSession[] = [];
  before(async () => {
    api = await ModelApi.start();
  });
  after(() => api.stop());
  beforeEach(() => {
    home = fs.mkdtempSync(path.join(os.tmpdir(), 'signalbox-home-'));
    folder = fs.realpathSync(fs.mkdtempSync(path.join(os.tmpdir(), 'signalbox-work-')));
  });
  afterEach(async () => {
    for (const session of sessions.splice(0)) await session.close();
    for (const each of [home, folder]) fs.rmSync(each, { recursive: true, force: true, maxRetries: 5 });
  });
  const open = async (profile: AgentProfile, resume?: string): Promise<AgentSession> => {
    const opened = await agents().open({ profile, folder, ...(resume === undefined ? {} : { resume }) });
    assert.ok(opened.ok, opened.ok ? '' : opened.refusal.message);
    sessions.push(opened.value);
    return opened.value;
  };

  describe('Claude Code', () => {
    const claude = (): AgentProfile => ({
      name: 'claude',
      adapter: 'claude',
      command: bin('claude'),
      env: {
        HOME: home,
        ANTHROPIC_BASE_URL: api.url,
        ANTHROPIC_API_KEY: 'not-a-key',
        CLAUDE_CODE_MAX_RETRIES: '1',
        DISABLE_TELEMETRY: '1',
        DISABLE_AUTOUPDATER: '1',
        IS_SANDBOX: '1',
      },
    });

    it('is tested without a model', async () => {
      const tested = await agents().test(claude(), folder);
      assert.ok(tested.ok);
      assert.match(tested.value.agent, /Claude Code/);
    });

    it('streams an answer, goes on in the same process, and its costs are additions', async () => {
      const session = await open(claude());
      const first = await turn(session, 'do:say');
      assert.equal(first.text, 'Hello from the stand-in.');
      assert.deepEqual(first.end, { stop: 'end_turn' });
      assert.ok(textsOf(first) > 2, 'in pieces');
      const second = await turn(session, 'do:say');
      const cost = (said: Said) =>
        said.events.reduce((sum, event) => sum + (event.type === 'usage' ? event.usage.costUsd : 0), 0);
      assert.ok(cost(first) > 0);
      assert.ok(Math.abs(cost(first) - cost(second)) < cost(first), `${cost(first)} and ${cost(second)}`);
    });

    it('asks before it runs a command, and does what it is told', async () => {
      const session = await open(claude());
      const denied = await turn(
        session,
        'do:tool',
        granting(() => session, false),
      );
      assert.equal(denied.end.stop, 'end_turn');
      assert.equal(fs.existsSync(path.join(folder, 'out.txt')), false);
      const allowed = await turn(
        session,
        'do:tool',
        granting(() => session, true),
      );
      assert.match(allowed.text, /After the tool\.$/);
      assert.equal(fs.readFileSync(path.join(folder, 'out.txt'), 'utf8'), 'hello\n');
      assert.ok(allowed.events.some((event) => event.type === 'tool_result' && event.ok));
    });

    for (const kind of ['auth', 'rate_limit', 'overloaded', 'quota'] as const) {
      it(`fails by ${kind}`, async () => {
        const said = await turn(await open(claude()), `do:${kind}`);
        assert.equal(said.end.stop, 'error');
        assert.equal(said.end.error?.kind, kind);
      });
    }

    it('is stopped within two seconds, resumed afterwards, and leaves nothing running', async () => {
      const session = await open(claude());
      await turn(session, 'do:say');
      let began = 0;
      const running = turn(session, 'do:hang');
      const asked = api.requests;
      while (api.requests === asked) await new Promise((resolve) => setImmediate(resolve));
      began = performance.now();
      await session.cancel();
      assert.equal((await running).end.stop, 'cancelled');
      assert.ok(performance.now() - began < 2000);
      const left = (await processTable().all()).filter(({ command }) => command.includes(bin('claude')));
      assert.deepEqual(left, []);
      assert.equal((await turn(session, 'do:say')).text, 'Hello from the stand-in.');
      const id = session.id;
      await session.close();
      const resumed = await open(claude(), id);
      assert.equal((await turn(resumed, 'do:say')).end.stop, 'end_turn');
      assert.equal(resumed.id, id);
    });

    it('says when it does not know a session', async () => {
      const session = await open(claude(), '00000000-0000-4000-8000-000000000000');
      assert.equal((await turn(session, 'do:say')).end.forgotten, true);
    });

    it('plans through the runner, and its own transcript can be read', async () => {
      const planning = await testPlanning([claude()]);
      const plan = await answered(planning, await planning.planner.start('shop', { prompt: 'do:say a shop' }));
      assert.equal(plan.turns[0]?.text, 'Hello from the stand-in.', JSON.stringify(plan.turns[0]?.error));
      const history = await readClaudeHistory(planning.workspace, { config: path.join(home, '.claude') });
      assert.equal(history[0]?.messages.at(-1)?.text, 'Hello from the stand-in.');
      assert.match(history[0]?.messages[0]?.text ?? '', /do:say a shop/);
      await planning.close();
    });
  });

  describe('Gemini CLI over the Agent Client Protocol', () => {
    const gemini = (): AgentProfile => {
      fs.mkdirSync(path.join(home, '.gemini'), { recursive: true });
      const settings = { security: { auth: { selectedType: 'gemini-api-key' } } };
      fs.writeFileSync(path.join(home, '.gemini/settings.json'), JSON.stringify(settings));
      return {
        name: 'gemini',
        adapter: 'acp',
        command: bin('gemini'),
        args: ['--acp'],
        env: {
          HOME: home,
          GOOGLE_GEMINI_BASE_URL: api.url,
          GEMINI_API_KEY: 'not-a-key',
          GEMINI_CLI_TRUST_WORKSPACE: 'true',
        },
      };
    };

    it('is tested without a model', async () => {
      const tested = await agents().test(gemini(), folder);
      assert.ok(tested.ok, tested.ok ? '' : tested.refusal.message);
      assert.match(tested.value.agent, /Gemini CLI/);
    });

    it('streams an answer and goes on', async () => {
      const session = await open(gemini());
      const first = await turn(session, 'do:say');
      assert.equal(first.text, 'Hello from the stand-in.');
      assert.deepEqual(first.end, { stop: 'end_turn' });
      assert.equal((await turn(session, 'do:say')).text, 'Hello from the stand-in.');
    });

    it('asks before it runs a command, and does what it is told', async () => {
      const session = await open(gemini());
      await turn(
        session,
        'do:tool',
        granting(() => session, false),
      );
      assert.equal(fs.existsSync(path.join(folder, 'out.txt')), false);
      const allowed = await turn(
        session,
        'do:tool',
        granting(() => session, true),
      );
      assert.match(allowed.text, /After the tool\.$/);
      assert.equal(fs.readFileSync(path.join(folder, 'out.txt'), 'utf8'), 'hello\n');
    });

    it('is stopped within two seconds', async () => {
      const session = await open(gemini());
      const asked = api.requests;
      const running = turn(session, 'do:hang');
      while (api.requests === asked) await new Promise((resolve) => setImmediate(resolve));
      const began = performance.now();
      await session.cancel();
      assert.equal((await running).end.stop, 'cancelled');
      assert.ok(performance.now() - began < 2000);
    });

    it('fails by auth', async () => {
      const said = await turn(await open(gemini()), 'do:auth');
      assert.equal(said.end.error?.kind, 'auth', JSON.stringify(said.end));
    });
  });
});
