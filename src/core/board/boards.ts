import { ok, type Result, refuse } from '../result';
import { say, textOf } from '../sentence';
import type { Translate } from '../translate';
import { BOARD_SLUG, type BoardInfo, type BoardLook, type BoardsEvent, boardStream, DEFAULT_BOARD } from './model';

/** The boards of a workspace, and the one that is meant when none is named. */
export interface BoardsState {
  readonly boards: ReadonlyMap<string, BoardInfo>;
  readonly current: string;
  /** How many boards of a slug were deleted: a new one of that name has nothing of the old ones. */
  readonly deleted: ReadonlyMap<string, number>;
}

const DEFAULT_NAME = say('Default');

export const noBoards: BoardsState = {
  boards: new Map([
    [
      DEFAULT_BOARD,
      {
        slug: DEFAULT_BOARD,
        name: textOf(DEFAULT_NAME),
        description: '',
        icon: null,
        colour: null,
        createdAt: 0,
        archivedAt: null,
      },
    ],
  ]),
  current: DEFAULT_BOARD,
  deleted: new Map(),
};

export type BoardsCommand =
  | ({ readonly type: 'create'; readonly slug: string } & Partial<BoardLook>)
  | { readonly type: 'edit'; readonly slug: string; readonly changes: Partial<BoardLook> }
  | { readonly type: 'archive' | 'restore' | 'use' | 'delete'; readonly slug: string };

export type BoardsCode = 'invalid_slug' | 'invalid_value' | 'not_found' | 'default_board' | 'board_archived';

export interface BoardsDecision {
  readonly events: readonly BoardsEvent[];
  readonly slug: string;
  readonly existed: boolean;
}

/** Lowercased and checked: what may name a board, and so a stream of the ledger. */
export function boardSlug(given: string): Result<string, 'invalid_slug'> {
  const slug = given.trim().toLowerCase();
  if (BOARD_SLUG.test(slug)) return ok(slug);
  return refuse(
    'invalid_slug',
    say('A board is called by 1 to 64 of a-z, 0-9, _ and -, beginning with a letter or digit.'),
    {
      slug: given,
    },
  );
}

export function decideBoards(state: BoardsState, command: BoardsCommand): Result<BoardsDecision, BoardsCode> {
  const slug = boardSlug(command.slug);
  if (!slug.ok) return slug;
  const board = state.boards.get(slug.value);
  const decided = (...events: BoardsEvent[]) => ok({ events, slug: slug.value, existed: board !== undefined });
  if (command.type === 'create') {
    // What exists is given back, and comes out of the archive for that: a person who asks for a board wants to use it.
    if (board) return board.archivedAt === null ? decided() : decided({ type: 'board_restored', slug: slug.value });
    const look = cleanLook(command);
    if (!look.ok) return look;
    const { name = slug.value, description = '', icon = null, colour = null } = look.value;
    return decided({ type: 'board_created', slug: slug.value, name, description, icon, colour });
  }
  if (!board)
    return refuse('not_found', say('There is no board {board}.', { board: slug.value }), { board: slug.value });
  switch (command.type) {
    case 'edit': {
      const look = cleanLook(command.changes);
      if (!look.ok) return look;
      const changes = Object.fromEntries(
        Object.entries(look.value).filter(([key, value]) => board[key as keyof BoardLook] !== value),
      );
      return Object.keys(changes).length ? decided({ type: 'board_edited', slug: slug.value, changes }) : decided();
    }
    case 'archive':
      if (slug.value === DEFAULT_BOARD) return refuseDefault();
      return board.archivedAt === null ? decided({ type: 'board_archived', slug: slug.value }) : decided();
    case 'delete':
      return slug.value === DEFAULT_BOARD ? refuseDefault() : decided({ type: 'board_deleted', slug: slug.value });
    case 'restore':
      return board.archivedAt === null ? decided() : decided({ type: 'board_restored', slug: slug.value });
    case 'use':
      if (board.archivedAt !== null)
        return refuse('board_archived', say('{board} is archived. Restore it first.', { board: slug.value }));
      return state.current === slug.value ? decided() : decided({ type: 'board_used', slug: slug.value });
  }
}

function refuseDefault() {
  return refuse(
    'default_board' as const,
    say('The default board is always there: it can be neither archived nor deleted.'),
  );
}

function cleanLook(given: Partial<BoardLook>): Result<Partial<BoardLook>, 'invalid_value'> {
  const look: { -readonly [K in keyof BoardLook]?: BoardLook[K] } = {};
  if (given.name !== undefined) {
    look.name = given.name.trim();
    if (!look.name || look.name.length > 100) return refuse('invalid_value', say('A name has 1 to 100 characters.'));
  }
  if (given.description !== undefined) {
    look.description = given.description.trim();
    if (look.description.length > 4_000)
      return refuse('invalid_value', say('A description has at most 4,000 characters.'));
  }
  if (given.icon !== undefined) {
    look.icon = given.icon || null;
    if (look.icon && !/^[a-z0-9-]{1,50}$/.test(look.icon)) {
      return refuse('invalid_value', say('An icon is the name of a codicon, such as rocket.'));
    }
  }
  if (given.colour !== undefined) {
    look.colour = given.colour || null;
    if (look.colour && !/^[a-zA-Z][a-zA-Z0-9.]{0,49}$/.test(look.colour)) {
      return refuse('invalid_value', say('A colour is the name of a theme colour, such as charts.blue.'));
    }
  }
  return ok(look);
}

export function evolveBoards(state: BoardsState, event: BoardsEvent, at: number): BoardsState {
  const put = (info: BoardInfo, current = state.current): BoardsState => ({
    ...state,
    boards: new Map(state.boards).set(info.slug, info),
    current,
  });
  if (event.type === 'board_created') {
    const { type: _, ...look } = event;
    return put({ ...look, createdAt: at, archivedAt: null });
  }
  const board = state.boards.get(event.slug);
  if (!board) return state;
  const elsewhere = state.current === event.slug ? DEFAULT_BOARD : state.current;
  switch (event.type) {
    case 'board_edited':
      return put({ ...board, ...event.changes });
    case 'board_archived':
      return put({ ...board, archivedAt: at }, elsewhere);
    case 'board_restored':
      return put({ ...board, archivedAt: null });
    case 'board_used':
      return { ...state, current: event.slug };
    case 'board_deleted': {
      const boards = new Map(state.boards);
      boards.delete(event.slug);
      const deleted = new Map(state.deleted).set(event.slug, (state.deleted.get(event.slug) ?? 0) + 1);
      return { boards, current: elsewhere, deleted };
    }
    default:
      // A newer version of Signalbox wrote it.
      event satisfies never;
      return state;
  }
}

/** Where the ledger keeps a board. */
export function streamOfBoard(state: BoardsState, slug: string): string {
  return boardStream(slug, state.deleted.get(slug) ?? 0);
}

/** The name that a board has for a reader: the default board's is ours until somebody renames it. */
export function boardName({ slug, name }: Pick<BoardInfo, 'slug' | 'name'>, t: Translate): string {
  return slug === DEFAULT_BOARD && name === DEFAULT_NAME.template ? t(name) : name;
}
