import type { Disposable } from './disposable';

export interface Watched extends Disposable {
  /** Resolves when changes from now on are seen. */
  readonly ready: Promise<void>;
}

/** Files and folders, not whole trees. A changed path is reported once for a burst of events. */
export interface Watcher {
  /** Calls with the paths, among those watched or directly inside a watched folder, that may have changed, appeared or gone. */
  watch(
    paths: readonly string[],
    changed: (paths: readonly string[]) => void,
    failed?: (problem: WatchProblem) => void,
  ): Watched;
}

export interface WatchProblem {
  readonly code: 'too_many_watches' | 'too_many_files' | 'unavailable';
  readonly message: string;
}
