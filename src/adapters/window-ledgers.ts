import { randomBytes } from 'node:crypto';
import type { Ledger } from '../ports/ledger';
import { type Boards, openBoards } from '../services/boards/boards';
import type { BoardPorts } from '../services/boards/open-board';
import { type HomeOptions, ledgerOf } from './ledger-home';

export interface WindowLedgersOptions extends HomeOptions {
  readonly board: Omit<BoardPorts, 'ledger' | 'randomHex'>;
}

/** One ledger for each workspace folder of a window, opened when it is first needed, and the boards in it. */
export class WindowLedgers {
  readonly #options: WindowLedgersOptions;
  readonly #ledgers = new Map<string, Ledger>();
  readonly #boards = new Map<string, Promise<Boards>>();

  constructor(options: WindowLedgersOptions) {
    this.#options = options;
  }

  ledger(folder: string): Ledger {
    const known = this.#ledgers.get(folder) ?? ledgerOf(folder, this.#options);
    this.#ledgers.set(folder, known);
    return known;
  }

  boards(folder: string): Promise<Boards> {
    const known = this.#boards.get(folder) ?? this.#open(folder);
    this.#boards.set(folder, known);
    return known;
  }

  /** Everything that was begun is written, and the files are let go of. */
  async close(): Promise<void> {
    const boards = await Promise.allSettled(this.#boards.values());
    for (const opened of boards) if (opened.status === 'fulfilled') await opened.value.close();
    for (const ledger of this.#ledgers.values()) await ledger.close();
    this.#boards.clear();
    this.#ledgers.clear();
  }

  #open(folder: string): Promise<Boards> {
    const randomHex = (bytes: number) => randomBytes(bytes).toString('hex');
    const opening = openBoards({ ...this.#options.board, ledger: this.ledger(folder), randomHex });
    // What could not be opened now may be opened later.
    opening.catch(() => this.#boards.delete(folder));
    return opening;
  }
}
