import { worstFirst } from '../../core/diagnose/board-attention';
import type { Project } from '../../core/project/model';
import type { Translate } from '../../core/translate';
import type { Disposable } from '../../ports/disposable';
import {
  type AttentionRow,
  type BoardHead,
  type CardView,
  NO_TALLY,
  NOTHING_EARLIER,
  type PersonChoice,
  type Tally,
  type TaskDetail,
} from '../../protocol/board';
import type { Projects } from '../projects/api';
import { placeName } from './attention-rows';
import { FirstPlaces } from './first-places';
import type { CardMoves } from './shelf';
import type { CardSource, ColumnSpec, SourceChange } from './source';

export interface MadeBoard {
  readonly moves: CardMoves;
  head(): BoardHead;
  columns(): readonly ColumnSpec[];
  cards(): readonly CardView[];
  detail(id: string): TaskDetail | undefined;
  /** Whether a change of this project is a change of the board. */
  concerns(project: Project): boolean;
}

export type ProjectsView = Pick<Projects, 'phase' | 'list' | 'find' | 'onChange' | 'decide'>;

/** A board whose cards are made from projects each time that they change. Their number is that of projects or stories, not of tasks. */
export class MadeSource implements CardSource {
  readonly #made: MadeBoard;
  readonly #t: Translate;
  readonly #listeners = new Set<(change: SourceChange) => void>();
  readonly #following: Disposable;
  #cards: ReadonlyMap<string, CardView>;
  #byColumn: ReadonlyMap<string, readonly CardView[]>;

  constructor(made: MadeBoard, projects: ProjectsView, t: Translate) {
    this.#made = made;
    this.#t = t;
    this.#cards = this.#make();
    this.#byColumn = Map.groupBy(this.#cards.values(), ({ column }) => column);
    this.#following = projects.onChange(({ added, changed, removed }) => {
      if (removed.length > 0 || [...added, ...changed].some((project) => made.concerns(project))) this.#renew();
      else this.#emit({ cards: new Set(), attention: new Map(), head: true });
    });
  }

  dispose(): void {
    this.#following.dispose();
    this.#listeners.clear();
  }

  head(): BoardHead {
    return this.#made.head();
  }

  columns(): readonly ColumnSpec[] {
    return this.#made.columns();
  }

  count(column: string): number {
    return this.#byColumn.get(column)?.length ?? 0;
  }

  places(column: string): Iterable<CardView> {
    return this.#byColumn.get(column) ?? [];
  }

  first(column: string, count: number): readonly string[] {
    const first = new FirstPlaces(count);
    for (const card of this.places(column)) first.add(card);
    return first.ids;
  }

  columnOf(id: string): string | undefined {
    return this.#cards.get(id)?.column;
  }

  card(id: string): CardView | undefined {
    return this.#cards.get(id);
  }

  attention(): Iterable<AttentionRow> {
    return [...this.#cards.values()].flatMap((card) => this.#row(card) ?? []).sort(worstFirst);
  }

  tally(): Tally {
    const tally = { ...NO_TALLY };
    for (const { diagnostic } of this.#cards.values()) if (diagnostic) tally[diagnostic.severity] += 1;
    return tally;
  }

  people(): readonly PersonChoice[] {
    return [];
  }

  async detail(id: string): Promise<TaskDetail | undefined> {
    return this.#made.detail(id);
  }

  onChange(listener: (change: SourceChange) => void): Disposable {
    this.#listeners.add(listener);
    return { dispose: () => void this.#listeners.delete(listener) };
  }

  #make(): Map<string, CardView> {
    return new Map(this.#made.cards().map((card) => [card.id, card]));
  }

  #renew(): void {
    const before = this.#cards;
    this.#cards = this.#make();
    this.#byColumn = Map.groupBy(this.#cards.values(), ({ column }) => column);
    const cards = new Set([...this.#cards.keys(), ...before.keys()]);
    const attention = new Map<string, AttentionRow | undefined>();
    for (const card of before.values()) {
      const row = this.#row(card);
      if (row) attention.set(row.key, undefined);
    }
    for (const row of this.attention()) attention.set(row.key, row);
    this.#emit({ cards, attention, head: true });
  }

  #row(card: CardView): AttentionRow | undefined {
    const { diagnostic } = card;
    if (!diagnostic) return undefined;
    const where = placeName(card);
    return {
      key: `${card.id}/${diagnostic.kind}`,
      severity: diagnostic.severity,
      code: diagnostic.kind,
      title: diagnostic.title,
      card: card.id,
      cardTitle: card.title,
      ...(where !== undefined && { where }),
      since: card.since,
      actions: [{ kind: 'openSource', label: this.#t('Open prd.json') }],
    };
  }

  #emit(change: SourceChange): void {
    for (const listener of [...this.#listeners]) listener(change);
  }
}

/** What a detail holds that a made card has nothing for. */
export function plainDetail(card: CardView, rest: Pick<TaskDetail, 'body'> & Partial<TaskDetail>): TaskDetail {
  return {
    id: card.id,
    column: card.column,
    title: card.title,
    ...(card.project !== undefined && { project: card.project }),
    ...(card.story !== undefined && { story: card.story }),
    skills: [],
    createdBy: '',
    createdAt: 0,
    since: card.since,
    diagnostics: [],
    parents: [],
    children: [],
    comments: [],
    runs: [],
    events: [],
    earlier: NOTHING_EARLIER,
    moreLinks: 0,
    log: null,
    can: [],
    ...rest,
  };
}
