import { STATUSES, type Status, type TaskId } from './model';
import type { BoardState, CountByStatus } from './state';

const DAY = 86_400_000;

export interface BoardStats {
  /** All but the archived. */
  readonly total: number;
  readonly byStatus: Readonly<Record<Status, number>>;
  readonly byAssignee: readonly AssigneeCount[];
  /** The ready task that waits longest. */
  readonly oldestReady: { readonly task: TaskId; readonly since: number; readonly ageMs: number } | null;
  /** How many were completed in the last day and the last week. */
  readonly completedLastDay: number;
  readonly completedLastWeek: number;
  /** From creation to completion, over the last week; null without any. */
  readonly medianLeadTimeMs: number | null;
  readonly costUsd: number;
  readonly costUsdLastDay: number;
}

export interface AssigneeCount {
  readonly name: string;
  readonly total: number;
  readonly byStatus: Readonly<CountByStatus>;
  /** An agent profile, as far as the caller knows them. */
  readonly profile: boolean;
}

export function statsOf(board: BoardState, now: number, profiles: readonly string[] = []): BoardStats {
  const byStatus = countsOf(board);
  let costUsd = 0;
  let costUsdLastDay = 0;
  const leadTimes: number[] = [];
  let completedLastDay = 0;
  for (const task of board.tasks.values()) {
    costUsd += task.costUsd;
    for (const attempt of task.runs) if (attempt.startedAt > now - DAY) costUsdLastDay += attempt.costUsd;
    if (task.completedAt === null || task.completedAt <= now - 7 * DAY) continue;
    leadTimes.push(task.completedAt - task.createdAt);
    if (task.completedAt > now - DAY) completedLastDay += 1;
  }
  return {
    total: board.tasks.size - byStatus.archived,
    byStatus,
    byAssignee: assigneesOf(board, profiles),
    oldestReady: oldestReady(board, now),
    completedLastDay,
    completedLastWeek: leadTimes.length,
    medianLeadTimeMs: median(leadTimes),
    costUsd,
    costUsdLastDay,
  };
}

export function countsOf(board: Pick<BoardState, 'byStatus'>): Record<Status, number> {
  return Object.fromEntries(STATUSES.map((status) => [status, board.byStatus[status].size])) as Record<Status, number>;
}

/** The profiles and everyone on the board; who has most to do comes first. */
export function assigneesOf(board: Pick<BoardState, 'byAssignee'>, profiles: readonly string[] = []): AssigneeCount[] {
  const none = Object.fromEntries(STATUSES.map((status) => [status, 0])) as CountByStatus;
  const names = new Set([...profiles, ...board.byAssignee.keys()]);
  return [...names]
    .map((name): AssigneeCount => {
      const byStatus = { ...(board.byAssignee.get(name) ?? none) };
      const total = STATUSES.reduce((sum, status) => sum + (status === 'archived' ? 0 : byStatus[status]), 0);
      return { name, total, byStatus, profile: profiles.includes(name) };
    })
    .sort((one, other) => other.total - one.total || (one.name < other.name ? -1 : 1));
}

function oldestReady(board: BoardState, now: number): BoardStats['oldestReady'] {
  let oldest: BoardStats['oldestReady'] = null;
  for (const id of board.byStatus.ready) {
    const { since } = board.tasks.get(id)!;
    if (!oldest || since < oldest.since) oldest = { task: id, since, ageMs: Math.max(0, now - since) };
  }
  return oldest;
}

function median(values: number[]): number | null {
  values.sort((one, other) => one - other);
  const middle = values[Math.floor((values.length - 1) / 2)];
  return middle ?? null;
}
