import assert from 'node:assert/strict';
import type { Job } from '../../support/runner/jobs';
import { runPool } from '../../support/runner/pool';
import { jobLines, lastLine, summary, totals } from '../../support/runner/report';
import { parseResults, type TestResult } from '../../support/runner/results';
import { bundleOf, findTestFiles, LONG, sortByTier, TIERS } from '../../support/runner/tiers';

const result = (state: TestResult['state']): TestResult => ({ title: 't', state, file: 'f', ms: 1 });

describe('the test runner', () => {
  it('gives every test file to the tier that its folder names', () => {
    const { byTier, strays } = sortByTier(['test/unit/a.test.ts', 'test/webview/deep/b.test.tsx']);
    assert.deepEqual(
      [...byTier],
      [
        ['unit', ['test/unit/a.test.ts']],
        ['webview', ['test/webview/deep/b.test.tsx']],
      ],
    );
    assert.deepEqual(strays, []);
  });

  it('names the test files that no tier would run', () => {
    const lost = ['src/core/a.test.ts', 'test/unit/b.spec.ts', 'test/slow/c.test.ts', 'test/d.test.ts'];
    assert.deepEqual(sortByTier(lost).strays, lost);
  });

  it('finds its own file, and nothing among what is installed or built', () => {
    const files = findTestFiles('.');
    assert.ok(files.includes('test/unit/support/runner.test.ts'));
    assert.deepEqual(
      files.filter((file) => /node_modules|^out\//.test(file)),
      [],
    );
  });

  it('begins with files that take long, each of which there is', () => {
    const files = findTestFiles('.');
    assert.deepEqual(
      LONG.filter((file) => !files.includes(file)),
      [],
    );
  });

  it('lets windows wait for one another and for their editor, and the others for neither', async () => {
    const job = (name: string): Job => ({ kind: 'mocha', tier: TIERS.find((tier) => tier.name === name)!, files: [] });
    const jobs = [job('e2e'), job('unit'), job('editor'), job('webview')];
    const log: string[] = [];
    const name = (at: number) => (jobs[at]?.kind === 'mocha' ? jobs[at].tier.name : '');
    const work = async (_job: Job, index: number) => {
      log.push(`begin ${name(index)}`);
      await new Promise((resolve) => setImmediate(resolve));
      log.push(`end ${name(index)}`);
    };
    let installed = () => {};
    const editor = new Promise<void>((resolve) => {
      installed = resolve;
    });
    const running = runPool(jobs, 2, work, editor);
    while (!log.includes('end webview')) await new Promise((resolve) => setImmediate(resolve));
    assert.deepEqual(log, ['begin unit', 'begin webview', 'end unit', 'end webview']);
    installed();
    await running;
    assert.deepEqual(log.slice(4), ['begin e2e', 'end e2e', 'begin editor', 'end editor']);
  });

  it('knows the bundle of a test file', () => {
    assert.equal(bundleOf('test/unit/a.test.ts'), 'out/test/unit/a.test.mjs');
    assert.equal(bundleOf('test/editor/a.test.ts'), 'out/test/editor/a.test.js');
  });

  it('keeps the results that a crashed process had written, and knows that it crashed', () => {
    const line = JSON.stringify({ event: 'test', test: result('passed') });
    assert.deepEqual(parseResults(`${line}\n{"event":"te`), { tests: [result('passed')], ended: false });
    assert.equal(parseResults(`${line}\n{"event":"end"}\n`).ended, true);
  });

  it('ends with a line that counts, and names skipped tests only when there are some', () => {
    const tests = [result('passed'), result('passed'), result('failed')];
    assert.equal(lastLine(totals([{ tier: 'unit', files: 1, seconds: 1, tests }])), '2 passed, 1 failed');
    const skipped = [...tests, result('skipped')];
    assert.equal(
      lastLine(totals([{ tier: 'unit', files: 1, seconds: 1, tests: skipped }])),
      '2 passed, 1 failed, 1 skipped',
    );
  });

  it('names what failed and the first lines of why as soon as a job is done, and the whole at the end', () => {
    const stack = Array.from({ length: 30 }, (_, line) => `  at line ${line}`);
    const wrong: TestResult = {
      ...result('failed'),
      title: 'sums › wrong',
      error: ['2 !== 3', '', ...stack].join('\n'),
    };
    assert.deepEqual(jobLines('test/unit/a.test.ts', [result('passed'), wrong], '1.5').split('\n'), [
      'FAILED test/unit/a.test.ts (2 tests, 1.5 s)',
      '  ✗ sums › wrong',
      '    2 !== 3',
      ...stack.slice(0, 5).map((line) => `    ${line}`),
      '    …',
    ]);
    assert.match(summary([{ tier: 'unit', files: 1, seconds: 1, tests: [wrong] }]), /sums › wrong.*at line 29/s);
    assert.equal(jobLines('a', [result('passed')], '1.5'), 'ok     a (1 tests, 1.5 s)');
  });

  it('tells at the very end what failed, with what its window showed, and shortly what failed after it there', () => {
    const error = Array.from({ length: 20 }, (_, line) => `line ${line}`).join('\n');
    const first = { ...result('failed'), title: 'first', error, evidence: 'tabs: [Default]\nlog: Activated' };
    const text = summary([
      { tier: 'e2e', files: 1, seconds: 1, tests: [first, { ...first, title: 'second' }, result('skipped')] },
    ]);
    assert.match(text, /Skipped:.*1\) \[e2e\] first\n.*line 19\n {3}\| tabs: \[Default\]\n {3}\| log: Activated\n/s);
    const [, second = ''] = text.split('2) [e2e] second');
    assert.match(second, /line 5\n/);
    assert.doesNotMatch(second, /line 6|tabs:/);
    const atOnce = jobLines('a', [first, { ...first, title: 'second' }], '1.5');
    assert.match(atOnce, /line 5\n {4}…\n {4}\| tabs: \[Default\]\n {4}\| log: Activated\n {2}✗ second/);
    assert.equal(atOnce.match(/tabs:/g)?.length, 1);
  });

  it('says little of a job in which everything failed, so that the next job is seen too', () => {
    const error = 'x'.repeat(100_000);
    const many = Array.from({ length: 500 }, (_, at) => ({ ...result('failed'), title: `test ${at}`, error }));
    const lines = jobLines('a', many, '1').split('\n');
    assert.ok(lines.join('\n').length < 5000, 'a few kilobytes');
    assert.equal(lines.at(-1), '  … and 488 more, told at the end.');
  });

  it('names the tests that come near their limits, before a slower machine makes them fail', () => {
    const slow: TestResult = { ...result('passed'), title: 'slow', ms: 21_000, limitMs: 60_000 };
    const text = summary([
      { tier: 'unit', files: 1, seconds: 1, tests: [slow, { ...slow, title: 'fine', ms: 19_000 }] },
    ]);
    assert.match(text, /more than a third.*\n {2}\[unit\] slow: 21\.0 s\n/);
    assert.doesNotMatch(text, /fine/);
  });
});
