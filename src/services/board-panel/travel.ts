import { foldDetails } from '../../core/board/details';
import type { Task, TaskId } from '../../core/board/model';
import type { BoardState } from '../../core/board/state';
import { attentionOf } from '../../core/diagnose/board-attention';
import type { CardView, PastView, TaskDetail, TimeMark, TimeView } from '../../protocol/board';
import type { Moment } from '../../protocol/board-messages';
import type { LiveBoard } from './live-board';
import { differingTasks, Past } from './past';
import { taskCard } from './task-card';
import { taskDetail } from './task-detail';

/** Where a panel stands in its board's life: now, or at a past moment. What history costs is paid by who looks at it. */
export class Travel {
  readonly #live: LiveBoard;
  readonly #from: number;
  #history: Past | undefined;
  #past: { readonly at: number; readonly seq: number; readonly board: BoardState } | undefined;
  /** The cards of the past on show, and the tasks that they were made of. */
  readonly #cards = new Map<string, CardView>();
  #tasks: ReadonlyMap<TaskId, Task> = new Map();
  #turn = 0;

  constructor(live: LiveBoard) {
    this.#live = live;
    let from = live.state.at;
    for (const { createdAt } of live.state.tasks.values()) from = Math.min(from, createdAt);
    this.#from = from;
  }

  get past(): PastView | undefined {
    if (!this.#past) return undefined;
    let moved = 0;
    for (const { nowIn } of this.#cards.values()) if (nowIn !== undefined) moved += 1;
    return { at: this.#past.at, seq: this.#past.seq, moved };
  }

  view(): TimeView {
    const { seq, at } = this.#live.state;
    return { from: this.#from, to: at, commits: seq, past: this.past ?? null };
  }

  /** False: a later call overtook this one. */
  async go(to: Moment): Promise<boolean> {
    const turn = ++this.#turn;
    if (to === 'now') {
      this.#past = undefined;
      this.#history = undefined;
      this.#cards.clear();
      this.#tasks = new Map();
      return true;
    }
    const history = await this.#loaded();
    if (turn !== this.#turn) return false;
    const seq = history.seqOf(to, this.#past?.seq ?? history.length);
    const board = history.boardAt(seq);
    this.#past = { at: typeof to === 'object' && 'at' in to ? to.at : history.timeOf(seq), seq, board };
    this.#redraw(board);
    return true;
  }

  cards(): Iterable<CardView> {
    return this.#cards.values();
  }

  /** Cards of the past that tell where they stand now, after something moved. */
  stillShown(ids: Iterable<string>): Map<string, CardView> {
    const changed = new Map<string, CardView>();
    for (const id of ids) {
      const task = this.#past?.board.tasks.get(id);
      if (task) changed.set(id, this.#draw(task));
    }
    return changed;
  }

  async marks(limit: number): Promise<TimeMark[]> {
    const history = await this.#loaded();
    return history.marks(limit, this.#live.context.t, (id) => this.#live.state.tasks.get(id)?.title ?? id);
  }

  /** The card as it was: nothing can be done with it. */
  detail(id: string): TaskDetail | undefined {
    const past = this.#past;
    const task = past?.board.tasks.get(id);
    if (!past || !task) return undefined;
    const details = foldDetails(id, this.#history?.commitsOf(task.events) ?? []);
    const { findings } = attentionOf(task, past.at, this.#live.context.t, true);
    return { ...taskDetail(past.board, task, details, findings, { ...this.#live.context, past: true }), can: [] };
  }

  async #loaded(): Promise<Past> {
    this.#history ??= new Past(this.#live);
    const history = this.#history;
    await history.catchUp();
    return history;
  }

  #redraw(board: BoardState): void {
    // Time alone changes how long something waits in these two columns.
    const waiting = [...board.byStatus.ready, ...board.byStatus.blocked];
    for (const id of new Set([...differingTasks(this.#tasks, board.tasks), ...waiting])) {
      const task = board.tasks.get(id);
      if (task) this.#draw(task);
      else this.#cards.delete(id);
    }
    this.#tasks = new Map(board.tasks);
  }

  #draw(task: Task): CardView {
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
    const drawn = now === task.status ? card : { ...card, nowIn: now === undefined || now === 'archived' ? null : now };
    this.#cards.set(task.id, drawn);
    return drawn;
  }
}
