import { type BoardsState, evolveBoards, noBoards } from '../../core/board/boards';
import { applyEvent, FOLD_VERSION } from '../../core/board/evolve';
import type { BoardEvent, BoardsEvent } from '../../core/board/model';
import { BoardEncoder, decodeBoard } from '../../core/board/snapshot';
import { MutableBoard } from '../../core/board/state';
import type { Fold } from '../stream-state';

export const boardFold: Fold<MutableBoard, BoardEvent> = {
  name: 'board',
  version: FOLD_VERSION,
  initial: () => new MutableBoard(),
  evolve(board, event, commit) {
    applyEvent(board, event, commit);
    board.seq = commit.seq;
    board.at = commit.at;
    return board;
  },
  async encode(board) {
    const encoder = new BoardEncoder(board);
    while (!encoder.done) {
      encoder.more();
      await new Promise((resolve) => setImmediate(resolve));
    }
    return encoder.text;
  },
  decode(snapshot) {
    try {
      return decodeBoard(typeof snapshot === 'string' ? snapshot : new TextDecoder().decode(snapshot));
    } catch {
      return undefined;
    }
  },
};

/** So few commits that no snapshot pays. */
export const boardsFold: Fold<BoardsState, BoardsEvent> = {
  name: 'boards',
  version: 1,
  initial: () => noBoards,
  evolve: (state, event, { at }) => evolveBoards(state, event, at),
  encode: () => '',
  decode: () => undefined,
};
