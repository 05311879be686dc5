import type { Memento } from 'vscode';
import type { BoardRef } from '../../protocol/board';

const KEY = 'board.panels';

/** Where a panel is and what it shows, so that another one can take its place when its extension host is gone. */
export interface Place {
  /** The name under which its page keeps what a person was doing. */
  readonly keep: string;
  readonly ref?: BoardRef;
  readonly title: string;
  readonly column?: number;
  /** A person closed it. Who opens the board again goes on there. */
  readonly closed?: true;
}

/** The places of this workspace's panels, over the end of an extension host that had no time to say goodbye. */
export class Places {
  readonly #memory: Pick<Memento, 'get' | 'update'>;
  /** Of the host before this one, as long as nobody took them. */
  #former: readonly Place[];
  readonly #own = new Map<string, Place>();

  constructor(memory: Pick<Memento, 'get' | 'update'>) {
    this.#memory = memory;
    const stored = memory.get<unknown>(KEY);
    this.#former = Array.isArray(stored) ? stored.filter(isPlace) : [];
  }

  /** A panel is there, somewhere else, or shows something else. */
  set(place: Place): void {
    const before = this.#own.get(place.keep);
    this.#former = this.#former.filter(({ keep }) => keep !== place.keep);
    if (before && JSON.stringify(before) === JSON.stringify(place)) return;
    this.#own.set(place.keep, place);
    this.#write();
  }

  close(keep: string): void {
    const place = this.#own.get(keep);
    this.#own.delete(keep);
    if (!place) return;
    this.#former = [
      { ...place, closed: true },
      ...this.#former.filter((each) => !each.closed || each.ref !== place.ref),
    ];
    this.#write();
  }

  /** The name under which the board was shown that was closed last. It is given away once. */
  reopen(ref: BoardRef | undefined): string | undefined {
    const closed = this.#former.find((place) => place.closed && (ref === undefined || place.ref === ref));
    this.#former = this.#former.filter((place) => place !== closed);
    return closed?.keep;
  }

  /** Of tabs that nobody owns the one that showed this board. */
  tabOf<T extends { readonly label: string; readonly column: number }>(
    ref: BoardRef,
    tabs: readonly T[],
  ): T | undefined {
    const places = this.#former.filter((place) => !place.closed && place.ref === ref);
    const at = ({ label, column }: T) =>
      places.some((place) => place.title === label && (place.column === undefined || place.column === column));
    return tabs.find(at) ?? tabs.find(({ label }) => places.some(({ title }) => title === label));
  }

  /** What was at a tab that nobody owns: the best that is known. It is given away once. */
  take(tab: { readonly label: string; readonly column: number }): Place | undefined {
    const likeness = (place: Place) => Number(place.title === tab.label) * 2 + Number(place.column === tab.column);
    const best = this.#former
      .filter((place) => !place.closed && likeness(place))
      .sort((a, b) => likeness(b) - likeness(a))[0];
    this.#former = this.#former.filter((place) => place !== best);
    return best;
  }

  #write(): void {
    void this.#memory.update(KEY, [...this.#own.values(), ...this.#former].slice(0, 20));
  }
}

function isPlace(value: unknown): value is Place {
  if (typeof value !== 'object' || value === null) return false;
  const { keep, title } = value as Partial<Place>;
  return isKeepName(keep) && typeof title === 'string';
}

/** What a page hands back as its name. */
export function isKeepName(value: unknown): value is string {
  return typeof value === 'string' && /^[\w-]{1,64}$/.test(value);
}
