import type { Attempt, BoardEvent, Column, RunOutcome, Status, Task, TaskFields } from './model';
import { LEASE_MS, openAttempt } from './model';
import type { MutableBoard, Tasks } from './state';

/** Of what the commit knows, what its events need. */
export interface Moment {
  readonly at: number;
  readonly actor: string;
  readonly seq: number;
}

/** Changes with every change of `Task` or of what an event means: an older snapshot is then no longer used. */
export const FOLD_VERSION = 2;

/** Folds one commit into the board. */
export function evolve(board: MutableBoard, commit: Moment & { readonly events: readonly BoardEvent[] }): void {
  for (const event of commit.events) applyEvent(board, event, commit);
  board.seq = commit.seq;
  board.at = commit.at;
}

/** What one event means for the tasks that it touches. An event of a task that is not there means nothing. */
export function applyEvent(tasks: Tasks, event: BoardEvent, moment: Moment): void {
  if (event.type === 'created') appear(tasks, born(event, moment), moment);
  else if (event.type === 'imported') appear(tasks, { ...event.record, children: NONE, events: [moment.seq] }, moment);
  else {
    const task = tasks.get(event.task);
    if (!task) return;
    if (event.type === 'linked' || event.type === 'unlinked') relink(tasks, task, event, moment);
    else {
      const next = { ...task };
      change(next, event, moment.at);
      if (!isQuiet(event)) note(next, moment);
      tasks.set(next);
    }
  }
}

/** A task that nobody has seen yet: one copy is made for an event, and changed until it is put on the board. */
type Next = { -readonly [K in keyof Task]: Task[K] };

/** Signs of life come by the minute and tell no story. */
const isQuiet = (event: BoardEvent): boolean => event.type === 'heartbeat' || event.type === 'cost';

const NONE: readonly never[] = Object.freeze([]);

function born(event: Extract<BoardEvent, { type: 'created' }>, { at, actor, seq }: Moment): Task {
  return {
    id: event.task,
    title: event.title,
    status: event.status,
    since: at,
    assignee: event.assignee ?? null,
    priority: event.priority ?? 0,
    tenant: event.tenant ?? null,
    createdBy: actor,
    createdAt: at,
    updatedAt: at,
    startedAt: null,
    completedAt: null,
    workspaceKind: event.workspaceKind ?? 'scratch',
    workspacePath: event.workspacePath ?? null,
    maxRuntimeSeconds: event.maxRuntimeSeconds ?? null,
    maxRetries: event.maxRetries ?? null,
    skills: event.skills?.length ? event.skills : NONE,
    idempotencyKey: event.idempotencyKey,
    scheduledAt: event.scheduledAt ?? null,
    project: event.project ?? null,
    story: event.story ?? null,
    failures: 0,
    lastError: null,
    cooldownUntil: null,
    block: null,
    archivedFrom: null,
    currentRun: null,
    runs: NONE,
    parents: event.parents.length ? event.parents : NONE,
    children: NONE,
    hasBody: Boolean(event.body),
    comments: 0,
    attachments: 0,
    costUsd: 0,
    unknownCards: NONE,
    phantomCards: NONE,
    events: [seq],
  };
}

/** Its parents are on the board before it, so its links are complete at once. */
function appear(tasks: Tasks, task: Task, moment: Moment): void {
  tasks.set(task);
  for (const id of task.parents) {
    const parent = tasks.get(id);
    if (parent) tasks.set(note({ ...parent, children: [...parent.children, task.id] }, moment));
  }
}

function relink(
  tasks: Tasks,
  child: Task,
  event: Extract<BoardEvent, { type: 'linked' | 'unlinked' }>,
  moment: Moment,
): void {
  const parent = tasks.get(event.parent);
  if (!parent) return;
  const linked = event.type === 'linked';
  const parents = linked ? [...child.parents, parent.id] : child.parents.filter((id) => id !== parent.id);
  const children = linked ? [...parent.children, child.id] : parent.children.filter((id) => id !== child.id);
  tasks.set(note({ ...child, parents, updatedAt: moment.at }, moment));
  tasks.set(note({ ...parent, children }, moment));
}

function change(
  next: Next,
  event: Exclude<BoardEvent, { type: 'created' | 'imported' | 'linked' | 'unlinked' }>,
  at: number,
): void {
  if (!isQuiet(event)) next.updatedAt = at;
  switch (event.type) {
    case 'edited':
      Object.assign(next, shortFields(event.changes));
      next.unknownCards = NONE;
      next.phantomCards = NONE;
      return;
    case 'promoted':
      enter(next, event.to, at);
      return;
    case 'demoted':
      enter(next, 'todo', at);
      return;
    case 'moved':
      enter(next, event.to, at);
      next.scheduledAt = event.scheduledAt ?? next.scheduledAt;
      return;
    case 'claimed':
      claim(next, event.run, event.worker, at);
      return;
    case 'heartbeat':
      changeAttempt(next, { heartbeatAt: at, leaseUntil: at + LEASE_MS });
      return;
    case 'cost':
      addCost(next, event.run, event.costUsd);
      return;
    case 'completed':
      close(next, 'completed', at);
      enter(next, 'done', at);
      succeed(next);
      next.completedAt = at;
      next.unknownCards = NONE;
      next.phantomCards = event.phantoms.length ? event.phantoms : NONE;
      return;
    case 'completion_refused':
      next.unknownCards = event.unknownCards;
      return;
    case 'review_requested':
      close(next, 'review', at);
      enter(next, 'review', at);
      succeed(next);
      return;
    case 'changes_requested':
      enter(next, 'ready', at);
      return;
    case 'blocked':
      close(next, 'blocked', at);
      enter(next, 'blocked', at);
      next.block = { kind: event.kind, reason: event.reason, gaveUp: false };
      return;
    case 'unblocked':
      enter(next, 'ready', at);
      next.failures = 0;
      return;
    case 'reopened':
      enter(next, 'ready', at);
      next.completedAt = null;
      return;
    case 'reclaimed':
      close(next, 'reclaimed', at);
      enter(next, 'ready', at);
      next.failures = 0;
      return;
    case 'attempt_failed':
      fail(next, event, at);
      return;
    case 'archived': {
      const { block, status } = next;
      close(next, 'archived', at);
      enter(next, 'archived', at);
      next.archivedFrom = leftBehind(status);
      next.block = block;
      return;
    }
    case 'restored': {
      const { block } = next;
      enter(next, next.archivedFrom ?? 'ready', at);
      next.archivedFrom = null;
      next.block = block;
      if (event.forgetsKey) next.idempotencyKey = null;
      return;
    }
    case 'commented':
      next.comments += 1;
      return;
    case 'attached':
      next.attachments += 1;
      return;
    default:
      // A newer version of Signalbox wrote it.
      event satisfies never;
  }
}

/** Where a restored task goes back to: nobody works on it then, so not to `running`. */
const leftBehind = (status: Status): Column => (status === 'running' || status === 'archived' ? 'ready' : status);

function enter(next: Next, status: Status, at: number): void {
  next.status = status;
  next.since = at;
  next.block = null;
  next.cooldownUntil = null;
}

function note(next: Next, { seq }: Moment): Task {
  if (next.events.at(-1) !== seq) next.events = [...next.events, seq];
  return next;
}

function succeed(next: Next): void {
  next.failures = 0;
  next.lastError = null;
}

function claim(next: Next, run: string, worker: string, at: number): void {
  const attempt: Attempt = {
    id: run,
    worker,
    startedAt: at,
    leaseUntil: at + LEASE_MS,
    heartbeatAt: at,
    endedAt: null,
    outcome: null,
    error: null,
    costUsd: 0,
  };
  enter(next, 'running', at);
  next.assignee ??= worker;
  next.startedAt = at;
  next.currentRun = run;
  next.runs = [...next.runs, attempt];
}

function changeAttempt(next: Next, changes: Partial<Attempt>): void {
  const attempt = openAttempt(next);
  if (attempt) next.runs = next.runs.with(-1, { ...attempt, ...changes });
}

function addCost(next: Next, run: string, costUsd: number): void {
  const index = next.runs.findLastIndex((attempt) => attempt.id === run);
  const attempt = next.runs[index];
  if (!attempt) return;
  next.runs = next.runs.with(index, { ...attempt, costUsd });
  next.costUsd = next.runs.reduce((sum, each) => sum + each.costUsd, 0);
}

/** The attempt that was open, if one was, has ended so. */
function close(next: Next, outcome: RunOutcome, at: number, error: string | null = null): void {
  if (next.currentRun === null) return;
  changeAttempt(next, { endedAt: at, outcome, error });
  next.currentRun = null;
}

function fail(next: Next, event: Extract<BoardEvent, { type: 'attempt_failed' }>, at: number): void {
  const error = firstLine(event.error);
  close(next, event.kind, at, error);
  if (event.kind === 'rate_limited') {
    enter(next, 'ready', at);
    next.cooldownUntil = event.retryAt;
    return;
  }
  enter(next, event.gaveUp ? 'blocked' : 'ready', at);
  next.failures += 1;
  next.lastError = error;
  if (event.gaveUp) next.block = { kind: 'transient', reason: error, gaveUp: true };
}

export function firstLine(text: string): string {
  const line = text.trim().split('\n', 1)[0]!.trim();
  return line.length > 160 ? `${line.slice(0, 159)}…` : line;
}

/** Of the edited fields, those that the board keeps in memory. */
function shortFields({ body, ...short }: Partial<TaskFields>): Partial<Task> {
  return body === undefined ? short : { ...short, hasBody: body !== '' };
}
