import { dirname, join } from 'node:path';
import type { FSWatcher } from 'chokidar';
import { say, spoken } from '../core/sentence';
import type { Watched, Watcher, WatchOptions, WatchProblem } from '../ports/watcher';

/** How often the fallback looks, in milliseconds: slow enough to cost little over thousands of files. */
const POLLING_INTERVAL = 5000;

type Chokidar = typeof import('chokidar');

/**
 * Watches with chokidar: one native watch a folder, and files only where they are links. When the system has no more watches
 * to give, it says so once and looks every few seconds instead.
 */
export class ChokidarWatcher implements Watcher {
  readonly #pollingInterval: number;

  constructor(pollingInterval: number = POLLING_INTERVAL) {
    this.#pollingInterval = pollingInterval;
  }

  watch(
    paths: readonly string[],
    changed: (paths: readonly string[]) => void,
    failed: (problem: WatchProblem) => void = () => {},
    options: WatchOptions = {},
  ): Watched {
    return new WatchedPaths(paths, changed, failed, options, this.#pollingInterval);
  }
}

class WatchedPaths implements Watched {
  readonly ready: Promise<void>;
  readonly #paths: Set<string>;
  readonly #changed: (paths: readonly string[]) => void;
  readonly #failed: (problem: WatchProblem) => void;
  readonly #wanted: (path: string) => boolean;
  readonly #pollingInterval: number;
  #watcher: FSWatcher | undefined;
  #polling = false;
  #disposed = false;
  #resolveReady: () => void = () => {};

  constructor(
    paths: readonly string[],
    changed: (paths: readonly string[]) => void,
    failed: (problem: WatchProblem) => void,
    options: WatchOptions,
    pollingInterval: number,
  ) {
    this.#paths = new Set(paths);
    this.#changed = changed;
    this.#failed = failed;
    this.#wanted = options.wanted ?? (() => true);
    this.#pollingInterval = pollingInterval;
    this.ready = new Promise((resolve) => {
      this.#resolveReady = resolve;
    });
    void this.#start();
  }

  /** chokidar is a bundle of its own, so that nobody waits for it before something is watched. */
  async #start(): Promise<void> {
    try {
      const chokidar = await import('chokidar');
      if (!this.#disposed) this.#watcher = this.#open(chokidar);
    } catch (error) {
      this.#resolveReady();
      this.#failed(unavailable(error));
    }
  }

  add(paths: readonly string[]): void {
    for (const path of paths) this.#paths.add(path);
    // A folder that was deleted and came back is a new folder to the system: it is given again.
    if (paths.length > 0) this.#watcher?.add([...paths]);
  }

  remove(paths: readonly string[]): void {
    for (const path of paths) this.#paths.delete(path);
    // chokidar never again reports a path that was unwatched, not even to the folder around it, which waits for its return.
    const apart = paths.filter((path) => !this.#paths.has(dirname(path)));
    if (apart.length > 0) this.#watcher?.unwatch(apart);
  }

  dispose(): void {
    if (this.#disposed) return;
    this.#disposed = true;
    this.#resolveReady();
    void this.#watcher?.close();
  }

  #open(chokidar: Chokidar): FSWatcher {
    const watcher = chokidar.watch([...this.#paths], {
      depth: 0,
      ignoreInitial: false,
      atomic: false,
      ignored: (path, stats) =>
        stats !== undefined && !stats.isDirectory() && !this.#paths.has(path) && !this.#wanted(path),
      ...(this.#polling ? { backend: 'polling' as const, pollingInterval: this.#pollingInterval } : {}),
    });
    const report = (path: string) => {
      if (!this.#disposed && watcher === this.#watcher) this.#changed([path]);
    };
    watcher.on('all', (_event, path) => report(path));
    // What is replaced while chokidar still lists its folder is left out of its own events, and would be missed for ever.
    watcher.on('raw', (_event, name, details) => {
      const { watchedPath } = details as { watchedPath?: string };
      if (name === null || watchedPath === undefined) return;
      const path = join(watchedPath, name);
      if (this.#paths.has(path) || (this.#paths.has(watchedPath) && this.#wanted(path))) report(path);
    });
    watcher.on('ready', () => {
      if (watcher === this.#watcher) this.#resolveReady();
    });
    watcher.on('error', (error) => this.#onError(chokidar, watcher, error));
    return watcher;
  }

  #onError(chokidar: Chokidar, watcher: FSWatcher, error: unknown): void {
    if (this.#disposed || watcher !== this.#watcher) return;
    const code = (error as NodeJS.ErrnoException).code;
    if (code === 'ENOSPC' || code === 'EMFILE' || code === 'ENFILE') {
      if (this.#polling) return;
      this.#polling = true;
      this.#failed(limitProblem(code));
      this.#watcher = this.#open(chokidar);
      void watcher.close();
      return;
    }
    // A path that vanished or may not be read is no trouble of watching as such.
    if (code === 'ENOENT' || code === 'EACCES' || code === 'EPERM' || code === 'ENOTDIR') return;
    this.#failed(unavailable(error));
  }
}

function unavailable(error: unknown): WatchProblem {
  const why = say('A folder cannot be watched: {reason}', { reason: (error as Error).message });
  return { code: 'unavailable', ...spoken(why) };
}

function limitProblem(code: string): WatchProblem {
  if (code === 'ENOSPC') {
    const why = say(
      'The system has no more file watches to give, so changes show a few seconds late. Raise fs.inotify.max_user_watches, or exclude folders in the settings.',
    );
    return { code: 'too_many_watches', ...spoken(why) };
  }
  const why = say(
    'Too many files are open, so changes show a few seconds late. Raise the limit (ulimit -n), or exclude folders in the settings.',
  );
  return { code: 'too_many_files', ...spoken(why) };
}
