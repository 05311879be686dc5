import type { Refusal, Result } from '../../core/result';
import type { Disposable } from '../../ports/disposable';
import type { WorkerLogs } from '../../ports/worker-logs';
import type { BoardChoice, BoardRef } from '../../protocol/board';
import type { BoardEdit, CardResult } from '../../protocol/board-messages';
import type { LiveBoard } from './live-board';
import type { CardSource } from './source';

export interface OpenedBoard extends Disposable {
  readonly ref: BoardRef;
  readonly source: CardSource;
  /** Only a stored board has verbs and a past. */
  readonly live: LiveBoard | undefined;
  /** On a made board: where its cards may be put, and what that means. */
  readonly moves?: CardMoves;
  /** What it is called by now: its folder may have another name. Undefined: it was deleted, or its folder left the window. */
  whereNow(): Promise<BoardRef | undefined>;
  /** What the workers of its tasks printed; a made board has none. */
  readonly logs: WorkerLogs | undefined;
}

/** Moving cards: asked for each place, and done. */
export interface CardMoves {
  whereTo(ids: readonly string[]): Readonly<Record<string, Refusal | null>>;
  move(
    ids: readonly string[],
    to: string,
    at?: number,
    from?: Readonly<Record<string, string>>,
  ): Promise<Result<readonly CardResult[]>>;
}

export interface ProjectChoice {
  readonly ref: BoardRef;
  readonly name: string;
  readonly open: number;
  readonly total: number;
}

/** Every board that can be shown, stored or made, over all folders. */
export interface Shelf {
  choices(): Promise<readonly BoardChoice[]>;
  /** The workspace's current board. */
  current(): Promise<BoardRef>;
  open(ref: BoardRef): Promise<Result<OpenedBoard>>;
  use(ref: BoardRef): Promise<Result<null>>;
  create(slug: string, look: BoardEdit): Promise<Result<BoardRef>>;
  edit(ref: BoardRef, look: BoardEdit): Promise<Result<null>>;
  archive(ref: BoardRef): Promise<Result<null>>;
  /** Folders came or went, or the workspace is trusted now: look again. */
  reset(): void;
  findProjects(text: string, limit: number): readonly ProjectChoice[];
  /** The list, or the look of a board, changed. */
  onChange(listener: () => void): Disposable;
}
