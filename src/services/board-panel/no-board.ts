import { type Result, refuse } from '../../core/result';
import { say } from '../../core/sentence';
import { LedgerUnavailable } from '../../ports/ledger';
import { type BoardModel, NO_TALLY, type ViewState } from '../../protocol/board';

/** What is shown where no board can be: why, and nothing else. */
export function nothingToShow(reason: string, view: ViewState): BoardModel {
  return {
    board: { ref: '', kind: 'stored', name: '', readOnly: reason, empty: reason },
    columns: [],
    cards: [],
    complete: true,
    boards: [],
    attention: [],
    tally: NO_TALLY,
    people: [],
    view,
    undo: null,
    time: null,
    drawer: null,
  };
}

/** What is told where opening a board failed; what nobody expected is reported as well. */
export function notOpened(error: unknown, problem: (message: string, error: unknown) => void): Result<never> {
  if (error instanceof LedgerUnavailable) return { ok: false, refusal: error.refusal };
  problem('The board could not be opened.', error);
  const reason = error instanceof Error ? error.message : String(error);
  return refuse('unavailable', say('The board could not be opened: {reason}', { reason }));
}
