import assert from 'node:assert/strict';
import os from 'node:os';
import type { AgentProfile } from '../../../src/core/agent/profile';
import { standIn, systemAgents } from './contract';

const node = process.execPath;
const profiles: readonly AgentProfile[] = [
  { name: 'acp', adapter: 'acp', command: node, args: [standIn('acp')] },
  { name: 'claude', adapter: 'claude', command: node, args: [standIn('claude')] },
  { name: 'codex', adapter: 'codex', command: node, args: [standIn('codex')] },
  { name: 'command', adapter: 'command', command: `"${node}" "${standIn('command')}"` },
];
const MB = 1024 * 1024;

/** The most memory that this process has ever held, in bytes. */
const peak = () => process.resourceUsage().maxRSS * 1024;

describe('the memory that a flood takes', () => {
  for (const profile of profiles) {
    it(`stays small over a million lines through ${profile.adapter}`, async () => {
      const opened = await systemAgents().open({ profile, folder: os.tmpdir() });
      assert.ok(opened.ok);
      let characters = 0;
      const before = peak();
      let last = '';
      const end = await opened.value.prompt('do:lines', (event) => {
        if (event.type !== 'text') return;
        characters += event.text.length;
        last = event.text;
      });
      assert.equal(end.stop, 'end_turn');
      assert.match(last, /^fine\n?$/);
      assert.ok(profile.adapter === 'command' ? characters > 40 * MB : characters < 10, `${characters} characters`);
      const grown = Math.round((peak() - before) / MB);
      assert.ok(grown < 200, `${grown} MB more`);
      await opened.value.close();
    });

    it(`stays small over a line of 200 MB through ${profile.adapter}`, async () => {
      const opened = await systemAgents().open({ profile, folder: os.tmpdir() });
      assert.ok(opened.ok);
      const before = peak();
      let last = '';
      const end = await opened.value.prompt('do:longest', (event) => {
        if (event.type === 'text') last = event.text;
      });
      assert.equal(end.stop, 'end_turn');
      assert.match(last, /^fine\n?$/);
      const grown = Math.round((peak() - before) / MB);
      assert.ok(grown < 200, `${grown} MB more`);
      await opened.value.close();
    });

    it(`stays small over 256 MB of words through ${profile.adapter}`, async () => {
      const opened = await systemAgents().open({ profile, folder: os.tmpdir() });
      assert.ok(opened.ok);
      const session = opened.value;
      const before = peak();
      let heard = 0;
      let stopped: Promise<void> | undefined;
      const end = await session.prompt('do:flood', (event) => {
        if (event.type === 'text') heard += event.text.length;
        if (heard > 256 * MB) stopped ??= session.cancel();
      });
      await stopped;
      assert.equal(end.stop, 'cancelled');
      const grown = Math.round((peak() - before) / MB);
      assert.ok(grown < 300, `${grown} MB more`);
    });
  }
});
