import assert from 'node:assert/strict';
import type { Attempt, SavedWork, Task } from '../../../src/core/board/model';
import { ok, type Result, refuse } from '../../../src/core/result';
import { say } from '../../../src/core/sentence';
import { type Boards, openBoards } from '../../../src/services/boards/boards';
import type { BoardPorts, OpenBoard } from '../../../src/services/boards/open-board';
import { FakeClock } from '../../support/fake-clock';
import { MemoryLedger } from '../../support/memory-ledger';
import { HOUR, MINUTE } from './support';

/** A workspace with its boards, of which the test has ledger and clock in hand. */
async function workspace(more: Partial<BoardPorts> = {}) {
  const clock = new FakeClock();
  const ledger = new MemoryLedger(() => clock.now());
  let ids = 0;
  const ports: BoardPorts = {
    ledger,
    clock,
    actor: 'mara',
    randomHex: (bytes) => (++ids).toString(16).padStart(bytes * 2, '0'),
    ...more,
  };
  const boards = await openBoards(ports);
  return { clock, ledger, ports, boards, board: await opened(boards) };
}

async function opened(boards: Boards, slug?: string): Promise<OpenBoard> {
  const result = await boards.open(slug);
  assert.ok(result.ok, result.ok ? '' : result.refusal.message);
  return result.value;
}

async function created(board: OpenBoard, title: string, more = {}): Promise<string> {
  const result = await board.execute({ type: 'create', title, ...more });
  assert.ok(result.ok, result.ok ? '' : result.refusal.message);
  return result.value.task;
}

const codeOf = (result: Result<unknown>): string => (result.ok ? 'done' : result.refusal.code);

describe('the boards of a workspace', () => {
  it('always have a default one, which is current and cannot be removed', async () => {
    const { boards } = await workspace();
    assert.deepEqual([boards.current, boards.all.map((each) => each.slug)], ['default', ['default']]);
    assert.equal(codeOf(await boards.execute({ type: 'archive', slug: 'default' })), 'default_board');
    assert.equal(codeOf(await boards.execute({ type: 'delete', slug: 'default' })), 'default_board');
  });

  it('give the board back when its slug is in use, lowercased', async () => {
    const { boards } = await workspace();
    const first = await boards.execute({ type: 'create', slug: 'Release-2', name: 'Release 2', icon: 'rocket' });
    assert.ok(first.ok && !first.value.existed && first.value.board?.slug === 'release-2');
    const again = await boards.execute({ type: 'create', slug: 'release-2', name: 'Other' });
    assert.ok(again.ok && again.value.existed && again.value.board?.name === 'Release 2');
    for (const slug of ['', '-x', 'a b', '../x', 'x'.repeat(65), 'é']) {
      assert.equal(codeOf(await boards.execute({ type: 'create', slug })), 'invalid_slug', slug);
    }
  });

  it('are archived and restored; the default is current then', async () => {
    const { boards } = await workspace();
    await boards.execute({ type: 'create', slug: 'x' });
    await boards.execute({ type: 'use', slug: 'x' });
    assert.equal(boards.current, 'x');
    await boards.execute({ type: 'archive', slug: 'x' });
    assert.equal(boards.current, 'default');
    assert.equal(codeOf(await boards.execute({ type: 'use', slug: 'x' })), 'board_archived');
    await boards.execute({ type: 'restore', slug: 'x' });
    assert.equal(boards.find('x')?.archivedAt, null);
    assert.equal(codeOf(await boards.open('nope')), 'not_found');
  });

  it('are edited: name, description, icon and colour, but not the slug', async () => {
    const { boards } = await workspace();
    await boards.execute({ type: 'edit', slug: 'default', changes: { name: 'Main', colour: 'charts.blue' } });
    assert.deepEqual([boards.find('default')?.name, boards.find('default')?.colour], ['Main', 'charts.blue']);
    for (const changes of [
      { name: ' ' },
      { icon: '<svg>' },
      { colour: 'url(x)' },
      { description: 'x'.repeat(4_001) },
    ]) {
      assert.equal(codeOf(await boards.execute({ type: 'edit', slug: 'default', changes })), 'invalid_value');
    }
  });

  it('are gone when deleted, and one of the same slug begins empty', async () => {
    const { boards } = await workspace();
    await boards.execute({ type: 'create', slug: 'x' });
    await created(await opened(boards, 'x'), 'Old');
    await boards.execute({ type: 'delete', slug: 'x' });
    assert.equal(codeOf(await boards.open('x')), 'not_found');
    await boards.execute({ type: 'create', slug: 'x' });
    assert.equal((await opened(boards, 'x')).state.tasks.size, 0);
  });

  it('are another one for a window that had the deleted one open', async () => {
    const { boards, ports } = await workspace();
    await boards.execute({ type: 'create', slug: 'x' });
    const other = await openBoards(ports);
    await created(await opened(other, 'x'), 'Old');
    const told = new Promise<void>((resolve) =>
      other.onChange(() => {
        if (other.find('x')?.name === 'again') resolve();
      }),
    );
    await boards.execute({ type: 'delete', slug: 'x' });
    await boards.execute({ type: 'create', slug: 'x', name: 'again' });
    await told;
    assert.equal((await opened(other, 'x')).state.tasks.size, 0);
  });

  it('tell another window of the same ledger what was made and chosen', async () => {
    const { boards, ports } = await workspace();
    const other = await openBoards(ports);
    const told = new Promise<void>((resolve) => other.onChange(() => resolve()));
    await boards.execute({ type: 'create', slug: 'x' });
    await told;
    assert.equal(other.find('x')?.name, 'x');
    await other.close();
  });
});

describe('an open board', () => {
  it('does what it is asked, and tells refusals as they are', async () => {
    const { board, ledger } = await workspace();
    const id = await created(board, 'Task', { body: 'Long text' });
    assert.equal(board.state.tasks.get(id)?.createdBy, 'mara');
    await board.execute({ type: 'comment', task: id, text: 'Hm' }, 'jo');
    const details = await board.details(id);
    assert.deepEqual([details?.body, details?.comments[0]?.author], ['Long text', 'jo']);
    assert.equal(await board.details('t_ffffffff'), undefined);
    assert.equal(codeOf(await board.execute({ type: 'unblock', task: id })), 'wrong_status');
    ledger.failNext('disk_full');
    assert.equal(codeOf(await board.execute({ type: 'comment', task: id, text: 'lost' })), 'disk_full');
    assert.equal(board.state.tasks.get(id)?.comments, 1, 'what was not stored is not shown');
  });

  it('records a refused completion', async () => {
    const { board } = await workspace();
    const id = await created(board, 'Task');
    const seq = board.seq;
    assert.equal(
      codeOf(await board.execute({ type: 'complete', task: id, createdCards: ['t_ffffffff'] })),
      'unknown_cards',
    );
    assert.equal(board.seq, seq + 1);
    assert.deepEqual(board.state.tasks.get(id)?.unknownCards, ['t_ffffffff']);
  });

  it('changes many tasks, each on its own, with a result for each', async () => {
    const { board } = await workspace();
    const [one, two] = [await created(board, 'one'), await created(board, 'two')];
    const three = await created(board, 'three', { parents: [one] });
    const results = await board.bulk([one, two, three, 't_ffffffff', one], { status: 'done', priority: 4 });
    assert.deepEqual(
      results.map(({ id, refusal }) => [id, refusal?.code ?? null]),
      [
        [one, null],
        [two, null],
        [three, null],
        ['t_ffffffff', 'not_found'],
      ],
      'three was promoted by the completion of one',
    );
    assert.equal(board.state.tasks.get(two)?.priority, 4);
  });

  it('cannot reach running by a bulk change', async () => {
    const { board } = await workspace();
    const id = await created(board, 'one');
    const results = await board.bulk([id], { status: 'running', priority: 4 });
    assert.deepEqual(
      results.map(({ refusal }) => refusal?.code),
      ['only_by_claim'],
    );
    assert.deepEqual([board.state.tasks.get(id)?.status, board.state.tasks.get(id)?.priority], ['ready', 0]);
  });

  it('is known as it was at any moment', async () => {
    const { board, clock } = await workspace();
    const start = clock.now();
    const id = await created(board, 'Task');
    clock.turnTo(start + HOUR);
    await board.execute({ type: 'claim', task: id, worker: 'codex' });
    clock.turnTo(start + 2 * HOUR);
    await board.execute({ type: 'complete', task: id });
    const statusAt = async (moment: number) => (await board.at(moment)).tasks.get(id)?.status;
    assert.equal(await statusAt(start - 1), undefined);
    assert.equal(await statusAt(start), 'ready');
    assert.equal(await statusAt(start + HOUR), 'running');
    assert.equal(await statusAt(start + 99 * HOUR), 'done');
    const past = await board.at(start);
    assert.deepEqual(
      (await board.details(id, undefined, past))?.history.map(({ event }) => event.type),
      ['created'],
    );
  });

  it('tells every change after a seq, without gap or double', async () => {
    const { board } = await workspace();
    for (const title of ['a', 'b', 'c']) await created(board, title);
    const seen: number[] = [];
    const all = new Promise<void>((resolve) => {
      board.follow(1, (commits) => {
        seen.push(...commits.map((commit) => commit.seq));
        if (seen.includes(5)) resolve();
      });
    });
    for (const title of ['d', 'e']) await created(board, title);
    await all;
    assert.deepEqual(seen, [2, 3, 4, 5]);
  });
});

describe('scheduled tasks', () => {
  it('wake on time, by one timer for the next that is due', async () => {
    const { board, clock } = await workspace();
    const start = clock.now();
    const later = await created(board, 'later', { scheduledAt: start + 2 * HOUR });
    const sooner = await created(board, 'sooner', { scheduledAt: start + HOUR });
    const waking = board.wakeOnTime();
    assert.deepEqual(clock.timers, [start + HOUR]);
    const soonest = await created(board, 'soonest', { scheduledAt: start + MINUTE });
    assert.deepEqual(clock.timers, [start + MINUTE]);
    await wakes(board, soonest, () => clock.turnTo(start + MINUTE));
    assert.deepEqual(clock.timers, [start + HOUR]);
    await wakes(board, sooner, () => clock.turnTo(start + HOUR));
    await wakes(board, later, () => clock.turnTo(start + 2 * HOUR));
    assert.deepEqual(clock.timers, []);
    waking.dispose();
  });

  it('are woken again when the store could not at the first try', async () => {
    const { board, clock, ledger } = await workspace();
    const id = await created(board, 'task', { scheduledAt: clock.now() + HOUR });
    const refused = new Promise<string>((resolve) => board.wakeOnTime((refusal) => resolve(refusal.code)));
    ledger.failNext('ledger_busy');
    clock.turnTo(clock.now() + HOUR);
    assert.equal(await refused, 'ledger_busy');
    assert.equal(board.state.tasks.get(id)?.status, 'scheduled');
    await wakes(board, id, () => clock.turnTo(clock.now() + MINUTE));
  });

  it('let go of their timer', async () => {
    const { board, clock } = await workspace();
    await created(board, 'task', { scheduledAt: clock.now() + HOUR });
    const waking = board.wakeOnTime();
    waking.dispose();
    waking.dispose();
    assert.deepEqual(clock.timers, []);
  });
});

/** Resolves when the task became ready. */
async function wakes(board: OpenBoard, id: string, turn: () => void): Promise<void> {
  const woken = new Promise<void>((resolve) => {
    const listening = board.onChange(() => {
      if (board.state.tasks.get(id)?.status !== 'ready') return;
      listening.dispose();
      resolve();
    });
  });
  turn();
  await woken;
}

describe('taking a task from its worker', () => {
  class FakeWorkers {
    readonly calls: string[] = [];
    answer: Result<SavedWork | null> = ok({ patch: 'x.patch', rescueRef: null });
    async takeBack(board: string, task: Task, attempt: Attempt) {
      this.calls.push(`${board} ${task.id} ${attempt.worker}`);
      return this.answer;
    }
  }

  it('saves its work and stops it first, then tells where the work is', async () => {
    const workers = new FakeWorkers();
    const { board } = await workspace({ workers });
    for (const command of [
      { type: 'reclaim' },
      { type: 'archive' },
      { type: 'move', to: 'ready' },
      { type: 'reassign', assignee: 'claude', reclaim: true },
    ] as const) {
      const task = await created(board, 'Task');
      await board.execute({ type: 'claim', task, worker: 'codex' });
      const before = workers.calls.length;
      const result = await board.execute({ ...command, task });
      assert.ok(result.ok, command.type);
      assert.equal(workers.calls.length, before + 1, command.type);
      assert.equal(workers.calls.at(-1), `default ${task} codex`);
      const [commit] = await board.history(board.seq - 1, 1);
      const event = commit!.events[0]!;
      assert.ok((event.type === 'reclaimed' || event.type === 'archived') && event.saved?.patch === 'x.patch');
    }
  });

  it('leaves the task with a worker that cannot be stopped, and a worker alone whose task will not be taken', async () => {
    const workers = new FakeWorkers();
    const { board } = await workspace({ workers });
    const task = await created(board, 'Task');
    await board.execute({ type: 'claim', task, worker: 'codex' });
    workers.answer = refuse('not_stopped', say('It does not end.'));
    assert.equal(codeOf(await board.execute({ type: 'reclaim', task })), 'not_stopped');
    assert.equal(board.state.tasks.get(task)?.status, 'running');
    const before = workers.calls.length;
    await board.execute({ type: 'reassign', task, assignee: 'claude' });
    await board.execute({ type: 'edit', task, changes: { title: '' }, status: 'ready' });
    await board.execute({ type: 'complete', task });
    assert.equal(workers.calls.length, before);
  });
});

describe('the boards of a workspace together', () => {
  it('wake their scheduled tasks on time, also on a board that is made later, but not on an archived one', async () => {
    const { boards, board, clock } = await workspace();
    const waking = boards.wakeOnTime();
    const first = await created(board, 'first', { scheduledAt: clock.now() + HOUR });
    await boards.execute({ type: 'create', slug: 'x' });
    const other = await opened(boards, 'x');
    const second = await created(other, 'second', { scheduledAt: clock.now() + 2 * HOUR });
    await wakes(board, first, () => clock.turnTo(clock.now() + HOUR));
    await wakes(other, second, () => clock.turnTo(clock.now() + HOUR));
    await created(other, 'third', { scheduledAt: clock.now() + HOUR });
    assert.equal(clock.timers.length, 1);
    await boards.execute({ type: 'archive', slug: 'x' });
    assert.equal(clock.timers.length, 0);
    waking.dispose();
  });
});
