import {
  type AttentionRow,
  type BoardHead,
  type BoardPatch,
  NO_TALLY,
  type PersonChoice,
  type Tally,
} from '../../protocol/board';
import type { CardSource, SourceChange } from './source';

/** So many rows go ahead; nobody reads further before the rest is there. */
const ROWS_AT_ONCE = 200;

/** What the page knows around the cards, so that only differences are sent. */
export class Told {
  readonly #rows = new Map<string, AttentionRow>();
  /** Rows that the page has not been told of yet. */
  #left: Iterator<AttentionRow> | undefined;
  #tally: Tally = NO_TALLY;
  #people = '';
  #head = '';

  /** Everything, as the source has it now; of many rows the worst ones, and `moreRows` has the rest. */
  whole(source: CardSource): {
    head: BoardHead;
    attention: AttentionRow[];
    tally: Tally;
    people: readonly PersonChoice[];
  } {
    this.#rows.clear();
    this.#left = source.attention()[Symbol.iterator]();
    const attention = this.moreRows()?.attention?.set ?? [];
    const head = source.head();
    const people = source.people();
    const tally = source.tally();
    this.#tally = tally;
    this.#head = JSON.stringify(head);
    this.#people = JSON.stringify(people);
    return { head, attention: [...attention], tally, people };
  }

  /** Whether rows are left to be told. */
  get hasMore(): boolean {
    return this.#left !== undefined;
  }

  /** The next rows; undefined: there are no more. */
  moreRows(): Pick<BoardPatch, 'attention'> | undefined {
    if (!this.#left) return undefined;
    const set: AttentionRow[] = [];
    while (set.length < ROWS_AT_ONCE) {
      const next = this.#left.next();
      if (next.done) {
        this.#left = undefined;
        break;
      }
      this.#rows.set(next.value.key, next.value);
      set.push(next.value);
    }
    return set.length > 0 ? { attention: { set } } : undefined;
  }

  rows(changes: SourceChange['attention']): BoardPatch {
    const set: AttentionRow[] = [];
    const gone: string[] = [];
    for (const [key, row] of changes) {
      if (row && JSON.stringify(row) !== JSON.stringify(this.#rows.get(key))) {
        this.#rows.set(key, row);
        set.push(row);
      } else if (!row && this.#rows.delete(key)) gone.push(key);
    }
    if (set.length === 0 && gone.length === 0) return {};
    return { attention: { ...(set.length > 0 && { set }), ...(gone.length > 0 && { gone }) } };
  }

  tally(tally: Tally): BoardPatch {
    const { critical, error, warning } = this.#tally;
    if (critical === tally.critical && error === tally.error && warning === tally.warning) return {};
    this.#tally = tally;
    return { tally };
  }

  people(people: readonly PersonChoice[]): BoardPatch {
    const text = JSON.stringify(people);
    if (text === this.#people) return {};
    this.#people = text;
    return { people };
  }

  head(board: BoardHead): BoardPatch {
    const text = JSON.stringify(board);
    if (text === this.#head) return {};
    this.#head = text;
    return { board };
  }
}
