import type { Diffstat, HistoryCommit, RepositoryState } from '../core/rollback/repository';

/** One repository as one of its work trees sees it. Paths are relative to `root`, with `/`. */
export interface GitRepository {
  /** The top folder of this work tree. */
  readonly root: string;
  /** The folder that all work trees of the repository share; it names the repository. */
  readonly commonDir: string;

  state(): Promise<RepositoryState>;
  /** Newest first, all parents walked; a merge's changes are those against its first parent. */
  history(options?: { readonly from?: string; readonly limit?: number }): Promise<readonly HistoryCommit[]>;
  /** The commits that `to` has and `from` has not, newest first. */
  between(from: string, to: string): Promise<readonly HistoryCommit[]>;
  blobText(blob: string): Promise<string>;
  blobBytes(blob: string): Promise<Uint8Array>;
  /** A file's bytes at a commit; undefined when it is not there. */
  fileAt(commit: string, path: string): Promise<Uint8Array | undefined>;
  /** The name of a file's content at a commit; undefined when it is not there. */
  blobAt(commit: string, path: string): Promise<string | undefined>;
  diffstat(commits: readonly string[]): Promise<Diffstat>;
  /** Remote branches that hold the commit already. */
  remotesWith(commit: string): Promise<readonly string[]>;
  /** Those of the paths that the index holds. */
  tracked(paths: readonly string[]): Promise<ReadonlySet<string>>;
  /** Those of the paths whose changes git was told not to look at (assume-unchanged), so that status is silent about them. */
  unwatched(paths: readonly string[]): Promise<readonly string[]>;
  /** Where a file of the disk lies in this work tree, links followed; undefined when it lies outside. */
  locate(absolutePath: string): Promise<string | undefined>;

  /** Keeps the exact bytes of files (no filters, no line end conversion) in the object store. A missing file is kept as missing. */
  capture(paths: readonly string[]): Promise<readonly CapturedFile[]>;
  /** The same without storing anything: to compare. */
  fingerprint(paths: readonly string[]): Promise<readonly CapturedFile[]>;
  /** Puts captured bytes, modes and absences back on disk. */
  putBack(files: readonly CapturedFile[]): Promise<void>;
  /** A commit on top of `parent` whose tree has the captured files as they were on disk. */
  commitOfCaptured(files: readonly CapturedFile[], parent: string | undefined, message: string): Promise<string>;
  /** Keeps bytes in the object store and answers with their name. */
  store(content: string | Uint8Array): Promise<string>;

  /** Takes the listed tracked files back to what HEAD has. */
  checkoutFromHead(paths: readonly string[]): Promise<void>;
  /** Merges `theirs` into `ours` over their common `base`; undefined when lines conflict. All three are blobs. */
  mergeBlobs(base: string, ours: string, theirs: string): Promise<Uint8Array | undefined>;

  /** One `git revert --no-edit`; a merge against its first parent. */
  revert(commit: string, isMerge: boolean): Promise<RevertOutcome>;
  abortRevert(): Promise<void>;
  /** Moves the branch and the files that differ; local changes elsewhere stay. */
  moveTo(commit: string): Promise<GitOutcome>;
  /** The last resort after a crash: branch and index to the commit, the work tree left as it is. */
  forceIndexTo(commit: string, expectedHead: string): Promise<GitOutcome>;
  removeStaleIndexLock(): Promise<void>;
  refreshIndex(): Promise<void>;

  refs(prefix: string): Promise<readonly { readonly name: string; readonly target: string }[]>;
  /** `expected` null: only if the ref does not exist yet. */
  setRef(name: string, target: string, expected?: string | null): Promise<boolean>;
  deleteRef(name: string, expected?: string): Promise<boolean>;
}

export interface Git {
  /** The repository that holds the folder; undefined when there is none (or git is not installed). */
  open(folder: string): Promise<GitRepository | undefined>;
}

export interface CapturedFile {
  readonly path: string;
  /** Undefined: there was no file. */
  readonly blob: string | undefined;
  readonly mode: '100644' | '100755' | '120000' | undefined;
}

/** Its message is what git said; it may have said nothing. */
export type GitOutcome = { readonly ok: true } | { readonly ok: false; readonly message: string };

export type RevertOutcome =
  | { readonly kind: 'reverted'; readonly head: string }
  /** Nothing was left of the commit to take back. */
  | { readonly kind: 'empty' }
  | { readonly kind: 'conflict'; readonly files: readonly string[] }
  | { readonly kind: 'failed'; readonly message: string };
