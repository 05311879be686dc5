import type { Attempt, Task } from './model';
import { MutableBoard } from './state';

/** The columns of a snapshot. Another set of them needs another `FOLD_VERSION`. */
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

/**
 * One field of many tasks. Most fields hold one value in nearly all tasks, or one of a few: read back, those are one
 * value in memory, not thousands of equal ones. That, and no row to be copied, makes a large board quick to load.
 */
type Column =
  | readonly unknown[]
  | { readonly all: unknown }
  | { readonly of: readonly unknown[]; readonly at: readonly number[] };

type Block = { readonly count: number } & { readonly [Field in keyof Task]: Column };

const BLOCK = 500;
const NONE: readonly never[] = Object.freeze([]);

/** A snapshot in slices. The board may go on changing meanwhile: its tasks as of now are what is written. */
export class BoardEncoder {
  readonly #head: string;
  readonly #tasks: readonly Task[];
  readonly #blocks: string[] = [];
  #next = 0;

  constructor(board: MutableBoard) {
    this.#head = `{"seq":${board.seq},"at":${board.at},"blocks":[`;
    this.#tasks = [...board.tasks.values()];
  }

  get done(): boolean {
    return this.#next >= this.#tasks.length;
  }

  /** Writes the next tasks, so few that nobody notices. */
  more(): void {
    const tasks = this.#tasks.slice(this.#next, this.#next + BLOCK);
    this.#next += BLOCK;
    if (tasks.length) this.#blocks.push(JSON.stringify(blockOf(tasks)));
  }

  get text(): string {
    return `${this.#head}${this.#blocks.map((block) => `\n${block}`).join(',')}\n]}`;
  }
}

/** A snapshot read in slices: each block stands on a line of its own, which no string in it can break. */
export class BoardDecoder {
  readonly board = new MutableBoard();
  readonly #lines: readonly string[];
  #next = 1;

  constructor(text: string) {
    // Earlier versions wrote all of it on one line.
    const lines = text.split('\n');
    const [head = ''] = lines;
    const whole = lines.length === 1;
    const { seq, at, blocks } = JSON.parse(whole ? head : `${head}]}`) as { seq: number; at: number; blocks: Block[] };
    this.#lines = lines;
    this.board.seq = seq;
    this.board.at = at;
    for (const block of blocks) this.#take(block);
  }

  get done(): boolean {
    // The last line closes the snapshot.
    return this.#next >= this.#lines.length - 1;
  }

  /** Reads the next tasks, so few that nobody notices. */
  more(): void {
    const line = this.#lines[this.#next]!;
    this.#next += 1;
    this.#take(JSON.parse(line.endsWith(',') ? line.slice(0, -1) : line) as Block);
  }

  #take(block: Block): void {
    const columns = expand(block);
    for (let index = 0; index < block.count; index++) this.board.set(taskAt(columns, index));
  }
}

function blockOf(tasks: readonly Task[]): Record<string, unknown> {
  const columns = TASK_FIELDS.map((field): [string, Column] => [
    field,
    columnOf(tasks.map((task) => cellOf(task[field]))),
  ]);
  return { count: tasks.length, ...Object.fromEntries(columns) };
}

/** An empty list is 0, an attempt a row. */
function cellOf(value: Task[keyof Task]): unknown {
  if (!Array.isArray(value)) return value;
  if (value.length === 0) return 0;
  return typeof value[0] === 'object' ? value.map((attempt) => ATTEMPT_FIELDS.map((name) => attempt[name])) : value;
}

function columnOf(values: readonly unknown[]): Column {
  const known = new Map<unknown, number>();
  const at = values.map((value) => {
    const there = known.get(value) ?? known.size;
    known.set(value, there);
    return there;
  });
  if (known.size === 1) return { all: values[0] };
  return known.size <= values.length / 4 ? { of: [...known.keys()], at } : values;
}

type Columns = { readonly [Field in keyof Task]: readonly Task[Field][] };

function expand(block: Block): Columns {
  const columns = TASK_FIELDS.map((field) => [field, valuesOf(block[field], block.count, FROM_CELL[field])]);
  return Object.fromEntries(columns) as Columns;
}

function valuesOf(column: Column, count: number, fromCell: (cell: unknown) => unknown = (cell) => cell): unknown[] {
  if ('all' in column) return new Array(count).fill(fromCell(column.all));
  if (!('of' in column)) return column.map((cell) => fromCell(cell));
  const values = column.of.map((cell) => fromCell(cell));
  return column.at.map((index) => values[index]);
}

/** Most lists are empty: one empty list for all of them. */
const listOf = (cell: unknown): unknown => (cell === 0 ? NONE : cell);

const FROM_CELL: { readonly [Field in keyof Task]?: (cell: unknown) => unknown } = {
  skills: listOf,
  parents: listOf,
  children: listOf,
  unknownCards: listOf,
  phantomCards: listOf,
  events: listOf,
  runs: (cell) => (cell === 0 ? NONE : (cell as AttemptRow[]).map(attemptOf)),
};

type Row<T, Fields extends readonly (keyof T)[]> = { readonly [Index in keyof Fields]: T[Fields[Index]] };
type AttemptRow = Row<Attempt, typeof ATTEMPT_FIELDS>;

function attemptOf(row: AttemptRow): Attempt {
  return {
    id: row[0],
    worker: row[1],
    startedAt: row[2],
    leaseUntil: row[3],
    heartbeatAt: row[4],
    endedAt: row[5],
    outcome: row[6],
    error: row[7],
    costUsd: row[8],
  };
}

/** Written out, so that every task has one shape in memory. */
function taskAt(columns: Columns, index: number): Task {
  return {
    id: columns.id[index]!,
    title: columns.title[index]!,
    status: columns.status[index]!,
    since: columns.since[index]!,
    assignee: columns.assignee[index] ?? null,
    priority: columns.priority[index]!,
    tenant: columns.tenant[index] ?? null,
    createdBy: columns.createdBy[index]!,
    createdAt: columns.createdAt[index]!,
    updatedAt: columns.updatedAt[index]!,
    startedAt: columns.startedAt[index] ?? null,
    completedAt: columns.completedAt[index] ?? null,
    workspaceKind: columns.workspaceKind[index]!,
    workspacePath: columns.workspacePath[index] ?? null,
    maxRuntimeSeconds: columns.maxRuntimeSeconds[index] ?? null,
    maxRetries: columns.maxRetries[index] ?? null,
    skills: columns.skills[index]!,
    idempotencyKey: columns.idempotencyKey[index] ?? null,
    scheduledAt: columns.scheduledAt[index] ?? null,
    project: columns.project[index] ?? null,
    story: columns.story[index] ?? null,
    failures: columns.failures[index]!,
    lastError: columns.lastError[index] ?? null,
    cooldownUntil: columns.cooldownUntil[index] ?? null,
    block: columns.block[index] ?? null,
    archivedFrom: columns.archivedFrom[index] ?? null,
    currentRun: columns.currentRun[index] ?? null,
    runs: columns.runs[index]!,
    parents: columns.parents[index]!,
    children: columns.children[index]!,
    hasBody: columns.hasBody[index]!,
    comments: columns.comments[index]!,
    attachments: columns.attachments[index]!,
    costUsd: columns.costUsd[index]!,
    unknownCards: columns.unknownCards[index]!,
    phantomCards: columns.phantomCards[index]!,
    events: columns.events[index]!,
  };
}
