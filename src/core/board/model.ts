/** `t_` and 8 hex digits. */
export type TaskId = string;

export const COLUMNS = ['triage', 'todo', 'scheduled', 'ready', 'running', 'blocked', 'review', 'done'] as const;
/** A column of the board. */
export type Column = (typeof COLUMNS)[number];
export const STATUSES = [...COLUMNS, 'archived'] as const;
export type Status = (typeof STATUSES)[number];

export const BLOCK_KINDS = ['needs_input', 'dependency', 'capability', 'transient'] as const;
export type BlockKind = (typeof BLOCK_KINDS)[number];

export const WORKSPACE_KINDS = ['scratch', 'worktree', 'dir'] as const;
export type WorkspaceKind = (typeof WORKSPACE_KINDS)[number];

/** A lease that no heartbeat renewed for this long has expired. */
export const LEASE_MS = 900_000;
/** So many failures in a row block a task that names no `maxRetries` of its own. */
export const DEFAULT_MAX_RETRIES = 3;
export const LIMITS = { title: 500, body: 256 * 1024, comment: 64 * 1024, text: 64 * 1024, skills: 50 } as const;

export const DEFAULT_BOARD = 'default';
export const BOARD_SLUG = /^[a-z0-9][a-z0-9_-]{0,63}$/;
export const TASK_ID = /^t_[0-9a-f]{8}$/;

export interface BoardInfo {
  readonly slug: string;
  readonly name: string;
  readonly description: string;
  /** A codicon's name. */
  readonly icon: string | null;
  /** A theme colour's name, such as `charts.blue`. */
  readonly colour: string | null;
  readonly createdAt: number;
  readonly archivedAt: number | null;
}

export type RunOutcome = 'completed' | 'blocked' | 'review' | 'reclaimed' | 'archived' | FailureKind;

/** Why an attempt ended without a word of its own. A rate limit is no failure: it counts in no streak. */
export const FAILURE_KINDS = [
  'spawn_failed',
  'crashed',
  'timed_out',
  'protocol_violation',
  'lease_expired',
  'rate_limited',
] as const;
export type FailureKind = (typeof FAILURE_KINDS)[number];

/** One attempt at a task. It is open until `endedAt` is set, and only the last one of a task can be. */
export interface Attempt {
  readonly id: string;
  readonly worker: string;
  readonly startedAt: number;
  readonly leaseUntil: number;
  readonly heartbeatAt: number;
  readonly endedAt: number | null;
  readonly outcome: RunOutcome | null;
  /** The first line of what went wrong, at most 160 characters. */
  readonly error: string | null;
  readonly costUsd: number;
}

export interface Blockage {
  readonly kind: BlockKind;
  readonly reason: string;
  /** Blocked by the third failure in a row, not by anybody's word. */
  readonly gaveUp: boolean;
}

/**
 * What the board keeps of a task in memory. The long texts (body, comments, results, logs of attempts) stay in the
 * ledger and are read for one task when somebody looks at it: `TaskDetails`.
 * A `Task` is never changed: `evolve` puts another one in its place.
 */
export interface Task {
  readonly id: TaskId;
  readonly title: string;
  readonly status: Status;
  /** When it came into this status. */
  readonly since: number;
  readonly assignee: string | null;
  readonly priority: number;
  readonly tenant: string | null;
  readonly createdBy: string;
  readonly createdAt: number;
  readonly updatedAt: number;
  /** The start of its newest attempt. */
  readonly startedAt: number | null;
  readonly completedAt: number | null;
  readonly workspaceKind: WorkspaceKind;
  readonly workspacePath: string | null;
  readonly maxRuntimeSeconds: number | null;
  readonly maxRetries: number | null;
  readonly skills: readonly string[];
  readonly idempotencyKey: string | null;
  readonly scheduledAt: number | null;
  readonly project: string | null;
  readonly story: string | null;
  /** Failures in a row. */
  readonly failures: number;
  readonly lastError: string | null;
  /** Not before this moment, after a rate limit. */
  readonly cooldownUntil: number | null;
  readonly block: Blockage | null;
  readonly archivedFrom: Column | null;
  readonly currentRun: string | null;
  readonly runs: readonly Attempt[];
  readonly parents: readonly TaskId[];
  readonly children: readonly TaskId[];
  readonly hasBody: boolean;
  readonly comments: number;
  readonly attachments: number;
  readonly costUsd: number;
  /** Ids of a refused completion that do not exist; empty again after a clean completion or an edit. */
  readonly unknownCards: readonly TaskId[];
  /** Ids that a completion's summary names and that do not exist. */
  readonly phantomCards: readonly TaskId[];
  /** The seqs of the commits that tell its story, oldest first; heartbeats are left out. */
  readonly events: readonly number[];
}

export interface TaskComment {
  readonly author: string;
  readonly at: number;
  readonly text: string;
}

export interface Attachment {
  readonly name: string;
  /** A path inside the workspace, or an https address. */
  readonly target: string;
}

/** One thing that happened to a task, for the timeline of its drawer. */
export interface TaskHappening {
  readonly seq: number;
  readonly at: number;
  readonly actor: string;
  readonly event: BoardEvent;
}

/** The long texts of one task. */
export interface TaskDetails {
  readonly body: string;
  readonly comments: readonly TaskComment[];
  readonly attachments: readonly Attachment[];
  /** What its newest completion or review said. */
  readonly summary: string | null;
  readonly result: string | null;
  readonly metadata: unknown;
  readonly history: readonly TaskHappening[];
}

/** The fields that can be edited. */
export interface TaskFields {
  readonly title: string;
  readonly body: string;
  readonly assignee: string | null;
  readonly priority: number;
  readonly tenant: string | null;
  readonly workspaceKind: WorkspaceKind;
  readonly workspacePath: string | null;
  readonly maxRuntimeSeconds: number | null;
  readonly maxRetries: number | null;
  readonly skills: readonly string[];
  readonly scheduledAt: number | null;
  readonly project: string | null;
  readonly story: string | null;
}

/** What happened on a board. Every event names its task; `at` and the actor are those of its commit. */
export type BoardEvent =
  | ({
      readonly type: 'created';
      readonly task: TaskId;
      readonly status: Column;
      readonly parents: readonly TaskId[];
      readonly idempotencyKey: string | null;
    } & Partial<TaskFields> & { readonly title: string })
  | { readonly type: 'edited'; readonly task: TaskId; readonly changes: Partial<TaskFields> }
  | { readonly type: 'linked'; readonly task: TaskId; readonly parent: TaskId }
  | { readonly type: 'unlinked'; readonly task: TaskId; readonly parent: TaskId }
  /** Its parents, or its time, allow it now. */
  | { readonly type: 'promoted'; readonly task: TaskId; readonly to: 'ready' | 'todo' }
  /** It was ready, and has an open parent again. */
  | { readonly type: 'demoted'; readonly task: TaskId }
  | { readonly type: 'moved'; readonly task: TaskId; readonly to: Column; readonly scheduledAt?: number }
  | { readonly type: 'claimed'; readonly task: TaskId; readonly run: string; readonly worker: string }
  | { readonly type: 'heartbeat'; readonly task: TaskId; readonly run: string }
  | {
      readonly type: 'completed';
      readonly task: TaskId;
      readonly summary: string | null;
      readonly result: string | null;
      readonly metadata: unknown;
      readonly createdCards: readonly TaskId[];
      /** Ids that the words name and that do not exist. */
      readonly phantoms: readonly TaskId[];
    }
  | {
      readonly type: 'completion_refused';
      readonly task: TaskId;
      readonly unknownCards: readonly TaskId[];
      readonly summary: string | null;
    }
  | { readonly type: 'review_requested'; readonly task: TaskId; readonly summary: string | null }
  | { readonly type: 'changes_requested'; readonly task: TaskId; readonly reason: string | null }
  | { readonly type: 'blocked'; readonly task: TaskId; readonly kind: BlockKind; readonly reason: string }
  | { readonly type: 'unblocked'; readonly task: TaskId; readonly reason: string | null }
  | { readonly type: 'reopened'; readonly task: TaskId; readonly reason: string | null }
  | {
      readonly type: 'reclaimed';
      readonly task: TaskId;
      readonly reason: string | null;
      /** Where the worker's uncommitted work was saved before it was stopped. */
      readonly saved: SavedWork | null;
    }
  /** An attempt ended without a word of its own; `gaveUp` when it was one too many. */
  | {
      readonly type: 'attempt_failed';
      readonly task: TaskId;
      readonly run: string;
      readonly kind: FailureKind;
      readonly error: string;
      readonly gaveUp: boolean;
      readonly retryAt: number | null;
    }
  | { readonly type: 'archived'; readonly task: TaskId; readonly saved: SavedWork | null }
  /** `forgetsKey`: another task has taken its idempotency key meanwhile. */
  | { readonly type: 'restored'; readonly task: TaskId; readonly forgetsKey?: true }
  | { readonly type: 'commented'; readonly task: TaskId; readonly text: string; readonly author?: string }
  | { readonly type: 'attached'; readonly task: TaskId; readonly name: string; readonly target: string }
  /** What an attempt has cost so far, in all. */
  | { readonly type: 'cost'; readonly task: TaskId; readonly run: string; readonly costUsd: number }
  /** A task that came from elsewhere, as it is, with the story that it brought. */
  | {
      readonly type: 'imported';
      readonly task: TaskId;
      readonly record: Task;
      readonly details: Omit<TaskDetails, 'history'>;
      readonly history: readonly Omit<TaskHappening, 'seq'>[];
    };

export interface SavedWork {
  readonly patch: string | null;
  readonly rescueRef: string | null;
}

/** What happens to the list of boards; its stream is `boards`. */
export type BoardsEvent =
  | {
      readonly type: 'board_created';
      readonly slug: string;
      readonly name: string;
      readonly description: string;
      readonly icon: string | null;
      readonly colour: string | null;
    }
  | { readonly type: 'board_edited'; readonly slug: string; readonly changes: Partial<BoardLook> }
  | { readonly type: 'board_archived'; readonly slug: string }
  | { readonly type: 'board_restored'; readonly slug: string }
  | { readonly type: 'board_used'; readonly slug: string }
  /** Gone for good from every list. A board of that slug that is created later begins empty. */
  | { readonly type: 'board_deleted'; readonly slug: string };

export type BoardLook = Pick<BoardInfo, 'name' | 'description' | 'icon' | 'colour'>;

/** The stream of a board in the ledger; `deleted` boards of the same slug came before it. */
export const boardStream = (slug: string, deleted = 0): string =>
  deleted ? `board/${slug}/${deleted + 1}` : `board/${slug}`;
export const BOARDS_STREAM = 'boards';

/** A parent that holds no child back any more. */
export const isClosed = (status: Status): boolean => status === 'done' || status === 'archived';

/** The attempt that is going on. */
export function openAttempt(task: Task): Attempt | undefined {
  const last = task.runs.at(-1);
  return last && last.endedAt === null ? last : undefined;
}
