import assert from 'node:assert/strict';
import { ok } from '../../../src/core/result';
import { english } from '../../../src/core/translate';
import { requestHandlers } from '../../../src/vscode/boards/handlers';
import { panel } from '../board-panel/support';

describe('what the page of a board asks for', () => {
  it('is a card of the board that it was written on, and of no other one', async () => {
    const { session, shelf, boards, board } = await panel();
    await boards.execute({ type: 'create', slug: 'next', name: 'Next' });
    await session.connect();
    const { signal } = new AbortController();
    const { create } = requestHandlers({ session, shelf, mayWrite: () => ok(null), t: english });
    await session.useBoard('next');
    const late = await create({ title: 'For the other one', board: 'default' }, { signal });
    assert.equal(late.ok ? 'made' : late.refusal.code, 'stale');
    assert.ok((await create({ title: 'For this one', board: 'next' }, { signal })).ok);
    assert.equal(board.state.tasks.size, 0);
  });
});
