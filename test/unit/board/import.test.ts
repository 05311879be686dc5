import assert from 'node:assert/strict';
import { decideImport, inOrderOfParents } from '../../../src/core/board/decide-import';
import { Draft } from '../../../src/core/board/draft';
import { tasksOfHermes } from '../../../src/core/board/from-hermes';
import { tasksOfStories } from '../../../src/core/board/from-stories';
import { importedTask } from '../../../src/core/board/import-records';
import { parsePrd } from '../../../src/core/project/parse';
import { parseExport } from '../../../src/services/boards/transfer';
import { TestBoard } from './support';

const bare = (id: string, parents: string[] = []) =>
  importedTask({ id, title: id, createdAt: 1, status: 'todo', parents });

describe('putting tasks from elsewhere on a board', () => {
  it('puts parents before children, however they come, and survives circles', () => {
    const order = (tasks: ReturnType<typeof bare>[]) => inOrderOfParents(tasks).map(({ record }) => record.id);
    assert.deepEqual(order([bare('c', ['b']), bare('b', ['a']), bare('a')]), ['a', 'b', 'c']);
    assert.equal(order([bare('a', ['b']), bare('b', ['a'])]).length, 2);
    const many = Array.from({ length: 3_000 }, (_, index) => bare(`t${index}`, index ? [`t${index - 1}`] : []));
    assert.equal(order(many.toReversed())[0], 't0');
  });

  it('promotes what nothing holds back, links what belongs together, and leaves what is there', () => {
    const board = new TestBoard();
    const there = board.create('Mine');
    const tasks = [bare('t_0000000a'), bare('t_0000000b', ['t_0000000a', 't_ffffffff', there])];
    board.do({ type: 'import', tasks });
    assert.deepEqual([board.status('t_0000000a'), board.status('t_0000000b')], ['ready', 'todo']);
    assert.deepEqual(board.task('t_0000000b').parents, ['t_0000000a', there]);
    assert.deepEqual(board.task(there).children, ['t_0000000b']);
    const before = board.commits.length;
    board.do({ type: 'import', tasks });
    assert.equal(board.commits.length, before, 'nothing new, nothing appended');
  });

  it('never brings a running task without an attempt, nor an open attempt of what does not run', () => {
    const board = new TestBoard();
    const open = {
      id: 'r_1',
      worker: 'codex',
      startedAt: 1,
      leaseUntil: 2,
      heartbeatAt: 1,
      endedAt: null,
      outcome: null,
      error: null,
      costUsd: 0,
    };
    const draft = new Draft(board.state, board.now, 'mara');
    decideImport(draft, [
      importedTask({ id: 't_0000000a', title: 'a', createdAt: 1, status: 'running' }),
      importedTask({ id: 't_0000000b', title: 'b', createdAt: 1, status: 'blocked', runs: [open] }),
      importedTask({ id: 't_0000000c', title: 'c', createdAt: 1, status: 'running', runs: [open] }),
    ]);
    const seen = ['t_0000000a', 't_0000000b', 't_0000000c'].map((id) => {
      const task = draft.get(id)!;
      return [task.status, task.currentRun, task.runs[0]?.outcome];
    });
    assert.deepEqual(seen, [
      ['ready', null, undefined],
      ['blocked', null, 'reclaimed'],
      ['running', 'r_1', null],
    ]);
  });
});

describe('the stories of a PRD as tasks', () => {
  const prd = parsePrd(
    JSON.stringify({
      project: 'Billing',
      userStories: [
        { id: 'US-1', title: 'Ledger', passes: true, priority: 1 },
        {
          id: 'US-2',
          title: 'Sync',
          description: 'Nightly',
          acceptanceCriteria: ['Lists', 'Skips'],
          passes: false,
          priority: 2,
          dependsOn: ['US-1'],
        },
        { id: 'US-3', title: 'Refund', passes: false, priority: 3, dependsOn: ['US-2', 'US-9'] },
        { id: 'US-4', title: 'Stuck', status: 'blocked', blockedReason: 'Which bank?', priority: 3 },
        { id: 'US-1', title: 'Twice', passes: false },
      ],
    }),
  ).prd!;

  it('keep their order, what they wait for, and whether they are done', () => {
    const board = new TestBoard();
    const { tasks, problems } = tasksOfStories(prd, 'billing', board.now, 'mara');
    board.do({ type: 'import', tasks: inOrderOfParents(tasks) });
    const seen = [...board.state.tasks.values()].map(({ story, status, project, parents, priority }) => [
      story,
      status,
      project,
      parents.length,
      priority,
    ]);
    assert.deepEqual(seen, [
      ['US-1', 'done', 'billing', 0, 30],
      ['US-2', 'ready', 'billing', 1, 20],
      ['US-3', 'todo', 'billing', 1, 10],
      ['US-4', 'blocked', 'billing', 0, 10],
    ]);
    assert.deepEqual(problems, [
      'US-3 depends on US-9, which is not there.',
      'US-1 is there twice: only the first one was taken.',
    ]);
    assert.equal(tasks[1]?.details.body, 'Nightly\n\n- [ ] Lists\n- [ ] Skips');
  });

  it('are found again when they are taken over once more', () => {
    const board = new TestBoard();
    for (let round = 0; round < 2; round++) {
      board.now += 1_000;
      board.do({ type: 'import', tasks: tasksOfStories(prd, 'billing', board.now, 'mara').tasks });
    }
    assert.equal(board.state.tasks.size, 4);
    board.do({ type: 'import', tasks: tasksOfStories(prd, 'other', board.now, 'mara').tasks });
    assert.equal(board.state.tasks.size, 8);
  });
});

describe('a Hermes board in our terms', () => {
  const at = 1_767_225_600;
  const source = tasksOfHermes({
    tasks: [
      {
        id: 't_0000000a',
        title: 'Build',
        body: 'Do it',
        assignee: 'coder',
        status: 'running',
        priority: 5,
        created_by: 'user',
        created_at: at,
        started_at: at + 60,
        skills: '["git"]',
        max_retries: 2,
        consecutive_failures: 1,
        last_failure_error: 'boom\nat x',
        idempotency_key: 'k',
        workspace_kind: 'worktree',
        project_id: 'billing',
      },
      { id: 't_0000000b', title: 'Test', status: 'todo', created_at: at, tenant: 'acme' },
      { id: 't_9f', title: ' odd\nid ', status: 'blocked', created_at: at, block_kind: 'capability' },
      { id: 't_0000000d', title: 'Weird', status: 'paused', created_at: at },
      { id: 't_0000000e', title: 'Done', status: 'done', created_at: at, completed_at: at + 99, result: 'It works' },
    ],
    task_links: [
      { parent_id: 't_0000000a', child_id: 't_0000000b' },
      { parent_id: 't_gone', child_id: 't_0000000b' },
    ],
    task_comments: [{ id: 1, task_id: 't_0000000a', author: 'user', body: 'Careful', created_at: at + 5 }],
    task_events: [
      { id: 1, task_id: 't_0000000a', kind: 'created', payload: null, created_at: at },
      { id: 2, task_id: 't_0000000a', kind: 'claimed', payload: '{"profile":"coder"}', created_at: at + 60 },
      { id: 3, task_id: 't_0000000a', kind: 'heartbeat', payload: null, created_at: at + 61 },
      { id: 4, task_id: 't_9f', kind: 'blocked', payload: '{"reason":"Needs a GPU"}', created_at: at + 70 },
      { id: 5, task_id: 't_9f', kind: 'something_new', payload: 'not json', created_at: at + 71 },
    ],
    task_runs: [
      {
        id: 1,
        task_id: 't_0000000a',
        profile: 'coder',
        status: 'crashed',
        outcome: 'crashed',
        started_at: at + 10,
        ended_at: at + 20,
        error: 'boom',
      },
      {
        id: 2,
        task_id: 't_0000000a',
        profile: 'coder',
        status: 'running',
        outcome: null,
        started_at: at + 60,
        ended_at: null,
      },
      {
        id: 3,
        task_id: 't_0000000e',
        profile: 'coder',
        status: 'done',
        outcome: 'completed',
        started_at: at,
        ended_at: at + 99,
        summary: 'Made it',
      },
    ],
  });
  const board = new TestBoard();
  board.do({ type: 'import', tasks: inOrderOfParents(source.tasks) });

  it('has the fields, in milliseconds, and nothing that runs', () => {
    const task = board.task('t_0000000a');
    assert.deepEqual(
      [
        task.status,
        task.assignee,
        task.priority,
        task.createdBy,
        task.createdAt,
        task.skills,
        task.maxRetries,
        task.failures,
        task.lastError,
      ],
      ['ready', 'coder', 5, 'user', at * 1_000, ['git'], 2, 1, 'boom'],
    );
    assert.deepEqual([task.idempotencyKey, task.workspaceKind, task.project], ['k', 'worktree', 'billing']);
    assert.deepEqual(
      task.runs.map((run) => [run.outcome, run.endedAt]),
      [
        ['crashed', (at + 20) * 1_000],
        ['reclaimed', (at + 60) * 1_000],
      ],
    );
    assert.equal(task.currentRun, null);
  });

  it('has its links, comments, results and what happened', () => {
    assert.deepEqual([board.status('t_0000000b'), board.task('t_0000000b').parents], ['todo', ['t_0000000a']]);
    const details = source.tasks[0]!.details;
    assert.deepEqual(
      [details.body, details.comments],
      ['Do it', [{ author: 'user', at: (at + 5) * 1_000, text: 'Careful' }]],
    );
    assert.deepEqual(
      source.tasks[0]!.history.map(({ event }) => event.type),
      ['created', 'claimed'],
    );
    assert.deepEqual([source.tasks[4]!.details.result, source.tasks[4]!.details.summary], ['It works', 'Made it']);
  });

  it('gives odd ids a lasting one, odd statuses triage, and says so', () => {
    const odd = source.tasks[2]!.record;
    assert.match(odd.id, /^t_[0-9a-f]{8}$/);
    assert.deepEqual([odd.title, odd.block], ['odd id', { kind: 'capability', reason: 'Needs a GPU', gaveUp: false }]);
    assert.equal(board.status('t_0000000d'), 'triage');
    assert.deepEqual(source.problems, [
      't_0000000d has the status "paused", which is unknown here: it is in triage now.',
    ]);
  });
});

describe('reading an exported board', () => {
  it('names the lines that are none and takes the others', () => {
    const good = JSON.stringify({ kind: 'task', id: 't_0000000a', title: 'Good', status: 'ready', createdAt: 1 });
    const lines = [
      '{"kind":"board","version":1,"name":"X"}',
      good,
      'not json',
      '{"kind":"task","id":"x"}',
      '',
      '{"kind":"else"}',
    ];
    const parsed = parseExport(lines.join('\n'));
    assert.ok(parsed.ok);
    assert.deepEqual(
      parsed.value.tasks.map(({ record }) => record.title),
      ['Good'],
    );
    assert.deepEqual(
      parsed.value.problems.map((problem) => problem.slice(0, 6)),
      ['Line 3', 'Line 4', 'Line 6'],
    );
  });

  it('forgets events that are not what they say', () => {
    const event = (more: object) => ({ at: 1, actor: 'x', event: { task: 't_0000000a', ...more } });
    const line = {
      kind: 'task',
      id: 't_0000000a',
      title: 'Good',
      status: 'ready',
      createdAt: 1,
      history: [
        event({ type: 'claimed', run: 'r', worker: 'codex' }),
        event({ type: 'completion_refused' }),
        event({ type: 'nonsense' }),
      ],
    };
    const parsed = parseExport(JSON.stringify(line));
    assert.ok(parsed.ok);
    assert.deepEqual(
      parsed.value.tasks[0]?.history.map((happening) => happening.event.type),
      ['claimed'],
    );
  });

  it('refuses the file of a newer version, and an empty one', () => {
    for (const content of ['{"kind":"board","version":99}', '', 'hello'])
      assert.equal(parseExport(content).ok, false, content);
  });
});
