import assert from 'node:assert/strict';
import fc from 'fast-check';
import type { Task } from '../../../src/core/board/model';
import { create, panel, verbsOf } from './support';

/** What a person sees of a task: without the times, the list of commits and what only counts how it came there. */
function looks(task: Task | undefined) {
  if (!task) return undefined;
  const { id, title, status, assignee, priority, parents, block } = task;
  return { id, title, status, assignee, priority, parents: [...parents].sort(), blocked: block?.reason };
}

describe('undo on a board panel', () => {
  it('takes the last move back and names it', async () => {
    const { board, session, page } = await panel();
    const id = await create(board, 'Retry queue', { status: 'triage' });
    await session.connect();
    const verbs = verbsOf(session);
    await verbs.move([id], 'ready');
    assert.equal(page.model?.undo?.label, 'Move of “Retry queue”');
    assert.ok((await verbs.undo()).ok);
    assert.equal(board.state.tasks.get(id)?.status, 'triage');
    assert.equal(page.model?.undo, null);
    const again = await verbs.undo();
    assert.equal(again.ok ? 'done' : again.refusal.code, 'nothing_to_undo');
  });

  it('takes back a whole bulk change', async () => {
    const { board, session } = await panel();
    const ids = [await create(board, 'A'), await create(board, 'B', { assignee: 'codex' }), await create(board, 'C')];
    await session.connect();
    const verbs = verbsOf(session);
    const done = await verbs.bulk(ids, { assignee: 'claude', priority: 7 });
    assert.ok(done.ok && done.value.every(({ refusal }) => refusal === null));
    assert.ok((await verbs.undo()).ok);
    assert.deepEqual(
      ids.map((id) => [board.state.tasks.get(id)?.assignee, board.state.tasks.get(id)?.priority]),
      [
        [null, 0],
        ['codex', 0],
        [null, 0],
      ],
    );
  });

  it('tells of each card of a bulk change what became of it', async () => {
    const { board, session } = await panel();
    const parent = await create(board, 'Parent');
    const waiting = await create(board, 'Waits', { parents: [parent] });
    const free = await create(board, 'Free', { status: 'triage' });
    await session.connect();
    const done = await verbsOf(session).move([waiting, free, 't_ffffffff'], 'ready');
    assert.ok(done.ok);
    assert.deepEqual(
      done.value.map(({ id, refusal }) => [id, refusal?.code ?? 'done']),
      [
        [waiting, 'parents_open'],
        [free, 'done'],
        ['t_ffffffff', 'not_found'],
      ],
    );
  });

  it('brings back a text that was edited', async () => {
    const { board, session } = await panel();
    const id = await create(board, 'Old title', { body: 'old body' });
    await session.connect();
    const verbs = verbsOf(session);
    await verbs.edit(id, { title: 'New title', body: 'new body' });
    assert.ok((await verbs.undo()).ok);
    assert.equal(board.state.tasks.get(id)?.title, 'Old title');
    assert.equal((await board.details(id))?.body, 'old body');
  });

  it('is refused when somebody changed the card since', async () => {
    const { board, session } = await panel();
    const id = await create(board, 'Contested', { status: 'triage' });
    await session.connect();
    const verbs = verbsOf(session);
    await verbs.move([id], 'ready');
    await board.execute({ type: 'claim', task: id, worker: 'codex' }, 'codex');
    const undone = await verbs.undo();
    assert.equal(undone.ok ? 'done' : undone.refusal.code, 'stale');
    assert.equal(board.state.tasks.get(id)?.status, 'running');
  });

  it('is done once, however quickly it is asked for again', async () => {
    const { board, session } = await panel();
    const id = await create(board, 'Once', { status: 'triage' });
    await session.connect();
    const verbs = verbsOf(session);
    await verbs.edit(id, { priority: 5 });
    const seq = board.seq;
    const [one, other] = await Promise.all([verbs.undo(), verbs.undo()]);
    assert.deepEqual([one.ok, other.ok ? 'done' : other.refusal.code], [true, 'nothing_to_undo']);
    assert.deepEqual([board.state.tasks.get(id)?.priority, board.seq], [0, seq + 1]);
  });

  it('leaves what was done while it was under way to be taken back next', async () => {
    const { board, session, page } = await panel();
    const first = await create(board, 'First', { status: 'triage' });
    const second = await create(board, 'Second', { status: 'triage' });
    await session.connect();
    const verbs = verbsOf(session);
    await verbs.move([first], 'ready');
    await Promise.all([verbs.move([second], 'ready'), verbs.undo()]);
    assert.equal(page.model?.undo?.label, 'Move of “Second”');
    assert.ok((await verbs.undo()).ok);
    assert.deepEqual(
      [first, second].map((id) => board.state.tasks.get(id)?.status),
      ['triage', 'triage'],
    );
  });

  it('can be asked for again when the store refused it', async () => {
    const { board, session, page, ledger } = await panel();
    const id = await create(board, 'Full disk', { status: 'triage' });
    await session.connect();
    const verbs = verbsOf(session);
    await verbs.move([id], 'ready');
    ledger.failNext('disk_full');
    assert.equal((await verbs.undo()).ok, false);
    assert.equal(page.model?.undo?.label, 'Move of “Full disk”');
    assert.ok((await verbs.undo()).ok);
    assert.equal(board.state.tasks.get(id)?.status, 'triage');
  });

  it('is not offered for what cannot be taken back', async () => {
    const { board, session, page } = await panel();
    const id = await create(board, 'Running');
    await board.execute({ type: 'claim', task: id, worker: 'codex' });
    await session.connect();
    await verbsOf(session).act({ type: 'reclaim', task: id });
    assert.equal(page.model?.undo, null);
  });

  it('is not offered where no verb leads back: a blocked card whose parent is open cannot be blocked anew', async () => {
    const { board, session, page } = await panel();
    const parent = await create(board, 'Parent');
    const id = await create(board, 'Card');
    await session.connect();
    const verbs = verbsOf(session);
    await verbs.act({ type: 'block', task: id, reason: 'why', kind: 'dependency' });
    await verbs.link(parent, id);
    await verbs.move([id], 'done');
    assert.equal(board.state.tasks.get(id)?.status, 'done');
    assert.equal(page.model?.undo, null);
  });

  it('says for each column where cards may go, and why not, and changes nothing by it', async () => {
    const { board, session } = await panel();
    const parent = await create(board, 'Parent');
    const child = await create(board, 'Child', { parents: [parent] });
    await session.connect();
    const places = verbsOf(session).whereTo([child]);
    assert.equal(places.triage, null);
    assert.equal(places.running?.code, 'only_by_claim');
    assert.equal(places.ready?.code, 'parents_open');
    assert.equal(board.state.tasks.get(child)?.status, 'todo');
  });

  it('leaves every card as it was, whatever was done to it', async () => {
    const action = fc.oneof(
      fc.record({
        verb: fc.constant('move' as const),
        to: fc.constantFrom('triage', 'todo', 'ready', 'review', 'blocked', 'done', 'archived'),
      }),
      fc.record({ verb: fc.constant('priority' as const), value: fc.integer({ min: -5, max: 5 }) }),
      fc.record({ verb: fc.constant('assignee' as const), value: fc.constantFrom(null, 'codex', 'mara') }),
      fc.record({ verb: fc.constantFrom('link' as const, 'unlink' as const, 'block' as const, 'restore' as const) }),
    );
    let undone = 0;
    await fc.assert(
      fc.asyncProperty(fc.array(action, { minLength: 1, maxLength: 8 }), async (script) => {
        const { board, session } = await panel();
        const parent = await create(board, 'Parent');
        const id = await create(board, 'Card', { status: 'triage' });
        await session.connect();
        const verbs = verbsOf(session);
        const act = async (step: (typeof script)[number]) => {
          if (step.verb === 'move') await verbs.move([id], step.to);
          else if (step.verb === 'priority') await verbs.edit(id, { priority: step.value });
          else if (step.verb === 'assignee') await verbs.edit(id, { assignee: step.value });
          else if (step.verb === 'link') await verbs.link(parent, id);
          else if (step.verb === 'unlink') await verbs.unlink(parent, id);
          else if (step.verb === 'restore') await verbs.restore([id]);
          else await verbs.act({ type: 'block', task: id, reason: 'why', kind: 'dependency' });
        };
        for (const step of script) {
          const before = board.state.tasks.get(id);
          await act(step);
          if (board.state.tasks.get(id) === before || verbs.undoLabel === undefined) continue;
          const done = await verbs.undo();
          assert.ok(done.ok, done.ok ? '' : `${step.verb}: ${done.refusal.message}`);
          assert.deepEqual(looks(board.state.tasks.get(id)), looks(before));
          undone += 1;
          await act(step);
        }
      }),
      { numRuns: 150 },
    );
    assert.ok(undone > 100, 'most steps can be taken back');
  });
});
