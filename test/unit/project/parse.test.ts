import assert from 'node:assert/strict';
import { parsePrd } from '../../../src/core/project/parse';

const reference = {
  project: 'Shop',
  branchName: 'ralph/cart',
  description: 'A cart',
  userStories: [
    {
      id: 'US-001',
      title: 'Add',
      description: '',
      acceptanceCriteria: ['a', 'b'],
      priority: 1,
      passes: true,
      notes: '',
    },
    { id: 'US-002', title: 'Remove', description: '', acceptanceCriteria: [], priority: 2, passes: false, notes: '' },
  ],
};

const text = (value: unknown) => JSON.stringify(value, null, 2);

describe('a prd.json', () => {
  it('of the reference format is read with the line of each story', () => {
    const { prd, problems, broken } = parsePrd(text(reference));
    assert.equal(broken, false);
    assert.deepEqual(problems, []);
    assert.equal(prd?.name, 'Shop');
    assert.equal(prd?.branchName, 'ralph/cart');
    assert.deepEqual(
      prd?.stories.map(({ id, title, state, anchor }) => [id, title, state, anchor.line]),
      [
        ['US-001', 'Add', 'passed', 7],
        ['US-002', 'Remove', 'open', 19],
      ],
    );
  });

  it('with a comma too many is read whole, and the comma is named', () => {
    const { prd, problems, broken, whole } = parsePrd('{"userStories":[\n{"id":"a","title":"A","passes":true},\n]}');
    assert.equal(broken, true);
    assert.equal(whole, true);
    assert.equal(prd?.stories.length, 1);
    assert.deepEqual(
      problems.map(({ code, line, column, details }) => [code, line, column, details?.mistake]),
      [['syntax_error', 2, 37, 'trailing_comma']],
    );
  });

  it('may be nested 500,000 levels deep without harm', () => {
    const deep = '['.repeat(500_000) + ']'.repeat(500_000);
    const { prd, problems } = parsePrd(`{"extra":${deep},"userStories":[{"id":"a","title":"A","passes":false}]}`);
    assert.deepEqual(problems, []);
    assert.equal(prd?.stories.length, 1);
  });
});
