import assert from 'node:assert/strict';
import type { BoardCommand } from '../../../src/core/board/commands';
import { type Boards, openBoards } from '../../../src/services/boards/boards';
import type { OpenBoard } from '../../../src/services/boards/open-board';
import { WaitingTasks } from '../../../src/services/boards/waiting-tasks';
import { FakeClock } from '../../support/fake-clock';
import { MemoryLedger } from '../../support/memory-ledger';

describe('the tasks that wait for a person', () => {
  let boards: Boards;
  let waiting: WaitingTasks;
  let told: number;

  beforeEach(async () => {
    const clock = new FakeClock();
    let next = 0;
    boards = await openBoards({
      clock,
      ledger: new MemoryLedger(() => clock.now()),
      actor: 'ana',
      randomHex: (bytes) => String(next++).padStart(bytes * 2, '0'),
    });
    waiting = new WaitingTasks(boards);
    told = 0;
    await waiting.start();
    waiting.onChange(() => {
      told += 1;
    });
  });

  afterEach(() => waiting.dispose());

  async function board(slug?: string): Promise<OpenBoard> {
    const opened = await boards.open(slug);
    assert.ok(opened.ok);
    return opened.value;
  }

  async function run(on: OpenBoard, command: BoardCommand): Promise<string> {
    const done = await on.execute(command);
    assert.ok(done.ok, done.ok ? '' : done.refusal.message);
    return done.value.task;
  }

  const shown = () => waiting.list().map(({ board: slug, task, wait }) => `${slug} ${task.title} ${wait}`);

  it('are those in review and those that were blocked for an answer', async () => {
    const on = await board();
    await run(on, { type: 'create', title: 'Ready' });
    const review = await run(on, { type: 'create', title: 'Guard' });
    await run(on, { type: 'move', task: review, to: 'review' });
    const blocked = await run(on, { type: 'create', title: 'Redis' });
    await run(on, { type: 'block', task: blocked, kind: 'needs_input', reason: 'Shared or own?' });
    assert.deepEqual(shown(), ['default Redis answer', 'default Guard review']);
    assert.ok(told >= 2);
  });

  it('are not those that wait for another task or for a second try', async () => {
    const on = await board();
    for (const kind of ['dependency', 'transient'] as const) {
      const task = await run(on, { type: 'create', title: kind });
      await run(on, { type: 'block', task, kind, reason: 'Later.' });
    }
    assert.deepEqual(shown(), []);
  });

  it('are gone when they were answered', async () => {
    const on = await board();
    const task = await run(on, { type: 'create', title: 'Redis' });
    await run(on, { type: 'block', task, kind: 'needs_input', reason: 'Shared or own?' });
    await run(on, { type: 'unblock', task });
    assert.deepEqual(shown(), []);
  });

  it('are found on a board that is made later, and no longer on one that is archived', async () => {
    const made = new Promise<void>((resolve) => {
      const listening = waiting.onChange(() => {
        listening.dispose();
        resolve();
      });
    });
    await boards.execute({ type: 'create', slug: 'release' });
    await made;
    const on = await board('release');
    await run(on, { type: 'move', task: await run(on, { type: 'create', title: 'Guard' }), to: 'review' });
    assert.deepEqual(shown(), ['release Guard review']);
    await boards.execute({ type: 'archive', slug: 'release' });
    assert.deepEqual(shown(), []);
  });

  it('are not those of a board that was archived while it was being read', async () => {
    await boards.execute({ type: 'create', slug: 'release' });
    const on = await board('release');
    await run(on, { type: 'move', task: await run(on, { type: 'create', title: 'Guard' }), to: 'review' });
    const { promise, resolve } = Promise.withResolvers<void>();
    const open = boards.open.bind(boards);
    boards.open = async (slug) => {
      if (slug === 'release') await promise;
      return open(slug);
    };
    const late = new WaitingTasks(boards);
    const started = late.start();
    await boards.execute({ type: 'archive', slug: 'release' });
    resolve();
    await started;
    assert.deepEqual(late.list(), []);
    late.dispose();
  });
});
