import { foldDetails } from '../../core/board/details';
import type { Status, Task, TaskId } from '../../core/board/model';
import type { BoardState } from '../../core/board/state';
import { ages, attentionOf } from '../../core/diagnose/board-attention';
import type { CardView, PastView, TaskDetail, TimeMark, TimeView } from '../../protocol/board';
import type { Moment } from '../../protocol/board-messages';
import { othersTurn } from '../others-turn';
import type { LiveBoard } from './live-board';
import { Past } from './past';
import type { CardPlace, CardSet } from './source';
import { firstOf, placesOf, taskCard } from './task-card';
import { taskDetail } from './task-detail';

interface Shown {
  readonly at: number;
  readonly seq: number;
  /** Goes on changing while another moment is on its way. */
  readonly board: BoardState;
}

/** Where a panel stands in its board's life: now, or at a past moment. What history costs is paid by who looks at it. */
export class Travel implements CardSet {
  readonly #live: LiveBoard;
  readonly #from: number;
  #history: Past | undefined;
  #past: Shown | undefined;
  /** Tasks that stand elsewhere now. */
  readonly #moved = new Set<TaskId>();
  #turn = 0;
  #going = 0;
  /** The board on show was folded on without arriving anywhere. */
  #strayed = false;

  constructor(live: LiveBoard) {
    this.#live = live;
    let from = live.state.at;
    for (const { createdAt } of live.state.tasks.values()) from = Math.min(from, createdAt);
    this.#from = from;
  }

  get past(): PastView | undefined {
    return this.#past && { at: this.#past.at, seq: this.#past.seq, moved: this.#moved.size };
  }

  /** The past that is on show gives way to another moment: nothing can be told of it. */
  get isLeaving(): boolean {
    return this.#going > 0 && this.#past !== undefined;
  }

  view(): TimeView {
    const { seq, at } = this.#live.state;
    return { from: this.#from, to: at, commits: seq, past: this.past ?? null };
  }

  /** Which cards may differ then; 'any': they were not counted. Undefined: a later call overtook this one. */
  async go(to: Moment): Promise<ReadonlySet<string> | 'any' | undefined> {
    const turn = ++this.#turn;
    if (to === 'now') {
      this.#past = undefined;
      this.#history = undefined;
      this.#moved.clear();
      return 'any';
    }
    this.#going += 1;
    try {
      const wanted = () => turn === this.#turn;
      const history = await this.#loaded();
      if (!wanted()) return undefined;
      const before = this.#past;
      const seq = history.seqOf(to, before?.seq ?? history.length);
      const board = await history.boardAt(seq, wanted);
      if (!board || !wanted()) {
        this.#strayed = true;
        return undefined;
      }
      this.#past = { at: typeof to === 'object' && 'at' in to ? to.at : history.timeOf(seq), seq, board };
      const differing = this.#differing(history, before, this.#past);
      if (differing) return differing;
      this.compareAll();
      await othersTurn();
      if (wanted()) return 'any';
      this.#strayed = true;
      return undefined;
    } finally {
      this.#going -= 1;
    }
  }

  count(column: string): number {
    return this.#past?.board.byStatus[column as Status]?.size ?? 0;
  }

  places(column: string): Iterable<CardPlace> {
    return this.#past ? placesOf(this.#past.board, column) : [];
  }

  first(column: string, count: number): readonly string[] {
    return this.#past ? firstOf(this.#past.board, column, count) : [];
  }

  columnOf(id: string): string | undefined {
    return this.#past?.board.tasks.get(id)?.status;
  }

  /** As it was, and where it stands now. */
  card(id: string): CardView | undefined {
    const task = this.#past?.board.tasks.get(id);
    if (!task) return undefined;
    const { board, at } = this.#past!;
    const { context, state } = this.#live;
    const worst = attentionOf(task, at, context.t, true).findings[0];
    const diagnostic = worst && { kind: worst.kind, severity: worst.severity, title: worst.title };
    const card = taskCard(board, task, {
      ...context,
      past: true,
      extras: () => (diagnostic ? { diagnostic } : undefined),
    });
    const now = state.tasks.get(task.id)?.status;
    return now === task.status ? card : { ...card, nowIn: now === undefined || now === 'archived' ? null : now };
  }

  /** Something happened to these: do they still stand where they did? */
  compare(ids: Iterable<TaskId>): void {
    for (const id of ids) {
      const then = this.#past?.board.tasks.get(id)?.status;
      if (then !== undefined && then !== this.#live.state.tasks.get(id)?.status) this.#moved.add(id);
      else this.#moved.delete(id);
    }
  }

  compareAll(): void {
    this.#moved.clear();
    this.compare(this.#past?.board.tasks.keys() ?? []);
  }

  async marks(limit: number): Promise<TimeMark[]> {
    const history = await this.#loaded();
    return history.marks(limit, this.#live.context.t, (id) => this.#live.state.tasks.get(id)?.title ?? id);
  }

  /** The card as it was: nothing can be done with it. */
  detail(id: string, links: number): TaskDetail | undefined {
    const past = this.#past;
    const task = past?.board.tasks.get(id);
    if (!past || !task) return undefined;
    const details = foldDetails(id, this.#history?.commitsOf(task.events) ?? []);
    const { findings } = attentionOf(task, past.at, this.#live.context.t, true);
    const context = { ...this.#live.context, past: true } as const;
    return { ...taskDetail(past.board, task, { details, findings, links }, context), can: [] };
  }

  async #loaded(): Promise<Past> {
    this.#history ??= new Past(this.#live);
    const history = this.#history;
    await history.catchUp();
    return history;
  }

  #differing(history: Past, before: Shown | undefined, now: Shown): ReadonlySet<string> | undefined {
    const strayed = this.#strayed;
    this.#strayed = false;
    const later = now.seq > (before?.seq ?? 0) ? now : before;
    const touched = strayed || !before || !later ? undefined : history.touchedBetween(before.seq, now.seq, later.board);
    if (!before || !touched) return undefined;
    this.compare(touched);
    const worst = (task: Task, at: number) => attentionOf(task, at, this.#live.context.t, true).findings[0]?.severity;
    for (const id of [...now.board.byStatus.ready, ...now.board.byStatus.blocked]) {
      const task = now.board.tasks.get(id)!;
      if (ages(task) && !touched.has(id) && worst(task, before.at) !== worst(task, now.at)) touched.add(id);
    }
    return touched;
  }
}
