import { worstFirst } from '../../core/diagnose/board-attention';
import type { AttentionRow, BoardHead, BoardPatch, PersonChoice } from '../../protocol/board';
import type { CardSource, SourceChange } from './source';

/** What the page knows around the cards, so that only differences are sent. */
export class Told {
  readonly #rows = new Map<string, AttentionRow>();
  #people = '';
  #head = '';

  /** Everything, as the source has it now. */
  whole(source: CardSource): { head: BoardHead; attention: AttentionRow[]; people: readonly PersonChoice[] } {
    this.#rows.clear();
    for (const row of source.attention()) this.#rows.set(row.key, row);
    const head = source.head();
    const people = source.people();
    this.#head = JSON.stringify(head);
    this.#people = JSON.stringify(people);
    return { head, attention: [...this.#rows.values()].sort(worstFirst), people };
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
