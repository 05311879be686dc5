import assert from 'node:assert/strict';
import type { BenchResult } from '../../support/bench/define';
import { createBench, judge, quantile } from '../../support/bench/measure';

describe('a bench', () => {
  it('takes the median and the interquartile range of its runs, without the warm-up', async () => {
    const results: BenchResult[] = [];
    const samples = [900, 800, 1, 2, 3, 4, 5];
    const sample = () => samples.shift()!;
    await createBench('b', (result) => results.push(result)).measure({ metric: 'm', unit: 'ms', runs: 5, sample });
    assert.deepEqual(results, [
      {
        name: 'b',
        metric: 'm',
        value: 3,
        unit: 'ms',
        budget: null,
        baseline: null,
        ratio: null,
        pass: true,
        spread: 2,
        runs: 5,
      },
    ]);
  });

  it('measures both sides in turns and relates them', async () => {
    const order: string[] = [];
    const results: BenchResult[] = [];
    const side = (name: string, value: number) => () => {
      order.push(name);
      return value;
    };
    await createBench('b', (result) => results.push(result)).measure({
      metric: 'm',
      unit: 'ms',
      warmup: 0,
      runs: 2,
      sample: side('own', 3),
      baseline: side('other', 2),
    });
    assert.deepEqual(order, ['own', 'other', 'own', 'other']);
    assert.deepEqual([results[0]?.baseline, results[0]?.ratio], [2, 1.5]);
  });

  it('passes within its budget, downward or upward, on the value or on the ratio', () => {
    const passes = (what: object, value: number, baseline?: number) =>
      judge('b', { metric: 'm', unit: 'ms', ...what }, { value, baseline, runs: 1 }).pass;
    assert.deepEqual([passes({ budget: 2 }, 2), passes({ budget: 2 }, 2.1)], [true, false]);
    assert.deepEqual(
      [passes({ budget: 2, better: 'higher' }, 2), passes({ budget: 2, better: 'higher' }, 1)],
      [true, false],
    );
    const ratio = { budget: 1.5, budgetFor: 'ratio' };
    assert.deepEqual([passes(ratio, 3, 2), passes(ratio, 4, 2), passes(ratio, 1)], [true, false, false]);
    assert.equal(passes({}, 9), true);
  });

  it('interpolates between samples', () => {
    assert.equal(quantile([1, 2, 3, 4], 0.5), 2.5);
    assert.equal(quantile([5], 0.75), 5);
  });
});
