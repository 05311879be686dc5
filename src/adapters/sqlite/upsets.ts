import type { Refusal } from '../../core/result';
import type { Disposable } from '../../ports/disposable';

export interface Upset {
  readonly replaced: boolean;
}

/** A ledger in trouble is tried again after so long, and then ever more seldom. */
const AGAIN_MS = [250, 500, 1000, 2000, 5000] as const;

/** What befalls a ledger: who hears of it, and when it is tried again. */
export class Upsets {
  readonly #listeners = new Set<(upset: Upset) => void>();
  readonly #tryAgain: () => void;
  /** Somebody else waits as well, and keeps the process alive for it. */
  readonly #awaited: () => boolean;
  #trouble: Refusal | undefined;
  #again: NodeJS.Timeout | undefined;
  #tries = 0;

  constructor(tryAgain: () => void, awaited: () => boolean) {
    this.#tryAgain = tryAgain;
    this.#awaited = awaited;
  }

  get trouble(): Refusal | undefined {
    return this.#trouble;
  }

  onUpset(listener: (upset: Upset) => void): Disposable {
    this.#listeners.add(listener);
    if (this.#trouble) this.schedule();
    return { dispose: () => void this.#listeners.delete(listener) };
  }

  /** Tells whoever listens that trouble came, is another one, or is over: then everything is looked at anew, if it could not be read. */
  settle(trouble: Refusal | undefined, couldBeRead = false): void {
    const before = this.#trouble;
    this.#trouble = trouble;
    if (trouble) this.schedule();
    else this.#tries = 0;
    if (before?.code !== trouble?.code) {
      this.tell({ replaced: !couldBeRead && before !== undefined && trouble === undefined });
    }
  }

  tell(upset: Upset): void {
    for (const listener of [...this.#listeners]) listener(upset);
  }

  /** Not while nobody waits: a command tells its trouble and ends. */
  schedule(): void {
    if (this.#again || (this.#listeners.size === 0 && !this.#awaited())) return;
    const wait = AGAIN_MS[Math.min(this.#tries, AGAIN_MS.length - 1)];
    this.#tries += 1;
    this.#again = setTimeout(() => {
      this.#again = undefined;
      if (this.#trouble) this.#tryAgain();
    }, wait);
    if (!this.#awaited()) this.#again.unref();
  }

  clear(): void {
    this.#listeners.clear();
    clearTimeout(this.#again);
  }
}
