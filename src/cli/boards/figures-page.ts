import { type BoardInfo, COLUMNS, type Status } from '../../core/board/model';
import type { AssigneeCount, BoardStats } from '../../core/board/stats';
import { plain } from '../../core/text';
import type { OpenBoard } from '../../services/boards/open-board';
import { longDuration, money, type Page, plural } from '../terminal/page';
import { cutTo, oneLine, pad, padLeft } from '../terminal/width';
import { markOfStatus, STATUS_TITLES } from './marks';

export interface BoardRow extends BoardInfo {
  readonly current: boolean;
  readonly total: number;
  readonly counts: Readonly<Record<Status, number>>;
}

export function boardListPage(page: Page, rows: readonly BoardRow[]): string {
  const count = (row: BoardRow, status: Status) => (row.counts[status] ? String(row.counts[status]) : '');
  return page.table(
    ['', 'BOARD', 'TASKS', 'READY', 'RUNNING', 'BLOCKED', 'REVIEW', 'NAME'],
    rows.map((row) => [
      row.current ? '*' : '',
      row.slug,
      String(row.total),
      ...(['ready', 'running', 'blocked', 'review'] as const).map((status) => count(row, status)),
      plain(row.name) + (row.archivedAt === null ? '' : ' (archived)'),
    ]),
    [2, 3, 4, 5, 6],
  );
}

const BAR = 30;

export function statsPage(page: Page, board: OpenBoard, stats: BoardStats): string {
  const most = Math.max(1, ...COLUMNS.map((status) => stats.byStatus[status]));
  const shown = [...COLUMNS, ...(stats.byStatus.archived ? (['archived'] as const) : [])];
  const bars = shown.map((status) => {
    const count = stats.byStatus[status];
    const { sign, style } = markOfStatus(status);
    const bar = '█'.repeat(Math.min(BAR, Math.ceil((Math.min(count, most) / most) * BAR)));
    return `  ${page.paint(style, sign)} ${pad(STATUS_TITLES[status], 10)} ${padLeft(String(count), 6)}  ${page.paint(style ?? 'dim', bar)}`.trimEnd();
  });
  const { oldestReady } = stats;
  const oldest = oldestReady && board.state.tasks.get(oldestReady.task);
  const facts: [string, string][] = [
    [
      'Oldest ready',
      oldestReady && oldest
        ? `${longDuration(oldestReady.ageMs)}  ${oldestReady.task} ${cutTo(oneLine(oldest.title), 50)}`
        : 'none is ready',
    ],
    ['Done', `${stats.completedLastDay} in a day, ${stats.completedLastWeek} in a week`],
    [
      'Lead time',
      stats.medianLeadTimeMs === null
        ? 'none was finished this week'
        : `${longDuration(stats.medianLeadTimeMs)} (median of the week)`,
    ],
    ['Cost', `${money(stats.costUsd)}, ${money(stats.costUsdLastDay)} of it in the last day`],
  ];
  return [
    `${page.bold(plain(board.info.name))}  ${page.dim(plural(stats.total, 'task'))}`,
    '',
    ...bars,
    '',
    ...facts.map(([name, value]) => `  ${page.dim(pad(name, 14))}${value}`),
    ...(stats.byAssignee.length ? ['', assigneesPage(page, stats.byAssignee)] : []),
  ].join('\n');
}

export function assigneesPage(page: Page, assignees: readonly AssigneeCount[]): string {
  if (assignees.length === 0) return page.dim('Nobody is assigned to anything.');
  const columns = ['todo', 'ready', 'running', 'blocked', 'review', 'done'] as const;
  return page.table(
    ['ASSIGNEE', 'TASKS', ...columns.map((status) => STATUS_TITLES[status].toUpperCase())],
    assignees.map((one) => [
      cutTo(plain(one.name), 24),
      String(one.total),
      ...columns.map((status) => (one.byStatus[status] ? String(one.byStatus[status]) : '')),
    ]),
    [1, 2, 3, 4, 5, 6, 7],
  );
}
