import type { BoardCommand, Outcome } from '../../core/board/commands';
import type { TaskLife } from '../../core/board/details';
import type { BoardEvent, BoardInfo, TaskDetails, TaskId } from '../../core/board/model';
import type { BoardState } from '../../core/board/state';
import type { CardContext } from '../../core/board/why';
import type { Result } from '../../core/result';
import type { Disposable } from '../../ports/disposable';
import type { Commit } from '../../ports/ledger';

/** One stored board, as far as the panel needs it. */
export interface LiveBoard {
  readonly info: BoardInfo;
  /** How its cards are worded, and what others know about its tasks. */
  readonly context: CardContext;
  /** Changes in place: read it, keep nothing of it but its tasks. */
  readonly state: BoardState;
  execute(command: BoardCommand): Promise<Result<Outcome>>;
  /** With the `life` that was read before only what came since is read. */
  details(task: TaskId, life?: TaskLife): Promise<TaskDetails | undefined>;
  /** The commits of the board with `seq > after`, in order. */
  history(after: number, limit: number): Promise<readonly Commit<BoardEvent>[]>;
  onChange(listener: (change: BoardChange) => void): Disposable;
}

export interface BoardChange {
  readonly commits: readonly Commit<BoardEvent>[];
  /** The state was made anew: look at it whole. */
  readonly reset: boolean;
}
