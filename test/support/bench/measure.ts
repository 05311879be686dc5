import type { Bench, BenchResult, Measurement, Sampled } from './define';

/** The value at a fraction of the sorted samples, between two of them when it falls there. */
export function quantile(samples: readonly number[], fraction: number): number {
  const sorted = [...samples].sort((a, b) => a - b);
  const at = (sorted.length - 1) * fraction;
  const low = sorted[Math.floor(at)] ?? Number.NaN;
  const high = sorted[Math.ceil(at)] ?? Number.NaN;
  return low + (high - low) * (at - Math.floor(at));
}

export function createBench(name: string, done: (result: BenchResult) => void): Bench {
  return {
    measure: async (what) => {
      const { values, baselines } = await takeSamples(what);
      const spread = quantile(values, 0.75) - quantile(values, 0.25);
      const baseline = baselines.length ? quantile(baselines, 0.5) : undefined;
      done(judge(name, what, { value: quantile(values, 0.5), baseline, spread, runs: values.length }));
    },
    record: (what) => done(judge(name, what, { value: what.value, baseline: what.baseline, runs: 1 })),
  };
}

/** In turns, so that whatever else the machine does meets both sides. */
async function takeSamples({ warmup = 2, runs = 9, sample, baseline }: Sampled) {
  const values: number[] = [];
  const baselines: number[] = [];
  for (let round = -warmup; round < runs; round += 1) {
    const value = await sample();
    const other = baseline ? await baseline() : undefined;
    if (round < 0) continue;
    values.push(value);
    if (other !== undefined) baselines.push(other);
  }
  return { values, baselines };
}

interface Figures {
  readonly value: number;
  readonly baseline?: number | undefined;
  readonly spread?: number;
  readonly runs: number;
}

export function judge(name: string, what: Measurement, { value, baseline, spread, runs }: Figures): BenchResult {
  const ratio = baseline === undefined ? null : value / baseline;
  const judged = what.budgetFor === 'ratio' ? (ratio ?? Number.NaN) : value;
  const within = what.better === 'higher' ? judged >= (what.budget ?? 0) : judged <= (what.budget ?? 0);
  return {
    name,
    metric: what.metric,
    value: rounded(value),
    unit: what.unit,
    budget: what.budget ?? null,
    baseline: baseline === undefined ? null : rounded(baseline),
    ratio: ratio === null ? null : rounded(ratio),
    pass: what.budget === undefined || within,
    spread: spread === undefined ? null : rounded(spread),
    runs,
  };
}

/** Four significant digits: more would be noise. */
function rounded(value: number): number {
  return Number(value.toPrecision(4));
}
