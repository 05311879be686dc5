import assert from 'node:assert/strict';
import { type KeptRow, KeptRows } from '../../../src/vscode/kept-rows';

interface Item {
  readonly id: string;
  readonly label: string;
}

const item = (id: string, label = id): Item => ({ id, label });

function listed() {
  let now = 0;
  const rows = new KeptRows<Item>({ id: ({ id }) => id, look: ({ label }) => label, now: () => now });
  return { rows, wait: (ms: number) => (now += ms) };
}

const labels = (drawn: 'list' | readonly KeptRow<Item>[]) =>
  drawn === 'list' ? drawn : drawn.map((row) => row.item.label);

describe('rows of a list that are kept', () => {
  it('are the same objects for as long as they are there, with what they show now', () => {
    const { rows } = listed();
    const [before] = rows.serve([item('a', 'now')]);
    rows.differ([item('a', '1m')]);
    const [after] = rows.serve([item('a', '1m'), item('b')]);
    assert.equal(after, before);
    assert.equal(after?.item.label, '1m');
  });

  it('are drawn one by one where only what they show differs, so that no button of the others goes away', () => {
    const { rows } = listed();
    rows.serve([item('a'), item('b')]);
    assert.deepEqual(labels(rows.differ([item('a'), item('b', 'B')])), ['B']);
    assert.deepEqual(labels(rows.differ([item('a'), item('b', 'B')])), [], 'nothing differs any more');
  });

  it('are asked for as a list when one comes, goes or changes places', () => {
    for (const next of [[item('a')], [item('a'), item('b'), item('c')], [item('b'), item('a')], []]) {
      const { rows } = listed();
      rows.serve([item('a'), item('b')]);
      assert.equal(labels(rows.differ(next)), 'list');
    }
  });

  it('are asked for once, until they were fetched: the buttons of what is fetched stay', () => {
    const { rows, wait } = listed();
    rows.serve([item('a')]);
    assert.equal(labels(rows.differ([])), 'list');
    assert.deepEqual(labels(rows.differ([item('b')])), []);
    rows.serve([item('b')]);
    assert.deepEqual(labels(rows.differ([item('b')])), []);
    assert.equal(labels(rows.differ([item('b'), item('c')])), 'list');
    wait(3_000);
    assert.equal(
      labels(rows.differ([item('b'), item('c')])),
      'list',
      'what was not fetched for so long is asked for again',
    );
  });
});
