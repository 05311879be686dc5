/** What the rules of a rollback need to know of a repository. Paths are relative to its top folder, with `/`. */

export type GitOperation = 'merge' | 'rebase' | 'cherry-pick' | 'revert' | 'bisect';

export interface RepositoryState {
  /** Undefined on a branch without commits. */
  readonly head: string | undefined;
  /** Undefined when HEAD is detached. */
  readonly branch: string | undefined;
  readonly operation: GitOperation | undefined;
  readonly indexLocked: boolean;
  readonly staged: readonly string[];
  /** Tracked files whose bytes differ from the index. */
  readonly dirty: readonly string[];
  readonly untracked: readonly string[];
}

export interface FileChange {
  readonly path: string;
  /** Undefined: the file did not exist. */
  readonly before: string | undefined;
  /** Undefined: the file was deleted. */
  readonly after: string | undefined;
  readonly submodule: boolean;
}

export interface HistoryCommit {
  readonly sha: string;
  readonly parents: readonly string[];
  readonly at: number;
  readonly author: string;
  readonly subject: string;
  readonly body: string;
  readonly files: readonly FileChange[];
}

export interface Diffstat {
  readonly files: number;
  readonly insertions: number;
  readonly deletions: number;
}
