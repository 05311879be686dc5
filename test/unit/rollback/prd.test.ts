import assert from 'node:assert/strict';
import { parsePrd } from '../../../src/core/project/parse';
import { bookkeepingEdits, flipEdits, onlyBookkeepingDiffers } from '../../../src/core/rollback/prd';

function readable(value: unknown) {
  const { prd } = parsePrd(JSON.stringify(value));
  assert.ok(prd);
  return { prd, value };
}

const story = (id: string, rest: object) => ({ id, title: id, ...rest });

describe('flipping a story in its own words', () => {
  const flip = (value: unknown, passes: boolean) => {
    const { prd } = readable(value);
    return flipEdits(prd, ['A'], passes, value);
  };

  it('sets `passes`, and a status word beside it to the word that the file uses', () => {
    const value = {
      userStories: [story('A', { passes: true, status: 'DONE' }), story('B', { passes: false, status: 'not-started' })],
    };
    assert.deepEqual(flip(value, false), [
      { path: ['userStories', 0, 'passes'], value: false },
      { path: ['userStories', 0, 'status'], value: 'not-started' },
    ]);
  });

  it('knows the other names of the flag', () => {
    assert.deepEqual(flip({ tasks: [story('A', { completed: true })] }, false), [
      { path: ['tasks', 0, 'completed'], value: false },
    ]);
  });

  it('leaves a story alone that already says so', () => {
    assert.deepEqual(flip({ userStories: [story('A', { passes: false })] }, false), []);
  });

  it('adds `passes` where the story says nothing', () => {
    assert.deepEqual(flip({ userStories: [story('A', {})] }, true), [
      { path: ['userStories', 0, 'passes'], value: true },
    ]);
  });
});

describe('uncommitted bookkeeping', () => {
  const head = readable({
    userStories: [story('A', { passes: true, notes: '' }), story('B', { passes: false, notes: '' })],
  });
  const disk = readable({
    userStories: [story('A', { passes: true, notes: 'hm' }), story('B', { passes: true, notes: 'yes' })],
  });
  const reverted = readable({
    userStories: [story('A', { passes: false, notes: '' }), story('B', { passes: false, notes: '' })],
  });

  it('is carried over, but for `passes` of the stories that are rolled back', () => {
    assert.deepEqual(bookkeepingEdits(head, disk, reverted, ['B']), [
      { path: ['userStories', 0, 'notes'], value: 'hm' },
      { path: ['userStories', 1, 'notes'], value: 'yes' },
    ]);
  });

  it('is nothing else: a title, a field of the PRD or another number of stories counts as work', () => {
    const changed = (value: unknown) => onlyBookkeepingDiffers(head, readable(value));
    const [a, b] = (head.value as { userStories: object[] }).userStories;
    assert.equal(changed({ userStories: [{ ...a, notes: 'x' }, b] }), true);
    assert.equal(changed({ userStories: [{ ...a, title: 'x' }, b] }), false);
    assert.equal(changed({ userStories: [a, b], notes: 'x' }), false);
    assert.equal(changed({ userStories: [a] }), false);
    assert.equal(bookkeepingEdits(head, readable({ userStories: [{ ...a, title: 'x' }, b] }), reverted, []), undefined);
  });
});
