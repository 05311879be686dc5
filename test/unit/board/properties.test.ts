import assert from 'node:assert/strict';
import fc from 'fast-check';
import type { BoardCommand } from '../../../src/core/board/commands';
import { evolve } from '../../../src/core/board/evolve';
import { COLUMNS, FAILURE_KINDS, openAttempt, STATUSES, type Status, type TaskId } from '../../../src/core/board/model';
import { BoardDecoder, BoardEncoder } from '../../../src/core/board/snapshot';
import { MutableBoard, openParents } from '../../../src/core/board/state';
import { countsOf } from '../../../src/core/board/stats';
import { NaiveBoard } from './naive';
import { TestBoard } from './support';

/** A wish in terms of "some task": which one is known when it is made. */
type Wish = (tasks: readonly TaskId[], board: TestBoard) => BoardCommand;

function decoded(text: string): MutableBoard {
  const decoder = new BoardDecoder(text);
  while (!decoder.done) decoder.more();
  return decoder.board;
}

function encoded(board: MutableBoard): string {
  const encoder = new BoardEncoder(board);
  while (!encoder.done) encoder.more();
  return encoder.text;
}

const some = fc.nat({ max: 1_000 });
const pick = (tasks: readonly TaskId[], index: number): TaskId =>
  tasks[index % Math.max(1, tasks.length)] ?? 't_ffffffff';
const soon = fc.integer({ min: -3, max: 8 });
const name = fc.constantFrom('codex', 'claude', 'mara');

const wish: fc.Arbitrary<Wish> = fc.oneof(
  {
    weight: 6,
    arbitrary: fc
      .record({
        parents: fc.array(some, { maxLength: 3 }),
        status: fc.option(fc.constantFrom(...COLUMNS), { nil: undefined }),
        key: fc.option(fc.constantFrom('a', 'b'), { nil: undefined }),
        at: fc.option(soon, { nil: undefined }),
        assignee: fc.option(name, { nil: undefined }),
        maxRetries: fc.option(fc.integer({ min: 1, max: 2 }), { nil: undefined }),
      })
      .map(
        ({ parents, status, key, at, assignee, maxRetries }): Wish =>
          (tasks, board) => ({
            type: 'create',
            title: 'Task',
            parents: tasks.length ? parents.map((index) => pick(tasks, index)) : [],
            ...(status && { status }),
            ...(key && { idempotencyKey: key }),
            ...(at !== undefined && { scheduledAt: board.now + at }),
            ...(assignee && { assignee }),
            ...(maxRetries && { maxRetries }),
          }),
      ),
  },
  {
    weight: 4,
    arbitrary: fc.tuple(fc.constantFrom('link', 'unlink'), some, some).map(
      ([type, parent, child]): Wish =>
        (tasks) => ({ type, parent: pick(tasks, parent), child: pick(tasks, child) }),
    ),
  },
  {
    weight: 5,
    arbitrary: fc.tuple(some, name).map(
      ([task, worker]): Wish =>
        (tasks) => ({ type: 'claim', task: pick(tasks, task), worker }),
    ),
  },
  {
    weight: 10,
    arbitrary: fc
      .tuple(
        fc.constantFrom(
          ...([
            'heartbeat',
            'complete',
            'complete',
            'request_review',
            'request_changes',
            'block',
            'unblock',
            'reopen',
            'reclaim',
            'archive',
            'restore',
          ] as const),
        ),
        some,
      )
      .map(
        ([type, task]): Wish =>
          (tasks) => ({ type, task: pick(tasks, task) }),
      ),
  },
  {
    weight: 5,
    arbitrary: fc.tuple(some, fc.constantFrom(...STATUSES), fc.option(soon, { nil: undefined })).map(
      ([task, to, at]): Wish =>
        (tasks, board) => ({
          type: 'move',
          task: pick(tasks, task),
          to,
          ...(at !== undefined && { at: board.now + at }),
        }),
    ),
  },
  {
    weight: 3,
    arbitrary: fc.tuple(some, fc.constantFrom(...FAILURE_KINDS)).map(
      ([index, kind]): Wish =>
        (tasks, board) => {
          const task = pick(tasks, index);
          return { type: 'fail', task, run: board.state.tasks.get(task)?.currentRun ?? 'r_none', kind, error: 'no' };
        },
    ),
  },
  {
    weight: 3,
    arbitrary: fc.tuple(some, fc.option(name), fc.boolean()).map(
      ([task, assignee, reclaim]): Wish =>
        (tasks) => ({ type: 'reassign', task: pick(tasks, task), assignee, reclaim }),
    ),
  },
  {
    weight: 2,
    arbitrary: fc.tuple(some, some).map(
      ([task, card]): Wish =>
        (tasks) => ({
          type: 'complete',
          task: pick(tasks, task),
          createdCards: [card % 2 ? pick(tasks, card) : 't_ffffffff'],
        }),
    ),
  },
  {
    weight: 1,
    arbitrary: fc.tuple(some, fc.constantFrom('', 'Hm.')).map(
      ([task, text]): Wish =>
        (tasks) => ({ type: 'comment', task: pick(tasks, task), text }),
    ),
  },
  { weight: 1, arbitrary: fc.constant<Wish>(() => ({ type: 'wake' })) },
);

const story = fc.array(fc.tuple(wish, fc.nat({ max: 3 }), name), { minLength: 1, maxLength: 60, size: 'max' });

describe('whatever is done to a board, by whomever, in whatever order', () => {
  it('it does what the plain rules say', () => {
    fc.assert(
      fc.property(story, (steps) => {
        const board = new TestBoard();
        const naive = new NaiveBoard();
        for (const [make, later, actor] of steps) {
          board.now += later;
          const command = make([...board.state.tasks.keys()], board);
          const result = board.try(command, actor);
          const id = result.ok ? result.value.task : '';
          const worker = command.type === 'claim' ? command.worker : actor;
          assert.equal(naive.do(command, board.now, id, worker), result.ok, JSON.stringify(command));
          const recorded = !result.ok && result.refusal.code === 'unknown_cards';
          if (recorded) naive.do({ type: 'wake' }, board.now, '', '');
          assert.deepEqual(seen(board), naiveSeen(naive), JSON.stringify(command));
        }
      }),
      { numRuns: 400 },
    );
  });

  it('no task runs without an open attempt and a lease, none is ready behind an open parent, none waits for itself', () => {
    fc.assert(
      fc.property(story, (steps) => {
        const board = play(steps);
        for (const task of board.state.tasks.values()) {
          const attempt = openAttempt(task);
          assert.equal(task.status === 'running', attempt !== undefined, 'running, and an open attempt');
          assert.equal(task.currentRun, attempt?.id ?? null);
          if (attempt) assert.ok(attempt.leaseUntil > attempt.startedAt);
          const held = openParents(board.state.tasks, task).length > 0;
          if (task.status === 'ready') assert.ok(!held, 'ready behind an open parent');
          if (task.status === 'todo') assert.ok(held, 'in To Do for nothing');
          if (task.status === 'scheduled') assert.ok(task.scheduledAt !== null);
          assert.ok(!ancestors(board.state, task.id).has(task.id), 'a cycle');
        }
      }),
      { numRuns: 300 },
    );
  });

  it('its indexes agree with its tasks, and events and snapshots replay to the same state', () => {
    fc.assert(
      fc.property(story, fc.nat({ max: 59 }), (steps, cutAt) => {
        const { state, commits } = play(steps);
        for (const status of STATUSES) {
          const expected = [...state.tasks.values()].filter((task) => task.status === status).map((task) => task.id);
          assert.deepEqual([...state.byStatus[status]].sort(), expected.sort());
        }
        const counted = Object.values(countsOf(state)).reduce((sum, count) => sum + count, 0);
        assert.equal(counted, state.tasks.size);
        for (const task of state.tasks.values()) {
          for (const parent of task.parents) assert.ok(state.tasks.get(parent)?.children.includes(task.id));
          for (const child of task.children) assert.ok(state.tasks.get(child)?.parents.includes(task.id));
        }
        const dueAt = [...state.tasks.values()]
          .filter((task) => task.status === 'scheduled')
          .map((task) => task.scheduledAt!);
        assert.equal(state.nextDue()?.at, dueAt.length ? Math.min(...dueAt) : undefined);

        let replayed = new MutableBoard();
        commits.forEach((commit, index) => {
          if (index === cutAt) {
            const text = encoded(replayed);
            // Earlier versions wrote it without line breaks.
            replayed = decoded(cutAt % 2 ? text : text.replaceAll('\n', ''));
          }
          evolve(replayed, commit);
        });
        assert.deepEqual(everything(replayed), everything(state));
      }),
      { numRuns: 300 },
    );
  });
});

function play(steps: readonly (readonly [Wish, number, string])[]): TestBoard {
  const board = new TestBoard();
  for (const [make, later, actor] of steps) {
    board.now += later;
    board.try(make([...board.state.tasks.keys()], board), actor);
  }
  return board;
}

function seen(board: TestBoard) {
  return [...board.state.tasks.values()].map((task) => ({
    id: task.id,
    status: task.status,
    parents: task.parents,
    assignee: task.assignee,
    key: task.idempotencyKey,
    failures: task.failures,
    attempts: task.runs.length,
    open: openAttempt(task) !== undefined,
    comments: task.comments,
  }));
}

function naiveSeen(naive: NaiveBoard) {
  return naive.tasks.map(({ id, status, parents, assignee, key, failures, attempts, open, comments }) => ({
    id,
    status: status as Status,
    parents,
    assignee,
    key,
    failures,
    attempts,
    open,
    comments,
  }));
}

function ancestors(board: MutableBoard, id: TaskId): Set<TaskId> {
  const found = new Set<TaskId>();
  const queue = [...(board.get(id)?.parents ?? [])];
  for (const each of queue) {
    if (found.has(each)) continue;
    found.add(each);
    queue.push(...(board.get(each)?.parents ?? []));
  }
  return found;
}

function everything(board: MutableBoard) {
  return {
    tasks: [...board.tasks.values()],
    byStatus: Object.fromEntries(STATUSES.map((status) => [status, [...board.byStatus[status]].sort()])),
    byAssignee: Object.fromEntries([...board.byAssignee].sort()),
    due: board.nextDue()?.at,
    keys: ['a', 'b'].map((key) => board.keyHolder(key)),
    seq: board.seq,
  };
}
