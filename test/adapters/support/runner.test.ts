import assert from 'node:assert/strict';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { pathToFileURL } from 'node:url';
import { build } from 'esbuild';
import { buildScripts } from '../../support/runner/build';
import { runJob } from '../../support/runner/jobs';
import type { TestResult } from '../../support/runner/results';
import type { Tier } from '../../support/runner/tiers';

const TIER: Tier = { name: 'adapters', process: 'own', timeout: 30_000, limit: 1 };

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    // Dead, but its parent has not asked yet.
    return process.platform !== 'linux' || !/\) Z /.test(fs.readFileSync(`/proc/${pid}/stat`, 'utf8'));
  } catch {
    return false;
  }
}

describe('a test process', () => {
  let scratch: string;
  let count = 0;

  before(async () => {
    scratch = fs.mkdtempSync(path.join(os.tmpdir(), 'runner-'));
    fs.mkdirSync('out/logs', { recursive: true });
    // The runner has built them, and other test processes may be about to read them.
    if (!process.env.SIGNALBOX_TEST_ARTIFACTS) await buildScripts();
    await build({ entryPoints: ['test/support/skip.ts'], outfile: 'out/support/skip.mjs', format: 'esm' });
  });

  after(() => fs.rmSync(scratch, { recursive: true, force: true }));

  /** Runs a test file with this text as the runner would. */
  async function run(text: string, tier: Tier = TIER, patienceMs?: number): Promise<readonly TestResult[]> {
    const index = count++;
    const file = path.join(scratch, `case-${index}.mjs`);
    fs.writeFileSync(file, text);
    // Its bundle is looked for under out/, so the name leads from there to the file.
    const name = path.relative('out', file).replaceAll('\\', '/').replace('.mjs', '.ts');
    const impatient = patienceMs === undefined ? {} : { patienceMs };
    return runJob({ kind: 'mocha', tier, files: [name] }, { scratch, index, narrowed: false, ...impatient });
  }

  const states = (tests: readonly TestResult[]) => tests.map(({ state }) => state);

  it('reports what passed, what failed and why, and what was skipped and why', async () => {
    const tests = await run(`
      import assert from 'node:assert/strict';
      describe('sums', () => {
        it('right', () => {});
        it('wrong', () => assert.equal(1 + 1, 3));
        it('later', function () { Object.assign(this.test, { skipReason: 'no sums today' }); this.skip(); });
      });`);
    assert.deepEqual(states(tests), ['passed', 'failed', 'skipped']);
    assert.equal(tests[1]?.title, 'sums › wrong');
    assert.match(tests[1]?.error ?? '', /2 !== 3/);
    assert.equal(tests[2]?.reason, 'no sums today');
  });

  it('fails when it dies in the middle, and keeps what it had reported', async () => {
    const tests = await run(`it('first', () => {}); it('deadly', () => process.exit(0));`);
    assert.deepEqual(states(tests), ['passed', 'failed']);
    assert.match(
      tests[1]?.error ?? '',
      /^[^\n]*ended with code 0 before its last test\. The last test that began: deadly\./,
    );
  });

  it('fails when it cannot be loaded', async () => {
    const tests = await run(`import './missing.mjs'; it('never', () => {});`);
    assert.ok(tests.length > 0 && tests.every(({ state }) => state === 'failed'));
    assert.match(tests[0]?.error ?? '', /missing\.mjs/);
  });

  it('fails when it holds no test', async () => {
    assert.match((await run(''))[0]?.error ?? '', /has no tests/);
  });

  it('fails when something stays open after the last test', async () => {
    const tests = await run(`it('opens', () => { setInterval(() => {}, 1000); });`, TIER, 500);
    assert.deepEqual(states(tests), ['passed', 'failed']);
    assert.match(tests[1]?.error ?? '', /did not exit after its last test/);
  });

  it('is ended with all it started when it takes too long', async () => {
    const text = `
      import { spawn } from 'node:child_process';
      it('hangs', async () => {
        console.log('child', spawn(process.execPath, ['-e', 'setInterval(() => {}, 1000)']).pid, '.');
        await new Promise(() => {});
      });`;
    let pid = 0;
    // Where a process starts slowly it has begun nothing yet when a short time is over.
    for (let seconds = 2; !(pid > 0); seconds *= 2) {
      const [test] = await run(text, { ...TIER, timeout: 600_000, limit: seconds / 60 });
      assert.match(test?.error ?? '', /took more than .* minutes/);
      pid = Number(/child (\d+) \./.exec(test?.error ?? '')?.[1]);
    }
    while (isAlive(pid)) await delay(20);
  });

  it('fails for a skip without a reason, for a test that runs alone, and for an error nobody awaited', async () => {
    assert.match((await run(`it.skip('silent', () => {});`))[0]?.error ?? '', /without a reason/);
    const alone = await run(`it.only('alone', () => {}); it('other', () => {});`);
    assert.ok(alone.some(({ state }) => state === 'failed'));
    const stray = await run(
      `it('stray', (done) => { Promise.reject(new Error('nobody awaits me')); setTimeout(done, 50); });`,
    );
    assert.match(stray[0]?.error ?? '', /nobody awaits me/);
  });

  it('gives every test the reason for which its suite or itself was skipped', async () => {
    const skip = pathToFileURL(path.resolve('out/support/skip.mjs')).href;
    const tests = await run(`
      import { skipBecause } from '${skip}';
      describe('whole', () => {
        before(function () { skipBecause(this, 'no suite'); });
        it('one', () => {}); it('two', () => {});
      });
      describe('each', () => {
        beforeEach(function () { if (this.currentTest.title === 'first') skipBecause(this, 'no first'); });
        it('first', () => {}); it('second', () => {});
      });
      it('itself', function () { skipBecause(this, 'not now'); });`);
    const reasons = Object.fromEntries(tests.map(({ title, reason, state }) => [title, reason ?? state]));
    assert.deepEqual(reasons, {
      itself: 'not now',
      'whole › one': 'no suite',
      'whole › two': 'no suite',
      'each › first': 'no first',
      'each › second': 'passed',
    });
  });

  it('sees a temporary folder and a git identity of its own, and no settings of Signalbox', async () => {
    process.env.SIGNALBOX_LEDGER = '/somewhere';
    const tests = await run(`
      import assert from 'node:assert/strict';
      import os from 'node:os';
      it('is alone', () => {
        assert.ok(os.tmpdir().startsWith(${JSON.stringify(scratch)}), os.tmpdir());
        assert.equal(process.env.GIT_CONFIG_NOSYSTEM, '1');
        assert.equal(process.env.SIGNALBOX_LEDGER, undefined);
      });`);
    delete process.env.SIGNALBOX_LEDGER;
    assert.deepEqual(states(tests), ['passed'], tests[0]?.error);
  });
});
