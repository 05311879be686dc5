import assert from 'node:assert/strict';
import fc from 'fast-check';
import { type CardView, compareCards } from '../../../src/protocol/board';
import { landingAt, landingBeside, landingFrom } from '../../../webview-ui/board/landing';

function card(id: string, priority: number, createdAt: number, column = 'ready'): CardView {
  return { id, column, title: id, priority, since: createdAt, order: [-priority, createdAt] };
}

const list = [card('a', 20, 1), card('b', 10, 2), card('c', 10, 5), card('d', 5, 3)];
const [a, b, c, d] = list as [CardView, CardView, CardView, CardView];

/** The list after the card got that priority. */
function after(cards: readonly CardView[], moved: CardView, priority: number): string[] {
  return cards
    .map((each) => (each.id === moved.id ? { ...each, priority, order: [-priority, each.order[1]] as const } : each))
    .sort(compareCards)
    .map(({ id }) => id);
}

describe('where a held card comes to stand', () => {
  it('in another column: where its priority and its age put it', () => {
    assert.deepEqual(landingFrom(list, card('x', 10, 4, 'triage'), 'ready'), { index: 2 });
    assert.deepEqual(landingFrom(list, card('x', 0, 0, 'triage'), 'ready'), { index: 4 });
  });

  it('in Done: on top, as the newest', () => {
    assert.deepEqual(landingFrom(list, a, 'done'), { index: 0 });
  });

  it('out of Done or Scheduled, where it stands by time: where its priority and its age put it', () => {
    const done: CardView = { ...card('x', 10, 4, 'done'), order: [-90, 4] };
    assert.deepEqual(landingFrom(list, done, 'ready'), { index: 2 });
    const scheduled: CardView = { ...card('x', 20, 0, 'scheduled'), order: [90, 0] };
    assert.deepEqual(landingFrom(list, scheduled, 'ready'), { index: 0 });
  });

  it('is not guessed where a time decides that nobody has said yet, or for what is no task', () => {
    assert.equal(landingFrom(list, a, 'scheduled'), undefined);
    const story: CardView = { ...card('x', 10, 4, 'done'), opens: { kind: 'story', project: 'p', story: 'US-001' } };
    assert.equal(landingFrom(list, story, 'ready'), undefined);
  });

  it('between two cards of its column: by the nearest priority that leads there', () => {
    assert.deepEqual(landingAt(list, d, 1), { index: 1, priority: 11 });
    assert.deepEqual(landingAt(list, d, 0), { index: 0, priority: 21 });
    assert.deepEqual(landingAt(list, a, 4), { index: 4, priority: 4 });
    assert.deepEqual(landingAt(list, d, 2), { index: 2, priority: 10 });
  });

  it('between two cards of one priority: where its age puts it among them, if that is another place', () => {
    const young = card('y', 30, 4);
    assert.deepEqual(landingAt([young, ...list], young, 3), { index: 3, priority: 10 });
    assert.equal(landingAt(list, a, 2), undefined);
  });

  it('at its own place: nothing changes', () => {
    assert.equal(landingAt(list, b, 1), undefined);
    assert.equal(landingAt(list, b, 2), undefined);
  });

  it('among cards of its own priority age decides, so nothing changes', () => {
    assert.equal(landingAt([b, c, card('e', 10, 9)], b, 3)?.priority, 9);
    assert.equal(landingAt([b, c, card('e', 10, 9)], b, 2), undefined);
  });

  it('by key: one place up or down, past cards that stand by age', () => {
    assert.deepEqual(landingBeside(list, d, -1), { index: 2, priority: 10 });
    assert.deepEqual(landingBeside(list, c, -1), { index: 1, priority: 11 });
    assert.deepEqual(landingBeside(list, a, 1), { index: 3, priority: 9 });
    assert.equal(landingBeside(list, a, -1), undefined);
    assert.equal(landingBeside(list, d, 1), undefined);
  });

  it('by key: each press moves a card, and it stands where the line said, on any list', () => {
    const cards = fc
      .uniqueArray(fc.tuple(fc.integer({ min: -3, max: 3 }), fc.integer({ min: 0, max: 50 })), {
        minLength: 2,
        maxLength: 12,
        selector: ([, createdAt]) => createdAt,
      })
      .map((seeds) => seeds.map(([priority, at], index) => card(`c${index}`, priority, at)).sort(compareCards));
    fc.assert(
      fc.property(cards, fc.nat(), fc.constantFrom(-1 as const, 1 as const), (all, pick, by) => {
        const moved = all[pick % all.length]!;
        const from = all.indexOf(moved);
        const landing = landingBeside(all, moved, by);
        fc.pre(landing !== undefined);
        const to = after(all, moved, landing.priority!).indexOf(moved.id);
        assert.equal(to, landing.index > from ? landing.index - 1 : landing.index);
        return by < 0 ? to < from : to > from;
      }),
    );
  });

  it('by key: only the first and the last card have nowhere to go', () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 0, max: 4 }), { minLength: 1, maxLength: 8 }), (priorities) => {
        const all = priorities.map((priority, index) => card(`c${index}`, priority, index)).sort(compareCards);
        for (const [index, each] of all.entries()) {
          assert.equal(landingBeside(all, each, -1) === undefined, index === 0, `up from ${index}`);
          assert.equal(landingBeside(all, each, 1) === undefined, index === all.length - 1, `down from ${index}`);
        }
      }),
    );
  });
});
