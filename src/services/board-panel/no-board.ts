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
