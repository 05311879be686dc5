import type { Channel, Timers } from '../../src/protocol/endpoint';

/** What happens to one message on its way: how many copies arrive, and whether it lets later ones pass. */
export interface Fate {
  readonly copies: number;
  readonly late: boolean;
}

export const faithful = (): Fate => ({ copies: 1, late: false });

/** Two ends of a wire whose messages move only when `deliver` is called. */
export class Wire {
  readonly host: Channel;
  fate: () => Fate = faithful;
  readonly #queue: { readonly arrive: () => void; readonly late: boolean }[] = [];
  readonly #toHost = new Set<(message: unknown) => void>();
  readonly #toPage = new Set<(message: unknown) => void>();
  /** Everything that was ever put on the wire, for forging replays. */
  readonly seen: { readonly to: 'host' | 'page'; readonly message: unknown }[] = [];

  constructor() {
    this.host = this.#end(this.#toHost, 'page');
  }

  /** A page's end. A reloaded page takes a new one; the old one hears nothing any more. */
  page(): Channel {
    this.#toPage.clear();
    return this.#end(this.#toPage, 'host');
  }

  /** Lets a forged message arrive at once. */
  forge(to: 'host' | 'page', message: unknown): void {
    for (const listener of [...(to === 'host' ? this.#toHost : this.#toPage)]) listener(message);
  }

  async deliver(): Promise<void> {
    for (let round = 0; round < 10_000; round += 1) {
      await Promise.resolve();
      await Promise.resolve();
      await Promise.resolve();
      const next = this.#queue.shift();
      if (next?.late) this.#queue.push({ ...next, late: false });
      else if (next) next.arrive();
      else if (await this.#isQuiet()) return;
    }
    throw new Error('The two ends never stop talking.');
  }

  async #isQuiet(): Promise<boolean> {
    for (let tick = 0; tick < 20; tick += 1) await Promise.resolve();
    return this.#queue.length === 0;
  }

  #end(listeners: Set<(message: unknown) => void>, peer: 'host' | 'page'): Channel {
    return {
      post: (message) => {
        const text = JSON.stringify(message);
        this.seen.push({ to: peer, message: JSON.parse(text) });
        const { copies, late } = this.fate();
        for (let copy = 0; copy < copies; copy += 1) {
          this.#queue.push({ arrive: () => this.forge(peer, JSON.parse(text)), late });
        }
        return true;
      },
      onMessage: (listener) => {
        listeners.add(listener);
        return () => listeners.delete(listener);
      },
    };
  }
}

/** Time that passes only when it is told to. */
export class FakeTimers implements Timers {
  #now = 0;
  readonly #due = new Set<{ readonly at: number; readonly call: () => void }>();

  get waiting(): number {
    return this.#due.size;
  }

  after(ms: number, call: () => void): () => void {
    const entry = { at: this.#now + ms, call };
    this.#due.add(entry);
    return () => this.#due.delete(entry);
  }

  pass(ms: number): void {
    this.#now += ms;
    for (const entry of [...this.#due]) {
      if (entry.at <= this.#now && this.#due.delete(entry)) entry.call();
    }
  }
}
