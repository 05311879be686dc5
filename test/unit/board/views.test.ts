import assert from 'node:assert/strict';
import { type CardView, staleness } from '../../../src/core/board/card';
import { matches, parseFilter } from '../../../src/core/board/filter';
import { assigneesOf, statsOf } from '../../../src/core/board/stats';
import { affectedCards, cardView, columnsView, lanesView } from '../../../src/core/board/views';
import type { CardContext, CardExtras } from '../../../src/core/board/why';
import { english } from '../../../src/core/translate';
import { HOUR, MINUTE, TestBoard } from './support';

const context: CardContext = {
  t: english,
  formatTime: (moment) => new Date(moment).toISOString().slice(11, 16),
  profiles: new Set(['codex', 'claude']),
};

const card = (board: TestBoard, id: string, more: Partial<CardContext> = {}): CardView =>
  cardView(board.state, board.task(id), { ...context, ...more });

const withExtras = (extras: CardExtras): Partial<CardContext> => ({ extras: () => extras });

describe('a card', () => {
  it('shows what is there and leaves out what is empty', () => {
    const board = new TestBoard();
    assert.deepEqual(card(board, board.create('Bare', { status: 'triage' })), {
      id: 't_00000001',
      status: 'triage',
      title: 'Bare',
      priority: 0,
      since: board.now,
    });
  });

  it('counts children done, comments and links, and knows agents from people', () => {
    const board = new TestBoard();
    const parent = board.create('Parent', { assignee: 'mara', project: 'billing', story: 'US-1' });
    const one = board.create('One', { parents: [parent], assignee: 'codex' });
    const gone = board.create('Gone', { parents: [parent] });
    board.do({ type: 'archive', task: gone });
    board.do({ type: 'comment', task: parent, text: 'Hm' });
    board.do({ type: 'complete', task: parent });
    board.do({ type: 'complete', task: one });
    const view = card(board, parent);
    assert.deepEqual(
      [view.progress, view.comments, view.links, view.assignee, view.project, view.story],
      [{ done: 1, total: 1 }, 1, 2, { name: 'mara', kind: 'person' }, 'billing', 'US-1'],
    );
    assert.equal(card(board, one).assignee?.kind, 'agent');
  });

  it('takes at most 2 KB, whatever the task holds', () => {
    const board = new TestBoard();
    for (const letter of ['x', '"', 'é', '漢', '😀']) {
      const long = letter.repeat(500).slice(0, 500);
      const name = letter.repeat(100).slice(0, 100);
      const id = board.create(long, {
        body: 'y'.repeat(100_000),
        assignee: name,
        project: name,
        story: name,
        tenant: name,
        parents: [board.create('Parent')],
      });
      board.do({ type: 'comment', task: id, text: 'z'.repeat(10_000) });
      const view = card(
        board,
        id,
        withExtras({
          gate: { question: 'q_12345678', kind: 'approve', text: long, since: board.now },
          diagnostic: { kind: 'repeated_failures', severity: 'critical', title: long },
          costUsd: 12.345678,
        }),
      );
      const bytes = Buffer.byteLength(JSON.stringify(view));
      assert.ok(bytes <= 2048, `${bytes} bytes of ${letter}`);
    }
  });

  it('says one thing: the gate, else the worst diagnostic, else what it does now, else why it waits', () => {
    const board = new TestBoard();
    const id = board.running('Task');
    const gate = { question: 'q', kind: 'question', text: 'Shared Redis, or our own?', since: board.now } as const;
    const diagnostic = { kind: 'heartbeat_gap', severity: 'error', title: 'No sign of life for 20 minutes' } as const;
    const activity = 'Editing src/x.ts';
    const state = (extras: CardExtras) => card(board, id, withExtras(extras)).state;
    assert.deepEqual(state({ gate, diagnostic, activity }), { kind: 'gate', text: gate.text });
    assert.deepEqual(state({ diagnostic, activity }), { kind: 'error', text: diagnostic.title });
    assert.deepEqual(state({ activity }), { kind: 'working', text: activity });
    assert.deepEqual(state({}), { kind: 'working', text: 'codex is working on it.' });
    board.do({ type: 'reclaim', task: id });
    assert.equal(card(board, id).state, undefined, 'nothing is known that keeps it');
  });

  it('says why it is not running', () => {
    const board = new TestBoard();
    const parent = board.create('Parent', { story: 'US-7', assignee: 'codex' });
    const other = board.create('A very long title that goes on and then on', { assignee: 'codex' });
    const third = board.create('Third');
    const why = (id: string, more: Partial<CardContext> = {}) => card(board, id, more).state?.text;
    const child = (parents: string[]) => board.create('Child', { parents });
    assert.equal(why(child([parent])), 'Waits for US-7.');
    assert.equal(why(child([parent, other])), 'Waits for US-7 and A very long title that goes on and then….');
    assert.equal(why(child([parent, third, other])), 'Waits for US-7, Third and 1 more.');
    const held = child([parent]);
    board.do({ type: 'block', task: parent, reason: 'Which Redis?' });
    assert.equal(why(held), 'Waits for US-7, which is blocked.');
    assert.equal(why(parent), 'Which Redis?');
    assert.equal(why(third), 'Nobody is assigned, so no worker may take it.');
    assert.equal(
      why(board.create('x', { assignee: 'nobody' })),
      'nobody is no agent profile: no worker takes it by itself.',
    );
    assert.equal(why(other, { dispatched: false }), 'No dispatcher runs on this board.');
    assert.equal(why(other, { dispatched: true }), 'Next in the queue of codex.');
    board.running('Busy');
    assert.equal(
      why(other, { dispatched: true, limits: { perProfile: { codex: 1 } } }),
      'codex runs 1 of 1. Next when it is free.',
    );
    assert.equal(why(other, { limits: { maxRunning: 1 } }), 'All 1 workers are busy.');
    assert.equal(why(board.create('x', { scheduledAt: board.now + HOUR })), 'Scheduled for 01:00.');
    const review = board.running('r');
    board.do({ type: 'request_review', task: review });
    assert.equal(why(review), 'Waits for your review.');
    assert.equal(why(board.done('d')), undefined);
  });

  it('tells a cooldown, a blockage without a word, and giving up', () => {
    const board = new TestBoard();
    const id = board.running('Task', { maxRetries: 1 });
    board.do({ type: 'fail', task: id, run: board.task(id).currentRun!, kind: 'rate_limited', error: '429' });
    assert.deepEqual(card(board, id).state, {
      kind: 'waits_for_cooldown',
      text: 'Rate limit. Tries again at 00:05.',
      at: board.now + 5 * MINUTE,
    });
    const { run } = board.do({ type: 'claim', task: id, worker: 'codex' });
    board.do({ type: 'fail', task: id, run: run!, kind: 'crashed', error: 'typecheck failed: TS2345' });
    assert.deepEqual(card(board, id).state, {
      kind: 'gave_up',
      text: 'typecheck failed: TS2345. Gave up after 1 attempts.',
    });
    const silent = board.create('Silent');
    board.do({ type: 'block', task: silent, kind: 'needs_input' });
    assert.equal(card(board, silent).state?.text, 'Needs an answer from a person.');
  });

  it('is stale after half an hour in ready, a day in blocked, a quarter of an hour at a gate', () => {
    const at = (status: 'ready' | 'blocked' | 'done' | 'running', age: number, gateAge?: number) =>
      staleness(
        {
          status,
          since: 0,
          ...(gateAge !== undefined && { gate: { question: 'q', kind: 'question', text: '', since: age - gateAge } }),
        },
        age,
      );
    assert.deepEqual(
      [at('ready', 29 * MINUTE), at('ready', 30 * MINUTE), at('ready', HOUR)],
      ['fresh', 'warning', 'error'],
    );
    assert.deepEqual([at('blocked', 23 * HOUR), at('blocked', 99 * HOUR)], ['fresh', 'warning']);
    assert.equal(at('done', 999 * HOUR), 'fresh');
    assert.deepEqual([at('running', HOUR, 14 * MINUTE), at('running', HOUR, 15 * MINUTE)], ['fresh', 'warning']);
  });
});

describe('the board as columns and lanes', () => {
  it('orders a column by priority, then the oldest first; done by what was finished last', () => {
    const board = new TestBoard();
    const ids = [0, 10, 10].map((priority, index) => {
      board.now += MINUTE;
      return board.create(`Task ${index}`, { priority });
    });
    const column = (key: string) => columnsView(board.state, context).find((each) => each.key === key)!;
    assert.deepEqual(
      column('ready').cards.map((each) => each.id),
      [ids[1], ids[2], ids[0]],
    );
    for (const task of ids) {
      board.now += MINUTE;
      board.do({ type: 'complete', task });
    }
    assert.deepEqual(
      column('done').cards.map((each) => each.id),
      ids.toReversed(),
    );
    assert.equal(column('ready').count, 0);
  });

  it('shows the archive only when asked', () => {
    const board = new TestBoard();
    board.do({ type: 'archive', task: board.create('Old') });
    assert.equal(columnsView(board.state, context).length, 8);
    assert.equal(columnsView(board.state, context, { archived: true }).at(-1)?.cards[0]?.title, 'Old');
  });

  it('makes lanes, the worst trouble first, the lane of none last', () => {
    const board = new TestBoard();
    board.create('a', { assignee: 'codex' });
    const bad = board.create('b', { assignee: 'zoe' });
    board.create('c');
    const extras = (task: { id: string }): CardExtras | undefined =>
      task.id === bad ? { diagnostic: { kind: 'x', severity: 'error', title: 'Bad' } } : undefined;
    const lanes = lanesView(board.state, { ...context, extras }, 'assignee');
    assert.deepEqual(
      lanes.map((lane) => [lane.key, lane.worst, lane.count]),
      [
        ['zoe', 'error', 1],
        ['codex', undefined, 1],
        ['', undefined, 1],
      ],
    );
  });

  it('names the cards that a change makes look different: also those of parents and children', () => {
    const board = new TestBoard();
    const parent = board.create('Parent');
    const task = board.create('Task', { parents: [parent] });
    const child = board.create('Child', { parents: [task] });
    const stranger = board.create('Stranger');
    board.do({ type: 'edit', task, changes: { title: 'Renamed' } });
    const affected = affectedCards(board.state, board.last.events);
    assert.deepEqual([...affected].sort(), [parent, task, child].sort());
    assert.ok(!affected.has(stranger));
  });
});

describe('a filter', () => {
  const board = new TestBoard();
  const retry = board.create('Retry queue for SMS', {
    assignee: 'codex',
    priority: 20,
    project: 'reminders',
    tenant: 'acme',
  });
  const import_ = board.create('Import clinics', { priority: 5 });
  const shown = (text: string): string[] => {
    const filter = parseFilter(text);
    assert.ok(filter.ok, JSON.stringify(filter));
    return [...board.state.tasks.values()].filter((task) => matches(task, filter.value)).map((task) => task.id);
  };

  it('finds words anywhere in what names a task', () => {
    assert.deepEqual(shown('sms RETRY'), [retry]);
    assert.deepEqual(shown('reminders'), [retry]);
    assert.deepEqual(shown(import_), [import_]);
    assert.deepEqual(shown('sms clinics'), []);
    assert.deepEqual(shown(''), [retry, import_]);
  });

  it('finds by field, by several values, and by none', () => {
    assert.deepEqual(shown('assignee:codex,mara'), [retry]);
    assert.deepEqual(shown('assignee:none'), [import_]);
    assert.deepEqual(shown('tenant:ACME project:"reminders"'), [retry]);
    assert.deepEqual(shown('status:ready'), [retry, import_]);
    assert.deepEqual(shown('status:done'), []);
  });

  it('compares priorities', () => {
    assert.deepEqual(shown('priority:>=20'), [retry]);
    assert.deepEqual(shown('priority:<20'), [import_]);
    assert.deepEqual(shown('priority:5'), [import_]);
    assert.deepEqual(shown('priority:>5'), [retry]);
  });

  it('shows only what needs attention', () => {
    const own = new TestBoard();
    const id = own.create('Task');
    const task = own.task(id);
    assert.equal(matches(task, { attention: true }), false);
    const diagnostic = { kind: 'x', severity: 'warning', title: 'x' } as const;
    assert.equal(matches(task, { attention: true }, { diagnostic }), true);
    own.try({ type: 'complete', task: id, createdCards: ['t_ffffffff'] });
    assert.equal(matches(own.task(id), { attention: true }), true);
  });

  it('says what it does not understand', () => {
    for (const text of ['status:nope', 'colour:red', 'priority:high']) assert.equal(parseFilter(text).ok, false, text);
  });
});

describe('the numbers of a board', () => {
  it('counts per status and assignee, and knows the oldest ready, throughput and cost', () => {
    const board = new TestBoard();
    const old = board.create('Old', { assignee: 'codex' });
    board.now += HOUR;
    board.create('New', { assignee: 'claude' });
    const running = board.running('Done soon', { assignee: 'codex' });
    board.do({ type: 'cost', task: running, run: board.task(running).currentRun!, costUsd: 0.75 });
    board.now += HOUR;
    board.do({ type: 'complete', task: running });
    board.do({ type: 'archive', task: board.create('Gone') });
    const stats = statsOf(board.state, board.now, ['gemini']);
    assert.deepEqual([stats.total, stats.byStatus.ready, stats.byStatus.done, stats.byStatus.archived], [3, 2, 1, 1]);
    assert.deepEqual(stats.oldestReady, { task: old, since: board.task(old).since, ageMs: 2 * HOUR });
    assert.deepEqual([stats.completedLastDay, stats.medianLeadTimeMs, stats.costUsd], [1, HOUR, 0.75]);
    assert.deepEqual(
      assigneesOf(board.state, ['gemini']).map(({ name, total, profile }) => [name, total, profile]),
      [
        ['codex', 2, false],
        ['claude', 1, false],
        ['gemini', 0, true],
      ],
    );
    board.now += 8 * 24 * HOUR;
    assert.equal(statsOf(board.state, board.now).completedLastWeek, 0);
  });

  it('forgets an assignee who has nothing any more', () => {
    const board = new TestBoard();
    const id = board.create('Task', { assignee: 'codex' });
    board.do({ type: 'reassign', task: id, assignee: null });
    assert.deepEqual(assigneesOf(board.state), []);
  });
});
