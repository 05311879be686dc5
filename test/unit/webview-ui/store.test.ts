import assert from 'node:assert/strict';
import fc from 'fast-check';
import {
  type BoardModel,
  type CardView,
  compareCards,
  initialView,
  NO_TALLY,
  NOTHING_EARLIER,
} from '../../../src/protocol/board';
import {
  attention,
  cardOf,
  columns,
  detail,
  listOf,
  patchStore,
  resetStore,
} from '../../../webview-ui/board/state/store';

const COLUMNS = ['todo', 'ready', 'done'];

function view(id: string, column: string, rank: number): CardView {
  return { id, column, title: `Card ${id}`, priority: 0, since: 0, order: [rank, 0] };
}

function model(cards: readonly CardView[]): BoardModel {
  return {
    board: { ref: 'default', kind: 'stored', name: 'Default' },
    columns: COLUMNS.map((id) => ({ id, title: id, count: 0 })),
    cards,
    complete: true,
    boards: [],
    attention: [],
    tally: NO_TALLY,
    people: [],
    view: initialView,
    undo: null,
    time: null,
    drawer: null,
  };
}

const anyCard = fc
  .record({
    id: fc.integer({ min: 0, max: 120 }),
    column: fc.constantFrom(...COLUMNS),
    rank: fc.integer({ min: 0, max: 5 }),
  })
  .map(({ id, column, rank }) => view(`t${id}`, column, rank));
const anyPatch = fc.record({
  set: fc.uniqueArray(anyCard, { selector: (card) => card.id, maxLength: 80 }),
  gone: fc.array(
    fc.integer({ min: 0, max: 120 }).map((id) => `t${id}`),
    { maxLength: 5 },
  ),
});

describe('the page’s copy of the board', () => {
  it('is after any patches what a snapshot of the same cards would be', () => {
    fc.assert(
      fc.property(
        fc.uniqueArray(anyCard, { selector: (card) => card.id }),
        fc.array(anyPatch, { maxLength: 8 }),
        (first, patches) => {
          resetStore(model(first));
          const expected = new Map(first.map((card) => [card.id, card]));
          for (const { set, gone } of patches) {
            const left = gone.filter((id) => !set.some((card) => card.id === id));
            patchStore({ set, gone: left });
            for (const card of set) expected.set(card.id, card);
            for (const id of left) expected.delete(id);
          }
          for (const column of COLUMNS)
            assert.deepEqual(
              listOf(column).value.map((card) => card.id),
              [...expected.values()]
                .filter((card) => card.column === column)
                .sort(compareCards)
                .map((card) => card.id),
            );
        },
      ),
    );
  });

  it('leaves the lists of untouched columns as they are, so that nothing there is drawn again', () => {
    resetStore(model([view('a', 'todo', 1), view('b', 'ready', 1), view('c', 'done', 1)]));
    const [ready, done] = [listOf('ready').value, listOf('done').value];
    patchStore({ set: [view('a', 'ready', 0)] });
    assert.deepEqual(
      listOf('ready').value.map((card) => card.id),
      ['a', 'b'],
    );
    assert.notEqual(listOf('ready').value, ready);
    assert.equal(listOf('done').value, done);
    assert.equal(cardOf('a')?.column, 'ready');
  });

  it('takes counts, columns and attention from patches, the worst first', () => {
    resetStore(model([]));
    const row = { code: 'x', title: 'x', card: 'a', cardTitle: 'a', since: 1, actions: [] };
    patchStore({
      counts: { ready: 7 },
      attention: {
        set: [
          { ...row, key: '1', severity: 'warning' },
          { ...row, key: '2', severity: 'critical' },
        ],
      },
    });
    assert.equal(columns.value.find((column) => column.id === 'ready')?.count, 7);
    assert.deepEqual(
      attention.value.map((each) => each.key),
      ['2', '1'],
    );
    patchStore({ attention: { gone: ['2'] } });
    assert.deepEqual(
      attention.value.map((each) => each.key),
      ['1'],
    );
  });

  it('keeps the open card’s details up to date, and ignores what belongs to another card', () => {
    const open = {
      id: 'a',
      column: 'ready',
      title: 'A',
      body: '',
      skills: [],
      createdBy: 'x',
      createdAt: 0,
      since: 0,
      lastError: 'old',
      diagnostics: [],
      parents: [],
      children: [],
      comments: [],
      runs: [],
      events: [],
      earlier: NOTHING_EARLIER,
      moreLinks: 0,
      log: { text: 'one\n', bytes: 4 },
      can: [],
    };
    resetStore({ ...model([]), drawer: open });
    patchStore({ drawer: { id: 'b', set: { title: 'B' } } });
    assert.equal(detail.value?.title, 'A');
    patchStore({
      drawer: {
        id: 'a',
        set: { title: 'A2' },
        unset: ['lastError'],
        comments: [{ id: 'c', author: 'x', at: 1, text: 'hi' }],
        log: { append: 'two\n', bytes: 8 },
      },
    });
    assert.equal(detail.value?.title, 'A2');
    assert.equal(detail.value?.lastError, undefined);
    assert.deepEqual(
      detail.value?.comments.map((comment) => comment.text),
      ['hi'],
    );
    assert.deepEqual(detail.value?.log, { text: 'one\ntwo\n', bytes: 8 });
    patchStore({ drawer: null });
    assert.equal(detail.value, null);
  });
});
