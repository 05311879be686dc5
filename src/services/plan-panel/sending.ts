/** What pages have sent and is being taken: the same thing sent twice is taken once, and both hear what became of it. */
export class Sending {
  readonly #underway = new Map<string, Promise<unknown>>();

  once<R>(key: string, take: () => Promise<R>): Promise<R> {
    const known = this.#underway.get(key) as Promise<R> | undefined;
    if (known) return known;
    const taking = take().finally(() => this.#underway.delete(key));
    this.#underway.set(key, taking);
    return taking;
  }

  /** Resolves when what has that key is taken, or was refused. */
  async settled(key: string): Promise<void> {
    await this.#underway.get(key)?.catch(() => undefined);
  }
}
