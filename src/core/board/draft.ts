import { applyEvent } from './evolve';
import { type BoardEvent, isClosed, type Task, type TaskId } from './model';
import { type BoardState, openParents, type Tasks } from './state';

/**
 * A board on trial: the events of one decision are applied to it as they are emitted, so that the later ones of a
 * commit are decided on what the earlier ones did. The board beneath stays as it is.
 */
export class Draft implements Tasks {
  readonly events: BoardEvent[] = [];
  readonly #board: BoardState;
  readonly #touched = new Map<TaskId, Task>();
  readonly #moment: { readonly at: number; readonly actor: string; readonly seq: number };

  constructor(board: BoardState, at: number, actor: string) {
    this.#board = board;
    this.#moment = { at, actor, seq: board.seq + 1 };
  }

  get at(): number {
    return this.#moment.at;
  }

  get actor(): string {
    return this.#moment.actor;
  }

  get(id: TaskId): Task | undefined {
    return this.#touched.get(id) ?? this.#board.tasks.get(id);
  }

  set(task: Task): void {
    this.#touched.set(task.id, task);
  }

  keyHolder(key: string): TaskId | undefined {
    return this.#board.keyHolder(key);
  }

  emit(event: BoardEvent): void {
    this.events.push(event);
    applyEvent(this, event, this.#moment);
  }

  /** Wakes whose time has come. */
  wake(): void {
    for (const id of this.#board.dueUntil(this.at)) this.#wakeIfDue(id);
  }

  /** Whoever may go on, goes on, and whoever may not any more, steps back: in the same commit as the cause. */
  settle(): void {
    const affected = new Set<TaskId>();
    for (const [id, task] of this.#touched) {
      affected.add(id);
      const before = this.#board.tasks.get(id);
      if (!before || isClosed(before.status) !== isClosed(task.status)) {
        for (const child of task.children) affected.add(child);
      }
    }
    for (const id of affected) this.#settleOne(id);
  }

  #settleOne(id: TaskId): void {
    this.#wakeIfDue(id);
    const task = this.get(id);
    if (task?.status === 'todo' && openParents(this, task).length === 0) {
      this.emit({ type: 'promoted', task: id, to: 'ready' });
    } else if (task?.status === 'ready' && openParents(this, task).length > 0) {
      this.emit({ type: 'demoted', task: id });
    }
  }

  #wakeIfDue(id: TaskId): void {
    const task = this.get(id);
    if (task?.status !== 'scheduled') return;
    if (task.scheduledAt !== null && task.scheduledAt > this.at) return;
    this.emit({ type: 'promoted', task: id, to: openParents(this, task).length ? 'todo' : 'ready' });
  }
}
