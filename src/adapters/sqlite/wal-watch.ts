import fs from 'node:fs';
import path from 'node:path';
import type { Disposable } from '../../ports/disposable';

/** After a change that showed nothing new: its commit may be on its way to the disk. Looked for again this soon, then not. */
const LATE_MS = [4, 20, 100, 500] as const;
/** Catches what a watcher lost. Never what makes a follower live. */
const SWEEP_MS = 120_000;
const REARM_MS = 1_000;

export interface WalWatcher {
  /** Something may be new. Answers whether it was. */
  look(): boolean;
  /** Something happened to the files and nothing is new: is the database still the one that is open? */
  check(): void;
  failed(error: Error): void;
}

/**
 * Calls `look` whenever a database or the `-wal` file beside it changed, until `look` says that it found something. A file that is
 * removed while it is open is no more than changed, for the system as for us: `check` is for that.
 * Writers append to that file before their commit can be seen and touch it once more afterwards (see `touch`), so the
 * last change is never too early. Only when a writer is killed in between do the late looks matter.
 */
export function watchWal(database: string, { look, check, failed }: WalWatcher): Disposable {
  const file = `${database}-wal`;
  let watcher: fs.FSWatcher | undefined;
  let base: fs.FSWatcher | undefined;
  let timer: NodeJS.Timeout | undefined;
  let soon: NodeJS.Immediate | undefined;
  let disposed = false;
  let told = false;

  const lookAndRepeat = (late: number) => {
    if (disposed || look()) return;
    check();
    if (disposed || late >= LATE_MS.length) return;
    timer = setTimeout(() => lookAndRepeat(late + 1), LATE_MS[late]);
  };
  const changed = () => {
    if (soon || disposed) return;
    soon = setImmediate(() => {
      soon = undefined;
      clearTimeout(timer);
      lookAndRepeat(0);
    });
  };
  const arm = () => {
    watcher?.close();
    watcher = undefined;
    if (disposed) return;
    try {
      watcher = watchFile(file, changed, arm);
    } catch (error) {
      // Without its folder the ledger is gone altogether; whoever opened it hears of that by `gone`.
      if (!told && !isMissing(error)) failed(error as Error);
      told ||= !isMissing(error);
      setTimeout(arm, REARM_MS).unref();
    }
    changed();
  };
  arm();
  try {
    base = fs.watch(database, changed).on('error', changed);
  } catch (error) {
    if (!isMissing(error)) failed(error as Error);
  }
  const sweep = setInterval(changed, SWEEP_MS);
  return {
    dispose() {
      disposed = true;
      watcher?.close();
      base?.close();
      clearTimeout(timer);
      clearImmediate(soon);
      clearInterval(sweep);
    },
  };
}

/** Watches the file, or its folder while there is none. `gone` when what was watched must be looked for again. */
function watchFile(file: string, changed: () => void, gone: () => void): fs.FSWatcher {
  try {
    return fs.watch(file, (kind) => (kind === 'rename' ? gone() : changed())).on('error', gone);
  } catch (error) {
    if (!isMissing(error)) throw error;
    const name = path.basename(file);
    return fs
      .watch(path.dirname(file), (_kind, changedName) => (changedName === name ? gone() : undefined))
      .on('error', gone);
  }
}

function isMissing(error: unknown): boolean {
  return (error as NodeJS.ErrnoException).code === 'ENOENT';
}

/** Makes one more change event after a commit can be seen. Its failure costs a follower milliseconds, nothing else. */
export function touch(database: string): void {
  const now = Date.now() / 1000;
  try {
    fs.utimesSync(`${database}-wal`, now, now);
  } catch {
    // The file is only missing while the database is being closed or set aside.
  }
}
