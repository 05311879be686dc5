import assert from 'node:assert/strict';
import fc from 'fast-check';
import { etaOf, percentile } from '../../../src/core/project/eta';
import type { Iteration } from '../../../src/core/project/model';
import { storiesById, unmetDependencies, workOrder } from '../../../src/core/project/order';
import { parsePrd } from '../../../src/core/project/parse';

const storiesOf = (...stories: object[]) => parsePrd(JSON.stringify({ stories })).prd?.stories ?? [];
const ids = (stories: readonly { id: string }[]) => stories.map(({ id }) => id).join(' ');

describe('the order in which stories are worked', () => {
  it('is by priority, stories without one last, ties as in the file', () => {
    const stories = storiesOf(
      { id: 'a' },
      { id: 'b', priority: 2 },
      { id: 'c', priority: 1 },
      { id: 'd', priority: 2 },
    );
    assert.equal(ids(workOrder(stories)), 'c b d a');
  });

  it('never has a story before what it depends on', () => {
    const stories = storiesOf(
      { id: 'a', priority: 1, deps: ['c'], passes: false },
      { id: 'b', priority: 2, passes: false, blocked: true },
      { id: 'c', priority: 3, passes: false },
      { id: 'd', priority: 4, passes: false, deps: ['nowhere'] },
    );
    assert.equal(ids(workOrder(stories)), 'b c a d');
    assert.equal(ids(unmetDependencies(stories[0]!, storiesById(stories))), 'c');
  });

  it('holds every story once, cycles and doubled ids included', () => {
    const story = fc.record({
      id: fc.constantFrom('a', 'b', 'c', 'd', 'e'),
      priority: fc.option(fc.nat(3), { nil: undefined }),
      deps: fc.array(fc.constantFrom('a', 'b', 'c', 'd', 'e', 'zz'), { maxLength: 3 }),
    });
    fc.assert(
      fc.property(fc.array(story, { maxLength: 12 }), (given) => {
        const stories = storiesOf(...given);
        assert.deepEqual(
          workOrder(stories)
            .map(({ index }) => index)
            .sort((a, b) => a - b),
          stories.map(({ index }) => index),
        );
      }),
    );
  });

  it('of a chain of 10,000 is found without a deep stack', () => {
    const chain = Array.from({ length: 10_000 }, (_, n) => ({ id: `S${n}`, deps: n === 9_999 ? [] : [`S${n + 1}`] }));
    assert.equal(workOrder(storiesOf(...chain))[0]?.id, 'S9999');
  });
});

describe('the time that is left', () => {
  const iterations = (...seconds: number[]): Iteration[] =>
    seconds.map((each, at) => ({ file: '', endedAt: at, seconds: each, storyId: undefined }));

  it('is the median of the own iterations for each open story, with a range', () => {
    assert.deepEqual(etaOf(5, 3, iterations(100, 200, 300)), { seconds: 400, range: [280, 520] });
  });

  it('is 12 minutes a story without history, 0 when nothing is left, unknown without stories', () => {
    assert.deepEqual(etaOf(5, 3, []), { seconds: 1440, range: null });
    assert.deepEqual(etaOf(5, 5, iterations(100)), { seconds: 0, range: [0, 0] });
    assert.deepEqual(etaOf(0, 0, iterations(100)), { seconds: null, range: null });
  });

  it('lies between its neighbours at every percentile', () => {
    assert.equal(percentile([10], 0.8), 10);
    assert.equal(percentile([0, 10], 0.5), 5);
  });
});
