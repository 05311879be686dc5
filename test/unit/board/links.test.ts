import assert from 'node:assert/strict';
import { HOUR, TestBoard } from './support';

describe('links and promotions', () => {
  it('sends a ready child back to To Do when it gets an open parent', () => {
    const board = new TestBoard();
    const [parent, child] = [board.create('Parent'), board.create('Child')];
    board.do({ type: 'link', parent, child });
    assert.equal(board.status(child), 'todo');
    assert.deepEqual(
      board.last.events.map((event) => event.type),
      ['linked', 'demoted'],
    );
  });

  it('leaves a ready child where it is when the parent is done already', () => {
    const board = new TestBoard();
    const child = board.create('Child');
    board.do({ type: 'link', parent: board.done('Parent'), child });
    assert.equal(board.status(child), 'ready');
  });

  it('promotes a child in the commit that completes its last open parent', () => {
    const board = new TestBoard();
    const [one, other] = [board.create('One'), board.create('Other')];
    const child = board.create('Child', { parents: [one, other] });
    board.do({ type: 'complete', task: one });
    assert.equal(board.status(child), 'todo');
    const before = board.commits.length;
    board.do({ type: 'complete', task: other });
    assert.equal(board.status(child), 'ready');
    assert.equal(board.commits.length, before + 1);
  });

  it('does not leave the child of an archived parent stuck', () => {
    const board = new TestBoard();
    const parent = board.create('Parent');
    const child = board.create('Child', { parents: [parent] });
    board.do({ type: 'archive', task: parent });
    assert.equal(board.status(child), 'ready');
    board.do({ type: 'restore', task: parent });
    assert.equal(board.status(child), 'todo', 'the parent is open again');
  });

  it('promotes on unlink', () => {
    const board = new TestBoard();
    const parent = board.create('Parent');
    const child = board.create('Child', { parents: [parent] });
    board.do({ type: 'unlink', parent, child });
    assert.equal(board.status(child), 'ready');
    assert.deepEqual([board.task(parent).children, board.task(child).parents], [[], []]);
  });

  it('does not touch a child that is running, in triage or done', () => {
    const board = new TestBoard();
    const parent = board.create('Parent');
    const running = board.running('Running');
    const idea = board.create('Idea', { status: 'triage' });
    for (const child of [running, idea]) board.do({ type: 'link', parent, child });
    assert.deepEqual([board.status(running), board.status(idea)], ['running', 'triage']);
    board.do({ type: 'complete', task: parent });
    assert.equal(board.status(idea), 'triage');
  });

  it('refuses self, doubles, unknown ids and what is not linked', () => {
    const board = new TestBoard();
    const [parent, child] = [board.create('Parent'), board.create('Child')];
    board.refused('self_link', { type: 'link', parent, child: parent });
    board.refused('not_found', { type: 'link', parent: 't_ffffffff', child });
    board.refused('not_found', { type: 'link', parent, child: 't_ffffffff' });
    board.refused('not_linked', { type: 'unlink', parent, child });
    board.do({ type: 'link', parent, child });
    board.refused('already_linked', { type: 'link', parent, child });
  });

  it('refuses a cycle and tells its path', () => {
    const board = new TestBoard();
    const a = board.create('a');
    const b = board.create('b', { parents: [a] });
    const c = board.create('c', { parents: [b] });
    const { path } = board.refused('cycle', { type: 'link', parent: c, child: a });
    assert.deepEqual(path, [c, a, b, c]);
  });

  it('wakes a scheduled task when its time comes: to ready, or to To Do while a parent is open', () => {
    const board = new TestBoard();
    const parent = board.create('Parent');
    const later = board.now + HOUR;
    const free = board.create('Free', { scheduledAt: later });
    const held = board.create('Held', { scheduledAt: later, parents: [parent] });
    assert.deepEqual(board.state.nextDue()?.at, later);
    board.now = later - 1;
    board.do({ type: 'wake' });
    assert.equal(board.status(free), 'scheduled');
    board.now = later;
    board.do({ type: 'wake' });
    assert.deepEqual([board.status(free), board.status(held)], ['ready', 'todo']);
    assert.equal(board.state.nextDue(), undefined);
  });

  it('wakes what is due together with whatever is done next, so a due task can be claimed', () => {
    const board = new TestBoard();
    const id = board.create('Due', { scheduledAt: board.now + HOUR });
    board.now += HOUR;
    board.do({ type: 'claim', task: id, worker: 'codex' });
    assert.equal(board.status(id), 'running');
  });

  it('schedules a waiting task that is given a time, and wakes one whose time is taken away', () => {
    const board = new TestBoard();
    const id = board.create('Task');
    board.do({ type: 'edit', task: id, changes: { scheduledAt: board.now + HOUR } });
    assert.equal(board.status(id), 'scheduled');
    board.do({ type: 'edit', task: id, changes: { scheduledAt: null } });
    assert.equal(board.status(id), 'ready');
  });
});
