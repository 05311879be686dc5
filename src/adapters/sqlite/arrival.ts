import fs from 'node:fs';
import path from 'node:path';
import { nearestExisting } from '../drives';

/** Waits for a ledger that does not exist yet: watches the nearest folder on the way to it. */
export class Arrival {
  readonly #find: () => string;
  readonly #failed: (folder: string, error: Error) => void;
  #watcher: fs.FSWatcher | undefined;

  constructor(find: () => string, failed: (folder: string, error: Error) => void) {
    this.#find = find;
    this.#failed = failed;
  }

  stop(): void {
    this.#watcher?.close();
    this.#watcher = undefined;
  }

  /** Looks each time when it may have come, and until it is stopped. */
  await(look: () => void): void {
    this.stop();
    const nearest = () => nearestExisting(path.dirname(this.#find()));
    const folder = nearest();
    try {
      const names = new Set([path.basename(this.#find()), '.signalbox', 'ledger.location']);
      this.#watcher = fs
        .watch(folder, (_kind, name) => {
          if (name === null || names.has(name)) look();
        })
        .on('error', () => {});
    } catch (error) {
      this.#failed(folder, error as Error);
    }
    // It may have come between the look and the watch.
    if (fs.existsSync(this.#find()) || nearest() !== folder) look();
  }
}
