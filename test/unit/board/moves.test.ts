import assert from 'node:assert/strict';
import { COLUMNS, type Status } from '../../../src/core/board/model';
import { HOUR, TestBoard } from './support';

describe('moving a card', () => {
  it('goes freely between triage, scheduled, ready and review', () => {
    const board = new TestBoard();
    const id = board.create('Task');
    for (const to of ['triage', 'review', 'ready', 'review', 'triage', 'ready'] as const) {
      board.do({ type: 'move', task: id, to });
      assert.equal(board.status(id), to);
    }
    board.do({ type: 'move', task: id, to: 'scheduled', at: board.now + HOUR });
    assert.deepEqual([board.status(id), board.task(id).scheduledAt], ['scheduled', board.now + HOUR]);
    board.do({ type: 'move', task: id, to: 'triage' });
  });

  it('does not reach running: only a claim does', () => {
    const board = new TestBoard();
    const id = board.create('Task');
    board.refused('only_by_claim', { type: 'move', task: id, to: 'running' });
    board.refused('only_by_claim', { type: 'edit', task: id, changes: { priority: 9 }, status: 'running' });
    assert.equal(board.task(id).priority, 0, 'all of a change or nothing');
  });

  it('reaches running from no status by no verb but a claim', () => {
    for (const status of COLUMNS) {
      const board = new TestBoard();
      const id = taskIn(board, status);
      if (status === 'running') continue;
      for (const type of [
        'complete',
        'unblock',
        'reopen',
        'reclaim',
        'archive',
        'restore',
        'request_review',
        'request_changes',
        'block',
      ] as const) {
        board.try({ type, task: id });
        assert.notEqual(board.status(id), 'running', `${type} from ${status}`);
      }
    }
  });

  it('respects parents: ready is refused while one is open, and the refusal says which', () => {
    const board = new TestBoard();
    const parent = board.create('Parent');
    const child = board.create('Child', { parents: [parent], status: 'triage' });
    const details = board.refused('parents_open', { type: 'move', task: child, to: 'ready' });
    assert.deepEqual(details.parents, [{ id: parent, title: 'Parent', status: 'ready' }]);
    board.do({ type: 'move', task: child, to: 'todo' });
    assert.equal(board.status(child), 'todo');
    board.do({ type: 'complete', task: parent });
    assert.equal(board.status(child), 'ready');
  });

  it('promotes at once what is moved to To Do without an open parent, and says so', () => {
    const board = new TestBoard();
    const id = board.create('Idea', { status: 'triage' });
    const { warnings } = board.do({ type: 'move', task: id, to: 'todo' });
    assert.equal(board.status(id), 'ready');
    assert.equal(warnings[0]?.code, 'promoted_at_once');
    board.refused('nothing_to_wait_for', { type: 'move', task: id, to: 'todo' });
  });

  it('needs a time that is still to come for scheduled', () => {
    const board = new TestBoard();
    const id = board.create('Task');
    board.refused('schedule_needed', { type: 'move', task: id, to: 'scheduled' });
    board.refused('schedule_needed', { type: 'move', task: id, to: 'scheduled', at: board.now });
  });

  it('closes the run as reclaimed when a running card is put back to ready', () => {
    const board = new TestBoard();
    const id = board.running('Task');
    board.do({ type: 'move', task: id, to: 'ready' });
    assert.deepEqual([board.status(id), board.task(id).runs[0]?.outcome], ['ready', 'reclaimed']);
    const other = board.running('Other');
    for (const to of ['triage', 'todo', 'scheduled'] as const) {
      board.refused('wrong_status', { type: 'move', task: other, to, at: board.now + HOUR });
    }
  });

  it('follows the verb of the column where there is one: done completes, blocked blocks, archived archives', () => {
    const board = new TestBoard();
    const [one, other] = [board.create('one'), board.create('other')];
    board.do({ type: 'move', task: one, to: 'done' });
    assert.equal(board.lastType, 'completed');
    board.do({ type: 'move', task: other, to: 'blocked' });
    assert.equal(board.lastType, 'blocked');
    board.refused('wrong_status', { type: 'move', task: other, to: 'review' });
    board.do({ type: 'move', task: other, to: 'ready' });
    assert.equal(board.lastType, 'unblocked');
    board.do({ type: 'move', task: other, to: 'archived' });
    board.refused('wrong_status', { type: 'move', task: other, to: 'ready' });
    board.refused('wrong_status', { type: 'move', task: one, to: 'ready' });
  });

  it('reopens what is done, and its children wait again', () => {
    const board = new TestBoard();
    const parent = board.done('Parent');
    const child = board.create('Child', { parents: [parent] });
    board.do({ type: 'reopen', task: parent, reason: 'Not done at all' });
    assert.deepEqual([board.status(parent), board.status(child)], ['ready', 'todo']);
    assert.equal(board.task(parent).completedAt, null);
    board.refused('wrong_status', { type: 'reopen', task: parent });
  });

  it('archives from anywhere and restores to where it was', () => {
    for (const status of COLUMNS) {
      const board = new TestBoard();
      const id = taskIn(board, status);
      const before = board.task(id);
      board.do({ type: 'archive', task: id });
      assert.equal(board.status(id), 'archived');
      assert.equal(board.task(id).currentRun, null);
      board.refused('wrong_status', { type: 'archive', task: id });
      board.do({ type: 'restore', task: id });
      assert.equal(board.status(id), status === 'running' ? 'ready' : status);
      assert.deepEqual(board.task(id).block, before.block);
      board.refused('wrong_status', { type: 'restore', task: id });
    }
  });

  it('restores a ready task to To Do when a parent was opened meanwhile, and wakes one whose time has come', () => {
    const board = new TestBoard();
    const id = board.create('Task');
    board.do({ type: 'archive', task: id });
    board.do({ type: 'link', parent: board.create('Parent'), child: id });
    board.do({ type: 'restore', task: id });
    assert.equal(board.status(id), 'todo');
    const later = board.create('Later', { scheduledAt: board.now + 1 });
    board.do({ type: 'archive', task: later });
    board.now += HOUR;
    board.do({ type: 'restore', task: later });
    assert.equal(board.status(later), 'ready');
  });
});

describe('editing a task', () => {
  it('puts a change of several fields into one commit', () => {
    const board = new TestBoard();
    const id = board.create('Task');
    const before = board.commits.length;
    board.do({
      type: 'edit',
      task: id,
      changes: { title: 'Better', priority: 7, assignee: 'claude' },
      status: 'triage',
    });
    assert.equal(board.commits.length, before + 1);
    const { title, priority, assignee, status } = board.task(id);
    assert.deepEqual([title, priority, assignee, status], ['Better', 7, 'claude', 'triage']);
  });

  it('appends nothing when nothing changes', () => {
    const board = new TestBoard();
    const id = board.create('Task', { skills: ['git'], assignee: 'codex' });
    const before = board.commits.length;
    board.do({
      type: 'edit',
      task: id,
      changes: { title: ' Task ', skills: ['git', 'git'], assignee: 'codex', body: '' },
    });
    assert.equal(board.commits.length, before);
  });

  it('does not take a task from who works on it, unless it is reclaimed in the same step', () => {
    const board = new TestBoard();
    const id = board.running('Task');
    board.refused('still_running', { type: 'reassign', task: id, assignee: 'claude' });
    board.refused('still_running', { type: 'edit', task: id, changes: { assignee: 'claude' } });
    const before = board.commits.length;
    board.do({ type: 'reassign', task: id, assignee: 'claude', reclaim: true });
    assert.equal(board.commits.length, before + 1);
    assert.deepEqual([board.status(id), board.task(id).assignee], ['ready', 'claude']);
    board.do({ type: 'reassign', task: id, assignee: null });
    assert.equal(board.task(id).assignee, null);
  });

  it('refuses an empty comment and counts the others', () => {
    const board = new TestBoard();
    const id = board.create('Task');
    board.refused('empty_comment', { type: 'comment', task: id, text: ' \n ' });
    board.do({ type: 'comment', task: id, text: 'Mind the time zones' });
    assert.equal(board.task(id).comments, 1);
  });

  it('attaches what lies inside the workspace, or on the web', () => {
    const board = new TestBoard();
    const id = board.create('Task');
    board.do({ type: 'attach', task: id, target: 'docs/spec.md' });
    board.do({ type: 'attach', task: id, target: 'https://example.com/a' });
    for (const target of ['../secret', '/etc/passwd', 'a/../../b', 'C:\\x', 'http://example.com', 'file:///x', '']) {
      board.refused('invalid_value', { type: 'attach', task: id, target });
    }
    assert.equal(board.task(id).attachments, 2);
  });
});

function taskIn(board: TestBoard, status: Status): string {
  if (status === 'todo') return board.create('x', { parents: [board.create('parent')] });
  if (status === 'scheduled') return board.create('x', { scheduledAt: board.now + HOUR });
  if (status === 'done') return board.done('x');
  if (status === 'running' || status === 'review') {
    const id = board.running('x');
    if (status === 'review') board.do({ type: 'request_review', task: id });
    return id;
  }
  const id = board.create('x', status === 'triage' ? { status } : {});
  if (status === 'blocked') board.do({ type: 'block', task: id, reason: 'Which one?' });
  return id;
}
