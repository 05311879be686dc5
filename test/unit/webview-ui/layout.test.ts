import assert from 'node:assert/strict';
import fc from 'fast-check';
import {
  GAP,
  type LaidColumn,
  LOUD_MIN,
  LOUD_MOST,
  layoutColumns,
  QUIET_MIN,
  QUIET_MOST,
  RAIL,
} from '../../../webview-ui/board/layout';

const QUIET = new Set(['triage', 'todo', 'done']);

function columns(folded: Readonly<Record<string, boolean>> = {}): LaidColumn[] {
  return ['triage', 'todo', 'ready', 'running', 'blocked', 'review', 'done'].map((id) => ({
    id,
    quiet: QUIET.has(id),
    count: 3,
    folded: folded[id],
  }));
}

function rails(laid: ReturnType<typeof layoutColumns>): string[] {
  return laid.filter((column) => column.width === 0).map((column) => column.id);
}

function used(laid: ReturnType<typeof layoutColumns>): number {
  return laid.reduce((sum, column) => sum + (column.width || RAIL), GAP * (laid.length - 1));
}

describe('the width ladder of the board', () => {
  it('draws every column where there is room for all', () => {
    assert.deepEqual(rails(layoutColumns(columns(), 1600)), []);
  });

  it('folds Done first, then Triage and To Do', () => {
    assert.deepEqual(rails(layoutColumns(columns(), 1222)), ['done']);
    assert.deepEqual(rails(layoutColumns(columns(), 1100)), ['triage', 'done']);
    assert.deepEqual(rails(layoutColumns(columns(), 960)), ['triage', 'todo', 'done']);
  });

  it('keeps a quiet column open while it alone holds cards, and folds what is empty instead', () => {
    const begun = columns().map((column) => ({ ...column, count: column.id === 'triage' ? 1 : 0 }));
    const laid = layoutColumns(begun, 1050);
    assert.ok((laid.find(({ id }) => id === 'triage')?.width ?? 0) >= QUIET_MIN);
    assert.deepEqual(rails(laid), ['todo', 'review', 'done']);
  });

  it('folds the columns that are far from the open card', () => {
    const laid = layoutColumns(columns(), 650, 'blocked');
    assert.deepEqual(
      laid.filter((column) => column.width > 0).map((column) => column.id),
      ['running', 'blocked'],
    );
  });

  it('keeps what a person folded and unfolded as long as there is room', () => {
    const laid = layoutColumns(columns({ triage: true, done: false }), 1222);
    assert.deepEqual(rails(laid), ['triage']);
    assert.deepEqual(rails(layoutColumns(columns({ running: true }), 2000)), ['running']);
  });

  it('makes no column wider than a card reads well: on a very wide page the rest is the drawer’s', () => {
    const width = (of: ReturnType<typeof layoutColumns>, id: string) => of.find((each) => each.id === id)?.width;
    const wide = layoutColumns(columns(), 3816);
    assert.deepEqual([width(wide, 'todo'), width(wide, 'ready')], [QUIET_MOST, LOUD_MOST]);
    assert.deepEqual(layoutColumns(columns(), 3816 - 640), wide, 'a card that opens moves none');
    const less = layoutColumns(columns(), 2536);
    assert.deepEqual([width(less, 'todo'), used(less) > 2530], [280, true], 'what there is is used');
  });

  it('never needs a horizontal scroll bar, and never squeezes a column below its least width', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 640, max: 3840 }),
        fc.constantFrom(undefined, 'triage', 'ready', 'blocked', 'done'),
        fc.dictionary(fc.constantFrom('triage', 'todo', 'ready', 'blocked', 'review', 'done'), fc.boolean()),
        (width, near, folded) => {
          const laid = layoutColumns(columns(folded), width, near);
          assert.ok(used(laid) <= width, `${used(laid)} px of ${width}`);
          for (const { id, width: wide } of laid)
            assert.ok(wide === 0 || wide >= (QUIET.has(id) ? QUIET_MIN : LOUD_MIN), `${id} is ${wide} px wide`);
        },
      ),
    );
  });
});
