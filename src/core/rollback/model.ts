import type { Spoken } from '../sentence';
import type { Diffstat } from './repository';
import type { Evidence } from './target';

/** One file as a rollback would leave it. The names of its contents in git; undefined: no file. */
export interface FileOutcome {
  readonly path: string;
  readonly before: string | undefined;
  readonly after: string | undefined;
  readonly conflict: boolean;
}

export interface PreviewCommit {
  readonly sha: string;
  readonly subject: string;
  readonly author: string;
  readonly at: number;
  readonly merge: boolean;
  readonly files: readonly string[];
  readonly remotes: readonly string[];
}

/** Everything that a person is shown before agreeing. Nothing has been touched yet. */
export interface RollbackPreview {
  readonly slug: string;
  readonly root: string;
  readonly head: string;
  readonly branch: string | undefined;
  /** Newest first: the order in which they are reverted. */
  readonly commits: readonly PreviewCommit[];
  readonly files: readonly string[];
  readonly diffstat: Diffstat;
  /** Whose `passes` goes back to false. */
  readonly stories: readonly { readonly id: string; readonly title: string }[];
  /** Stories that the same commits completed and that therefore flip too. */
  readonly alsoFlip: readonly { readonly id: string; readonly title: string }[];
  /** Uncommitted changes in files that the revert touches. */
  readonly dirtyInTheWay: readonly string[];
  /** Files in which later changes stand in the way: the revert would stop there. */
  readonly conflicts: readonly string[];
  readonly outcome: readonly FileOutcome[];
  /** The PRD among the files; undefined when it lies outside the repository. */
  readonly prdInTree: string | undefined;
  /** The PRD has uncommitted changes, but only in `passes` and `notes`: handled without asking. */
  readonly prdCarriedOver: boolean;
  readonly onRemote: boolean;
  readonly evidence: Evidence;
  readonly method: 'revert';
}

export type RollbackMethod = 'revert' | 'reset';

export interface RollbackResult extends Spoken {
  readonly success: true;
  readonly revertedCommits: readonly string[];
  readonly newHead: string;
  readonly storiesReverted: readonly string[];
  readonly method: RollbackMethod;
  /** The token that `undo` takes. */
  readonly undo: string;
}

/** One rollback as `list` tells it. */
export interface RollbackEntry {
  readonly token: string;
  readonly slug: string;
  readonly at: number;
  readonly state: 'done' | 'undone' | 'interrupted';
  readonly stories: readonly string[];
  readonly commits: readonly string[];
  readonly method: RollbackMethod;
}
