import assert from 'node:assert/strict';
import { foldDetails } from '../../../src/core/board/details';
import { TestBoard } from './support';

/** The commits that a task says are its own. */
const commitsOf = (board: TestBoard, id: string) => board.task(id).events.map((seq) => board.commits[seq - 1]!);

describe('the long texts of a task', () => {
  it('are folded from the commits that name it, and from no others', () => {
    const board = new TestBoard();
    const id = board.create('Task', { body: 'First' });
    board.create('Stranger', { body: 'Not this' });
    board.do({ type: 'edit', task: id, changes: { body: 'Second' } });
    board.do({ type: 'comment', task: id, text: 'Mind the time zones' }, 'jo');
    board.do({ type: 'attach', task: id, target: 'docs/spec.md' });
    board.do({ type: 'claim', task: id, worker: 'codex' }, 'codex');
    board.do({ type: 'heartbeat', task: id });
    board.do({ type: 'complete', task: id, summary: 'Built it', metadata: { files: 3 } }, 'codex');
    const details = foldDetails(id, commitsOf(board, id));
    assert.equal(details.body, 'Second');
    assert.deepEqual(details.comments, [{ author: 'jo', at: board.now, text: 'Mind the time zones' }]);
    assert.deepEqual(details.attachments, [{ name: 'spec.md', target: 'docs/spec.md' }]);
    assert.deepEqual([details.summary, details.result, details.metadata], ['Built it', 'Built it', { files: 3 }]);
    assert.deepEqual(
      details.history.map(({ event }) => event.type),
      ['created', 'edited', 'commented', 'attached', 'claimed', 'completed'],
    );
  });

  it('tell a link on both its ends, and a refused completion', () => {
    const board = new TestBoard();
    const parent = board.create('Parent');
    const child = board.create('Child', { parents: [parent] });
    board.do({ type: 'unlink', parent, child });
    board.do({ type: 'link', parent, child });
    board.try({ type: 'complete', task: parent, createdCards: ['t_ffffffff'] });
    const types = (id: string) => foldDetails(id, commitsOf(board, id)).history.map(({ event }) => event.type);
    assert.deepEqual(types(parent), ['created', 'created', 'unlinked', 'linked', 'completion_refused']);
    assert.deepEqual(types(child), ['created', 'unlinked', 'promoted', 'linked', 'demoted']);
  });

  it('are told in brief on the timeline', () => {
    const board = new TestBoard();
    const id = board.create('Task', { body: 'x'.repeat(100_000) });
    const details = foldDetails(id, commitsOf(board, id));
    assert.equal(details.body.length, 100_000);
    assert.ok(JSON.stringify(details.history).length < 1_000);
  });
});
