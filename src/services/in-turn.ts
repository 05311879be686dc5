import type { Result } from '../core/result';

/**
 * Things that a person asks for quickly one after the other, each of which begins where the one before has led: it waits
 * for that one, and is dropped when that one was refused meanwhile, since it was meant for another place.
 */
export class InTurn {
  #last: Promise<boolean> | undefined;

  /** Undefined: dropped. */
  async run<T>(work: () => Promise<Result<T>>): Promise<Result<T> | undefined> {
    const before = this.#last;
    const working = begin(before, work);
    const mine = working.then(
      (done) => done?.ok === true,
      () => false,
    );
    this.#last = mine;
    try {
      return await working;
    } finally {
      if (this.#last === mine) this.#last = undefined;
    }
  }
}

async function begin<T>(
  before: Promise<boolean> | undefined,
  work: () => Promise<Result<T>>,
): Promise<Result<T> | undefined> {
  return before === undefined || (await before) ? work() : undefined;
}
