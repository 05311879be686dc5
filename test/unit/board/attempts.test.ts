import assert from 'node:assert/strict';
import { LEASE_MS, openAttempt } from '../../../src/core/board/model';
import { HOUR, MINUTE, TestBoard } from './support';

describe('claiming and working', () => {
  it('opens an attempt with a lease of 900 seconds', () => {
    const board = new TestBoard();
    const id = board.create('Task');
    const { run } = board.do({ type: 'claim', task: id, worker: 'codex' });
    const task = board.task(id);
    assert.equal(task.status, 'running');
    assert.equal(task.currentRun, run);
    assert.equal(openAttempt(task)?.leaseUntil, board.now + 900_000);
    assert.equal(task.assignee, 'codex', 'who claims what nobody has, has it');
  });

  it('leaves the assignee who is named', () => {
    const board = new TestBoard();
    const id = board.create('Task', { assignee: 'claude' });
    board.do({ type: 'claim', task: id, worker: 'codex' });
    assert.equal(board.task(id).assignee, 'claude');
  });

  it('has one winner: the second claim hears who works on it', () => {
    const board = new TestBoard();
    const id = board.running('Task');
    const details = board.refused('already_claimed', { type: 'claim', task: id, worker: 'gemini' });
    assert.equal(details.worker, 'codex');
  });

  it('claims nothing that is not ready', () => {
    const board = new TestBoard();
    const parent = board.create('Parent');
    board.refused('parents_open', {
      type: 'claim',
      task: board.create('Child', { parents: [parent] }),
      worker: 'codex',
    });
    board.refused('not_ready', { type: 'claim', task: board.done('Done'), worker: 'codex' });
    board.refused('not_ready', { type: 'claim', task: board.create('Idea', { status: 'triage' }), worker: 'codex' });
    board.refused('not_found', { type: 'claim', task: 't_ffffffff', worker: 'codex' });
  });

  it('renews the lease with a heartbeat, of the attempt that holds it only', () => {
    const board = new TestBoard();
    const id = board.running('Task');
    const run = board.task(id).currentRun!;
    board.now += 5 * MINUTE;
    board.do({ type: 'heartbeat', task: id, run });
    assert.equal(openAttempt(board.task(id))?.leaseUntil, board.now + LEASE_MS);
    board.do({ type: 'reclaim', task: id });
    board.refused('lease_lost', { type: 'heartbeat', task: id, run });
    board.refused('wrong_status', { type: 'heartbeat', task: id });
    board.do({ type: 'claim', task: id, worker: 'claude' });
    for (const type of ['heartbeat', 'complete', 'request_review', 'block', 'reclaim'] as const) {
      board.refused('lease_lost', { type, task: id, run });
    }
  });

  it('counts the run time of a retry from its own start', () => {
    const board = new TestBoard();
    const id = board.running('Task');
    const first = board.now;
    board.now += HOUR;
    board.do({ type: 'reclaim', task: id });
    board.now += HOUR;
    board.do({ type: 'claim', task: id, worker: 'codex' });
    const task = board.task(id);
    assert.equal(openAttempt(task)?.startedAt, board.now);
    assert.equal(task.startedAt, board.now);
    assert.equal(task.runs[0]?.startedAt, first);
  });

  it('completes from running, ready, blocked and review, and from nowhere else', () => {
    const board = new TestBoard();
    const running = board.running('Running');
    const ready = board.create('Ready');
    const blocked = board.create('Blocked');
    board.do({ type: 'block', task: blocked, reason: 'x' });
    const review = board.running('Review');
    board.do({ type: 'request_review', task: review });
    for (const task of [running, ready, blocked, review]) {
      board.do({ type: 'complete', task, summary: 'All good' });
      assert.equal(board.status(task), 'done');
      assert.equal(board.task(task).completedAt, board.now);
    }
    assert.deepEqual([board.task(running).currentRun, board.task(running).runs[0]?.outcome], [null, 'completed']);
    board.refused('wrong_status', { type: 'complete', task: board.create('Idea', { status: 'triage' }) });
    board.refused('wrong_status', { type: 'complete', task: board.create('Held', { parents: [board.create('P')] }) });
    board.refused('wrong_status', { type: 'complete', task: board.create('Later', { scheduledAt: board.now + 1 }) });
    board.refused('wrong_status', { type: 'complete', task: ready });
  });

  it('refuses a completion that names created cards that do not exist, and records it', () => {
    const board = new TestBoard();
    const id = board.running('Task');
    const real = board.create('Real');
    const before = board.commits.length;
    const complete = { type: 'complete', task: id, summary: 'done', createdCards: [real, 't_deadbeef'] } as const;
    const result = board.try(complete, 'codex');
    assert.equal(!result.ok && result.refusal.code, 'unknown_cards');
    assert.deepEqual(!result.ok && result.refusal.details?.unknownCards, ['t_deadbeef']);
    assert.equal(board.status(id), 'running', 'it goes on');
    assert.equal(board.commits.length, before + 1);
    assert.deepEqual(
      board.last.events.map((event) => event.type),
      ['completion_refused'],
    );
    assert.deepEqual(board.task(id).unknownCards, ['t_deadbeef']);
    board.do({ ...complete, createdCards: [real] });
    assert.equal(board.status(id), 'done');
    assert.deepEqual(board.task(id).unknownCards, [], 'a clean completion clears it');
  });

  it('records ids in prose that do not exist, and completes all the same', () => {
    const board = new TestBoard();
    const id = board.running('Task');
    const { warnings } = board.do({ type: 'complete', task: id, summary: `See ${id} and t_99ab12cd.` });
    assert.deepEqual(board.task(id).phantomCards, ['t_99ab12cd']);
    assert.deepEqual(
      warnings.map((warning) => warning.code),
      ['phantom_references'],
    );
    board.do({ type: 'edit', task: id, changes: { priority: 3 } });
    assert.deepEqual(board.task(id).phantomCards, [], 'an edit clears it');
  });

  it('goes from running to review, and back to ready with what has to change', () => {
    const board = new TestBoard();
    const id = board.running('Task');
    board.do({ type: 'request_review', task: id, summary: 'Please look' });
    assert.equal(board.status(id), 'review');
    assert.equal(board.task(id).runs[0]?.outcome, 'review');
    board.do({ type: 'request_changes', task: id, reason: 'Tests are missing' });
    assert.equal(board.status(id), 'ready');
    board.refused('wrong_status', { type: 'request_changes', task: id });
    board.refused('wrong_status', { type: 'request_review', task: id });
  });

  it('blocks what runs or is ready with reason and kind, and unblocks to ready or To Do', () => {
    const board = new TestBoard();
    const id = board.running('Task');
    board.do({ type: 'block', task: id, reason: 'Which Redis?', kind: 'needs_input' });
    assert.deepEqual(board.task(id).block, { kind: 'needs_input', reason: 'Which Redis?', gaveUp: false });
    assert.equal(board.task(id).runs[0]?.outcome, 'blocked');
    board.refused('wrong_status', { type: 'block', task: id });
    board.do({ type: 'link', parent: board.create('Parent'), child: id });
    board.do({ type: 'unblock', task: id });
    assert.equal(board.status(id), 'todo');
    assert.equal(board.task(id).block, null);
    board.refused('wrong_status', { type: 'unblock', task: id });
  });

  it('gives up at the third failure in a row, and unblock clears the streak', () => {
    const board = new TestBoard();
    const id = board.create('Task');
    for (const attempt of [1, 2, 3]) {
      const { run } = board.do({ type: 'claim', task: id, worker: 'codex' });
      board.do({ type: 'fail', task: id, run: run!, kind: 'crashed', error: 'TS2345: no\n  at x.ts' });
      assert.equal(board.status(id), attempt < 3 ? 'ready' : 'blocked');
    }
    const task = board.task(id);
    assert.deepEqual([task.failures, task.lastError, task.block?.gaveUp], [3, 'TS2345: no', true]);
    board.do({ type: 'unblock', task: id });
    assert.equal(board.task(id).failures, 0);
    const { run } = board.do({ type: 'claim', task: id, worker: 'codex' });
    board.do({ type: 'fail', task: id, run: run!, kind: 'timed_out', error: 'too slow' });
    assert.equal(board.status(id), 'ready', 'the streak began anew');
  });

  it('respects maxRetries of the task, and a success clears the streak', () => {
    const board = new TestBoard();
    const id = board.create('Task', { maxRetries: 1 });
    const { run } = board.do({ type: 'claim', task: id, worker: 'codex' });
    board.do({ type: 'fail', task: id, run: run!, kind: 'spawn_failed', error: 'no such file' });
    assert.equal(board.status(id), 'blocked');
    board.do({ type: 'complete', task: id });
    assert.deepEqual([board.task(id).failures, board.task(id).lastError], [0, null]);
  });

  it('does not count a rate limit: the task cools down for 300 seconds', () => {
    const board = new TestBoard();
    const id = board.create('Task', { maxRetries: 1 });
    const { run } = board.do({ type: 'claim', task: id, worker: 'codex' });
    board.do({ type: 'fail', task: id, run: run!, kind: 'rate_limited', error: '429' });
    const task = board.task(id);
    assert.deepEqual([task.status, task.failures, task.cooldownUntil], ['ready', 0, board.now + 300_000]);
  });

  it('reclaims: the attempt is over, the task is ready, and where the work was saved is told', () => {
    const board = new TestBoard();
    const id = board.running('Task');
    const saved = { patch: '.signalbox/saved/x.patch', rescueRef: 'refs/signalbox/rescue/x' };
    board.do({ type: 'reclaim', task: id, saved, reason: 'stuck' });
    assert.deepEqual([board.status(id), board.task(id).runs[0]?.outcome], ['ready', 'reclaimed']);
    assert.deepEqual(board.last.events[0], { type: 'reclaimed', task: id, reason: 'stuck', saved });
    board.refused('wrong_status', { type: 'reclaim', task: id });
  });

  it('adds up what attempts cost', () => {
    const board = new TestBoard();
    const id = board.running('Task');
    const first = board.task(id).currentRun!;
    board.do({ type: 'cost', task: id, run: first, costUsd: 0.25 });
    board.do({ type: 'cost', task: id, run: first, costUsd: 0.5 });
    board.do({ type: 'reclaim', task: id });
    const { run } = board.do({ type: 'claim', task: id, worker: 'codex' });
    board.do({ type: 'cost', task: id, run: run!, costUsd: 1 });
    assert.equal(board.task(id).costUsd, 1.5);
    board.refused('not_found', { type: 'cost', task: id, run: 'r_none', costUsd: 1 });
    board.refused('invalid_value', { type: 'cost', task: id, run: first, costUsd: -1 });
  });

  it('keeps signs of life and costs out of the story of a task', () => {
    const board = new TestBoard();
    const id = board.running('Task');
    board.do({ type: 'heartbeat', task: id });
    board.do({ type: 'cost', task: id, run: board.task(id).currentRun!, costUsd: 1 });
    assert.deepEqual(board.task(id).events, [1, 2]);
  });
});
