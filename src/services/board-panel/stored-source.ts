import { boardName } from '../../core/board/boards';
import type { Severity } from '../../core/board/card';
import { TaskLife } from '../../core/board/details';
import { DueTimes } from '../../core/board/due';
import { COLUMNS, type Column, type Status, type Task, type TaskDetails, type TaskId } from '../../core/board/model';
import { affectedCards } from '../../core/board/views';
import type { CardContext, CardExtras } from '../../core/board/why';
import { type Attention, attentionOf, worstFirst } from '../../core/diagnose/board-attention';
import type { Translate } from '../../core/translate';
import type { Clock } from '../../ports/clock';
import type { Disposable } from '../../ports/disposable';
import {
  type AttentionRow,
  type BoardHead,
  type CardView,
  type EarlierPage,
  NO_TALLY,
  type PersonChoice,
  type Tally,
  type TaskDetail,
} from '../../protocol/board';
import { othersTurn } from '../others-turn';
import { attentionRows } from './attention-rows';
import type { LiveBoard } from './live-board';
import type { CardPlace, CardSource, ColumnSpec, SourceChange } from './source';
import { firstOf, placesOf, taskCard } from './task-card';
import { earlierPage, taskDetail } from './task-detail';

export interface StoredSourceOptions {
  readonly board: LiveBoard;
  readonly ref: string;
  readonly clock: Clock;
  /** Why nothing can be changed just now. */
  readonly readOnly: () => string | undefined;
}

/** So many tasks are looked at before others get their turn. */
const AT_ONCE = 10_000;

/** A stored board as cards. A commit costs what it touched, and the passing of time what it made stale. */
class StoredSource implements CardSource {
  readonly #board: LiveBoard;
  readonly #ref: string;
  readonly #clock: Clock;
  readonly #readOnly: () => string | undefined;
  readonly #context: CardContext;
  #attention = new Map<TaskId, Attention>();
  #tally: Record<Severity, number> = { ...NO_TALLY };
  readonly #due = new DueTimes();
  readonly #listeners = new Set<(change: SourceChange) => void>();
  readonly #following: Disposable;
  #life: TaskLife | undefined;
  #reading: Promise<unknown> = Promise.resolve();
  #timer: Disposable | undefined;
  #disposed = false;

  /** Use `openStored`. */
  constructor({ board, ref, clock, readOnly }: StoredSourceOptions) {
    this.#readOnly = readOnly;
    const { context } = board;
    this.#board = board;
    this.#ref = ref;
    this.#clock = clock;
    this.#context = { ...context, extras: (task) => this.#extras(task, context) };
    this.#following = board.onChange(({ commits, reset }) => {
      if (reset) void this.#startAnew();
      else
        this.#tell(
          affectedCards(
            board.state,
            commits.flatMap(({ events }) => events),
          ),
        );
    });
  }

  dispose(): void {
    this.#disposed = true;
    this.#following.dispose();
    this.#timer?.dispose();
    this.#listeners.clear();
  }

  head(): BoardHead {
    const { t } = this.#context;
    const { info } = this.#board;
    const { description, icon, colour } = info;
    const readOnly = this.#readOnly();
    return {
      ref: this.#ref,
      kind: 'stored',
      name: boardName(info, t),
      ...(description && { description }),
      ...(icon !== null && { icon }),
      ...(colour !== null && { color: colour }),
      ...(readOnly !== undefined && { readOnly }),
      empty: t('This board has no tasks yet. Create the first one, and an agent or a person can take it.'),
    };
  }

  columns(): readonly ColumnSpec[] {
    return [...COLUMNS.map((column) => columnSpec(column, this.#context.t)), archiveSpec(this.#context.t)];
  }

  count(column: string): number {
    return this.#board.state.byStatus[column as Status]?.size ?? 0;
  }

  places(column: string): Iterable<CardPlace> {
    return placesOf(this.#board.state, column);
  }

  first(column: string, count: number): readonly string[] {
    return firstOf(this.#board.state, column, count);
  }

  columnOf(id: string): string | undefined {
    return this.#board.state.tasks.get(id)?.status;
  }

  card(id: string): CardView | undefined {
    const task = this.#board.state.tasks.get(id);
    return task && taskCard(this.#board.state, task, this.#context);
  }

  *attention(): Iterable<AttentionRow> {
    const all = [...this.#attention].flatMap(([id, { findings }]) => findings.map((finding) => ({ id, ...finding })));
    for (const { id, kind } of all.sort(worstFirst)) {
      const finding = this.#attention.get(id)?.findings.find((each) => each.kind === kind);
      const card = finding && this.card(id);
      if (card) yield* attentionRows(card, [finding], this.#context.t);
    }
  }

  tally(): Tally {
    return { ...this.#tally };
  }

  people(): readonly PersonChoice[] {
    const { byAssignee } = this.#board.state;
    const { profiles } = this.#context;
    const names = new Set([...(profiles ?? []), ...byAssignee.keys()]);
    return [...names].map((name) => {
      const counts = byAssignee.get(name);
      const open = counts ? COLUMNS.reduce((sum, column) => sum + (column === 'done' ? 0 : counts[column]), 0) : 0;
      return { name, kind: profiles?.has(name) ? 'agent' : 'person', open };
    });
  }

  async detail(id: string, links: number): Promise<TaskDetail | undefined> {
    const details = await this.#details(id);
    const task = this.#board.state.tasks.get(id);
    if (!details || !task) return undefined;
    const findings = this.#attention.get(id)?.findings ?? [];
    return taskDetail(this.#board.state, task, { details, findings, links }, this.#context);
  }

  async earlier(id: string, of: keyof EarlierPage, before: number, limit: number): Promise<EarlierPage> {
    const details = await this.#details(id);
    const task = this.#board.state.tasks.get(id);
    return details && task ? earlierPage(this.#board.state, task, details, { of, before, limit }, this.#context) : {};
  }

  onChange(listener: (change: SourceChange) => void): Disposable {
    this.#listeners.add(listener);
    return { dispose: () => void this.#listeners.delete(listener) };
  }

  /** The card that is open is asked for again and again: of its life only what is new is read. */
  #details(id: string): Promise<TaskDetails | undefined> {
    const reading = this.#reading.then(() => {
      if (this.#life?.task !== id) this.#life = new TaskLife(id);
      return this.#board.details(id, this.#life);
    });
    this.#reading = reading.catch(() => {
      this.#life = undefined;
    });
    return reading;
  }

  #extras(task: Task, context: CardContext): CardExtras | undefined {
    const others = context.extras?.(task);
    const worst = this.#attention.get(task.id)?.findings[0];
    if (!worst || others?.diagnostic) return others;
    return { ...others, diagnostic: { kind: worst.kind, severity: worst.severity, title: worst.title } };
  }

  /** Looks at every task. Changes that come meanwhile are looked at as they come. */
  async considerAll(): Promise<void> {
    const attention = new Map<TaskId, Attention>();
    this.#attention = attention;
    this.#tally = { ...NO_TALLY };
    let looked = 0;
    for (const id of [...this.#board.state.tasks.keys()]) {
      this.#consider(id, this.#clock.now());
      looked += 1;
      if (looked % AT_ONCE > 0) continue;
      await othersTurn();
      if (this.#disposed || this.#attention !== attention) return;
    }
    this.#wait();
  }

  #consider(id: TaskId, now: number): void {
    const task = this.#board.state.tasks.get(id);
    const attention = task && attentionOf(task, now, this.#context.t);
    for (const { severity } of this.#attention.get(id)?.findings ?? []) this.#tally[severity] -= 1;
    for (const { severity } of attention?.findings ?? []) this.#tally[severity] += 1;
    if (attention && attention.findings.length > 0) this.#attention.set(id, attention);
    else this.#attention.delete(id);
    if (attention?.nextAt === undefined) this.#due.delete(id);
    else this.#due.set(id, attention.nextAt);
  }

  async #startAnew(): Promise<void> {
    this.#life = undefined;
    await this.considerAll();
    this.#emit({ cards: new Set(), attention: new Map(), reset: true });
  }

  #tell(ids: ReadonlySet<TaskId>): void {
    const now = this.#clock.now();
    const attention = new Map<string, AttentionRow | undefined>();
    for (const id of ids) {
      for (const { kind } of this.#attention.get(id)?.findings ?? []) attention.set(`${id}/${kind}`, undefined);
      this.#consider(id, now);
    }
    for (const id of ids) {
      const findings = this.#attention.get(id)?.findings;
      const card = findings && this.card(id);
      if (!card) continue;
      for (const row of attentionRows(card, findings, this.#context.t)) attention.set(row.key, row);
    }
    this.#wait();
    this.#emit({ cards: ids, attention });
  }

  #emit(change: SourceChange): void {
    for (const listener of [...this.#listeners]) listener(change);
  }

  /** One timer, for the next card that time alone makes stale. */
  #wait(): void {
    this.#timer?.dispose();
    const next = this.#due.next();
    this.#timer = next && this.#clock.at(next.at, () => this.#tell(new Set(this.#due.until(this.#clock.now()))));
  }
}

/** Looks at the board first, so that its cards know what is wrong with them. */
export async function openStored(options: StoredSourceOptions): Promise<CardSource> {
  const source = new StoredSource(options);
  await source.considerAll();
  return source;
}

function columnSpec(column: Column, t: Translate): ColumnSpec {
  switch (column) {
    case 'triage':
      return { id: column, title: t('Triage'), quiet: true, creatable: true, empty: t('Ideas land here first.') };
    case 'todo':
      return { id: column, title: t('To Do'), quiet: true, empty: t('Tasks wait here for their parents.') };
    case 'scheduled':
      return {
        id: column,
        title: t('Scheduled'),
        quiet: true,
        hiddenWhenEmpty: true,
        empty: t('Tasks wait here until their time comes.'),
      };
    case 'ready':
      return { id: column, title: t('Ready'), creatable: true, empty: t('Tasks that a worker can take now.') };
    case 'running':
      return { id: column, title: t('Running'), empty: t('What agents work on. Only a claim brings a task here.') };
    case 'blocked':
      return { id: column, title: t('Blocked'), empty: t('Tasks that need an answer or another try.') };
    case 'review':
      return { id: column, title: t('Review'), empty: t('Finished work that waits for your eyes.') };
    case 'done':
      return { id: column, title: t('Done'), quiet: true, empty: t('Completed tasks.') };
  }
}

function archiveSpec(t: Translate): ColumnSpec {
  return { id: 'archived', title: t('Archived'), quiet: true, empty: t('Archived tasks. They can be restored.') };
}
