/** What was asked for and is being done: the same thing asked for twice is done once, and both hear what became of it. */
export class Underway {
  readonly #underway = new Map<string, Promise<unknown>>();

  once<R>(key: string, work: () => Promise<R>): Promise<R> {
    const known = this.#underway.get(key) as Promise<R> | undefined;
    if (known) return known;
    const working = work().finally(() => this.#underway.delete(key));
    this.#underway.set(key, working);
    return working;
  }

  /** Resolves when what has that key is done, or was refused. */
  async settled(key: string): Promise<void> {
    await this.#underway.get(key)?.catch(() => undefined);
  }
}
