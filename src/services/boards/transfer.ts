import * as v from 'valibot';
import type { ImportedTask } from '../../core/board/commands';
import { inOrderOfParents } from '../../core/board/decide-import';
import { foldDetails } from '../../core/board/details';
import { type ImportSource, importedTask } from '../../core/board/import-records';
import {
  BLOCK_KINDS,
  type BoardEvent,
  COLUMNS,
  FAILURE_KINDS,
  LIMITS,
  STATUSES,
  TASK_ID,
  type Task,
  type TaskDetails,
  type TaskHappening,
  type TaskId,
  WORKSPACE_KINDS,
} from '../../core/board/model';
import { tellEvent } from '../../core/board/tell';
import { ok, type Result, refuse } from '../../core/result';
import { asIs, say } from '../../core/sentence';
import { english } from '../../core/translate';
import type { Commit } from '../../ports/ledger';
import type { OpenBoard } from './open-board';

/** Of the lines of an exported board. */
const EXPORT_VERSION = 1;

const PAGE = 5_000;
const MOST_A_COMMIT = 100;
const BYTES_A_COMMIT = 512 * 1024;

/** A board as JSON lines: itself, then each task with all that belongs to it. The same board always gives the same lines. */
export async function* exportLines(board: OpenBoard): AsyncGenerator<string> {
  const { slug, name, description, icon, colour } = board.info;
  yield JSON.stringify({ kind: 'board', version: EXPORT_VERSION, slug, name, description, icon, colour });
  const tasks = [...board.state.tasks.values()].sort(
    (one, other) => one.createdAt - other.createdAt || (one.id < other.id ? -1 : 1),
  );
  const stories = await storiesOf(board);
  for (const task of tasks) yield JSON.stringify(lineOf(task, foldDetails(task.id, stories.get(task.id) ?? [])));
}

/** Each task's own commits, found in one reading of the whole. */
async function storiesOf(board: OpenBoard): Promise<Map<TaskId, Commit<BoardEvent>[]>> {
  const owners = new Map<number, TaskId[]>();
  for (const task of board.state.tasks.values()) {
    for (const seq of task.events) {
      const there = owners.get(seq);
      if (there) there.push(task.id);
      else owners.set(seq, [task.id]);
    }
  }
  const stories = new Map<TaskId, Commit<BoardEvent>[]>();
  const until = board.seq;
  for (let after = 0; after < until; ) {
    const page = await board.history(after, PAGE);
    if (page.length === 0) break;
    for (const commit of page) {
      for (const id of owners.get(commit.seq) ?? []) {
        const there = stories.get(id);
        if (there) there.push(commit);
        else stories.set(id, [commit]);
      }
    }
    after = page.at(-1)!.seq;
  }
  return stories;
}

function lineOf(task: Task, details: TaskDetails) {
  const { events: _, children: __, hasBody: ___, comments: ____, attachments: _____, ...record } = task;
  const { history, ...texts } = details;
  return { kind: 'task', ...record, ...texts, history: history.map(({ seq: ______, ...happening }) => happening) };
}

const id = v.pipe(v.string(), v.regex(TASK_ID));
const moment = v.pipe(v.number(), v.finite(), v.minValue(0));
const count = v.pipe(v.number(), v.safeInteger(), v.minValue(0));
const cost = v.pipe(v.number(), v.finite(), v.minValue(0));
const text = (most: number) => v.pipe(v.string(), v.maxLength(most));
const short = text(200);
const orNull = <S extends v.GenericSchema>(schema: S) => v.optional(v.nullable(schema), null);
const listOf = <S extends v.GenericSchema>(schema: S, most: number) =>
  v.optional(v.pipe(v.array(schema), v.maxLength(most)), []);

const RUN = v.object({
  id: short,
  worker: short,
  startedAt: moment,
  leaseUntil: moment,
  heartbeatAt: moment,
  endedAt: v.nullable(moment),
  outcome: v.nullable(v.picklist(['completed', 'blocked', 'review', 'reclaimed', 'archived', ...FAILURE_KINDS])),
  error: orNull(text(1_000)),
  costUsd: v.optional(cost, 0),
});

const HAPPENING = v.object({
  at: moment,
  actor: short,
  event: v.looseObject({ type: v.string(), task: v.string() }),
});

const TASK_LINE = v.object({
  id,
  title: v.pipe(v.string(), v.trim(), v.minLength(1), v.maxLength(LIMITS.title)),
  status: v.picklist(STATUSES),
  since: v.optional(moment),
  assignee: orNull(short),
  priority: v.optional(v.pipe(v.number(), v.safeInteger()), 0),
  tenant: orNull(short),
  createdBy: v.optional(short, 'import'),
  createdAt: moment,
  updatedAt: v.optional(moment),
  startedAt: orNull(moment),
  completedAt: orNull(moment),
  workspaceKind: v.optional(v.picklist(WORKSPACE_KINDS), 'scratch'),
  workspacePath: orNull(text(4_096)),
  maxRuntimeSeconds: orNull(count),
  maxRetries: orNull(count),
  skills: listOf(short, LIMITS.skills),
  idempotencyKey: orNull(text(1_000)),
  scheduledAt: orNull(moment),
  project: orNull(short),
  story: orNull(short),
  failures: v.optional(count, 0),
  lastError: orNull(text(1_000)),
  cooldownUntil: orNull(moment),
  block: orNull(v.object({ kind: v.picklist(BLOCK_KINDS), reason: text(LIMITS.text), gaveUp: v.boolean() })),
  archivedFrom: orNull(v.picklist(COLUMNS)),
  currentRun: orNull(short),
  runs: listOf(RUN, 10_000),
  parents: listOf(id, 100_000),
  costUsd: v.optional(cost, 0),
  unknownCards: listOf(short, 1_000),
  phantomCards: listOf(short, 1_000),
  body: v.optional(text(LIMITS.body), ''),
  comments: listOf(v.object({ author: short, at: moment, text: text(LIMITS.comment) }), 100_000),
  attachments: listOf(v.object({ name: text(4_096), target: text(4_096) }), 1_000),
  summary: orNull(text(LIMITS.text)),
  result: orNull(text(LIMITS.text)),
  metadata: v.optional(v.unknown(), null),
  history: listOf(HAPPENING, 100_000),
});

const BOARD_LINE = v.object({
  version: v.number(),
  name: v.optional(text(100), ''),
  description: v.optional(text(4_000), ''),
  icon: orNull(short),
  colour: orNull(short),
});

/** Reads exported lines. A line that cannot be read is a problem with its number; the others count. */
export function parseExport(content: string): Result<ImportSource, 'invalid_file'> {
  const tasks: ImportedTask[] = [];
  const problems: string[] = [];
  let look: ImportSource['board'];
  for (const [index, line] of content.split('\n').entries()) {
    if (line.trim() === '') continue;
    const found = parseLine(line);
    if (found?.kind === 'board') {
      const board = v.safeParse(BOARD_LINE, found);
      if (board.success && board.output.version > EXPORT_VERSION) {
        return refuse('invalid_file', say('A newer Signalbox wrote this file. Update Signalbox to read it.'));
      }
      if (board.success) look = board.output;
      continue;
    }
    const task = found?.kind === 'task' ? v.safeParse(TASK_LINE, found) : undefined;
    if (task?.success) tasks.push(taskOf(task.output));
    else problems.push(`Line ${index + 1} is no task${task ? `: ${whereWrong(task.issues[0])}` : ''}.`);
  }
  if (tasks.length === 0 && !look)
    return refuse('invalid_file', problems[0] === undefined ? say('The file is empty.') : asIs(problems[0]));
  return ok({ format: 'signalbox', tasks, problems, ...(look && { board: look }) });
}

function parseLine(line: string): { readonly kind?: unknown } | undefined {
  try {
    const value: unknown = JSON.parse(line);
    return value !== null && typeof value === 'object' ? value : undefined;
  } catch {
    return undefined;
  }
}

const whereWrong = (issue: v.BaseIssue<unknown>): string => `${v.getDotPath(issue) ?? ''} ${issue.message}`.trim();

function taskOf(line: v.InferOutput<typeof TASK_LINE>): ImportedTask {
  const { body, comments, attachments, summary, result, metadata, history, since, updatedAt, ...record } = line;
  return importedTask(
    { ...record, since: since ?? record.createdAt, updatedAt: updatedAt ?? record.createdAt },
    { body, comments, attachments, summary, result, metadata },
    (history as unknown as Omit<TaskHappening, 'seq'>[]).filter(({ event }) => canBeTold(event)),
  );
}

/** An event that is not what it says would be told wrongly ever after. */
function canBeTold(event: BoardEvent): boolean {
  try {
    return typeof tellEvent(event, event.task, english, (other) => other) === 'string';
  } catch {
    return false;
  }
}

export interface Imported {
  readonly imported: number;
  /** Were there already. */
  readonly skipped: number;
  readonly problems: readonly string[];
}

/** Puts what was found on a board, parents first. What is there already stays as it is, so it can be done again. */
export async function importTasks(board: OpenBoard, source: ImportSource, actor?: string): Promise<Result<Imported>> {
  const before = board.state.tasks.size;
  const fresh = source.tasks.filter(({ record }) => !board.state.tasks.has(record.id));
  const coming = new Set(fresh.map(({ record }) => record.id));
  const problems = [...source.problems];
  for (const { record } of fresh) {
    const lost = record.parents.filter((parent) => !coming.has(parent) && !board.state.tasks.has(parent));
    if (lost.length) problems.push(`${record.id} waited for ${lost.join(', ')}, which is not there.`);
  }
  for (const tasks of inChunks(inOrderOfParents(fresh))) {
    const done = await board.execute({ type: 'import', tasks }, actor);
    if (!done.ok) return done;
  }
  const imported = board.state.tasks.size - before;
  return ok({ imported, skipped: source.tasks.length - imported, problems });
}

/** Small commits: whoever opens a task later reads the whole commit that brought it. */
function* inChunks(tasks: readonly ImportedTask[]): Generator<ImportedTask[]> {
  let chunk: ImportedTask[] = [];
  let bytes = 0;
  for (const task of tasks) {
    const size = JSON.stringify(task).length;
    if (chunk.length && (chunk.length >= MOST_A_COMMIT || bytes + size > BYTES_A_COMMIT)) {
      yield chunk;
      chunk = [];
      bytes = 0;
    }
    chunk.push(task);
    bytes += size;
  }
  if (chunk.length) yield chunk;
}
