import { randomInt } from 'node:crypto';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { keepBusy } from './busy';
import { haltSometimes } from './halts';
import { type Job, type JobSetting, runJob } from './jobs';
import { isWindow, runPool } from './pool';
import { type Prepared, prepare } from './prepare';
import { endAllGroups } from './processes';
import { jobLines, lastLine, summary, type TierResult, totals } from './report';
import type { TestResult } from './results';
import { findTestFiles, LONG, type Sorted, sortByTier, TIERS, type Tier } from './tiers';

const HELP =
  'npm test [-- --tier unit,adapters] [--file PART-OF-A-PATH] [--grep TEXT] [--slow 8] [--busy 4] [--halts 2] [--seed new]';

export async function main(argv: string[]): Promise<number> {
  const { values } = parseArgs({
    args: argv,
    options: {
      tier: { type: 'string' },
      grep: { type: 'string' },
      file: { type: 'string' },
      slow: { type: 'string' },
      busy: { type: 'string' },
      halts: { type: 'string' },
      seed: { type: 'string' },
      help: { type: 'boolean' },
    },
  });
  const names = ['check', ...TIERS.map((tier) => tier.name)];
  const wanted = new Set(values.tier?.split(',') ?? names);
  const unknown = [...wanted].filter((name) => !names.includes(name));
  if (values.help || unknown.length) {
    console.log(unknown.length ? `There is no tier ${unknown.join(', ')}. Tiers: ${names.join(', ')}.\n${HELP}` : HELP);
    return values.help ? 0 : 2;
  }
  if (values.seed) takeSeed(values.seed);
  const narrowed = values.grep !== undefined || values.file !== undefined;
  const sorted = sortByTier(findTestFiles('.'));
  const scratch = fs.mkdtempSync(path.join(os.tmpdir(), 'signalbox-test-'));
  for (const signal of ['SIGINT', 'SIGTERM'] as const) {
    process.on(signal, () => {
      endAllGroups();
      fs.rmSync(scratch, { recursive: true, force: true });
      process.exit(130);
    });
  }
  const jobs = plan(sorted, wanted, values);
  const results: TierResult[] = [straysAsFailures(sorted)].filter((result) => result.tests.length);
  try {
    const prepared = await prepare(tiersOf(jobs));
    const { setting, missing } = prepared;
    const rest = [keepBusy(Number(values.busy ?? 0)), haltSometimes(Number(values.halts ?? 0))];
    const hardship = { ...(values.slow ? { slow: values.slow } : {}), stretch: stretchOf(values) };
    const tested = run(jobs, prepared, { ...setting, scratch, narrowed, ...hardship });
    results.push(...(await tested.finally(() => Promise.all(rest.map((end) => end())))));
    for (const [{ name }, sentence] of missing) results.push(failure(name, 'what its tests need', sentence));
  } catch (error) {
    results.push(failure('set-up', 'what the tests need', (error as Error).message));
  }
  fs.rmSync(scratch, { recursive: true, force: true });
  const sum = totals(results);
  if (sum.passed + sum.failed === 0) results.push(failure('runner', 'the run', 'No test ran.'));
  console.log(summary(results));
  console.log(lastLine(totals(results)));
  return totals(results).failed ? 1 : 0;
}

/** For random tests, which else begin with the same number in every run. */
function takeSeed(wish: string): void {
  process.env.SIGNALBOX_SEED = wish === 'new' ? String(randomInt(1_000_000_000)) : wish;
  console.log(`Random tests begin with --seed ${process.env.SIGNALBOX_SEED}.`);
}

/** How much more time everything may take where it is made slow on purpose. */
function stretchOf({ slow, busy, halts }: { slow?: string; busy?: string; halts?: string }): number {
  return Math.max(1, Number(slow ?? 0), Number(busy ?? 0) / 2, Number(halts ?? 0));
}

function plan(sorted: Sorted, wanted: ReadonlySet<string>, { grep, file }: { grep?: string; file?: string }): Job[] {
  const jobs: Job[] = [];
  if (wanted.has('check') && !grep && !file) jobs.push({ kind: 'check' });
  for (const tier of TIERS.filter(({ name }) => wanted.has(name))) {
    const files = (sorted.byTier.get(tier.name) ?? []).filter((name) => !file || name.includes(file));
    const groups = tier.process === 'own' ? files.map((name) => [name]) : files.length ? [files] : [];
    jobs.push(...groups.map((group): Job => ({ kind: 'mocha', tier, files: group, ...(grep ? { grep } : {}) })));
  }
  return longestFirst(jobs);
}

/** What takes long begins early, or it would be alone at the end. */
function longestFirst(jobs: readonly Job[]): Job[] {
  const rank = (job: Job) => {
    if (job.kind === 'check' || job.tier.process === 'shared') return -1;
    const at = LONG.indexOf(job.files[0] ?? '');
    return at < 0 ? LONG.length : at;
  };
  return jobs.toSorted((a, b) => rank(a) - rank(b));
}

async function run(
  jobs: readonly Job[],
  { editor, missing }: Prepared,
  setting: Omit<JobSetting, 'index' | 'editor'>,
): Promise<TierResult[]> {
  const started = Date.now();
  const tests = new Map<string, { files: number; tests: TestResult[]; seconds: number }>();
  const heartbeat = setInterval(() => console.log(`… ${seconds(started)} s, at work: ${atWork.join(', ')}`), 30_000);
  const atWork: string[] = [];
  const work = async (job: Job, index: number) => {
    if (job.kind === 'mocha' && missing.has(job.tier)) return;
    const name = nameOf(job);
    atWork.push(name);
    const begun = Date.now();
    const chosen = isWindow(job) ? await editor : undefined;
    const done = await runJob(job, { ...setting, index, ...(chosen ? { editor: chosen } : {}) });
    atWork.splice(atWork.indexOf(name), 1);
    console.log(jobLines(name, done, seconds(begun)));
    const tier = job.kind === 'check' ? 'check' : job.tier.name;
    const sum = tests.get(tier) ?? { files: 0, tests: [], seconds: 0 };
    sum.files += job.kind === 'check' ? 0 : job.files.length;
    sum.seconds += (Date.now() - begun) / 1000;
    sum.tests.push(...done);
    tests.set(tier, sum);
  };
  await runPool(jobs, Math.max(2, os.availableParallelism()), work, editor);
  clearInterval(heartbeat);
  return [...tests].map(([tier, sum]) => ({ tier, ...sum }));
}

function tiersOf(jobs: readonly Job[]): Tier[] {
  return [...new Set(jobs.flatMap((job) => (job.kind === 'mocha' ? [job.tier] : [])))];
}

function nameOf(job: Job): string {
  if (job.kind === 'check') return 'check';
  return job.tier.process === 'own' ? (job.files[0] ?? '') : `${job.tier.name} (${job.files.length} files)`;
}

function straysAsFailures({ strays }: Sorted): TierResult {
  const error = `No tier picks it up. Tests are named test/TIER/…/*.test.ts, where TIER is ${TIERS.map((t) => t.name).join(', ')}.`;
  const tests = strays.map((file): TestResult => ({ title: file, state: 'failed', file, ms: 0, error }));
  return { tier: 'stray', files: strays.length, tests, seconds: 0 };
}

function failure(tier: string, title: string, error: string): TierResult {
  return { tier, files: 0, seconds: 0, tests: [{ title, state: 'failed', file: '', ms: 0, error }] };
}

function seconds(since: number): string {
  return ((Date.now() - since) / 1000).toFixed(1);
}
