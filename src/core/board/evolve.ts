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
export const FOLD_VERSION = 1;

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
    else tasks.set(isQuiet(event) ? changed(task, event, moment) : noted(changed(task, event, moment), moment));
  }
}

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
    if (parent) tasks.set(noted({ ...parent, children: [...parent.children, task.id] }, moment));
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
  tasks.set(noted({ ...child, parents, updatedAt: moment.at }, moment));
  tasks.set(noted({ ...parent, children }, moment));
}

function changed(
  task: Task,
  event: Exclude<BoardEvent, { type: 'created' | 'imported' | 'linked' | 'unlinked' }>,
  moment: Moment,
): Task {
  const { at } = moment;
  switch (event.type) {
    case 'edited':
      return { ...task, ...shortFields(event.changes), unknownCards: NONE, phantomCards: NONE, updatedAt: at };
    case 'promoted':
      return enter(task, event.to, at);
    case 'demoted':
      return enter(task, 'todo', at);
    case 'moved':
      return { ...enter(task, event.to, at), scheduledAt: event.scheduledAt ?? task.scheduledAt };
    case 'claimed':
      return claimed(task, event.run, event.worker, at);
    case 'heartbeat':
      return withAttempt(task, { heartbeatAt: at, leaseUntil: at + LEASE_MS });
    case 'cost':
      return withCost(task, event.run, event.costUsd);
    case 'completed':
      return {
        ...enter(closed(task, 'completed', at), 'done', at),
        completedAt: at,
        failures: 0,
        lastError: null,
        unknownCards: NONE,
        phantomCards: event.phantoms.length ? event.phantoms : NONE,
      };
    case 'completion_refused':
      return { ...task, unknownCards: event.unknownCards, updatedAt: at };
    case 'review_requested':
      return { ...enter(closed(task, 'review', at), 'review', at), failures: 0, lastError: null };
    case 'changes_requested':
      return enter(task, 'ready', at);
    case 'blocked':
      return {
        ...enter(closed(task, 'blocked', at), 'blocked', at),
        block: { kind: event.kind, reason: event.reason, gaveUp: false },
      };
    case 'unblocked':
      return { ...enter(task, 'ready', at), failures: 0 };
    case 'reopened':
      return { ...enter(task, 'ready', at), completedAt: null };
    case 'reclaimed':
      return { ...enter(closed(task, 'reclaimed', at), 'ready', at), failures: 0 };
    case 'attempt_failed':
      return failed(task, event, at);
    case 'archived':
      return {
        ...enter(closed(task, 'archived', at), 'archived', at),
        archivedFrom: leftBehind(task.status),
        block: task.block,
      };
    case 'restored':
      return {
        ...enter(task, task.archivedFrom ?? 'ready', at),
        archivedFrom: null,
        block: task.block,
        idempotencyKey: event.forgetsKey ? null : task.idempotencyKey,
      };
    case 'commented':
      return { ...task, comments: task.comments + 1, updatedAt: at };
    case 'attached':
      return { ...task, attachments: task.attachments + 1, updatedAt: at };
    default:
      // A newer version of Signalbox wrote it.
      event satisfies never;
      return task;
  }
}

/** Where a restored task goes back to: nobody works on it then, so not to `running`. */
const leftBehind = (status: Status): Column => (status === 'running' || status === 'archived' ? 'ready' : status);

function enter(task: Task, status: Status, at: number): Task {
  return { ...task, status, since: at, updatedAt: at, block: null, cooldownUntil: null };
}

function noted(task: Task, { seq }: Moment): Task {
  return task.events.at(-1) === seq ? task : { ...task, events: [...task.events, seq] };
}

function claimed(task: Task, run: string, worker: string, at: number): Task {
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
  return {
    ...enter(task, 'running', at),
    assignee: task.assignee ?? worker,
    startedAt: at,
    currentRun: run,
    runs: [...task.runs, attempt],
  };
}

function withAttempt(task: Task, changes: Partial<Attempt>): Task {
  const attempt = openAttempt(task);
  return attempt ? { ...task, runs: task.runs.with(-1, { ...attempt, ...changes }) } : task;
}

function withCost(task: Task, run: string, costUsd: number): Task {
  const index = task.runs.findLastIndex((attempt) => attempt.id === run);
  const attempt = task.runs[index];
  if (!attempt) return task;
  const runs = task.runs.with(index, { ...attempt, costUsd });
  return { ...task, runs, costUsd: runs.reduce((sum, each) => sum + each.costUsd, 0) };
}

/** The attempt that was open, if one was, has ended so. */
function closed(task: Task, outcome: RunOutcome, at: number, error: string | null = null): Task {
  if (task.currentRun === null) return task;
  return { ...withAttempt(task, { endedAt: at, outcome, error }), currentRun: null };
}

function failed(task: Task, event: Extract<BoardEvent, { type: 'attempt_failed' }>, at: number): Task {
  const error = firstLine(event.error);
  const ended = closed(task, event.kind, at, error);
  if (event.kind === 'rate_limited') return { ...enter(ended, 'ready', at), cooldownUntil: event.retryAt };
  const counted = {
    ...enter(ended, event.gaveUp ? 'blocked' : 'ready', at),
    failures: task.failures + 1,
    lastError: error,
  };
  return event.gaveUp ? { ...counted, block: { kind: 'transient', reason: error, gaveUp: true } } : counted;
}

export function firstLine(text: string): string {
  const line = text.trim().split('\n', 1)[0]!.trim();
  return line.length > 160 ? `${line.slice(0, 159)}…` : line;
}

/** Of the edited fields, those that the board keeps in memory. */
function shortFields({ body, ...short }: Partial<TaskFields>): Partial<Task> {
  return body === undefined ? short : { ...short, hasBody: body !== '' };
}
