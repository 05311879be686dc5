import type { IterationEvent, IterationSession } from '../core/iteration/model';
import type { HunkPlace } from '../core/iteration/places';
import type { Result } from '../core/result';
import type { Disposable } from './disposable';
import type { TextChange, UnsavedDocument } from './plan-files';

/** What an iteration changed, in numbers. */
export interface Measured {
  readonly added: number;
  readonly removed: number;
  readonly hunks: number;
}

export interface Written {
  /** What is to be done to the document where the person has it open; a document that is not is written. */
  readonly change?: TextChange;
}

export interface Restored extends Written {
  /** Where a copy of what was there is kept. */
  readonly kept?: string;
}

/**
 * What is made of the documents of iterations, of any size. All of it may take a second: who must not wait so long lets a
 * thread of its own do it. Everything that goes in and comes out can be copied.
 */
export interface DocumentWork {
  /** Where an editor shows the changes of an iteration. */
  places(session: IterationSession, n: number): Promise<Result<readonly HunkPlace[]>>;
  /** Reads and compares what an iteration changed, so that nobody waits for it later. */
  prepare(session: IterationSession, n: number): Promise<void>;
  /** What was prepared stays at hand until that is disposed of, however long nothing is asked. */
  hold(): Disposable;
  /** How much an iteration changed; undefined: its documents are not kept. */
  measure(session: IterationSession, n: number): Promise<Measured | undefined>;
  /** Keeps the document as a runner that is gone has left it; undefined: it had not begun to touch it. */
  keepLeft(session: IterationSession, n: number): Promise<Measured | undefined>;
  /** The document becomes what follows from these decisions; what a person changed elsewhere in it stays. */
  decide(
    session: IterationSession,
    events: readonly IterationEvent[],
    unsaved: UnsavedDocument | undefined,
  ): Promise<Result<Written>>;
  /** The document becomes what it was before the first iteration. */
  restore(session: IterationSession, unsaved: UnsavedDocument | undefined): Promise<Result<Restored>>;
}
