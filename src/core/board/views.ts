import { cut } from '../text';
import type { CardView, ColumnView, LaneView, Severity } from './card';
import { isEmptyFilter, matches, type TaskFilter } from './filter';
import { type BoardEvent, COLUMNS, isClosed, type Status, type Task, type TaskId } from './model';
import type { BoardState } from './state';
import { type CardContext, stateLine } from './why';

export const LANES = ['assignee', 'tenant', 'project'] as const;
export type LaneBy = (typeof LANES)[number];

/** A name's share of the 2 KB of a card; its texts have more. */
const NAME = 80;

/** What a card shows of a task. */
export function cardView(board: BoardState, task: Task, context: CardContext): CardView {
  const extras = context.extras?.(task);
  const state = stateLine(board, task, context, extras);
  const costUsd = Math.max(task.costUsd, extras?.costUsd ?? 0);
  const links = task.parents.length + task.children.length;
  return {
    id: task.id,
    status: task.status,
    title: cut(task.title, 400),
    priority: task.priority,
    since: task.since,
    ...(task.project !== null && { project: cut(task.project, NAME) }),
    ...(task.story !== null && { story: cut(task.story, NAME) }),
    ...(task.tenant !== null && { tenant: cut(task.tenant, NAME) }),
    ...(task.assignee !== null && {
      assignee: {
        name: cut(task.assignee, NAME),
        kind: isAgent(task, task.assignee, context) ? ('agent' as const) : ('person' as const),
      },
    }),
    ...(task.children.length > 0 && { progress: progressOf(board, task) }),
    ...(task.comments > 0 && { comments: task.comments }),
    ...(links > 0 && { links }),
    ...(extras?.diagnostic && { diagnostic: { ...extras.diagnostic, title: cut(extras.diagnostic.title, 200) } }),
    ...(extras?.gate && { gate: { ...extras.gate, text: cut(extras.gate.text, 240) } }),
    ...(costUsd > 0 && { costUsd }),
    ...(state && { state: { ...state, text: cut(state.text, 240) } }),
  };
}

/** Who has worked on it is an agent, also where this machine has no profile of that name. */
function isAgent(task: Task, name: string, { profiles }: CardContext): boolean {
  return profiles?.has(name) === true || task.runs.some((attempt) => attempt.worker === name);
}

export function progressOf(board: Pick<BoardState, 'tasks'>, task: Task): { done: number; total: number } {
  let done = 0;
  let total = 0;
  for (const id of task.children) {
    const status = board.tasks.get(id)?.status;
    if (status === undefined || status === 'archived') continue;
    total += 1;
    if (status === 'done') done += 1;
  }
  return { done, total };
}

/** The order of a column: what is worked on or finished, newest first; the rest by priority, then the oldest first. */
function inColumnOrder(status: Status): (one: Task, other: Task) => number {
  const byId = (one: Task, other: Task) => (one.id < other.id ? -1 : one.id > other.id ? 1 : 0);
  if (isClosed(status)) return (one, other) => other.since - one.since || byId(one, other);
  if (status === 'scheduled') {
    return (one, other) => (one.scheduledAt ?? 0) - (other.scheduledAt ?? 0) || byId(one, other);
  }
  return (one, other) => other.priority - one.priority || one.createdAt - other.createdAt || byId(one, other);
}

/** The tasks of a column in its order, filtered. */
export function tasksInColumn(board: BoardState, status: Status, filter?: TaskFilter, context?: CardContext): Task[] {
  const found: Task[] = [];
  const all = !filter || isEmptyFilter(filter);
  for (const id of board.byStatus[status]) {
    const task = board.tasks.get(id)!;
    if (all || matches(task, filter, context?.extras?.(task))) found.push(task);
  }
  return found.sort(inColumnOrder(status));
}

/** The board as columns of cards. The archive is a column only when the filter asks for it. */
export function columnsView(board: BoardState, context: CardContext, filter: TaskFilter = {}): ColumnView[] {
  const shown: readonly Status[] = filter.archived ? [...COLUMNS, 'archived'] : COLUMNS;
  return shown.map((status) =>
    columnOf(
      status,
      tasksInColumn(board, status, filter, context).map((task) => cardView(board, task, context)),
    ),
  );
}

function columnOf(key: string, cards: readonly CardView[]): ColumnView {
  const worst = worstOf(cards);
  return { key, count: cards.length, cards, ...(worst && { worst }) };
}

/** The board as lanes, the worst trouble first. */
export function lanesView(board: BoardState, context: CardContext, by: LaneBy, filter: TaskFilter = {}): LaneView[] {
  const columns = columnsView(board, context, filter);
  const keyOf = (card: CardView) => (by === 'assignee' ? card.assignee?.name : card[by]) ?? '';
  const keys = new Set(columns.flatMap((column) => column.cards.map(keyOf)));
  return [...keys]
    .map((key): LaneView => {
      const own = columns.map((column) =>
        columnOf(
          column.key,
          column.cards.filter((card) => keyOf(card) === key),
        ),
      );
      const cards = own.flatMap((column) => column.cards);
      const worst = worstOf(cards);
      const costUsd = cards.reduce((sum, card) => sum + (card.costUsd ?? 0), 0);
      return { key, count: cards.length, costUsd, columns: own, ...(worst && { worst }) };
    })
    .sort(
      (one, other) =>
        rank(other.worst) - rank(one.worst) ||
        Number(one.key === '') - Number(other.key === '') ||
        (one.key < other.key ? -1 : 1),
    );
}

const rank = (severity: Severity | undefined): number =>
  severity ? ['warning', 'error', 'critical'].indexOf(severity) + 1 : 0;

function worstOf(cards: readonly CardView[]): Severity | undefined {
  let worst: Severity | undefined;
  for (const { diagnostic } of cards)
    if (diagnostic && rank(diagnostic.severity) > rank(worst)) worst = diagnostic.severity;
  return worst;
}

/** The tasks whose cards may look different after these events: those that they name, their parents and children. */
export function affectedCards(board: Pick<BoardState, 'tasks'>, events: readonly BoardEvent[]): Set<TaskId> {
  const affected = new Set<TaskId>();
  for (const event of events) {
    affected.add(event.task);
    if (event.type === 'linked' || event.type === 'unlinked') affected.add(event.parent);
    if (event.type === 'heartbeat' || event.type === 'cost' || event.type === 'commented') continue;
    const task = board.tasks.get(event.task);
    for (const id of task?.parents ?? []) affected.add(id);
    for (const id of task?.children ?? []) affected.add(id);
  }
  return affected;
}
