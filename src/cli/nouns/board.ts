import type { BoardsCommand } from '../../core/board/boards';
import { parseFilter } from '../../core/board/filter';
import type { BoardInfo } from '../../core/board/model';
import type { BoardState } from '../../core/board/state';
import { assigneesOf, countsOf, statsOf } from '../../core/board/stats';
import { columnsView, LANES, type LaneBy, lanesView } from '../../core/board/views';
import { ok, type Result } from '../../core/result';
import { boardPage, lanesPage } from '../boards/board-page';
import { assigneesPage, boardListPage, statsPage } from '../boards/figures-page';
import { cardContext } from '../boards/records';
import type { Context } from '../context';
import { toJson } from '../json';
import { type Answer, type Noun, verb } from '../noun';
import { parseWhen, TIME_HELP } from '../when';
import { exportVerb, importVerb } from './board-transfer';

const MOST_CARDS = 12;

const SLUG = { name: 'slug', help: "the board's slug: a-z, 0-9, _ and -", completes: 'board' } as const;
const LOOK = {
  name: { type: 'string', value: 'TEXT', help: 'how people call it' },
  description: { type: 'string', value: 'TEXT', help: 'what it is for' },
  icon: { type: 'string', value: 'CODICON', help: 'a codicon, such as rocket' },
  colour: { type: 'string', value: 'COLOUR', help: 'a theme colour, such as charts.blue' },
} as const;
const SHOW = {
  filter: {
    type: 'string',
    value: 'FILTER',
    help: 'only these, such as "assignee:codex priority:>=10 status:ready retry"',
  },
  lanes: { type: 'string', value: 'BY', choices: LANES, help: 'a lane for each' },
  archived: { type: 'boolean', help: 'the archive too' },
  all: { type: 'boolean', help: `every card, not only the first ${MOST_CARDS} of a column` },
} as const;

interface ShowOptions {
  readonly filter?: string | undefined;
  readonly lanes?: string | undefined;
  readonly archived?: boolean | undefined;
  readonly all?: boolean | undefined;
}

export const board: Noun = {
  name: 'board',
  summary: 'kanban boards: look at them, make them, watch them, take them elsewhere',
  verbs: [
    verb({
      name: 'list',
      summary: 'The boards of this workspace, with counts.',
      options: { archived: { type: 'boolean', help: 'the archived ones too' } },
      examples: ['signalbox board list'],
      run: ({ context, options }) => list(context, options.archived === true),
    }),
    verb({
      name: 'create',
      summary: 'Makes a board. A slug that is in use gives that board.',
      arguments: [SLUG],
      options: { ...LOOK, use: { type: 'boolean', help: 'makes it the current board too' } },
      examples: ['signalbox board create release-2 --name "Release 2" --icon rocket --use'],
      async run({ context, args, options: { use, ...look } }) {
        const made = await change(context, { type: 'create', slug: args[0]!, ...withoutUndefined(look) });
        return made.ok && use ? change(context, { type: 'use', slug: args[0]! }) : made;
      },
    }),
    verb({
      name: 'use',
      summary: 'Makes a board the current one, here and in the editor.',
      arguments: [SLUG],
      examples: ['signalbox board use release-2'],
      run: ({ context, args }) => change(context, { type: 'use', slug: args[0]! }),
    }),
    verb({
      name: 'edit',
      summary: 'Changes name, description, icon or colour. The slug is fixed for ever.',
      arguments: [SLUG],
      options: LOOK,
      examples: ['signalbox board edit release-2 --colour charts.green', 'signalbox board edit release-2 --icon ""'],
      run: ({ context, args, options }) =>
        change(context, { type: 'edit', slug: args[0]!, changes: withoutUndefined(options) }),
    }),
    verb({
      name: 'archive',
      summary: 'Puts a board away. Nothing is lost.',
      arguments: [SLUG],
      examples: ['signalbox board archive release-1'],
      run: ({ context, args }) => change(context, { type: 'archive', slug: args[0]! }),
    }),
    verb({
      name: 'restore',
      summary: 'Takes a board out of the archive.',
      arguments: [SLUG],
      examples: ['signalbox board restore release-1'],
      run: ({ context, args }) => change(context, { type: 'restore', slug: args[0]! }),
    }),
    verb({
      name: 'delete',
      summary: 'Removes a board with all its tasks for good. Asks first.',
      arguments: [SLUG],
      options: { yes: { type: 'boolean', help: 'without being asked' } },
      examples: ['signalbox board delete scratch --yes'],
      run: ({ context, args, options }) => remove(context, args[0]!, options.yes === true),
    }),
    verb({
      name: 'show',
      summary: 'A board as columns.',
      options: SHOW,
      examples: [
        'signalbox board show',
        'signalbox board show --filter "attention"',
        'signalbox board show --lanes assignee --board release-2',
      ],
      run: ({ context, options }) => show(context, options),
    }),
    verb({
      name: 'at',
      summary: 'A board as it was at a moment of the past.',
      arguments: [{ name: 'time', help: TIME_HELP, rest: true }],
      options: SHOW,
      examples: ['signalbox board at 2h', 'signalbox board at yesterday 18:00', 'signalbox board at 2026-01-31T09:00'],
      run: ({ context, args, options }) => showAt(context, args.join(' '), options),
    }),
    verb({
      name: 'stats',
      summary: 'Counts per status and assignee, the oldest ready task, throughput, cost.',
      examples: ['signalbox board stats', 'signalbox board stats --json'],
      async run({ context }) {
        const opened = await context.openBoard();
        if (!opened.ok) return opened;
        const stats = statsOf(opened.value.state, context.clock.now(), [...context.profileNames()]);
        return ok({
          data: { board: opened.value.info.slug, ...stats },
          text: (page) => statsPage(page, opened.value, stats),
        });
      },
    }),
    verb({
      name: 'assignees',
      summary: 'Everyone on the board, with counts.',
      examples: ['signalbox board assignees'],
      async run({ context }) {
        const opened = await context.openBoard();
        if (!opened.ok) return opened;
        const assignees = assigneesOf(opened.value.state, [...context.profileNames()]);
        return ok({ data: { assignees }, text: (page) => assigneesPage(page, assignees) });
      },
    }),
    verb({
      name: 'watch',
      summary: 'Every change of a board as one line of JSON, from then on, without gap or double. Ends with Ctrl+C.',
      options: { after: { type: 'string', value: 'SEQ', help: 'begins after this change; else with what comes next' } },
      examples: [
        'signalbox board watch',
        'signalbox board watch --after 120',
        'signalbox board watch --after 0 | jq .events',
      ],
      run: ({ context, options }) => watch(context, options.after),
    }),
    exportVerb,
    importVerb,
  ],
};

type Given<T> = { -readonly [K in keyof T]?: Exclude<T[K], undefined> };

export function withoutUndefined<T extends object>(given: T): Given<T> {
  return Object.fromEntries(Object.entries(given).filter(([, value]) => value !== undefined)) as Given<T>;
}

async function list(context: Context, archived: boolean): Promise<Result<Answer>> {
  const boards = await context.boards();
  if (!boards.ok) return boards;
  const rows: (BoardInfo & { current: boolean; counts: ReturnType<typeof countsOf>; total: number })[] = [];
  for (const info of boards.value.all) {
    if (info.archivedAt !== null && !archived) continue;
    const opened = await boards.value.open(info.slug);
    if (!opened.ok) return opened;
    const counts = countsOf(opened.value.state);
    const total = opened.value.state.tasks.size - counts.archived;
    rows.push({ ...info, current: info.slug === boards.value.current, counts, total });
  }
  return ok({ data: { boards: rows, current: boards.value.current }, text: (page) => boardListPage(page, rows) });
}

async function change(context: Context, command: BoardsCommand): Promise<Result<Answer>> {
  const boards = await context.boards();
  if (!boards.ok) return boards;
  const changed = await boards.value.execute(command);
  if (!changed.ok) return changed;
  const { board: info, existed } = changed.value;
  const current = info?.slug === boards.value.current;
  const said: Record<BoardsCommand['type'], string> = {
    create: existed ? 'was there already' : 'made',
    edit: 'changed',
    archive: 'archived',
    restore: 'restored',
    use: 'is the current board now',
    delete: 'deleted',
  };
  return ok({
    data: info ? { ...info, current, existed } : { deleted: true },
    text: (page) => `${page.bold(info?.slug ?? command.slug)}  ${said[command.type]}`,
  });
}

async function remove(context: Context, slug: string, yes: boolean): Promise<Result<Answer>> {
  const boards = await context.boards();
  if (!boards.ok) return boards;
  const opened = await boards.value.open(slug);
  if (!opened.ok) return opened;
  if (!yes) {
    const sure = await context.confirm(
      `Remove the board ${slug} with ${opened.value.state.tasks.size} tasks for good?`,
    );
    if (!sure.ok) return sure;
  }
  return change(context, { type: 'delete', slug });
}

async function show(context: Context, options: ShowOptions): Promise<Result<Answer>> {
  const opened = await context.openBoard();
  if (!opened.ok) return opened;
  return shown(context, opened.value.info, opened.value.state, opened.value.seq, options);
}

async function showAt(context: Context, time: string, options: ShowOptions): Promise<Result<Answer>> {
  const at = parseWhen(time, context.clock.now(), 'past');
  if (!at.ok) return at;
  const opened = await context.openBoard();
  if (!opened.ok) return opened;
  const past = await opened.value.at(at.value);
  return shown(context, opened.value.info, past, past.seq, options, at.value);
}

function shown(
  context: Context,
  info: BoardInfo,
  state: BoardState,
  seq: number,
  options: ShowOptions,
  at?: number,
): Result<Answer> {
  const parsed = parseFilter(options.filter ?? '');
  if (!parsed.ok) return parsed;
  const filter = options.archived ? { ...parsed.value, archived: true } : parsed.value;
  const cards = cardContext(context, at === undefined ? context.page : context.page.at(at));
  const head = { board: info, seq, ...(at !== undefined && { at }) };
  const page = {
    board: info,
    most: options.all ? Number.POSITIVE_INFINITY : MOST_CARDS,
    ...(at !== undefined && { at }),
  };
  if (options.lanes) {
    const lanes = lanesView(state, cards, options.lanes as LaneBy, filter);
    return ok({ data: { ...head, lanes }, text: (paper) => lanesPage(paper, lanes, options.lanes!, page) });
  }
  const columns = columnsView(state, cards, filter);
  return ok({ data: { ...head, columns }, text: (paper) => boardPage(paper, columns, page) });
}

async function watch(context: Context, given: string | undefined): Promise<Result<undefined>> {
  const opened = await context.openBoard();
  if (!opened.ok) return opened;
  const board = opened.value;
  const after = given === undefined ? board.seq : Number(given);
  if (!Number.isSafeInteger(after) || after < 0) {
    return { ok: false, refusal: { code: 'invalid_value', message: '--after is the number of a change, 0 or more.' } };
  }
  const waking = board.wakeOnTime((refusal) => context.print(toJson({ refusal })));
  const following = board.follow(after, (commits) => {
    for (const { seq, at, actor, events } of commits) context.print(toJson({ seq, at, actor, events }));
  });
  await context.untilStopped();
  following.dispose();
  waking.dispose();
  return ok(undefined);
}
