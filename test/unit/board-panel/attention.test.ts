import assert from 'node:assert/strict';
import type { Task } from '../../../src/core/board/model';
import { attentionOf } from '../../../src/core/diagnose/board-attention';
import { english } from '../../../src/core/translate';
import { create, HOUR, MINUTE, panel } from './support';

async function aTask(more: Partial<Task>): Promise<Task> {
  const { board } = await panel();
  const id = await create(board, 'Task', { assignee: 'codex' });
  return { ...board.state.tasks.get(id)!, ...more };
}

const kinds = (task: Task, now: number) =>
  attentionOf(task, now, english).findings.map(({ kind, severity }) => `${kind} ${severity}`);

describe('what a board knows to be wrong with a task', () => {
  it('is nothing while it moves', async () => {
    const task = await aTask({});
    assert.deepEqual(attentionOf(task, task.since + 100 * HOUR, english), { findings: [], nextAt: undefined });
  });

  it('is that nobody is assigned: a warning after 30 minutes, an error after 1 hour, critical after 3', async () => {
    const task = await aTask({ assignee: null });
    const at = (age: number) => attentionOf(task, task.since + age, english);
    assert.deepEqual(at(0), { findings: [], nextAt: task.since + 30 * MINUTE });
    const stages: readonly [number, string, number | undefined][] = [
      [30 * MINUTE, 'warning', HOUR],
      [HOUR, 'error', 3 * HOUR],
      [3 * HOUR, 'critical', undefined],
    ];
    for (const [age, severity, next] of stages) {
      assert.deepEqual(kinds(task, task.since + age), [`stranded_in_ready ${severity}`]);
      assert.equal(at(age).nextAt, next === undefined ? undefined : task.since + next);
    }
  });

  it('is that it has been blocked for a day', async () => {
    const block = { kind: 'needs_input', reason: 'Which region?', gaveUp: false } as const;
    const task = await aTask({ status: 'blocked', block });
    assert.deepEqual(kinds(task, task.since + 24 * HOUR - 1), []);
    assert.deepEqual(kinds(task, task.since + 24 * HOUR), ['stuck_in_blocked warning']);
    assert.match(attentionOf(task, task.since + 24 * HOUR, english).findings[0]?.title ?? '', /Which region\?/);
  });

  it('leads with the worst: failures in a row, critical from the fourth, over what is only a warning', async () => {
    const task = await aTask({ failures: 4, lastError: 'typecheck failed: TS2345', phantomCards: ['t_99999999'] });
    assert.deepEqual(kinds(task, task.since), ['repeated_failures critical', 'phantom_references warning']);
    assert.equal(attentionOf(task, task.since, english).findings[0]?.title, 'typecheck failed: TS2345');
    assert.deepEqual(kinds({ ...task, failures: 2, phantomCards: [] }, task.since), ['repeated_failures error']);
    assert.deepEqual(kinds({ ...task, failures: 1, phantomCards: [] }, task.since), []);
  });

  it('is told as past, without advice, on a board that is shown as it was', async () => {
    const task = await aTask({ assignee: null, unknownCards: ['t_11111111'], phantomCards: ['t_99999999'] });
    const then = (each: Task) =>
      attentionOf(each, each.since + 25 * HOUR, english, true).findings.map(({ title, detail }) => [title, detail]);
    assert.deepEqual(then(task), [
      ['Nobody was assigned, so no worker could take it', 'It had been ready without an assignee.'],
      ['A completion named cards that did not exist: t_11111111', 'It was refused, and nothing was changed.'],
      ['The summary named cards that did not exist: t_99999999', undefined],
    ]);
    const block = { kind: 'needs_input', reason: 'Which region?', gaveUp: false } as const;
    const blocked = { ...task, status: 'blocked', block, unknownCards: [], phantomCards: [] } as const;
    assert.deepEqual(then(blocked), [['Blocked for more than a day: Which region?', 'Nobody had unblocked it.']]);
  });

  it('is nothing any more once it is archived', async () => {
    const task = await aTask({ status: 'archived', unknownCards: ['t_99999999'] });
    assert.deepEqual(kinds(task, task.since), []);
  });
});
