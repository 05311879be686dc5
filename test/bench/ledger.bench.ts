import fs from 'node:fs';
import path from 'node:path';
import { openLedger } from '../../src/adapters/sqlite/open-ledger';
import { temporaryFolder } from '../adapters/ledger/support';
import { defineBench, ms } from '../support/bench/define';
import { quantile } from '../support/bench/measure';
import { type LedgerProcess, ledgerProcesses } from '../support/ledger/start-process';

const ENTRY = Buffer.from(`${JSON.stringify({ type: 'counted', n: 1, sentAt: 1 }).padEnd(200)}\n`);

/** Throughput and latency of the ledger, beside plain appends with an fsync each on the same disk. */
export default defineBench('ledger', async (bench) => {
  const folder = temporaryFolder();
  const start = await ledgerProcesses(folder.path);
  let files = 0;
  const freshFile = () => {
    files += 1;
    return path.join(folder.path, `${files}`, 'ledger.db');
  };

  const appendAndSync = (count: number) => {
    const descriptor = fs.openSync(path.join(folder.path, 'plain.log'), 'a');
    for (let n = 0; n < count; n += 1) {
      fs.writeSync(descriptor, ENTRY);
      fs.fsyncSync(descriptor);
    }
    fs.closeSync(descriptor);
  };
  const plainRate = async (count: number) => count / ((await ms(() => appendAndSync(count))) / 1000);

  /** Commits per second of so many processes, from the moment when all of them are ready. */
  async function rate(processes: number, each: number, lanes: number): Promise<number> {
    const file = freshFile();
    fs.mkdirSync(path.dirname(file));
    const writers = Array.from({ length: processes }, (_, n) =>
      start({ file, stream: 'board/default', actor: `writer ${n}`, task: 'append', count: each, lanes }),
    );
    await Promise.all(writers.map(({ ready }) => ready));
    const took = await ms(async () => {
      for (const { go } of writers) go();
      await Promise.all(writers.map(({ lines }) => lines));
    });
    await expectGoodEnd(writers);
    return (processes * each) / (took / 1000);
  }

  for (const [processes, each, lanes] of [
    [1, 2_000, 1],
    [1, 8_000, 16],
    [8, 250, 1],
    [8, 1_000, 16],
  ] as const) {
    await bench.measure({
      metric: `commits per second, ${processes} ${processes === 1 ? 'process' : 'processes'}, ${lanes} at a time`,
      unit: '1/s',
      better: 'higher',
      warmup: 1,
      runs: 5,
      sample: () => rate(processes, each, lanes),
      baseline: () => plainRate(500),
    });
  }

  const folded = () => Number.POSITIVE_INFINITY;
  const decide = () => ({ ok: true as const, events: [{ type: 'counted' }], value: undefined });
  const file = freshFile();
  fs.mkdirSync(path.dirname(file));
  const opened = await openLedger(file);
  if (!opened.ok) throw new Error(opened.refusal.message);
  await bench.measure({
    metric: 'one durable commit',
    unit: 'ms',
    budget: 2,
    warmup: 50,
    runs: 500,
    sample: () => ms(() => opened.value.commit('s', 'ann', folded, decide)),
    baseline: () => ms(() => appendAndSync(1)),
  });
  await opened.value.close();

  /** A commit every few milliseconds, as people and agents make them, not a flood. */
  async function latencies(): Promise<readonly number[]> {
    const place = freshFile();
    fs.mkdirSync(path.dirname(place));
    const count = 200;
    const follower = start({ file: place, stream: 's', actor: 'follower', task: 'follow', count, lanes: 0 });
    await follower.ready;
    const writer = start({ file: place, stream: 's', actor: 'writer', task: 'append', count, lanes: 1, everyMs: 5 });
    await writer.ready;
    writer.go();
    await expectGoodEnd([writer, follower]);
    return (await follower.lines).map((line) => Number(line.split(' ')[1]));
  }
  const seen: number[] = [];
  await bench.measure({
    metric: 'commit decided in one process -> pushed in another, median',
    unit: 'ms',
    budget: 10,
    warmup: 1,
    runs: 5,
    sample: async () => {
      const all = await latencies();
      seen.push(...all);
      return quantile(all, 0.5);
    },
  });
  bench.record({ metric: 'the same, p95', unit: 'ms', value: quantile(seen, 0.95), budget: 40 });

  await bench.measure({
    metric: 'open 50,000 commits with a snapshot of 5 MB, check them or not as is due, read the last 1,000',
    unit: 'ms',
    budget: 60,
    sample: await coldOpen(path.join(folder.path, 'cold.db')),
  });

  folder.dispose();
});

/** What the ledger takes of the 150 ms that a command line call may take on a large board. */
async function coldOpen(file: string): Promise<() => Promise<number>> {
  const fold = { name: 'board', version: 1 };
  const decide = (n: number) => () => ({
    ok: true as const,
    events: [{ type: 'moved', n, note: 'x'.repeat(120) }],
    value: 0,
  });
  const made = await openLedger(file);
  if (!made.ok) throw new Error(made.refusal.message);
  const all = Array.from({ length: 50_000 }, (_, n) =>
    made.value.commit('board/default', 'ann', () => Number.POSITIVE_INFINITY, decide(n)),
  );
  await Promise.all(all);
  await made.value.writeSnapshot('board/default', fold, { seq: 49_000, state: 'x'.repeat(5_000_000) });
  await made.value.close();
  return () =>
    ms(async () => {
      const opened = await openLedger(file, { shortLived: true });
      if (!opened.ok) throw new Error(opened.refusal.message);
      const snapshot = await opened.value.snapshot('board/default', fold);
      const newer = await opened.value.read('board/default', snapshot?.seq);
      if (newer.length !== 1_000) throw new Error(`${newer.length} commits were read.`);
      await opened.value.close();
    });
}

async function expectGoodEnd(processes: readonly LedgerProcess[]): Promise<void> {
  for (const { end } of processes) {
    const code = await end;
    if (code !== 0) throw new Error(`A process of the bench ended with ${code}.`);
  }
}
