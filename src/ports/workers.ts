import type { Attempt, SavedWork, Task } from '../core/board/model';
import type { Result } from '../core/result';

/** The processes that work on tasks, as far as a board has to take tasks back from them. */
export interface Workers {
  /**
   * Saves what the attempt's worker has not committed, as a patch and a rescue ref, then ends the worker with everything
   * that it started. Null: there was no worker, or nothing to save.
   */
  takeBack(board: string, task: Task, attempt: Attempt): Promise<Result<SavedWork | null>>;
}
