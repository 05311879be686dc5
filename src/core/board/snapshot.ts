import type { Attempt, Task } from './model';
import { MutableBoard } from './state';

/** The fields in the order of a snapshot's rows. Another order or number of them needs another `FOLD_VERSION`. */
const TASK_FIELDS = [
  'id',
  'title',
  'status',
  'since',
  'assignee',
  'priority',
  'tenant',
  'createdBy',
  'createdAt',
  'updatedAt',
  'startedAt',
  'completedAt',
  'workspaceKind',
  'workspacePath',
  'maxRuntimeSeconds',
  'maxRetries',
  'skills',
  'idempotencyKey',
  'scheduledAt',
  'project',
  'story',
  'failures',
  'lastError',
  'cooldownUntil',
  'block',
  'archivedFrom',
  'currentRun',
  'runs',
  'parents',
  'children',
  'hasBody',
  'comments',
  'attachments',
  'costUsd',
  'unknownCards',
  'phantomCards',
  'events',
] as const satisfies readonly (keyof Task)[];

const ATTEMPT_FIELDS = [
  'id',
  'worker',
  'startedAt',
  'leaseUntil',
  'heartbeatAt',
  'endedAt',
  'outcome',
  'error',
  'costUsd',
] as const satisfies readonly (keyof Attempt)[];

type Row<T, Fields extends readonly (keyof T)[]> = { readonly [Index in keyof Fields]: T[Fields[Index]] };
type AttemptRow = Row<Attempt, typeof ATTEMPT_FIELDS>;
type TaskRow = Row<Omit<Task, 'runs'> & { readonly runs: readonly AttemptRow[] }, typeof TASK_FIELDS>;

const NONE: readonly never[] = Object.freeze([]);

export function encodeBoard(board: MutableBoard): string {
  const encoder = new BoardEncoder(board);
  while (!encoder.done) encoder.more(1_000);
  return encoder.text;
}

/** A snapshot in slices. The board may go on changing meanwhile: its tasks as of now are what is written. */
export class BoardEncoder {
  readonly #head: string;
  readonly #tasks: readonly Task[];
  readonly #slices: string[] = [];
  #next = 0;

  constructor(board: MutableBoard) {
    this.#head = `{"seq":${board.seq},"at":${board.at},"tasks":[`;
    this.#tasks = [...board.tasks.values()];
  }

  get done(): boolean {
    return this.#next >= this.#tasks.length;
  }

  /** Writes the next so many tasks. */
  more(count: number): void {
    const slice = this.#tasks.slice(this.#next, this.#next + count);
    this.#next += count;
    if (slice.length) this.#slices.push(slice.map((task) => JSON.stringify(rowOf(task))).join(','));
  }

  get text(): string {
    return `${this.#head}${this.#slices.join(',')}]}`;
  }
}

export function decodeBoard(text: string): MutableBoard {
  const { seq, at, tasks } = JSON.parse(text) as { seq: number; at: number; tasks: TaskRow[] };
  const board = new MutableBoard();
  for (const row of tasks) board.set(taskOf(row));
  board.seq = seq;
  board.at = at;
  return board;
}

function rowOf(task: Task): unknown[] {
  return TASK_FIELDS.map((field) =>
    field === 'runs' ? task.runs.map((attempt) => ATTEMPT_FIELDS.map((name) => attempt[name])) : task[field],
  );
}

/** Written out, so that every task has one shape in memory. */
function taskOf(row: TaskRow): Task {
  const [
    id,
    title,
    status,
    since,
    assignee,
    priority,
    tenant,
    createdBy,
    createdAt,
    updatedAt,
    startedAt,
    completedAt,
    workspaceKind,
    workspacePath,
    maxRuntimeSeconds,
    maxRetries,
    skills,
    idempotencyKey,
    scheduledAt,
    project,
    story,
    failures,
    lastError,
    cooldownUntil,
    block,
    archivedFrom,
    currentRun,
    runs,
    parents,
    children,
    hasBody,
    comments,
    attachments,
    costUsd,
    unknownCards,
    phantomCards,
    events,
  ] = row;
  return {
    id,
    title,
    status,
    since,
    assignee,
    priority,
    tenant,
    createdBy,
    createdAt,
    updatedAt,
    startedAt,
    completedAt,
    workspaceKind,
    workspacePath,
    maxRuntimeSeconds,
    maxRetries,
    skills: shared(skills),
    idempotencyKey,
    scheduledAt,
    project,
    story,
    failures,
    lastError,
    cooldownUntil,
    block,
    archivedFrom,
    currentRun,
    runs: attemptsOf(runs),
    parents: shared(parents),
    children: shared(children),
    hasBody,
    comments,
    attachments,
    costUsd,
    unknownCards: shared(unknownCards),
    phantomCards: shared(phantomCards),
    events,
  };
}

function attemptsOf(rows: readonly AttemptRow[]): readonly Attempt[] {
  if (rows.length === 0) return NONE;
  return rows.map(([id, worker, startedAt, leaseUntil, heartbeatAt, endedAt, outcome, error, costUsd]) => ({
    id,
    worker,
    startedAt,
    leaseUntil,
    heartbeatAt,
    endedAt,
    outcome,
    error,
    costUsd,
  }));
}

/** Most lists are empty: one empty list for all of them. */
const shared = <T>(list: readonly T[]): readonly T[] => (list.length ? list : NONE);
