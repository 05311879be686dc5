import assert from 'node:assert/strict';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { findProgram } from '../../../src/adapters/agents/detect';
import { SystemAgents } from '../../../src/adapters/agents/system-agents';
import { processTable } from '../../../src/adapters/processes/process-table';
import { SystemProcesses } from '../../../src/adapters/processes/processes';
import type { AgentProfile } from '../../../src/core/agent/profile';
import { standIn } from './contract';

const node = process.execPath;
const CLAUDE = '2.1.329 (Claude Code)';
const program = (adapter: 'claude' | 'codex', ...args: string[]): AgentProfile => ({
  name: 'x',
  adapter,
  command: node,
  args: [standIn('program'), ...args],
  env: { CODEX_HOME: path.join(os.tmpdir(), 'no-such-codex-home') },
});
const acp = (...args: string[]): AgentProfile => ({
  name: 'x',
  adapter: 'acp',
  command: node,
  args: [standIn('acp'), ...args],
});

/** What a test says of a profile: who answers, or the code and the sentence of what is wrong. */
async function tested(profile: AgentProfile, testMs = 10_000): Promise<string> {
  const agents = new SystemAgents({ processes: new SystemProcesses(), cli: path.resolve('dist/cli.js'), testMs });
  const answer = await agents.test(profile, os.tmpdir());
  return answer.ok ? `ok: ${answer.value.agent}` : `${answer.refusal.code}: ${answer.refusal.message}`;
}

describe('a test of a profile', () => {
  it('tells which agent answers', async () => {
    assert.equal(await tested(program('claude', '--says', CLAUDE)), 'ok: Claude Code 2.1.329');
    assert.equal(await tested(program('codex', '--says', 'codex-cli 0.169.0')), 'ok: Codex 0.169.0');
    assert.equal(await tested(acp()), 'ok: stand-in 9');
    assert.match(
      await tested({ name: 'demo', adapter: 'acp', command: 'signalbox-demo-agent' }),
      /^ok: Signalbox demo/,
    );
  });

  it('tells that a path is wrong', async () => {
    for (const adapter of ['acp', 'claude', 'codex'] as const)
      assert.equal(
        await tested({ name: 'x', adapter, command: '/no/such/agent' }),
        'not_found: "/no/such/agent" was not found.',
      );
    assert.match(await tested({ name: 'x', adapter: 'command', command: 'no-such-loop {prompt}' }), /^not_found: /);
  });

  it('tells that a file is no program', async function () {
    if (process.platform === 'win32') return this.skip();
    const file = path.join(fs.mkdtempSync(path.join(os.tmpdir(), 'signalbox-probe-')), 'agent');
    fs.writeFileSync(file, 'hello', { mode: 0o600 });
    for (const adapter of ['acp', 'claude'] as const)
      assert.match(await tested({ name: 'x', adapter, command: file }), /^not_executable: .*may not be executed\.$/);
    fs.rmSync(path.dirname(file), { recursive: true });
  });

  it('tells that it is another program', async () => {
    const said = await tested(program('claude', '--says', 'git version 2.47.0'));
    assert.match(said, /^another_program: .* is not Claude Code: it says "git version 2\.47\.0"\.$/);
  });

  it('tells that it is too old', async () => {
    assert.equal(
      await tested(program('claude', '--says', '1.0.17 (Claude Code)')),
      'too_old: Claude Code 1.0.17 is too old. Signalbox needs 2.0.0 or newer.',
    );
    assert.match(await tested(acp('--tomorrow')), /^another_protocol: The agent speaks version 2 /);
  });

  it('tells that nobody is signed in', async () => {
    const claude = program('claude', '--signed-out', '--says', CLAUDE);
    assert.equal(await tested(claude), 'auth: Claude Code 2.1.329 was found and is not signed in.');
    const codex = program('codex', '--signed-out', '--says', 'codex-cli 0.169.0');
    assert.equal(await tested(codex), 'auth: Codex 0.169.0 was found and is not signed in.');
    assert.equal(await tested(acp('--signed-out')), 'auth: stand-in 9 is not signed in. It offers: An API key.');
  });

  it('does not ask an old Claude Code whether it is signed in: it would take that for a prompt', async () => {
    const old = program('claude', '--signed-out', '--says', '2.1.0 (Claude Code)');
    assert.equal(await tested(old), 'ok: Claude Code 2.1.0');
  });

  it('tells that it says nothing, and leaves nothing running', async () => {
    const hanging = [program('claude', '--hang'), program('codex', '--hang'), acp('--mute')];
    for (const profile of hanging) assert.match(await tested(profile, 300), /^no_answer: .* 0\.3 seconds\.$/);
    const all = await Promise.all((await processTable().all()).map(({ pid }) => processTable().one(pid)));
    // Those of this checkout: another one may be tested at the same time.
    const ours = [`${standIn('program')} --hang`, `${standIn('acp')} --mute`];
    const left = all.filter((row) => ours.some((each) => row?.command.includes(each)));
    assert.deepEqual(left, []);
  });

  it('tells why it crashed, without where', async () => {
    assert.equal(
      await tested(program('claude', '--crash')),
      'crashed: The agent ended with code 1: Error: cannot find module "everything"',
    );
    const wrong: AgentProfile = { name: 'x', adapter: 'acp', command: node, args: [standIn('program'), '--crash'] };
    assert.match(await tested(wrong), /^crashed: .*cannot find module/);
  });
});

describe('the program behind a profile', () => {
  it('is found with its version, where it is one', async () => {
    const found = await findProgram({ name: 'x', adapter: 'codex', command: node });
    assert.deepEqual(found, { product: node, file: node, version: process.versions.node });
    assert.equal(await findProgram({ name: 'x', adapter: 'claude', command: '/no/such/agent' }), undefined);
    assert.equal(await findProgram({ name: 'x', adapter: 'command', command: 'node' }), undefined);
  });
});
