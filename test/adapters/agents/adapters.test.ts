import assert from 'node:assert/strict';
import os from 'node:os';
import type { AgentErrorKind } from '../../../src/core/agent/error';
import { agentContract, standIn, systemAgents, turn } from './contract';

const COMMON: readonly AgentErrorKind[] = ['auth', 'quota', 'rate_limit', 'context_overflow', 'overloaded', 'network'];
const node = process.execPath;
const shell = (how: string) => `"${node}" "${standIn('command')}" ${how}`;

agentContract('acp', {
  profile: { name: 'x', adapter: 'acp', command: node, args: [standIn('acp')] },
  errors: [...COMMON, 'refused', 'max_turns', 'unknown'],
  asks: true,
  rich: true,
  counts: { costUsd: 0.01 },
});

agentContract('acp, an agent that loads sessions', {
  profile: { name: 'x', adapter: 'acp', command: node, args: [standIn('acp'), '--load'] },
  errors: [],
  asks: true,
  rich: true,
  counts: { costUsd: 0.01 },
});

agentContract('claude', {
  profile: { name: 'x', adapter: 'claude', command: node, args: [standIn('claude')] },
  errors: [...COMMON, 'refused', 'max_turns', 'budget', 'unknown'],
  asks: true,
  rich: true,
  counts: { costUsd: 0.01 },
});

agentContract('codex', {
  profile: { name: 'x', adapter: 'codex', command: node, args: [standIn('codex')] },
  errors: [...COMMON, 'refused', 'unknown'],
  asks: false,
  rich: true,
  counts: { costUsd: 0 },
});

agentContract('command', {
  profile: { name: 'x', adapter: 'command', command: shell('') },
  errors: [...COMMON, 'refused', 'max_turns', 'budget', 'unknown'],
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
