import type { Clock } from '../../ports/clock';
import type { Disposable } from '../../ports/disposable';
import type { BoardChoice } from '../../protocol/board';
import { Newest } from '../newest';

const AFTER_MS = 500;

interface ChoicesOptions {
  readonly clock: Clock;
  readonly read: () => Promise<readonly BoardChoice[]>;
  /** They were read again; `differ`: they are not what they were. */
  readonly renewed: (differ: boolean) => Promise<void>;
  readonly problem: (message: string, error: unknown) => void;
}

/** The boards of the picker. Their figures follow at leisure: they cost a look at every board. */
export class Choices implements Disposable {
  readonly #options: ChoicesOptions;
  #list: readonly BoardChoice[] = [];
  #soon: Disposable | undefined;
  #disposed = false;
  readonly #newest = new Newest();

  constructor(options: ChoicesOptions) {
    this.#options = options;
  }

  get list(): readonly BoardChoice[] {
    return this.#list;
  }

  async read(): Promise<void> {
    const counts = this.#newest.ask();
    const list = await this.#options.read();
    if (counts()) this.#list = list;
  }

  renewSoon(): void {
    this.#soon ??= this.#options.clock.after(AFTER_MS, () => {
      this.#soon = undefined;
      void this.#renew();
    });
  }

  dispose(): void {
    this.#disposed = true;
    this.#soon?.dispose();
  }

  async #renew(): Promise<void> {
    try {
      const before = JSON.stringify(this.#list);
      await this.read();
      if (!this.#disposed) await this.#options.renewed(JSON.stringify(this.#list) !== before);
    } catch (error) {
      this.#options.problem('The list of boards could not be read.', error);
    }
  }
}
