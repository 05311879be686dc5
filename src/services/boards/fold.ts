import { type BoardsState, evolveBoards, noBoards } from '../../core/board/boards';
import { applyEvent, FOLD_VERSION } from '../../core/board/evolve';
import type { BoardEvent, BoardsEvent } from '../../core/board/model';
import { BoardDecoder, BoardEncoder } from '../../core/board/snapshot';
import { MutableBoard } from '../../core/board/state';
import { othersTurn } from '../others-turn';
import type { Fold } from '../stream-state';

const BLOCKS_AT_ONCE = 8;

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
      await othersTurn();
    }
    return encoder.text;
  },
  async decode(snapshot) {
    try {
      const text = typeof snapshot === 'string' ? snapshot : new TextDecoder().decode(snapshot);
      const decoder = new BoardDecoder(text);
      for (let block = 1; !decoder.done; block += 1) {
        decoder.more();
        if (block % BLOCKS_AT_ONCE === 0) await othersTurn();
      }
      return decoder.board;
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
