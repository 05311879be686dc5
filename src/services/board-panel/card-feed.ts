import type { Clock } from '../../ports/clock';
import type { Disposable } from '../../ports/disposable';
import type { BoardPatch, CardView } from '../../protocol/board';
import { type CardsPatch, ShownCards } from './shown-cards';
import type { CardSet } from './source';
import { walk } from './walk';

/** How much is told at once: what a host makes and a page draws within a moment. */
export interface Portions {
  /** Cards of a column that the tallest screen shows. */
  readonly screen: number;
  readonly cards: number;
}

export const PORTIONS: Portions = { screen: 60, cards: 2_000 };

export interface CardFeedOptions {
  readonly clock: Clock;
  readonly portions: Portions;
  /** What is on show: the board as it is, or as it was. */
  readonly set: () => CardSet;
  /** The columns that are shown. */
  readonly columns: () => readonly string[];
  /** The next portion of what is told beside the cards; undefined: that is all. */
  readonly beside: () => BoardPatch | undefined;
  readonly send: (patch: BoardPatch) => void;
}

/**
 * Keeps the page's cards at what is on show. A few are told at once; of many the first screens go ahead and the rest follows in
 * slices, between which others get their turn. Each slice tells its cards as they are by then, so whatever changes meanwhile,
 * and whatever else was told of it, in the end the page has what is on show.
 */
export class CardFeed implements Disposable {
  readonly #options: CardFeedOptions;
  readonly #shown = new ShownCards();
  readonly #counts = new Map<string, number>();
  /** Ids that the page has not been told of as they are now. */
  #left: Iterator<Iterable<string>> | undefined;
  #slice: Disposable | undefined;

  constructor(options: CardFeedOptions) {
    this.#options = options;
  }

  dispose(): void {
    this.#left = undefined;
    this.#slice?.dispose();
    this.#slice = undefined;
  }

  /** The cards of a snapshot: all of them, or the first screens, and the rest follows. `more`: there is more beside them. */
  begin(more: boolean): { readonly cards: readonly CardView[]; readonly complete: boolean } {
    this.dispose();
    const { set, portions } = this.#options;
    this.#counts.clear();
    this.#counted();
    const total = [...this.#counts.values()].reduce((sum, count) => sum + count, 0);
    const all = total <= portions.cards;
    this.#shown.reset(this.#cardsOf(all ? this.#ids() : this.#firstScreens()));
    if (!all) this.#left = walk(set(), this.#options.columns(), portions.cards);
    if (!all || more) this.#soon();
    return { cards: [...this.#shown.values()], complete: all && !more };
  }

  /** For as long as what is on show cannot be asked: the next `become` looks at everything that was left. */
  pause(): void {
    if (!this.#left) return;
    this.dispose();
    this.#left = [].values();
  }

  count(column: string): number {
    return this.#counts.get(column) ?? 0;
  }

  /** Some cards may look different. */
  change(ids: Iterable<string>): BoardPatch {
    return { ...this.#tell(ids), ...this.#counted() };
  }

  /** Another moment or other columns are on show. `ids`: those that may differ; undefined: any may. */
  become(ids?: ReadonlySet<string>): BoardPatch {
    const { columns, set, portions } = this.#options;
    const known = this.#left === undefined ? ids : undefined;
    if (known && known.size <= portions.cards) return this.change(known);
    // First of all nothing stands where it does not belong; what belongs elsewhere comes there with its slice.
    const misplaced = this.#misplaced(known);
    const { gone } = this.#shown.change(misplaced.map((id) => [id, undefined] as const));
    const first = this.#tell(this.#firstScreens());
    const here = new Set(first.set?.map(({ id }) => id));
    const leave = gone?.filter((id) => !here.has(id)) ?? [];
    this.#left = known ? inPages(known, portions.cards) : walk(set(), columns(), portions.cards);
    this.#soon();
    return { ...first, ...(leave.length > 0 && { gone: leave }), ...this.#counted(), complete: false };
  }

  #soon(): void {
    this.#slice ??= this.#options.clock.after(0, () => {
      this.#slice = undefined;
      this.#turn();
    });
  }

  #turn(): void {
    const { beside, send } = this.#options;
    const page = this.#left?.next();
    if (page?.done) this.#left = undefined;
    const cards = page && !page.done ? this.#tell(page.value) : {};
    const more = beside();
    const complete = this.#left === undefined && more === undefined;
    if (!complete) this.#soon();
    send({ ...cards, ...more, ...(complete && { complete }) });
  }

  #tell(ids: Iterable<string>): CardsPatch {
    const shown = new Set(this.#options.columns());
    const set = this.#options.set();
    const asNow = (id: string) => (shown.has(set.columnOf(id) ?? '') ? set.card(id) : undefined);
    return this.#shown.change([...ids].map((id) => [id, asNow(id)] as const));
  }

  *#cardsOf(ids: Iterable<string>): Iterable<CardView> {
    for (const id of ids) {
      const card = this.#options.set().card(id);
      if (card) yield card;
    }
  }

  *#ids(): Iterable<string> {
    for (const column of this.#options.columns()) for (const { id } of this.#options.set().places(column)) yield id;
  }

  #firstScreens(): string[] {
    const { columns, set, portions } = this.#options;
    return columns().flatMap((column) => set().first(column, portions.screen));
  }

  #misplaced(ids: Iterable<string> | undefined): string[] {
    const set = this.#options.set();
    const shown = new Set(this.#options.columns());
    const found: string[] = [];
    const look = (id: string, { column }: CardView) => {
      if (column !== set.columnOf(id) || !shown.has(column)) found.push(id);
    };
    if (!ids) for (const [id, told] of this.#shown.entries()) look(id, told);
    else
      for (const id of ids) {
        const told = this.#shown.get(id);
        if (told) look(id, told);
      }
    return found;
  }

  /** The counts that changed. */
  #counted(): Pick<BoardPatch, 'counts'> {
    const { columns, set } = this.#options;
    const changed: Record<string, number> = {};
    for (const column of columns()) {
      const count = set().count(column);
      if (this.#counts.get(column) === count) continue;
      this.#counts.set(column, count);
      changed[column] = count;
    }
    return Object.keys(changed).length > 0 ? { counts: changed } : {};
  }
}

function* inPages(ids: Iterable<string>, page: number): Generator<readonly string[]> {
  let next: string[] = [];
  for (const id of ids) {
    next.push(id);
    if (next.length < page) continue;
    yield next;
    next = [];
  }
  yield next;
}
