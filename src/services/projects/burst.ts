import path from 'node:path';
import type { Clock } from '../../ports/clock';
import type { Disposable } from '../../ports/disposable';
import type { Files } from '../../ports/files';

/** One write makes two or three events within a few milliseconds. */
const CALM_MS = 8;
/** Many paths at once are a program at work, such as a checkout: it gets more time between two files. */
const CALM_OF_MANY: readonly (readonly [paths: number, ms: number])[] = [
  [40, 200],
  [6, 60],
  [0, CALM_MS],
];
/** However long it goes on, people see something. */
const LONGEST_MS = 3000;
const NOISY_CALM_MS = 1000;
/** git holds its index lock while it changes files; an old one was left behind by a crash. */
const LOCK_LOOK_MS = 25;
const OLDEST_LOCK_MS = 30_000;

/** Gathers paths that were reported until it has been calm for a moment, and then hands them over in one go. */
export class Burst implements Disposable {
  readonly #clock: Clock;
  readonly #files: Files;
  readonly #ready: (paths: readonly string[]) => Promise<void>;
  #paths = new Set<string>();
  #since = 0;
  #timer: Disposable | undefined;
  #due = 0;
  #waiting: (() => void)[] = [];
  #busy = false;
  #disposed = false;

  constructor(clock: Clock, files: Files, ready: (paths: readonly string[]) => Promise<void>) {
    this.#clock = clock;
    this.#files = files;
    this.#ready = ready;
  }

  get pending(): boolean {
    return this.#paths.size > 0 || this.#busy;
  }

  add(paths: readonly string[], isNoisy: (name: string) => boolean): void {
    if (this.#disposed) return;
    const now = this.#clock.now();
    if (this.#paths.size === 0) this.#since = now;
    for (const each of paths) this.#paths.add(each);
    const noisy = [...paths].every((each) => isNoisy(path.basename(each)));
    const calm = CALM_OF_MANY.find(([many]) => this.#paths.size >= many)?.[1] ?? CALM_MS;
    if (noisy) {
      // A log that is written to all the time neither hurries nor delays the others.
      if (!this.#timer) this.#schedule(now + NOISY_CALM_MS);
      return;
    }
    this.#schedule(Math.min(now + calm, Math.max(this.#since + LONGEST_MS, now)));
  }

  /** Resolves when nothing is gathered any more. */
  calm(): Promise<void> {
    if (!this.pending) return Promise.resolve();
    return new Promise((resolve) => {
      this.#waiting.push(resolve);
    });
  }

  dispose(): void {
    this.#disposed = true;
    this.#timer?.dispose();
    this.#paths.clear();
    this.#release();
  }

  #schedule(moment: number): void {
    if (this.#timer && this.#due === moment) return;
    this.#timer?.dispose();
    this.#due = moment;
    this.#timer = this.#clock.after(moment - this.#clock.now(), () => {
      this.#timer = undefined;
      void this.#hand();
    });
  }

  async #hand(): Promise<void> {
    if (this.#disposed || this.#busy) return;
    const now = this.#clock.now();
    this.#busy = true;
    const held = now - this.#since < LONGEST_MS && (await this.#gitIsAtWork());
    if (this.#disposed) return;
    if (held) {
      this.#busy = false;
      this.#schedule(this.#clock.now() + LOCK_LOOK_MS);
      return;
    }
    const paths = [...this.#paths];
    this.#paths = new Set();
    try {
      await this.#ready(paths);
    } finally {
      this.#busy = false;
    }
    if (this.#disposed) return;
    // What came meanwhile has its timer already, unless that went off while this was busy.
    if (this.#paths.size > 0 && !this.#timer) this.#schedule(this.#clock.now() + CALM_MS);
    if (!this.pending) this.#release();
  }

  #release(): void {
    for (const resolve of this.#waiting.splice(0)) resolve();
  }

  /** A branch switch is one change, however many files it touches. Only asked while there is something to hand over. */
  async #gitIsAtWork(): Promise<boolean> {
    if (this.#paths.size < 2) return false;
    const folders = new Set<string>();
    for (const each of this.#paths) {
      let folder = path.dirname(each);
      for (let up = 0; up < 6; up++) {
        folders.add(folder);
        const parent = path.dirname(folder);
        if (parent === folder) break;
        folder = parent;
      }
      if (folders.size > 64) break;
    }
    const now = this.#clock.now();
    const locks = await Promise.all(
      [...folders].map((folder) => this.#files.stat(path.join(folder, '.git', 'index.lock'))),
    );
    return locks.some((lock) => lock !== undefined && now - lock.modifiedAt < OLDEST_LOCK_MS);
  }
}
