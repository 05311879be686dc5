import fs from 'node:fs';
import path from 'node:path';
import { nameFor } from '../artifacts';
import { VSIX } from '../package/vsix';
import type { EditorChoice } from '../rig/choose';
import { SLOW } from '../slow';
import type { MochaJob } from './mocha-lines';
import { type Finished, runToLog } from './processes';
import { parseResults, type TestResult } from './results';
import { bundleOf, type Tier } from './tiers';

export type Job =
  | { readonly kind: 'check' }
  | { readonly kind: 'mocha'; readonly tier: Tier; readonly files: readonly string[]; readonly grep?: string };

export interface JobSetting {
  /** A folder for temporary files that is removed at the end of the run. */
  readonly scratch: string;
  readonly index: number;
  /** The editor for the tests that need one. */
  readonly editor?: EditorChoice;
  /** The package for the tests that install it. */
  readonly vsix?: string;
  /** A part of the tests was asked for, so a file without results is no fault. */
  readonly narrowed: boolean;
  /** So many times slower than this machine is. */
  readonly slow?: string;
  /** What tests and processes may take is multiplied with it. */
  readonly stretch?: number;
  /** How long a process may live on after its last test. */
  readonly patienceMs?: number;
}

export function runJob(job: Job, setting: JobSetting): Promise<readonly TestResult[]> {
  return job.kind === 'check' ? runCheck(setting) : runTests(job, setting);
}

async function runCheck({ scratch }: JobSetting): Promise<TestResult[]> {
  const log = 'out/logs/check.log';
  const results = path.join(scratch, 'check.jsonl');
  const args = ['test/support/check.mjs', '--no-tests', '--results', results];
  const finished = await runToLog(process.execPath, args, { log, env: process.env, limitMs: 5 * 60_000 });
  return collect(results, finished, log, 'npm run check');
}

async function runTests(job: Job & { kind: 'mocha' }, setting: JobSetting): Promise<TestResult[]> {
  const { tier, files } = job;
  const { stretch = 1 } = setting;
  const name =
    tier.process === 'own' ? files[0]!.replace(/^test\/|\.test\.tsx?$/g, '').replaceAll('/', '-') : tier.name;
  const log = `out/logs/${name}.log`;
  const temporary = path.join(setting.scratch, String(setting.index));
  fs.mkdirSync(temporary);
  const results = path.join(setting.scratch, `${setting.index}.jsonl`);
  const mocha: MochaJob = {
    files: files.map((file) => path.resolve(bundleOf(file))),
    results,
    timeout: tier.timeout * stretch,
    ...(job.grep ? { grep: job.grep } : {}),
  };
  const script = tier.process === 'editor' ? 'out/support/editor-job.mjs' : 'out/support/mocha-job.mjs';
  const finished = await runToLog(process.execPath, ['--enable-source-maps', script, JSON.stringify(mocha)], {
    log,
    env: testEnvironment(temporary, name, setting),
    limitMs: tier.limit * 60_000 * stretch,
    idleSince: () => endOf(results),
    ...(setting.patienceMs === undefined ? {} : { patienceMs: setting.patienceMs }),
  });
  const tests = collect(results, finished, log, name).map((test) => ({
    ...test,
    file: sourceOf(test.file, files),
    ...evidenceOf(test, name),
  }));
  const silent = setting.narrowed
    ? []
    : files.filter((file) => !tests.some((test) => test.file === file || !test.file));
  return [
    ...tests,
    ...silent.map((file): TestResult => ({ ...failed(file, 'The file has no tests, or they did not run.'), file })),
  ];
}

/** Tests see no git configuration of the person who runs them, and leave nothing behind outside their own folder. */
function testEnvironment(temporary: string, name: string, { editor, vsix, slow }: JobSetting): NodeJS.ProcessEnv {
  const { NODE_OPTIONS: _, ELECTRON_RUN_AS_NODE: __, ...inherited } = process.env;
  for (const key of Object.keys(inherited)) if (/^(SIGNALBOX|GIT|VSCODE)_/.test(key)) delete inherited[key];
  const person = (role: string) => ({
    [`GIT_${role}_NAME`]: 'Test Person',
    [`GIT_${role}_EMAIL`]: 'test@example.invalid',
  });
  return {
    ...inherited,
    TMPDIR: temporary,
    TEMP: temporary,
    TMP: temporary,
    GIT_CONFIG_NOSYSTEM: '1',
    GIT_CONFIG_GLOBAL: process.platform === 'win32' ? 'NUL' : '/dev/null',
    ...person('AUTHOR'),
    ...person('COMMITTER'),
    ...(editor ? { SIGNALBOX_EDITOR: JSON.stringify(editor) } : {}),
    ...(vsix ? { [VSIX]: vsix } : {}),
    ...(slow ? { [SLOW]: slow } : {}),
    SIGNALBOX_TEST_ARTIFACTS: path.resolve('out/artifacts', name),
  };
}

/** What a window showed when its test failed, where there was one. */
function evidenceOf({ state, title }: TestResult, name: string): Pick<TestResult, 'evidence'> {
  const file = path.resolve('out/artifacts', name, `${nameFor(title)}.txt`);
  return state === 'failed' && fs.existsSync(file) ? { evidence: fs.readFileSync(file, 'utf8') } : {};
}

/** The line of a log that names the test which starts; the rig puts `info ` before what the extension host says. */
const TEST_BEGINS = /^(?:info )?test: /;

function collect(results: string, finished: Finished, log: string, name: string): TestResult[] {
  const { tests, ended } = parseResults(fs.existsSync(results) ? fs.readFileSync(results, 'utf8') : '');
  if (ended && !finished.killed) return [...tests];
  const lines = fs.readFileSync(log, 'utf8').trimEnd().split('\n');
  const what = finished.killed ?? `it ended with code ${finished.code} before its last test`;
  const last = lines.findLast((line) => TEST_BEGINS.test(line))?.replace(TEST_BEGINS, '');
  const began = last ? ` The last test that began: ${last}.` : '';
  const tail = lines.slice(-40).join('\n');
  return [...tests, failed(name, `The test process was lost: ${what}.${began} The end of ${log}:\n${tail}`)];
}

function failed(title: string, error: string): TestResult {
  return { title, state: 'failed', file: '', ms: 0, error };
}

function sourceOf(bundle: string, files: readonly string[]): string {
  return files.find((file) => bundle === path.resolve(bundleOf(file))) ?? bundle;
}

const ends = new Map<string, number>();

function endOf(results: string): number | undefined {
  const known = ends.get(results);
  if (known !== undefined || !fs.existsSync(results)) return known;
  if (!parseResults(fs.readFileSync(results, 'utf8')).ended) return undefined;
  ends.set(results, Date.now());
  return Date.now();
}
