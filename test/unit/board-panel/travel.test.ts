import assert from 'node:assert/strict';
import fc from 'fast-check';
import { create, MINUTE, panel, verbsOf } from './support';

/** A board with a small life: two cards made, one done, one moved, a minute between each. */
async function lived() {
  const all = await panel();
  const { board, clock } = all;
  const times: number[] = [];
  const step = async <T>(work: Promise<T>): Promise<T> => {
    const result = await work;
    times.push(clock.now());
    clock.turnTo(clock.now() + MINUTE);
    return result;
  };
  const first = await step(create(board, 'First'));
  const second = await step(create(board, 'Second', { parents: [first] }));
  await step(board.execute({ type: 'complete', task: first }));
  await step(board.execute({ type: 'move', task: second, to: 'triage' }));
  return { ...all, first, second, times };
}

describe('time travel on a board panel', () => {
  it('shows the board as it stood, and says where each card stands now', async () => {
    const { session, page, first, second, times } = await lived();
    await session.connect();
    assert.ok((await session.travelTo({ at: times[1]! })).ok);
    assert.deepEqual([page.cards.get(first)?.column, page.cards.get(second)?.column], ['ready', 'todo']);
    assert.deepEqual([page.cards.get(first)?.nowIn, page.cards.get(second)?.nowIn], ['done', 'triage']);
    assert.deepEqual(page.model?.time?.past, { at: times[1], seq: 2, moved: 2 });
    assert.equal(page.count('ready'), 1);
  });

  it('tells of the past as past: what waited, what was at work', async () => {
    const { session, page, board } = await panel();
    const parent = await create(board, 'Parent', { assignee: 'codex' });
    const child = await create(board, 'Child', { parents: [parent] });
    await board.execute({ type: 'claim', task: parent, worker: 'codex' });
    await board.execute({ type: 'complete', task: parent, summary: 'Done.' });
    await session.connect();
    await session.travelTo({ step: -1 });
    assert.equal(page.cards.get(child)?.state?.text, 'Waited for Parent.');
    assert.equal(page.cards.get(parent)?.state?.text, 'codex was working on it.');
    await session.travelTo('now');
    assert.equal(page.cards.get(child)?.state?.text, 'Nobody is assigned, so no worker may take it.');
  });

  it('goes back to now by a patch that leaves nothing of the past', async () => {
    const { session, page, first, times } = await lived();
    await session.connect();
    const before = JSON.stringify([...page.cards.values()].sort((a, b) => (a.id < b.id ? -1 : 1)));
    await session.travelTo({ at: times[0]! });
    assert.equal(page.cards.size, 1, 'the second card was not made yet');
    await session.travelTo('now');
    assert.equal(JSON.stringify([...page.cards.values()].sort((a, b) => (a.id < b.id ? -1 : 1))), before);
    assert.equal(page.cards.get(first)?.nowIn, undefined);
    assert.equal(page.model?.time?.past, null);
  });

  it('gives way to another board that is chosen while a moment is on its way', async () => {
    const { session, page, problems, times } = await lived();
    await session.connect();
    const [gone, used] = await Promise.all([session.travelTo({ at: times[0]! }), session.useBoard('made:projects')]);
    assert.deepEqual([gone.ok ? 'done' : gone.refusal.code, used.ok], ['cancelled', true]);
    assert.deepEqual([page.model?.board.kind, page.model?.time, problems], ['projects', null, []]);
  });

  it('steps from commit to commit', async () => {
    const { session, page } = await lived();
    await session.connect();
    await session.travelTo({ step: -1 });
    assert.equal(page.model?.time?.past?.seq, 3);
    await session.travelTo({ step: -1 });
    await session.travelTo({ step: -1 });
    assert.equal(page.model?.time?.past?.seq, 1);
    await session.travelTo({ step: 1 });
    assert.equal(page.model?.time?.past?.seq, 2);
  });

  it('lets nothing be changed in the past', async () => {
    const { session, times } = await lived();
    await session.connect();
    await session.travelTo({ at: times[0]! });
    const verbs = session.verbs();
    assert.equal(verbs.ok ? 'allowed' : verbs.refusal.code, 'read_only');
    await session.travelTo('now');
    assert.ok(verbsOf(session));
  });

  it('keeps the past on show while the present goes on, and tells what moved', async () => {
    const { board, session, page, first, second, times } = await lived();
    await session.connect();
    await session.travelTo({ at: times[1]! });
    await board.execute({ type: 'move', task: second, to: 'ready' });
    await create(board, 'Third');
    assert.equal(page.cards.get(second)?.column, 'todo');
    assert.equal(page.cards.get(second)?.nowIn, 'ready');
    assert.equal(page.cards.size, 2);
    assert.equal(page.cards.get(first)?.column, 'ready');
    await session.travelTo('now');
    assert.deepEqual(page.column('ready').sort(), ['Second', 'Third']);
  });

  it('shows the drawer as it was, with nothing to press', async () => {
    const { session, page, first, times } = await lived();
    await session.connect();
    await session.travelTo({ at: times[0]! });
    await session.openCard(first);
    const patch = page.patches.at(-1)?.drawer;
    assert.ok(patch && 'open' in patch);
    assert.deepEqual([patch.open.column, patch.open.can, patch.open.events.length], ['ready', [], 1]);
  });

  it('marks what happened, the loudest of what falls together', async () => {
    const { session, times } = await lived();
    await session.connect();
    const marks = await session.marks(1000);
    assert.ok(marks.ok);
    assert.deepEqual(
      marks.value.map(({ at, kind }) => [at, kind]),
      [
        [times[0], 'other'],
        [times[1], 'other'],
        [times[2], 'done'],
        [times[3], 'other'],
      ],
    );
    const few = await session.marks(1);
    assert.ok(few.ok);
    assert.deepEqual(
      few.value.map(({ kind, count }) => [kind, count]),
      [['done', 4]],
    );
  });

  it('shows at any moment, in any order, what the board was then', async () => {
    const life = fc.array(fc.constantFrom('create', 'move', 'complete', 'archive', 'edit'), {
      minLength: 1,
      maxLength: 40,
    });
    await fc.assert(
      fc.asyncProperty(life, fc.array(fc.nat(40), { minLength: 1, maxLength: 10 }), async (verbs, visits) => {
        const { board, session, page, clock } = await panel();
        const ids: string[] = [];
        const then: Map<string, string>[] = [];
        for (const [index, verb] of verbs.entries()) {
          const task = ids[index % Math.max(1, ids.length)];
          if (verb === 'create' || task === undefined) ids.push(await create(board, `Card ${index}`));
          else if (verb === 'move') {
            const to = board.state.tasks.get(task)?.status === 'triage' ? 'ready' : 'triage';
            await board.execute({ type: 'move', task, to });
          } else if (verb === 'edit') await board.execute({ type: 'edit', task, changes: { title: `Title ${index}` } });
          else await board.execute({ type: verb as 'complete', task });
          clock.turnTo(clock.now() + MINUTE);
          const cards = [...board.state.tasks.values()].filter(({ status }) => status !== 'archived');
          then[board.seq] = new Map(cards.map((each) => [each.id, `${each.status} ${each.title}`]));
        }
        await session.connect();
        for (const visit of visits) {
          const seq = 1 + (visit % board.seq);
          await session.travelTo({ seq });
          const shown = new Map([...page.cards.values()].map((card) => [card.id, `${card.column} ${card.title}`]));
          assert.deepEqual(shown, then[seq]);
        }
      }),
      { numRuns: 100 },
    );
  });
});
