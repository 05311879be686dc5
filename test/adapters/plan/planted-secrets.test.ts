import assert from 'node:assert/strict';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import type { PlanState } from '../../../src/core/plan/model';
import { PlanWorkspace } from '../../support/plan-workspace';
import { plantSecrets } from '../../support/planted-secrets';
import { SEED, seeded } from '../../support/seeded';
import { textsBelow } from '../../support/texts-below';

describe('secrets planted wherever an agent has words', () => {
  const random = seeded(SEED);
  const home = fs.mkdtempSync(path.join(os.tmpdir(), 'home of mara '));
  const configured = `pass "phrase" ${Math.floor(random() * 1e9)}/x+y`;
  const planted = plantSecrets(random, configured, home);
  const shell = (file: string) => path.resolve('test/support/stand-ins', file);
  let place: PlanWorkspace;
  before(() => {
    place = new PlanWorkspace([], { HOME: home, SIGNALBOX_TEST_PASSWORD: configured });
    place.file('leak.txt', planted.text);
    const args = (protocol: string) => [
      shell('leaky.mjs'),
      protocol,
      place.path('leak.txt'),
      String(1 + Math.floor(random() * 12)),
    ];
    place.profiles([
      ...['acp', 'claude', 'codex'].map((adapter) => ({
        name: adapter,
        adapter,
        command: process.execPath,
        args: args(adapter),
      })),
      {
        name: 'command',
        adapter: 'command',
        command: [process.execPath, ...args('command')].map((word) => `"${word}"`).join(' '),
      },
    ]);
  });
  after(async () => {
    await place.dispose();
    fs.rmSync(home, { recursive: true, force: true });
  });

  for (const adapter of ['acp', 'claude', 'codex', 'command']) {
    it(`reach neither the ledger, a trace, a log nor the screen through ${adapter} (seed ${SEED})`, async () => {
      const seen: [string, string][] = [];
      const run = async (...words: string[]) => {
        const { out, error } = await place.run(words);
        seen.push([words.join(' '), out + error]);
        return out;
      };
      if (adapter === 'command') await run('profiles', 'allow', adapter, '--yes');
      const start = ['plan', 'start', 'shop', 'answer', '--force', '--profile', adapter, '--json'];
      const answered = (JSON.parse(await run(...start)) as { data: PlanState }).data.turns[0];
      assert.equal(answered?.status, 'done', JSON.stringify(answered));
      assert.match(answered?.text ?? '', /•••/);
      const failed = JSON.parse(await run('plan', 'respond', 'shop', 'fail', '--json')) as { data: PlanState };
      assert.equal(failed.data.turns[1]?.status, 'failed');
      assert.match(failed.data.turns[1]?.error?.message ?? '', /•••/);
      await run('plan', 'show', 'shop');
      await run('profiles', 'test', adapter);
      await run('plan', 'cancel', 'shop');
      const kept = textsBelow(place.path('.signalbox'));
      for (const kind of [/ledger\.db$/, /plan-shop\.\d\.jsonl$/, /\.log$/])
        assert.ok(
          kept.some(([file]) => kind.test(file)),
          String(kind),
        );
      for (const [where, text] of [...seen, ...kept])
        for (const secret of planted.hidden) {
          const at = text.indexOf(secret);
          const around = text.slice(Math.max(0, at - 60), at + secret.length + 20);
          assert.ok(at < 0, `seed ${SEED}: ${secret} is in ${where}: ${around}`);
        }
    });
  }
});
