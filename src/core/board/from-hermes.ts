import type { ImportedTask } from './commands';
import { firstLine } from './evolve';
import { type ImportSource, idFor, importedTask } from './import-records';
import {
  type Attempt,
  BLOCK_KINDS,
  type BlockKind,
  type BoardEvent,
  FAILURE_KINDS,
  type FailureKind,
  LIMITS,
  type RunOutcome,
  STATUSES,
  type Status,
  TASK_ID,
  type TaskComment,
  type TaskId,
  WORKSPACE_KINDS,
} from './model';

/** A row as SQLite gives it. Older databases have fewer columns. */
export type Row = Readonly<Record<string, unknown>>;

/** The tables of a Hermes `kanban.db`. */
export interface HermesTables {
  readonly tasks: readonly Row[];
  readonly task_links: readonly Row[];
  readonly task_comments: readonly Row[];
  readonly task_events: readonly Row[];
  readonly task_runs: readonly Row[];
}

/** A Hermes board in our terms. Its times are seconds; what ran there does not run here. */
export function tasksOfHermes(tables: HermesTables): ImportSource {
  const problems: string[] = [];
  const of = (rows: readonly Row[]) => Map.groupBy(rows, (row) => String(row.task_id));
  const comments = of(tables.task_comments);
  const events = of(tables.task_events);
  const runs = of(tables.task_runs);
  const parents = Map.groupBy(tables.task_links, (row) => String(row.child_id));
  const ids = new Map(tables.tasks.map((row) => [String(row.id), idOf(row.id)]));
  const tasks = tables.tasks.map((row): ImportedTask => {
    const own = String(row.id);
    const id = ids.get(own)!;
    const told = events.get(own) ?? [];
    const attempts = (runs.get(own) ?? []).map(attemptOf);
    const status = statusOf(row, problems);
    const history = told.flatMap((event) => happeningOf(event, id, ids));
    const since = lastChange(told) ?? time(row.completed_at) ?? time(row.started_at) ?? time(row.created_at) ?? 0;
    return importedTask(
      {
        id,
        title: text(row.title).replace(/\s+/g, ' ').trim().slice(0, LIMITS.title) || own,
        createdAt: time(row.created_at) ?? 0,
        createdBy: text(row.created_by) || 'hermes',
        updatedAt: since,
        since,
        status,
        assignee: text(row.assignee) || null,
        priority: whole(row.priority) ?? 0,
        tenant: text(row.tenant) || null,
        startedAt: time(row.started_at),
        completedAt: time(row.completed_at),
        workspaceKind: WORKSPACE_KINDS.find((kind) => kind === row.workspace_kind) ?? 'scratch',
        workspacePath: text(row.workspace_path) || null,
        maxRuntimeSeconds: whole(row.max_runtime_seconds),
        maxRetries: whole(row.max_retries),
        skills: skillsOf(row.skills),
        idempotencyKey: text(row.idempotency_key) || null,
        project: text(row.project_id) || null,
        failures: whole(row.consecutive_failures) ?? 0,
        lastError: text(row.last_failure_error) ? firstLine(text(row.last_failure_error)) : null,
        block: status === 'blocked' ? blockOf(row, told) : null,
        archivedFrom: status === 'archived' ? (row.completed_at ? 'done' : 'ready') : null,
        runs: attempts,
        parents: (parents.get(own) ?? []).flatMap((link) => ids.get(String(link.parent_id)) ?? []),
      },
      {
        body: text(row.body).slice(0, LIMITS.body),
        comments: (comments.get(own) ?? []).map(commentOf),
        result: text(row.result) || null,
        summary: lastSummary(runs.get(own)),
      },
      history,
    );
  });
  return { format: 'hermes', tasks, problems };
}

const text = (value: unknown): string => (typeof value === 'string' ? value : '');
const number = (value: unknown): number | null =>
  typeof value === 'number' ? value : typeof value === 'bigint' ? Number(value) : null;
const time = (value: unknown): number | null => {
  const seconds = number(value);
  return seconds === null ? null : Math.round(seconds * 1_000);
};
const whole = (value: unknown): number | null => {
  const given = number(value);
  return given !== null && Number.isSafeInteger(given) ? given : null;
};

function idOf(value: unknown): TaskId {
  const id = String(value).toLowerCase();
  return TASK_ID.test(id) ? id : idFor(`hermes:${id}`);
}

function statusOf(row: Row, problems: string[]): Status {
  if (row.status === 'running') return 'ready';
  const known = STATUSES.find((status) => status === row.status);
  if (known === 'scheduled') return 'triage';
  if (known) return known;
  problems.push(`${String(row.id)} has the status "${text(row.status)}", which is unknown here: it is in triage now.`);
  return 'triage';
}

function skillsOf(value: unknown): string[] {
  try {
    const list: unknown = JSON.parse(text(value) || '[]');
    return Array.isArray(list) ? list.map(String).slice(0, LIMITS.skills) : [];
  } catch {
    return [];
  }
}

function payloadOf(event: Row | undefined): Row {
  try {
    const payload: unknown = JSON.parse(text(event?.payload) || '{}');
    return payload !== null && typeof payload === 'object' ? (payload as Row) : {};
  } catch {
    return {};
  }
}

function blockOf(row: Row, events: readonly Row[]) {
  const last = events.findLast((event) => event.kind === 'blocked' || event.kind === 'gave_up');
  const payload = payloadOf(last);
  const reason = text(payload.reason) || text(payload.error) || text(row.last_failure_error);
  return { kind: kindOf(row.block_kind), reason, gaveUp: last?.kind === 'gave_up' };
}

const kindOf = (value: unknown): BlockKind => BLOCK_KINDS.find((kind) => kind === value) ?? 'needs_input';

function commentOf(row: Row): TaskComment {
  return {
    author: text(row.author) || 'hermes',
    at: time(row.created_at) ?? 0,
    text: text(row.body).slice(0, LIMITS.comment),
  };
}

function attemptOf(row: Row): Attempt {
  const startedAt = time(row.started_at) ?? 0;
  const heartbeatAt = time(row.last_heartbeat_at) ?? startedAt;
  return {
    id: `r_${String(row.id)}`,
    worker: text(row.profile) || 'hermes',
    startedAt,
    leaseUntil: time(row.claim_expires) ?? startedAt,
    heartbeatAt,
    endedAt: time(row.ended_at) ?? heartbeatAt,
    outcome: outcomeOf(text(row.outcome) || text(row.status)),
    error: text(row.error) ? firstLine(text(row.error)) : null,
    costUsd: 0,
  };
}

function outcomeOf(word: string): RunOutcome {
  if (word === 'completed' || word === 'done') return 'completed';
  if (word === 'blocked' || word === 'review' || word === 'archived') return word;
  return failureOf(word) ?? (word === 'gave_up' || word === 'failed' ? 'crashed' : 'reclaimed');
}

const failureOf = (word: string): FailureKind | undefined => FAILURE_KINDS.find((kind) => kind === word);

function lastSummary(runs: readonly Row[] | undefined): string | null {
  return text(runs?.findLast((run) => text(run.summary))?.summary) || null;
}

const QUIET = new Set(['heartbeat', 'commented', 'comment', 'spawned', 'claim_extended']);

function lastChange(events: readonly Row[]): number | null {
  return time(events.findLast((event) => !QUIET.has(text(event.kind)))?.created_at);
}

/** What their audit trail tells, as far as it is a thing that happens here too. */
function happeningOf(row: Row, task: TaskId, ids: ReadonlyMap<string, TaskId>): ImportedTask['history'] {
  const payload = payloadOf(row);
  const event = eventOf(text(row.kind), payload, task, ids);
  const actor = text(payload.author) || text(payload.by) || text(payload.assignee) || 'hermes';
  return event ? [{ at: time(row.created_at) ?? 0, actor, event }] : [];
}

function eventOf(kind: string, payload: Row, task: TaskId, ids: ReadonlyMap<string, TaskId>): BoardEvent | undefined {
  const reason = text(payload.reason) || null;
  const failure = failureOf(kind);
  if (failure || kind === 'gave_up') {
    const error = text(payload.error) || kind;
    return {
      type: 'attempt_failed',
      task,
      run: '',
      kind: failure ?? 'crashed',
      error,
      gaveUp: kind === 'gave_up',
      retryAt: null,
    };
  }
  switch (kind) {
    case 'created':
      return { type: 'created', task, title: text(payload.title), status: 'todo', parents: [], idempotencyKey: null };
    case 'promoted':
      return { type: 'promoted', task, to: 'ready' };
    case 'claimed':
      return {
        type: 'claimed',
        task,
        run: `r_${String(payload.run_id ?? '')}`,
        worker: text(payload.profile) || 'hermes',
      };
    case 'completed':
      return {
        type: 'completed',
        task,
        summary: text(payload.summary) || null,
        result: text(payload.result) || null,
        metadata: null,
        createdCards: [],
        phantoms: [],
      };
    case 'blocked':
      return { type: 'blocked', task, kind: kindOf(payload.kind), reason: reason ?? '' };
    case 'unblocked':
      return { type: 'unblocked', task, reason };
    case 'reclaimed':
      return { type: 'reclaimed', task, reason, saved: null };
    case 'archived':
      return { type: 'archived', task, saved: null };
    case 'assigned':
    case 'reassigned':
      return { type: 'edited', task, changes: { assignee: text(payload.assignee) || null } };
    case 'edited':
      return { type: 'edited', task, changes: {} };
    case 'linked':
    case 'unlinked': {
      const parent = ids.get(String(payload.parent_id ?? payload.parent));
      return parent ? { type: kind, task, parent } : undefined;
    }
    default:
      return undefined;
  }
}
