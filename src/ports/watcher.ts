import type { Spoken } from '../core/sentence';
import type { Disposable } from './disposable';

export interface Watched extends Disposable {
  /** Resolves when changes from now on are seen. */
  readonly ready: Promise<void>;
  /** What exists there already is reported too, once it is watched: nothing falls between looking and watching. */
  add(paths: readonly string[]): void;
  remove(paths: readonly string[]): void;
}

export interface WatchOptions {
  /** Which files inside watched folders matter; all when left out. Folders inside are always reported. */
  readonly wanted?: (path: string) => boolean;
}

/** Files and folders, not whole trees. */
export interface Watcher {
  /** Calls with the paths, among those watched or directly inside a watched folder, that may have changed, appeared or gone. */
  watch(
    paths: readonly string[],
    changed: (paths: readonly string[]) => void,
    failed?: (problem: WatchProblem) => void,
    options?: WatchOptions,
  ): Watched;
}

/** Says what to do about it, and that watching goes on more slowly. */
export interface WatchProblem extends Spoken {
  readonly code: 'too_many_watches' | 'too_many_files' | 'unavailable';
}
