import assert from 'node:assert/strict';
import { TASK_ID } from '../../../src/core/board/model';
import { HOUR, TestBoard } from './support';

describe('creating a task', () => {
  it('makes it ready when no parent holds it back', () => {
    const board = new TestBoard();
    const id = board.create('Write the migration', { assignee: 'codex', priority: 5 });
    assert.match(id, TASK_ID);
    const task = board.task(id);
    assert.equal(task.status, 'ready');
    assert.equal(task.createdBy, 'mara');
    assert.equal(task.createdAt, board.now);
    assert.deepEqual([task.assignee, task.priority, task.workspaceKind], ['codex', 5, 'scratch']);
  });

  it('leaves it in To Do while a parent is open, and links both ends', () => {
    const board = new TestBoard();
    const parent = board.create('Parent');
    const child = board.create('Child', { parents: [parent, parent] });
    assert.equal(board.status(child), 'todo');
    assert.deepEqual(board.task(child).parents, [parent]);
    assert.deepEqual(board.task(parent).children, [child]);
  });

  it('makes it ready when every parent is done or archived', () => {
    const board = new TestBoard();
    const archived = board.create('Archived');
    board.do({ type: 'archive', task: archived });
    assert.equal(board.status(board.create('Child', { parents: [board.done('Done'), archived] })), 'ready');
  });

  it('begins in triage or scheduled when asked', () => {
    const board = new TestBoard();
    assert.equal(board.status(board.create('Idea', { status: 'triage' })), 'triage');
    const later = board.now + HOUR;
    assert.equal(board.status(board.create('Later', { scheduledAt: later })), 'scheduled');
    assert.equal(board.status(board.create('Later too', { status: 'scheduled', scheduledAt: later })), 'scheduled');
    assert.equal(board.status(board.create('Time has come', { scheduledAt: board.now - 1 })), 'ready');
    board.refused('schedule_needed', { type: 'create', title: 'When?', status: 'scheduled' });
  });

  it('is promoted at once when it is put into To Do and nothing holds it back', () => {
    const board = new TestBoard();
    assert.equal(board.status(board.create('Go', { status: 'todo' })), 'ready');
  });

  it('refuses ready while a parent is open, and names the parent', () => {
    const board = new TestBoard();
    const parent = board.create('Parent');
    const details = board.refused('parents_open', { type: 'create', title: 'X', status: 'ready', parents: [parent] });
    assert.deepEqual(details.parents, [{ id: parent, title: 'Parent', status: 'ready' }]);
  });

  it('never begins in running, and nowhere that a verb has to lead to', () => {
    const board = new TestBoard();
    board.refused('only_by_claim', { type: 'create', title: 'X', status: 'running' });
    for (const status of ['blocked', 'review', 'done'] as const) {
      board.refused('invalid_value', { type: 'create', title: 'X', status });
    }
  });

  it('returns the task of the same idempotency key, unless that one is archived', () => {
    const board = new TestBoard();
    const first = board.create('Nightly report', { idempotencyKey: 'report-1' });
    const again = board.do({ type: 'create', title: 'Another title', idempotencyKey: 'report-1' });
    assert.deepEqual([again.task, again.existed], [first, true]);
    assert.equal(board.commits.length, 1);
    board.do({ type: 'archive', task: first });
    const second = board.create('Nightly report', { idempotencyKey: 'report-1' });
    assert.notEqual(second, first);
    board.do({ type: 'restore', task: first });
    assert.equal(board.task(first).idempotencyKey, null, 'the key belongs to the second one now');
    assert.equal(board.create('x', { idempotencyKey: 'report-1' }), second);
  });

  it('refuses what cannot be kept', () => {
    const board = new TestBoard();
    board.refused('invalid_title', { type: 'create', title: '   ' });
    board.refused('invalid_title', { type: 'create', title: 'x'.repeat(501) });
    board.refused('invalid_title', { type: 'create', title: 'two\nlines' });
    board.refused('too_large', { type: 'create', title: 'x', body: 'é'.repeat(128 * 1024 + 1) });
    board.refused('invalid_value', { type: 'create', title: 'x', priority: 1.5 });
    board.refused('invalid_value', { type: 'create', title: 'x', maxRetries: 0 });
    board.refused('invalid_value', { type: 'create', title: 'x', maxRuntimeSeconds: -1 });
    board.refused('not_found', { type: 'create', title: 'x', parents: ['t_ffffffff'] });
    assert.equal(board.task(board.create('x'.repeat(500))).title.length, 500);
  });

  it('accepts an assignee that no profile is called, with a warning', () => {
    const board = new TestBoard();
    board.profiles = new Set(['codex']);
    assert.deepEqual(board.do({ type: 'create', title: 'x', assignee: 'codex' }).warnings, []);
    const { warnings } = board.do({ type: 'create', title: 'x', assignee: 'nobody' });
    assert.deepEqual(
      warnings.map((warning) => warning.code),
      ['unknown_profile'],
    );
  });

  it('takes another id when the first is in use', () => {
    const board = new TestBoard();
    const first = board.create('one');
    const record = board.task(first);
    board.do({
      type: 'import',
      tasks: [
        {
          record: { ...record, id: 't_00000002' },
          details: { body: '', comments: [], attachments: [], summary: null, result: null, metadata: null },
          history: [],
        },
      ],
    });
    assert.equal(board.create('two'), 't_00000003');
  });
});
