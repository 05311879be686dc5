import assert from 'node:assert/strict';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { AgentChild } from '../../../src/adapters/agents/child';
import { SystemProcesses } from '../../../src/adapters/processes/processes';
import type { AgentProfile } from '../../../src/core/agent/profile';
import { agentContract, standIn, systemAgents, turn } from './contract';

const node = process.execPath;
const shell = (how: string) => `"${node}" "${standIn('command')}" ${how}`;

agentContract('acp', {
  profile: { name: 'x', adapter: 'acp', command: node, args: [standIn('acp')] },
  asks: true,
  rich: true,
  counts: { costUsd: 0.01 },
});

agentContract('acp, an agent that loads sessions', {
  profile: { name: 'x', adapter: 'acp', command: node, args: [standIn('acp'), '--load'] },
  asks: true,
  rich: true,
  counts: { costUsd: 0.01 },
});

agentContract('claude', {
  profile: { name: 'x', adapter: 'claude', command: node, args: [standIn('claude')] },
  asks: true,
  rich: true,
  counts: { costUsd: 0.01 },
});

agentContract('codex', {
  profile: { name: 'x', adapter: 'codex', command: node, args: [standIn('codex')] },
  asks: false,
  rich: true,
  counts: { costUsd: 0 },
});

agentContract('command', {
  profile: { name: 'x', adapter: 'command', command: shell('') },
  asks: false,
  rich: false,
  counts: { costUsd: 0 },
});

describe('an agent that does not read what it is asked', () => {
  const big = `do:say ${'x'.repeat(4_000_000)}`;

  for (const [adapter, command, args] of [
    ['codex', node, [standIn('codex'), '--deaf']],
    ['command', shell('--deaf'), []],
  ] as const) {
    it(`may do its work all the same: ${adapter}`, async () => {
      const opened = await systemAgents().open({ profile: { name: 'x', adapter, command, args }, folder: os.tmpdir() });
      assert.ok(opened.ok);
      const said = await turn(opened.value, big);
      assert.equal(said.text.trim(), 'turn 1.');
      assert.equal(said.end.stop, 'end_turn');
    });
  }

  it('has crashed when it is one to talk with', async () => {
    const profile = { name: 'x', adapter: 'claude' as const, command: node, args: [standIn('claude'), '--deaf'] };
    const opened = await systemAgents().open({ profile, folder: os.tmpdir() });
    assert.ok(opened.ok);
    const said = await turn(opened.value, big);
    assert.equal(said.end.error?.kind, 'crashed');
    await opened.value.close();
  });
});

describe('an agent of the Agent Client Protocol', () => {
  it('gets neither files nor terminals, however it asks for them', async () => {
    const profile = { name: 'x', adapter: 'acp' as const, command: node, args: [standIn('acp')] };
    const opened = await systemAgents().open({ profile, folder: os.tmpdir() });
    assert.ok(opened.ok);
    const said = await turn(opened.value, 'do:reach');
    assert.equal(said.text, Array(5).fill('-32601').join(','));
    assert.equal(said.end.stop, 'end_turn');
    await opened.value.close();
  });

  it('that speaks a version which is newer than ours is not talked with', async () => {
    const profile = { name: 'x', adapter: 'acp' as const, command: node, args: [standIn('acp'), '--tomorrow'] };
    const opened = await systemAgents().open({ profile, folder: os.tmpdir() });
    assert.equal(opened.ok ? '' : opened.refusal.code, 'another_protocol');
  });
});

describe('Claude Code', () => {
  const profile = { name: 'x', adapter: 'claude' as const, command: node, args: [standIn('claude')] };

  it('may say twice how a turn ended: the next one is not over by that', async () => {
    const opened = await systemAgents().open({ profile, folder: os.tmpdir() });
    assert.ok(opened.ok);
    assert.equal((await turn(opened.value, 'do:twice')).text, 'turn 1.');
    const next = await turn(opened.value, 'do:say');
    assert.equal(next.text, 'turn 2.');
    const cost = next.events.reduce((sum, event) => sum + (event.type === 'usage' ? event.usage.costUsd : 0), 0);
    assert.equal(cost, 0.01);
    await opened.value.close();
  });

  it('is denied what it asks for when its turn is over, and nobody is asked', async () => {
    const opened = await systemAgents().open({ profile, folder: os.tmpdir() });
    assert.ok(opened.ok);
    const first = await turn(opened.value, 'do:after');
    const next = await turn(opened.value, 'do:ask', (event) => {
      if (event.type === 'permission') setImmediate(() => opened.value.answer(event.request.id, 'allow'));
    });
    assert.ok(first.events.every(({ type }) => type !== 'permission'));
    assert.equal(next.text, 'yes');
    await opened.value.close();
  });
});

describe('an agent that has ended', () => {
  it('is heard to its last word, however long that takes, and not waited for when something that it started lives on', async () => {
    const say = `process.stdout.write('x'.repeat(200_000) + 'the end')`;
    const child = new AgentChild({ command: node, args: ['-e', say], cwd: os.tmpdir() }, new SystemProcesses());
    let heard = '';
    for await (const chunk of child.stdout) {
      heard += chunk;
      await delay(400);
    }
    assert.equal(heard.length, 200_007);
    assert.match(heard, /the end$/);
    const leave = `require('node:child_process').spawn('sleep', ['60'], { stdio: 'inherit' }).unref()`;
    const parent = new AgentChild({ command: node, args: ['-e', leave], cwd: os.tmpdir() }, new SystemProcesses());
    assert.equal((await parent.ended).code, 0);
    await parent.stop(0);
  });
});

describe('an agent that cannot be started', () => {
  const open = async (more: Partial<AgentProfile>, folder = os.tmpdir()) => {
    const profile: AgentProfile = { name: 'x', adapter: 'command', command: 'true', ...more };
    const opened = await systemAgents().open({ profile, folder });
    if (!opened.ok) return `${opened.refusal.code}: ${opened.refusal.message}`;
    const { end } = await turn(opened.value, 'do:say');
    return `${end.error?.kind}: ${end.error?.message}`;
  };

  it('says that its folder is gone, and does not say that it is not installed', async () => {
    const gone = path.join(os.tmpdir(), 'no-such-folder-of-a-plan');
    for (const adapter of ['acp', 'claude', 'codex', 'command'] as const)
      assert.match(
        await open({ adapter, command: node }, gone),
        /crashed: The folder .*no-such-folder.* is not there\./,
      );
  });

  it('says that a script needs a program that is not there', async function () {
    if (process.platform === 'win32') return this.skip();
    const file = path.join(fs.mkdtempSync(path.join(os.tmpdir(), 'signalbox-script-')), 'agent');
    fs.writeFileSync(file, '#!/no/such/interpreter\n', { mode: 0o700 });
    for (const adapter of ['acp', 'claude', 'codex'] as const)
      assert.match(await open({ adapter, command: file }), /first line names it|No such file or directory/);
    fs.rmSync(path.dirname(file), { recursive: true });
  });

  it('is not looked for in the folder that is worked in, whatever the PATH says', async function () {
    if (process.platform === 'win32') return this.skip();
    const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'signalbox-repo-'));
    fs.writeFileSync(path.join(folder, 'planted'), '#!/bin/sh\n: > started\n', { mode: 0o700 });
    for (const adapter of ['acp', 'claude', 'codex'] as const)
      assert.match(
        await open({ adapter, command: 'planted', env: { PATH: `.::${process.env.PATH}` } }, folder),
        /"planted" was not found/,
      );
    assert.deepEqual(fs.readdirSync(folder), ['planted']);
    fs.rmSync(folder, { recursive: true });
  });

  it('says that what it is asked is too long, when the system does', async function () {
    if (process.platform === 'win32') return this.skip();
    const opened = await systemAgents().open({
      profile: { name: 'x', adapter: 'command', command: 'echo {prompt}' },
      folder: os.tmpdir(),
    });
    assert.ok(opened.ok);
    assert.equal((await turn(opened.value, '漢'.repeat(60_000))).end.error?.kind, 'context_overflow');
    const long = await open({ env: { LONG: 'x'.repeat(400_000) } });
    assert.equal(long, 'crashed: What the agent is given is too long for this system.');
  });
});

describe('a shell line', () => {
  const hard = `do:echo "quotes" 'single' $HOME \`id\` ; echo no & | > < \\ \n line two`;
  for (const how of ['--prompt {prompt}', '--file {promptFile}', '']) {
    it(`gets the prompt as it is: ${how || 'over standard input'}`, async () => {
      const profile = { name: 'x', adapter: 'command' as const, command: shell(how) };
      const opened = await systemAgents().open({ profile, folder: os.tmpdir() });
      assert.ok(opened.ok);
      assert.equal((await turn(opened.value, hard)).text.replace(/\n$/, ''), hard);
      await opened.value.close();
    });
  }
});
