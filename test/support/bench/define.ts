/**
 * A file test/bench/NAME.bench.ts exports one definition and runs in a process of its own (with --expose-gc):
 *
 *   export default defineBench('commits to the ledger', async (bench) => {
 *     await bench.measure({
 *       metric: 'one commit', unit: 'ms', budget: 2, runs: 9,
 *       sample: () => ms(() => ledger.commit(…)),          // one number a call
 *       baseline: () => ms(() => file.appendAndSync(…)),   // optional: the other side, measured in turns with it
 *     });
 *     bench.record({ metric: 'size of the database', unit: 'KB', value: 12, budget: 20 });
 *   });
 *
 * `npm run bench NAME` runs it; nothing here ever runs as a test.
 */
export interface Measurement {
  readonly metric: string;
  readonly unit: string;
  /** The most that passes (the least, where more is better); against `ratio` when `budgetFor` says so. */
  readonly budget?: number;
  readonly budgetFor?: 'value' | 'ratio';
  readonly better?: 'lower' | 'higher';
}

export interface Sampled extends Measurement {
  /** Calls that are not counted; 2 unless told. */
  readonly warmup?: number;
  /** Calls that count; 9 unless told. */
  readonly runs?: number;
  readonly sample: () => number | Promise<number>;
  readonly baseline?: () => number | Promise<number>;
}

export interface Recorded extends Measurement {
  readonly value: number;
  readonly baseline?: number;
}

export interface BenchResult {
  readonly name: string;
  readonly metric: string;
  /** The median of the runs. */
  readonly value: number;
  readonly unit: string;
  readonly budget: number | null;
  readonly baseline: number | null;
  /** value / baseline */
  readonly ratio: number | null;
  readonly pass: boolean;
  /** Half of the runs lie within this distance of one another (the interquartile range), in `unit`. */
  readonly spread: number | null;
  readonly runs: number;
}

export interface Bench {
  measure(what: Sampled): Promise<void>;
  record(what: Recorded): void;
}

export interface BenchDefinition {
  readonly title: string;
  readonly run: (bench: Bench) => Promise<void>;
}

export function defineBench(title: string, run: (bench: Bench) => Promise<void>): BenchDefinition {
  return { title, run };
}

/** How long a call takes, in milliseconds. */
export async function ms(call: () => unknown): Promise<number> {
  const start = performance.now();
  await call();
  return performance.now() - start;
}
