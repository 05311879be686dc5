import assert from 'node:assert/strict';
import fc from 'fast-check';
import type { BoardCommand } from '../../../src/core/board/commands';
import { openAttempt, STATUSES, type TaskId } from '../../../src/core/board/model';
import { openParents } from '../../../src/core/board/state';
import { openBoards } from '../../../src/services/boards/boards';
import type { OpenBoard } from '../../../src/services/boards/open-board';
import { FakeClock } from '../../support/fake-clock';
import { MemoryLedger } from '../../support/memory-ledger';

const VERBS = [
  'claim',
  'complete',
  'block',
  'unblock',
  'reclaim',
  'request_review',
  'archive',
  'restore',
  'heartbeat',
] as const;
const ROUND = 6;
const ACTORS = ['mara', 'codex', 'claude'] as const;

const step = fc.record({
  who: fc.nat({ max: ACTORS.length - 1 }),
  what: fc.oneof(
    { weight: 3, arbitrary: fc.constant('create' as const) },
    { weight: 2, arbitrary: fc.constantFrom('link' as const, 'unlink' as const) },
    { weight: 8, arbitrary: fc.constantFrom(...VERBS) },
  ),
  one: fc.nat({ max: 50 }),
  other: fc.nat({ max: 50 }),
});

describe('several windows that change one board at the same time', () => {
  it('see the same board in the end, sound, with one winner for every claim', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(step, { minLength: 5, maxLength: 60, size: 'max' }), async (steps) => {
        const clock = new FakeClock();
        const ledger = new MemoryLedger(() => clock.now());
        let ids = 0;
        const randomHex = (bytes: number) => (++ids).toString(16).padStart(bytes * 2, '0');
        const windows: OpenBoard[] = [];
        for (const actor of ACTORS) {
          const opened = await (await openBoards({ ledger, clock, actor, randomHex })).open();
          assert.ok(opened.ok);
          windows.push(opened.value);
        }
        const known: TaskId[] = [];
        const claims: string[] = [];
        // All of a round are under way at once; the next round meets what they made.
        for (let first = 0; first < steps.length; first += ROUND) {
          await Promise.all(
            steps.slice(first, first + ROUND).map(async ({ who, what, one, other }) => {
              const task = known[one % Math.max(1, known.length)] ?? 't_ffffffff';
              const command = commandOf(what, task, known[other % Math.max(1, known.length)] ?? task);
              const done = await windows[who]!.execute(command);
              if (done.ok && what === 'create') known.push(done.value.task);
              if (done.ok && done.value.run && what === 'claim') claims.push(done.value.run);
            }),
          );
        }
        for (const window of windows) await window.refresh();
        const [first, ...rest] = windows.map((window) => [...window.state.tasks.values()]);
        for (const tasks of rest) assert.deepEqual(tasks, first);
        const board = windows[0]!.state;
        for (const task of first!) {
          assert.equal(task.status === 'running', openAttempt(task) !== undefined);
          assert.equal(
            task.status === 'todo',
            ['todo', 'ready'].includes(task.status) && openParents(board.tasks, task).length > 0,
          );
        }
        const opened = first!.flatMap((task) => task.runs.map((run) => run.id)).sort();
        assert.deepEqual(opened, claims.sort());
        assert.equal(
          STATUSES.reduce((sum, status) => sum + board.byStatus[status].size, 0),
          board.tasks.size,
        );
      }),
      { numRuns: 60 },
    );
  });
});

function commandOf(
  what: (typeof VERBS)[number] | 'create' | 'link' | 'unlink',
  task: TaskId,
  other: TaskId,
): BoardCommand {
  switch (what) {
    case 'create':
      return { type: 'create', title: 'Task', ...(other !== 't_ffffffff' && { parents: [other] }) };
    case 'link':
    case 'unlink':
      return { type: what, parent: task, child: other };
    case 'claim':
      return { type: 'claim', task, worker: '' };
    default:
      return { type: what, task };
  }
}
