import type { BoardCommand } from '../../../src/core/board/commands';
import type { Status, TaskId } from '../../../src/core/board/model';

export interface NaiveTask {
  id: TaskId;
  status: Status;
  parents: TaskId[];
  assignee: string | null;
  key: string | null;
  scheduledAt: number | null;
  archivedFrom: Status;
  failures: number;
  maxRetries: number;
  attempts: number;
  open: boolean;
  comments: number;
}

/**
 * The rules of a board once more, as plainly as they can be written: no indexes, no events, every promotion found by
 * looking at every task. Slow, and right by reading it.
 */
export class NaiveBoard {
  tasks: NaiveTask[] = [];

  /** True when the command is allowed; then it has happened. `id` is the id of what `create` makes. */
  do(command: BoardCommand, now: number, id: TaskId, worker: string): boolean {
    const before = structuredClone(this.tasks);
    this.promote(now);
    if (this.apply(command, now, id, worker)) {
      this.promote(now);
      return true;
    }
    this.tasks = before;
    return false;
  }

  private find(id: TaskId): NaiveTask | undefined {
    return this.tasks.find((task) => task.id === id);
  }

  private held(task: Pick<NaiveTask, 'parents'>): boolean {
    return task.parents.some((id) => !['done', 'archived'].includes(this.find(id)!.status));
  }

  private promote(now: number): void {
    for (const task of this.tasks) {
      if (task.status === 'scheduled' && (task.scheduledAt === null || task.scheduledAt <= now)) task.status = 'todo';
      if (task.status === 'todo' && !this.held(task)) task.status = 'ready';
      if (task.status === 'ready' && this.held(task)) task.status = 'todo';
    }
  }

  private waitsFor(id: TaskId, other: TaskId): boolean {
    return id === other || this.find(id)!.parents.some((parent) => this.waitsFor(parent, other));
  }

  private apply(command: BoardCommand, now: number, newId: TaskId, worker: string): boolean {
    if (command.type === 'wake') return true;
    if (command.type === 'create') return this.create(command, now, newId);
    if (command.type === 'link') {
      const child = this.find(command.child);
      const parent = this.find(command.parent);
      if (!child || !parent || child.parents.includes(parent.id) || this.waitsFor(parent.id, child.id)) return false;
      child.parents.push(parent.id);
      return true;
    }
    if (command.type === 'unlink') {
      const child = this.find(command.child);
      if (!child?.parents.includes(command.parent)) return false;
      child.parents = child.parents.filter((id) => id !== command.parent);
      return true;
    }
    if (command.type === 'import') throw new Error('not in this test');
    const task = this.find(command.task);
    if (!task) return false;
    const from = (...statuses: Status[]) => statuses.includes(task.status);
    const go = (status: Status): boolean => {
      task.status = status;
      task.open = status === 'running';
      return true;
    };
    switch (command.type) {
      case 'claim':
        if (!from('ready')) return false;
        task.assignee ??= worker;
        task.attempts += 1;
        return go('running');
      case 'heartbeat':
        return task.open;
      case 'complete':
        if (!from('running', 'ready', 'blocked', 'review')) return false;
        if (command.createdCards?.some((id) => !this.find(id))) return false;
        task.failures = 0;
        return go('done');
      case 'request_review':
        if (!from('running')) return false;
        task.failures = 0;
        return go('review');
      case 'request_changes':
        return from('review') && go('ready');
      case 'block':
        return from('running', 'ready') && go('blocked');
      case 'unblock':
        if (!from('blocked')) return false;
        task.failures = 0;
        return go('ready');
      case 'reopen':
        return from('done') && go('ready');
      case 'reclaim':
        if (!from('running')) return false;
        task.failures = 0;
        return go('ready');
      case 'fail':
        if (!from('running')) return false;
        if (command.kind !== 'rate_limited') task.failures += 1;
        return go(command.kind !== 'rate_limited' && task.failures >= task.maxRetries ? 'blocked' : 'ready');
      case 'archive':
        if (from('archived')) return false;
        task.archivedFrom = from('running') ? 'ready' : task.status;
        return go('archived');
      case 'restore':
        if (!from('archived')) return false;
        if (this.tasks.some((other) => other.key !== null && other.key === task.key && other.status !== 'archived'))
          task.key = null;
        return go(task.archivedFrom);
      case 'reassign':
        if (from('running') && command.reclaim) {
          task.failures = 0;
          go('ready');
        }
        if (from('running') && command.assignee !== task.assignee) return false;
        task.assignee = command.assignee;
        return true;
      case 'comment':
        if (!command.text.trim()) return false;
        task.comments += 1;
        return true;
      case 'move':
        return this.move(task, command.to, command.at, now, go);
      default:
        throw new Error(`not in this test: ${command.type}`);
    }
  }

  private create(command: Extract<BoardCommand, { type: 'create' }>, now: number, id: TaskId): boolean {
    const { status, parents = [], idempotencyKey: key = null, scheduledAt = null, assignee = null } = command;
    if (key !== null && this.tasks.some((task) => task.key === key && task.status !== 'archived')) return true;
    if (status !== undefined && !['triage', 'todo', 'scheduled', 'ready'].includes(status)) return false;
    if (parents.some((parent) => !this.find(parent))) return false;
    const held = this.held({ parents: [...parents] });
    if ((status === 'ready' && held) || (status === 'scheduled' && scheduledAt === null)) return false;
    this.tasks.push({
      id,
      status: status ?? (scheduledAt !== null && scheduledAt > now ? 'scheduled' : 'todo'),
      parents: [...new Set(parents)],
      assignee,
      key,
      scheduledAt,
      archivedFrom: 'ready',
      failures: 0,
      maxRetries: command.maxRetries ?? 3,
      attempts: 0,
      open: false,
      comments: 0,
    });
    return true;
  }

  private move(
    task: NaiveTask,
    to: Status,
    at: number | undefined,
    now: number,
    go: (status: Status) => boolean,
  ): boolean {
    const from = task.status;
    if (from === to && (to !== 'scheduled' || at === undefined)) return true;
    if (to === 'running' || from === 'archived') return false;
    if (to === 'archived') {
      task.archivedFrom = from === 'running' ? 'ready' : from;
      return go('archived');
    }
    if (from === 'done') return false;
    if (to === 'done') {
      if (!['running', 'ready', 'blocked', 'review'].includes(from)) return false;
      task.failures = 0;
      return go('done');
    }
    if (to === 'blocked') return ['running', 'ready'].includes(from) && go('blocked');
    if (from === 'blocked') {
      if ((to !== 'ready' && to !== 'todo') || (to === 'ready' && this.held(task))) return false;
      task.failures = 0;
      return go(to);
    }
    if (from === 'running') {
      if (to !== 'ready' && to !== 'review') return false;
      task.failures = 0;
      return go(to);
    }
    if (to === 'ready' && this.held(task)) return false;
    if (to === 'todo' && from === 'ready') return false;
    if (to === 'scheduled') {
      const moment = at ?? task.scheduledAt;
      if (moment === null || moment <= now) return false;
      task.scheduledAt = moment;
    }
    return go(to);
  }
}
