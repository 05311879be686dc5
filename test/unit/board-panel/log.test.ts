import assert from 'node:assert/strict';
import { create, panel, settled } from './support';

async function opened() {
  const made = await panel();
  const id = await create(made.board, 'Read the gauge');
  await made.session.connect();
  const turn = async () => {
    made.clock.turnTo(made.clock.now() + 1_000);
    await settled();
  };
  const drawerPatches = () => made.page.patches.flatMap(({ drawer }) => (drawer ? [drawer] : []));
  return { ...made, id, turn, drawerPatches };
}

describe("the worker's log in the drawer", () => {
  it('is there when the card is opened', async () => {
    const { logs, session, id } = await opened();
    logs.print(id, 'one\n');
    await session.openCard(id);
    assert.deepEqual(session.snapshot().model.drawer?.log, { text: 'one\n', bytes: 4 });
  });

  it('appears and grows while the card is open, by what was printed and nothing else', async () => {
    const { logs, session, id, turn, drawerPatches } = await opened();
    await session.openCard(id);
    logs.print(id, 'one\n');
    await turn();
    logs.print(id, 'two\n');
    logs.print(id, 'three\n');
    await turn();
    assert.deepEqual(drawerPatches().slice(1), [
      { id, log: { replace: { text: 'one\n', bytes: 4 } } },
      { id, log: { append: 'two\nthree\n', bytes: 14 } },
    ]);
  });

  it('is let go of when the drawer closes, another card is opened, or the panel goes', async () => {
    const { logs, board, session, id } = await opened();
    const other = await create(board, 'Another');
    await session.openCard(id);
    assert.equal(logs.followersOf(id), 1);
    await session.openCard(other);
    assert.deepEqual([logs.followersOf(id), logs.followersOf(other)], [0, 1]);
    await session.openCard(null);
    assert.equal(logs.followersOf(other), 0);
    await session.openCard(id);
    session.dispose();
    assert.equal(logs.followersOf(id), 0);
  });

  it('is not shown in the past, when it may not have been written yet', async () => {
    const { logs, session, id, clock, turn } = await opened();
    logs.print(id, 'one\n');
    await session.openCard(id);
    await turn();
    assert.ok((await session.travelTo({ at: clock.now() })).ok);
    assert.equal(session.snapshot().model.drawer?.log, null);
  });
});

describe('the attention strip', () => {
  it('begins with the worst, whatever came first', async () => {
    const { board, clock, session, page } = await panel();
    const asks = await create(board, 'Asks', { assignee: 'claude' });
    await board.execute({ type: 'block', task: asks, kind: 'needs_input', reason: 'Which one?' });
    clock.turnTo(clock.now() + 25 * 3_600_000);
    await create(board, 'Nobody');
    clock.turnTo(clock.now() + 4 * 3_600_000);
    await session.connect();
    assert.deepEqual(
      page.model?.attention.map(({ severity }) => severity),
      ['critical', 'warning'],
    );
  });
});
