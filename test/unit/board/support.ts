import assert from 'node:assert/strict';
import type { BoardCode, BoardCommand, CreateTask, DecideContext, Outcome } from '../../../src/core/board/commands';
import { decide } from '../../../src/core/board/decide';
import { evolve } from '../../../src/core/board/evolve';
import type { BoardEvent, Task, TaskId } from '../../../src/core/board/model';
import { MutableBoard } from '../../../src/core/board/state';
import type { Result } from '../../../src/core/result';

export const MINUTE = 60_000;
export const HOUR = 60 * MINUTE;

export interface TestCommit {
  readonly seq: number;
  readonly at: number;
  readonly actor: string;
  readonly events: readonly BoardEvent[];
}

/** A board in memory with a clock that the test turns. */
export class TestBoard {
  readonly state = new MutableBoard();
  readonly commits: TestCommit[] = [];
  now = Date.UTC(2026, 0, 1);
  profiles: ReadonlySet<string> | undefined;
  #ids = 0;

  /** Decides, and folds what was decided. */
  try(command: BoardCommand, actor = 'mara'): Result<Outcome, BoardCode> {
    const context: DecideContext = {
      at: this.now,
      actor,
      newTaskId: () => `t_${(++this.#ids).toString(16).padStart(8, '0')}`,
      newRunId: () => `r_${(++this.#ids).toString(16).padStart(8, '0')}`,
      ...(this.profiles && { profiles: this.profiles }),
    };
    const decision = decide(this.state, command, context);
    if (!decision.ok) return decision;
    if (decision.events.length) {
      const commit = { seq: this.commits.length + 1, at: this.now, actor, events: structuredClone(decision.events) };
      this.commits.push(commit);
      evolve(this.state, commit);
    }
    return decision.value;
  }

  /** The same where it has to work. */
  do(command: BoardCommand, actor?: string): Outcome {
    const result = this.try(command, actor);
    assert.ok(result.ok, result.ok ? '' : `${result.refusal.code}: ${result.refusal.message}`);
    return result.value;
  }

  /** The same where it has to be refused with that code; the board and the ledger stay as they were. */
  refused(code: BoardCode, command: BoardCommand, actor?: string): Readonly<Record<string, unknown>> {
    const before = this.commits.length;
    const result = this.try(command, actor);
    assert.equal(result.ok ? 'done' : result.refusal.code, code);
    assert.equal(this.commits.length, before, 'a refusal changes nothing');
    return (!result.ok && result.refusal.details) || {};
  }

  create(title: string, more: Partial<CreateTask> = {}): TaskId {
    return this.do({ type: 'create', title, ...more }).task;
  }

  task(id: TaskId): Task {
    const task = this.state.tasks.get(id);
    assert.ok(task, `${id} is not on the board`);
    return task;
  }

  status(id: TaskId): string {
    return this.task(id).status;
  }

  /** A task that is being worked on. */
  running(title: string, more: Partial<CreateTask> = {}): TaskId {
    const id = this.create(title, more);
    this.do({ type: 'claim', task: id, worker: 'codex' }, 'codex');
    return id;
  }

  done(title: string): TaskId {
    const id = this.create(title);
    this.do({ type: 'complete', task: id });
    return id;
  }

  get lastType(): string | undefined {
    return this.last.events[0]?.type;
  }

  get last(): TestCommit {
    return this.commits.at(-1)!;
  }
}
