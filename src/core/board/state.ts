import { DueTimes } from './due';
import { isClosed, STATUSES, type Status, type Task, type TaskId } from './model';

/** Where tasks are read from and put into: the board itself, or a draft over it. */
export interface Tasks {
  get(id: TaskId): Task | undefined;
  set(task: Task): void;
}

/** How many tasks an assignee has in each status. */
export type CountByStatus = Record<Status, number>;

/**
 * The state of a board. `evolve` changes it in place, so that a change costs the same on any size of board; the tasks
 * in it are never changed but replaced. Whoever wants to keep an older board keeps `new Map(state.tasks)`.
 */
export interface BoardState {
  readonly tasks: ReadonlyMap<TaskId, Task>;
  readonly byStatus: Readonly<Record<Status, ReadonlySet<TaskId>>>;
  readonly byAssignee: ReadonlyMap<string, Readonly<CountByStatus>>;
  /** The commit that is folded in last, and its time. */
  readonly seq: number;
  readonly at: number;
  /** The living task of an idempotency key. */
  keyHolder(key: string): TaskId | undefined;
  /** The next scheduled task that wakes. */
  nextDue(): { readonly at: number; readonly task: TaskId } | undefined;
  dueUntil(moment: number): readonly TaskId[];
}

export class MutableBoard implements BoardState, Tasks {
  readonly tasks = new Map<TaskId, Task>();
  readonly byStatus = perStatus(() => new Set<TaskId>());
  readonly byAssignee = new Map<string, CountByStatus>();
  seq = 0;
  at = 0;
  readonly #keys = new Map<string, TaskId>();
  readonly #due = new DueTimes();

  get(id: TaskId): Task | undefined {
    return this.tasks.get(id);
  }

  set(task: Task): void {
    const before = this.tasks.get(task.id);
    this.tasks.set(task.id, task);
    if (before?.status !== task.status) {
      if (before) this.byStatus[before.status].delete(task.id);
      this.byStatus[task.status].add(task.id);
    }
    if (before?.assignee !== task.assignee || before.status !== task.status) {
      if (before) this.#count(before, -1);
      this.#count(task, 1);
    }
    if (task.idempotencyKey !== null) this.#index(task.id, task.idempotencyKey, task.status);
    if (task.status === 'scheduled' && task.scheduledAt !== null) this.#due.set(task.id, task.scheduledAt);
    else if (before?.status === 'scheduled') this.#due.delete(task.id);
  }

  keyHolder(key: string): TaskId | undefined {
    return this.#keys.get(key);
  }

  nextDue() {
    return this.#due.next();
  }

  dueUntil(moment: number): readonly TaskId[] {
    return this.#due.until(moment);
  }

  #index(id: TaskId, key: string, status: Status): void {
    if (status !== 'archived') this.#keys.set(key, id);
    else if (this.#keys.get(key) === id) this.#keys.delete(key);
  }

  #count(task: Task, by: 1 | -1): void {
    if (task.assignee === null) return;
    let counts = this.byAssignee.get(task.assignee);
    if (!counts) {
      counts = perStatus(() => 0);
      this.byAssignee.set(task.assignee, counts);
    }
    counts[task.status] += by;
    if (counts[task.status] === 0 && STATUSES.every((status) => counts[status] === 0)) {
      this.byAssignee.delete(task.assignee);
    }
  }
}

function perStatus<T>(make: () => T): Record<Status, T> {
  return Object.fromEntries(STATUSES.map((status) => [status, make()])) as Record<Status, T>;
}

/** The parents that hold a task back: neither done nor archived. */
export function openParents(tasks: Pick<Tasks, 'get'>, task: Pick<Task, 'parents'>): Task[] {
  const open: Task[] = [];
  for (const id of task.parents) {
    const parent = tasks.get(id);
    if (parent && !isClosed(parent.status)) open.push(parent);
  }
  return open;
}
