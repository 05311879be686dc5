import { type CardView, type ColumnView, type LaneView, staleness } from '../../core/board/card';
import type { BoardInfo, Status } from '../../core/board/model';
import { plain } from '../../core/text';
import { money, type Page, plural } from '../terminal/page';
import { cutTo, oneLine, pad, widthOf, wrap } from '../terminal/width';
import { markOfState, markOfStatus, STATUS_TITLES } from './marks';

const NARROWEST = 24;
const WIDEST = 44;
const GAP = 2;

export interface BoardPageOptions {
  readonly board: BoardInfo;
  /** The moment that is shown, when it is not now. */
  readonly at?: number;
  /** At most so many cards a column. */
  readonly most: number;
}

/** A board as columns that fit the width: as many side by side as there is room for, the others below. */
export function boardPage(paper: Page, columns: readonly ColumnView[], options: BoardPageOptions): string {
  const page = options.at === undefined ? paper : paper.at(options.at);
  return [headline(page, columns, options), '', ...bands(page, columns, options.most)].join('\n').trimEnd();
}

/** The same with a heading for each lane. */
export function lanesPage(page: Page, lanes: readonly LaneView[], by: string, options: BoardPageOptions): string {
  const all = lanes.flatMap((lane) => lane.columns);
  return [
    headline(page, all, options),
    ...lanes.flatMap((lane) => [
      '',
      ruled(
        page,
        `${plain(lane.key) || `no ${by}`}  ${plural(lane.count, 'task')}${lane.costUsd ? `  ${money(lane.costUsd)}` : ''}`,
      ),
      '',
      ...bands(page, lane.columns, options.most),
    ]),
  ]
    .join('\n')
    .trimEnd();
}

function headline(page: Page, columns: readonly ColumnView[], { board, at }: BoardPageOptions): string {
  const count = (key: Status) =>
    columns.filter((column) => column.key === key).reduce((sum, each) => sum + each.count, 0);
  const total = columns.reduce((sum, column) => sum + column.count, 0);
  const parts = [plural(total, 'task')];
  if (count('running')) parts.push(page.paint('blue', `${count('running')} running`));
  if (count('blocked')) parts.push(page.paint('red', `${count('blocked')} blocked`));
  if (count('review')) parts.push(page.paint('yellow', `${count('review')} in review`));
  const name =
    plain(board.name).toLowerCase() === board.slug ? plain(board.name) : `${plain(board.name)} (${board.slug})`;
  const then = at === undefined ? '' : `  ${page.paint('cyan', `as it was at ${new Date(at).toLocaleString()}`)}`;
  return `${page.bold(name)}${then}  ${page.dim('·')} ${parts.join(page.dim(' · '))}`;
}

function bands(page: Page, columns: readonly ColumnView[], most: number): string[] {
  const shown = columns.filter((column) => column.count > 0);
  if (shown.length === 0) return [page.dim('No tasks here. `signalbox task create TITLE` makes one.')];
  const side = Math.max(1, Math.floor((page.width + GAP) / (NARROWEST + GAP)));
  const lines: string[] = [];
  const perBand = Math.ceil(shown.length / Math.ceil(shown.length / side));
  for (let first = 0; first < shown.length; first += perBand) {
    const band = shown.slice(first, first + perBand);
    const width = Math.min(WIDEST, Math.floor((page.width + GAP) / band.length) - GAP);
    const blocks = band.map((column) => columnBlock(page, column, width, most));
    const height = Math.max(...blocks.map((block) => block.length));
    if (lines.length) lines.push('');
    for (let row = 0; row < height; row++) {
      lines.push(
        blocks
          .map((block) => pad(block[row] ?? '', width))
          .join(' '.repeat(GAP))
          .trimEnd(),
      );
    }
  }
  return lines;
}

function columnBlock(page: Page, column: ColumnView, width: number, most: number): string[] {
  const status = column.key as Status;
  const title = column.title ?? STATUS_TITLES[status] ?? column.key;
  const shown = column.cards.slice(0, most);
  const rest = column.count - shown.length;
  return [
    `${page.bold(title)} ${page.dim(String(column.count))}`,
    page.dim('─'.repeat(width)),
    ...shown.flatMap((card) => [...cardLines(page, card, width), '']),
    ...(rest > 0 ? [page.dim(`and ${rest} more`)] : []),
  ];
}

function cardLines(page: Page, card: CardView, width: number): string[] {
  const age = page.age(card.since);
  const stale = staleness(card, page.now);
  const right = [card.priority ? `↑${card.priority}` : '', age].filter(Boolean).join(' ');
  const left = cutTo(whereOf(card), Math.max(4, width - widthOf(right) - 1));
  const space = ' '.repeat(Math.max(1, width - widthOf(left) - widthOf(right)));
  const paintedAge = stale === 'fresh' ? page.dim(age) : page.paint(stale === 'error' ? 'red' : 'yellow', age);
  const paintedRight = card.priority ? `${page.dim(`↑${card.priority}`)} ${paintedAge}` : paintedAge;
  return [
    `${page.dim(left)}${space}${paintedRight}`,
    ...wrap(oneLine(card.title), width, 3),
    ...stateLines(page, card, width),
    ...numbers(page, card, width),
  ];
}

function whereOf(card: CardView): string {
  const place = card.project ? `${card.project}${card.story ? `/${card.story}` : ''}` : (card.story ?? '');
  return place ? `${card.id} ${plain(place)}` : card.id;
}

function stateLines(page: Page, card: CardView, width: number): string[] {
  if (!card.state) return [];
  const { sign, style } = markOfState(card.state.kind);
  return wrap(oneLine(card.state.text), width - 2, 2).map(
    (line, index) => `${index === 0 ? page.paint(style, sign) : ' '} ${page.paint(style, line)}`,
  );
}

function numbers(page: Page, card: CardView, width: number): string[] {
  const parts = [
    card.assignee ? plain(card.assignee.name) : '',
    card.progress ? `${card.progress.done}/${card.progress.total}` : '',
    card.comments ? plural(card.comments, 'comment') : '',
    card.links ? plural(card.links, 'link') : '',
    card.costUsd ? money(card.costUsd) : '',
  ].filter(Boolean);
  return parts.length ? [page.dim(cutTo(parts.join('  '), width))] : [];
}

function ruled(page: Page, text: string): string {
  return `${page.bold(text)} ${page.dim('─'.repeat(Math.max(0, page.width - widthOf(text) - 1)))}`;
}

/** Cards as one line each, for `task list`. */
export function cardTable(page: Page, cards: readonly CardView[]): string {
  if (cards.length === 0) return page.dim('No tasks match.');
  return page.table(
    ['', 'ID', 'STATUS', 'PRIO', 'AGE', 'ASSIGNEE', 'TITLE'],
    cards.map((card) => {
      const { sign, style } = markOfStatus(card.status);
      return [
        page.paint(style, sign),
        card.id,
        card.status,
        card.priority ? String(card.priority) : '',
        page.age(card.since),
        card.assignee ? cutTo(plain(card.assignee.name), 20) : '',
        oneLine(card.title),
      ];
    }),
    [3, 4],
  );
}
