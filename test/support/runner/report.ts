import type { TestResult } from './results';

export interface TierResult {
  readonly tier: string;
  readonly files: number;
  readonly tests: readonly TestResult[];
  readonly seconds: number;
}

export interface Totals {
  readonly passed: number;
  readonly failed: number;
  readonly skipped: number;
}

const count = (tests: readonly TestResult[], state: TestResult['state']) =>
  tests.filter((test) => test.state === state).length;

export function totals(results: readonly TierResult[]): Totals {
  const tests = results.flatMap((result) => result.tests);
  return { passed: count(tests, 'passed'), failed: count(tests, 'failed'), skipped: count(tests, 'skipped') };
}

/** The last line of a run, in the words that tools look for. */
export function lastLine({ passed, failed, skipped }: Totals): string {
  return `${passed} passed, ${failed} failed${skipped ? `, ${skipped} skipped` : ''}`;
}

const SHOWN_AT_ONCE = 12;
const LINES_OF_AN_ERROR = 6;
const WIDTH_OF_A_LINE = 240;

/**
 * What is printed when a job is done. It names what failed there and then, shortly, with what the window showed: a log that
 * is cut after its first kilobytes never comes to the summary, which has the whole of it.
 */
export function jobLines(name: string, tests: readonly TestResult[], seconds: string): string {
  const failures = pick(tests, 'failed');
  const lines = [`${failures.length ? 'FAILED' : 'ok    '} ${name} (${tests.length} tests, ${seconds} s)`];
  let toldWhatWasSeen = false;
  for (const { title, error, evidence } of failures.slice(0, SHOWN_AT_ONCE)) {
    const said = (error ?? '').split('\n').filter((line) => line.trim() !== '');
    lines.push(`  ✗ ${title}`, ...said.slice(0, LINES_OF_AN_ERROR).map((line) => `    ${shorten(line)}`));
    if (said.length > LINES_OF_AN_ERROR) lines.push('    …');
    if (toldWhatWasSeen || evidence === undefined) continue;
    toldWhatWasSeen = true;
    lines.push(...evidence.split('\n').map((line) => `    | ${shorten(line)}`));
  }
  if (failures.length > SHOWN_AT_ONCE) lines.push(`  … and ${failures.length - SHOWN_AT_ONCE} more, told at the end.`);
  return lines.join('\n');
}

function shorten(line: string): string {
  return line.length > WIDTH_OF_A_LINE ? `${line.slice(0, WIDTH_OF_A_LINE)}…` : line;
}

/** What failed stands as near to the end as can be: of a long log often only that is kept. */
export function summary(results: readonly TierResult[]): string {
  const lines: string[] = [];
  const skips = results.flatMap(({ tier, tests }) => pick(tests, 'skipped').map((test) => ({ tier, test })));
  if (skips.length) lines.push('', 'Skipped:');
  for (const { tier, test } of skips) lines.push(`  [${tier}] ${test.title}: ${test.reason}`);
  const near = results.flatMap(({ tier, tests }) => tests.filter(isNearItsLimit).map((test) => ({ tier, test })));
  if (near.length) lines.push('', 'Took more than a third of what they may (a slower machine would fail them):');
  for (const { tier, test } of near) lines.push(`  [${tier}] ${test.title}: ${(test.ms / 1000).toFixed(1)} s`);
  const failures = results.flatMap(({ tier, tests }) => pick(tests, 'failed').map((test) => ({ tier, test })));
  const told = new Set<string>();
  failures.forEach(({ tier, test }, index) => {
    lines.push('', `${index + 1}) [${tier}] ${test.title}`);
    if (test.file) lines.push(`   ${test.file}`);
    const error = (test.error ?? '').split('\n');
    // What shares a window with a test that failed mostly fails for that.
    const shown = test.evidence === undefined ? error : told.has(test.file) ? error.slice(0, LINES_OF_AN_ERROR) : error;
    lines.push(...shown.map((line) => `   ${line}`));
    if (test.evidence && !told.has(test.file)) lines.push(...test.evidence.split('\n').map((line) => `   | ${line}`));
    if (test.evidence !== undefined) told.add(test.file);
  });
  if (failures.length) lines.push('', 'What the failed tests left: out/logs, and pictures in out/artifacts.');
  lines.push('', row(['tier', 'files', 'passed', 'failed', 'skipped', 'seconds']));
  for (const { tier, files, tests, seconds } of results) {
    const numbers = [count(tests, 'passed'), count(tests, 'failed'), count(tests, 'skipped')];
    lines.push(row([tier, files, ...numbers, seconds.toFixed(1)]));
  }
  return lines.join('\n');
}

function isNearItsLimit({ state, ms, limitMs }: TestResult): boolean {
  return state === 'passed' && limitMs !== undefined && limitMs > 0 && ms > limitMs / 3;
}

function pick(tests: readonly TestResult[], state: TestResult['state']): TestResult[] {
  return tests.filter((test) => test.state === state);
}

function row([first, ...rest]: readonly (string | number)[]): string {
  return `${String(first).padEnd(10)}${rest.map((cell) => String(cell).padStart(9)).join('')}`;
}
