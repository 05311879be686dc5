import type { Refusal, Result } from '../result';
import type { Spoken } from '../sentence';
import type {
  BlockKind,
  BoardEvent,
  Column,
  FailureKind,
  SavedWork,
  Status,
  Task,
  TaskDetails,
  TaskFields,
  TaskHappening,
  TaskId,
} from './model';

/** What can be asked of a board. Each is one decision and at most one commit. */
export type BoardCommand =
  | CreateTask
  | EditTask
  | {
      readonly type: 'reassign';
      readonly task: TaskId;
      readonly assignee: string | null;
      readonly reclaim?: boolean;
      readonly saved?: SavedWork | null;
    }
  | {
      readonly type: 'move';
      readonly task: TaskId;
      readonly to: Status;
      readonly at?: number;
      /** Where whoever moves it saw it: somebody else may have been quicker. */
      readonly from?: Status;
      readonly saved?: SavedWork | null;
    }
  | { readonly type: 'link'; readonly parent: TaskId; readonly child: TaskId }
  | { readonly type: 'unlink'; readonly parent: TaskId; readonly child: TaskId }
  | { readonly type: 'claim'; readonly task: TaskId; readonly worker: string }
  | { readonly type: 'heartbeat'; readonly task: TaskId; readonly run?: string }
  | CompleteTask
  | { readonly type: 'request_review'; readonly task: TaskId; readonly summary?: string; readonly run?: string }
  | { readonly type: 'request_changes'; readonly task: TaskId; readonly reason?: string }
  | {
      readonly type: 'block';
      readonly task: TaskId;
      readonly reason?: string;
      readonly kind?: BlockKind;
      readonly run?: string;
    }
  | { readonly type: 'unblock'; readonly task: TaskId; readonly reason?: string }
  | { readonly type: 'reopen'; readonly task: TaskId; readonly reason?: string }
  | {
      readonly type: 'reclaim';
      readonly task: TaskId;
      readonly reason?: string;
      readonly saved?: SavedWork | null;
      readonly run?: string;
    }
  | {
      readonly type: 'fail';
      readonly task: TaskId;
      readonly run: string;
      readonly kind: FailureKind;
      readonly error: string;
      readonly retryAt?: number;
    }
  | { readonly type: 'archive'; readonly task: TaskId; readonly saved?: SavedWork | null }
  | { readonly type: 'restore'; readonly task: TaskId }
  | { readonly type: 'comment'; readonly task: TaskId; readonly text: string }
  | { readonly type: 'attach'; readonly task: TaskId; readonly name?: string; readonly target: string }
  | { readonly type: 'cost'; readonly task: TaskId; readonly run: string; readonly costUsd: number }
  /** The time of scheduled tasks may have come. */
  | { readonly type: 'wake' }
  | { readonly type: 'import'; readonly tasks: readonly ImportedTask[] };

export interface CreateTask extends Partial<TaskFields> {
  readonly type: 'create';
  readonly title: string;
  readonly status?: Column;
  readonly parents?: readonly TaskId[];
  readonly idempotencyKey?: string;
}

export interface EditTask {
  readonly type: 'edit';
  readonly task: TaskId;
  readonly changes: Partial<TaskFields>;
  /** In the same commit, by the rules of a move. */
  readonly status?: Status;
  readonly saved?: SavedWork | null;
}

export interface CompleteTask {
  readonly type: 'complete';
  readonly task: TaskId;
  readonly summary?: string;
  readonly result?: string;
  readonly metadata?: unknown;
  readonly createdCards?: readonly TaskId[];
  readonly run?: string;
}

export interface ImportedTask {
  readonly record: Task;
  readonly details: Omit<TaskDetails, 'history'>;
  readonly history: readonly Omit<TaskHappening, 'seq'>[];
}

export type BoardCode =
  | 'not_found'
  | 'wrong_status'
  | 'only_by_claim'
  | 'not_ready'
  | 'already_claimed'
  | 'parents_open'
  | 'nothing_to_wait_for'
  | 'schedule_needed'
  | 'still_running'
  | 'lease_lost'
  | 'unknown_cards'
  | 'self_link'
  | 'cycle'
  | 'already_linked'
  | 'not_linked'
  | 'empty_comment'
  | 'invalid_title'
  | 'invalid_value'
  | 'too_large'
  | 'nothing_to_do'
  | 'stale';

export interface Warning extends Spoken {
  readonly code: 'unknown_profile' | 'phantom_references' | 'promoted_at_once';
}

/** What a decision came to. */
export interface Outcome {
  /** The task that it was about; the first of an import; '' when it was about none. */
  readonly task: TaskId;
  /** `create` found the task of the same idempotency key. */
  readonly existed?: true;
  /** `claim` opened this attempt. */
  readonly run?: string;
  readonly warnings: readonly Warning[];
}

/** What a decision may use that is not on the board. */
export interface DecideContext {
  readonly at: number;
  readonly actor: string;
  /** Another one at each call. */
  newTaskId(): TaskId;
  newRunId(): string;
  /** Names of the agent profiles; undefined when nobody knows them. */
  readonly profiles?: ReadonlySet<string>;
}

/**
 * A refusal as a rule changes nothing: `ok: false`. One kind leaves a trace, the completion that names cards that do not
 * exist: its events are appended, and its `value` is the refusal.
 */
export type BoardDecision =
  | { readonly ok: true; readonly events: readonly BoardEvent[]; readonly value: Result<Outcome, BoardCode> }
  | { readonly ok: false; readonly refusal: Refusal<BoardCode> };
