import { sameList } from '../core/lists';

/** One row, the same object as long as the row is there; what it shows is exchanged. */
export class KeptRow<T> {
  item: T;

  constructor(item: T) {
    this.item = item;
  }
}

export interface KeptRowsOptions<T> {
  readonly id: (item: T) => string;
  /** What of it is seen: a row is drawn anew only when this differs. */
  readonly look: (item: T) => unknown;
  readonly now?: () => number;
}

/** A list that was asked for and not fetched within that time is asked for again. */
const PATIENCE_MS = 2_000;

/**
 * What a list of rows shows. VS Code forgets all rows of a list from when it is told that the list differs until it has
 * asked for it anew: who clicks a row's button in that moment gets a command without its row. So the list is asked for
 * again only when rows come, go or change places, and not again while it is still being asked for.
 */
export class KeptRows<T> {
  readonly #options: KeptRowsOptions<T>;
  readonly #now: () => number;
  readonly #rows = new Map<string, { readonly row: KeptRow<T>; look: string }>();
  #served: readonly string[] | undefined;
  #askedAt: number | undefined;

  constructor(options: KeptRowsOptions<T>) {
    this.#options = options;
    this.#now = options.now ?? Date.now;
  }

  /** The rows that are drawn now. */
  serve(items: readonly T[]): KeptRow<T>[] {
    const ids = items.map(this.#options.id);
    const there = new Set(ids);
    for (const id of this.#rows.keys()) if (!there.has(id)) this.#rows.delete(id);
    this.#served = ids;
    this.#askedAt = undefined;
    return items.map((item, index) => this.#take(ids[index]!, item).row);
  }

  /** What has to be drawn anew so that these are shown: the whole list, or some rows of it. */
  differ(items: readonly T[]): 'list' | readonly KeptRow<T>[] {
    const { id } = this.#options;
    const isSameList = this.#served !== undefined && sameList(items.map(id), this.#served);
    const drawn = items.flatMap((item) => {
      const known = this.#rows.get(id(item));
      if (!known) return [];
      const before = known.look;
      return this.#take(id(item), item).look === before ? [] : [known.row];
    });
    if (isSameList) return drawn;
    if (this.#askedAt !== undefined && this.#now() - this.#askedAt < PATIENCE_MS) return [];
    this.#askedAt = this.#now();
    return 'list';
  }

  #take(id: string, item: T): { readonly row: KeptRow<T>; readonly look: string } {
    const look = JSON.stringify(this.#options.look(item));
    const known = this.#rows.get(id);
    if (!known) {
      const fresh = { row: new KeptRow(item), look };
      this.#rows.set(id, fresh);
      return fresh;
    }
    known.row.item = item;
    known.look = look;
    return known;
  }
}
