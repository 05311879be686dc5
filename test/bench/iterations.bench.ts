import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { FileDocuments } from '../../src/adapters/documents';
import { ledgerOf } from '../../src/adapters/ledger-home';
import { createPlanning } from '../../src/adapters/planning';
import { NO_USAGE } from '../../src/core/agent/event';
import { hunksOf } from '../../src/core/iteration/hunks';
import { type IterationEvent, iterationStream } from '../../src/core/iteration/model';
import { DEFAULT_PHASES } from '../../src/core/plan/phase';
import { ok, refuse } from '../../src/core/result';
import { say } from '../../src/core/sentence';
import { snapshotPath } from '../../src/services/iterations/stream';
import { defineBench, ms } from '../support/bench/define';
import { quantile } from '../support/bench/measure';

const MEGABYTES = 5;
const ITERATIONS = 3;
const DOCUMENT = 'large.md';

/** Lines of a document as it is after so many iterations, each of which wrote all of it anew. */
function rewritten(version: number): string {
  const lines: string[] = [];
  for (let size = 0, n = 0; size < MEGABYTES * 1024 * 1024; n += 1) {
    const line = n % 5 === 0 ? '\n' : `Line ${n} says ${(n * 7919 * (version + 1)) % 104_729} in version ${version}.\n`;
    lines.push(line);
    size += line.length;
  }
  return lines.join('');
}

/** The worst case of deciding, as a window does it: how long a person waits, and how long the editor does. Build first. */
export default defineBench('deciding about a document of 5 MB', async (bench) => {
  const workspace = fs.mkdtempSync(path.join(os.tmpdir(), 'iterations-bench-'));
  const ledger = ledgerOf(workspace, { env: {} });
  const spec = { id: 'shop.i1', slug: 'shop', folder: '.', document: DOCUMENT, prompt: 'Better', profile: 'demo' };
  const session = { ...spec, iterations: ITERATIONS, seconds: 300, pauseMs: 0 };
  const versions = Array.from({ length: ITERATIONS + 1 }, (_, version) => rewritten(version));
  const events: IterationEvent[] = [{ type: 'session_started', ...session }];
  fs.mkdirSync(path.join(workspace, path.dirname(snapshotPath(spec, 1, 'before'))), { recursive: true });
  for (const [index, after] of versions.slice(1).entries()) {
    const n = index + 1;
    fs.writeFileSync(path.join(workspace, snapshotPath(spec, n, 'before')), versions[index]!, 'latin1');
    fs.writeFileSync(path.join(workspace, snapshotPath(spec, n, 'after')), after, 'latin1');
    const hunks = hunksOf(versions[index]!, after).length;
    const ended = { status: 'done', added: 0, removed: 0, hunks, toolCalls: 0, summary: '', usage: NO_USAGE } as const;
    events.push({ type: 'iteration_started', n }, { type: 'iteration_ended', n, ...ended });
  }
  events.push({ type: 'session_ended', status: 'complete' });
  const begin = () => ({ ok: true as const, events, value: undefined });
  await ledger.commit(iterationStream(spec.id), 'bench', () => Infinity, begin);
  fs.writeFileSync(path.join(workspace, DOCUMENT), versions.at(-1)!, 'latin1');

  const nobody = async () => refuse('not_found', say('Open a folder first.'));
  const open = () =>
    createPlanning({
      workspace,
      ledger,
      projects: {
        find: nobody,
        startPlanning: async () => ok(undefined),
        finishPlanning: async () => ok(undefined),
        abandonPlanning: async () => ok(undefined),
      },
      documents: new FileDocuments(),
      documentsThread: path.resolve('dist/documents.js'),
      actor: 'bench',
      cli: path.resolve('dist/cli.js'),
      profile: nobody,
      knownProfile: nobody,
      phases: () => DEFAULT_PHASES,
    }).iterations;
  let window = open();
  let decision: 'rejected' | 'open' = 'rejected';
  const decide = async () => {
    const decided = await window.decideHunk(spec.id, ITERATIONS, 1, decision);
    if (!decided.ok) throw new Error(decided.refusal.message);
    decision = decision === 'rejected' ? 'open' : 'rejected';
  };
  /** What no comparison could do without: the same files read, and one written. */
  const readAndWrite = async () => {
    const read = (file: string) => fs.promises.readFile(path.join(workspace, file), 'latin1');
    const texts: string[] = [await read(DOCUMENT)];
    for (let n = 1; n <= ITERATIONS; n += 1)
      for (const side of ['before', 'after'] as const) texts.push(await read(snapshotPath(spec, n, side)));
    const file = await fs.promises.open(path.join(workspace, 'plain.md'), 'w');
    await file.writeFile(texts.at(-1)!, 'latin1');
    await file.sync();
    await file.close();
  };
  try {
    await bench.measure({
      metric: 'first decision of a window, everything rewritten, three iterations',
      unit: 'ms',
      budget: 1000,
      runs: 5,
      warmup: 1,
      sample: () => {
        window = open();
        return ms(decide);
      },
      baseline: () => ms(readAndWrite),
    });
    await decide();
    const busy: number[] = [];
    await bench.measure({
      metric: 'each decision after it',
      unit: 'ms',
      budget: 250,
      runs: 9,
      warmup: 1,
      sample: async () => {
        const before = process.threadCpuUsage();
        const took = await ms(decide);
        const { user, system } = process.threadCpuUsage(before);
        busy.push((user + system) / 1000);
        return took;
      },
      baseline: () => ms(readAndWrite),
    });
    // All that the window's own thread does for it, in many small pieces: none of them can hold the editor up for longer.
    bench.record({
      metric: 'work of the window itself for a decision',
      unit: 'ms',
      value: quantile(busy, 0.5),
      budget: 10,
    });
  } finally {
    await ledger.close();
    fs.rmSync(workspace, { recursive: true, force: true });
  }
});
