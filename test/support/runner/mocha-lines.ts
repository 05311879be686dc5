import fs from 'node:fs';
import { stripVTControlCharacters } from 'node:util';
import Mocha, { type Runnable, type Suite, type Test } from 'mocha';
import { sayFailed } from '../failures';
import { SKIP_REASON } from '../skip';
import type { ResultLine, TestResult } from './results';

export interface MochaJob {
  readonly files: readonly string[];
  /** The file that receives the result lines. */
  readonly results: string;
  readonly timeout: number;
  readonly grep?: string;
}

/** Runs test files with mocha and writes a line for each test. Used in Node and inside the extension host alike. */
export async function runMocha(job: MochaJob, prepare?: (mocha: Mocha) => void): Promise<number> {
  const write = (line: ResultLine) => fs.appendFileSync(job.results, `${JSON.stringify(line)}\n`);
  const mocha = new Mocha({ ui: 'bdd', timeout: job.timeout, forbidOnly: true, reporter: linesTo(write) });
  if (job.grep) mocha.grep(job.grep);
  for (const file of job.files) mocha.addFile(file);
  prepare?.(mocha);
  await mocha.loadFilesAsync();
  return new Promise((resolve) => {
    mocha.run((failures) => {
      write({ event: 'end' });
      resolve(failures);
    });
  });
}

function linesTo(write: (line: ResultLine) => void) {
  return class extends Mocha.reporters.Base {
    constructor(runner: Mocha.Runner, options: Mocha.MochaOptions) {
      super(runner, options);
      const report = (runnable: Runnable, rest: Partial<TestResult> & Pick<TestResult, 'state'>) =>
        write({
          event: 'test',
          test: {
            title: titleOf(runnable),
            file: runnable.file ?? '',
            ms: runnable.duration ?? 0,
            limitMs: runnable.timeout(),
            ...rest,
          },
        });
      runner.on('pass', (test) => report(test, { state: 'passed' }));
      runner.on('fail', (test, error) => {
        report(test, { state: 'failed', error: describe(error) });
        console.error(`failed: ${titleOf(test)}\n${describe(error)}`);
        sayFailed(titleOf(test));
      });
      runner.on('pending', (test) => {
        const reason = skipReason(test);
        if (reason) report(test, { state: 'skipped', reason });
        else report(test, { state: 'failed', error: 'It was skipped without a reason: use skipBecause(this, …).' });
      });
      // The log of the process shows which test was on when it crashed or hung.
      runner.on('test', (test) => console.log(`test: ${titleOf(test)}`));
    }
  };
}

function titleOf(runnable: Runnable): string {
  return runnable.titlePath().join(' › ');
}

function skipReason(test: Test): string | undefined {
  let at: Test | Suite | undefined = test;
  while (at) {
    const reason: unknown = Reflect.get(at, SKIP_REASON);
    if (typeof reason === 'string') return reason;
    at = at.parent;
  }
  return undefined;
}

function describe(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  const frames = (error.stack ?? '')
    .split('\n')
    .filter((line) => /^\s+at /.test(line) && !/node_modules|node:/.test(line));
  const lines = [`${error.name}: ${error.message}`, ...frames.slice(0, 8)];
  if (error.cause) lines.push(`caused by ${describe(error.cause)}`);
  const { expected, actual } = error as { expected?: unknown; actual?: unknown };
  if (expected !== undefined && !error.message.includes('\n')) {
    lines.push(`  expected: ${show(expected)}`, `  actual:   ${show(actual)}`);
  }
  return stripVTControlCharacters(lines.join('\n'));
}

function show(value: unknown): string {
  const text = typeof value === 'string' ? JSON.stringify(value) : (JSON.stringify(value) ?? String(value));
  return text.length > 2000 ? `${text.slice(0, 2000)}…` : text;
}
