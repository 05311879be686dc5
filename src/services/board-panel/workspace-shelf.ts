import { boardName } from '../../core/board/boards';
import { type BoardLook, COLUMNS, DEFAULT_BOARD } from '../../core/board/model';
import type { CardContext } from '../../core/board/why';
import { ok, type Result, refuse } from '../../core/result';
import { say } from '../../core/sentence';
import { tellMessage } from '../../core/translate';
import type { Clock } from '../../ports/clock';
import type { Disposable } from '../../ports/disposable';
import type { Ledger } from '../../ports/ledger';
import type { WorkerLogs } from '../../ports/worker-logs';
import type { BoardChoice, BoardRef } from '../../protocol/board';
import type { BoardEdit } from '../../protocol/board-messages';
import type { Boards } from '../boards/boards';
import type { OpenBoard } from '../boards/open-board';
import { unavailable } from '../unavailable';
import type { LiveBoard } from './live-board';
import { MadeSource, type ProjectsView } from './made-source';
import { PROJECTS_REF, ProjectsBoard } from './projects-board';
import type { OpenedBoard, ProjectChoice, Shelf } from './shelf';
import { openStored } from './stored-source';
import { projectOfRef, StoriesBoard, storiesRef } from './stories-board';

/** The boards of one workspace folder. Its name is unique in the window. */
export interface BoardFolder {
  readonly name: string;
  /** By this it is known when its name changes. */
  readonly path: string;
  readonly ledger: Pick<Ledger, 'trouble' | 'onUpset'>;
  /** Opened when they are first needed. Throws what a ledger throws that cannot be read. */
  boards(): Promise<Boards>;
  logs(board: string): WorkerLogs;
}

export interface ShelfOptions {
  /** The folders of the window, as they are now. */
  readonly folders: () => readonly BoardFolder[];
  readonly projects: ProjectsView;
  readonly context: CardContext;
  readonly clock: Clock;
  /** False while nothing may be written, as in an untrusted workspace. */
  readonly mayWrite: () => boolean;
}

/** The boards of every folder of a window, and those that are made of its projects. */
export class WorkspaceShelf implements Shelf, Disposable {
  readonly #options: ShelfOptions;
  readonly #listeners = new Set<() => void>();
  readonly #subscriptions: Disposable[] = [];
  /** What is listened to, by the path of a folder. */
  readonly #following = new Map<string, Map<unknown, Disposable>>();

  constructor(options: ShelfOptions) {
    this.#options = options;
    this.#subscriptions.push(options.projects.onChange(() => this.#changed()));
  }

  dispose(): void {
    for (const subscription of this.#subscriptions.splice(0)) subscription.dispose();
    for (const path of this.#following.keys()) this.#unfollow(path);
    this.#listeners.clear();
  }

  reset(): void {
    this.#all();
    this.#changed();
  }

  async choices(): Promise<readonly BoardChoice[]> {
    const folders = this.#all();
    const stored = await Promise.all(folders.map((folder) => this.#storedChoices(folder, folders)));
    return [...stored.flat(), this.#projectsChoice(), ...this.#storiesChoices()];
  }

  async current(): Promise<BoardRef> {
    const folders = this.#all();
    const [first] = folders;
    if (!first) return PROJECTS_REF;
    const boards = await this.#boardsOf(first);
    return refOf(first, boards.ok ? boards.value.current : DEFAULT_BOARD, folders);
  }

  async open(ref: BoardRef): Promise<Result<OpenedBoard>> {
    const { projects, context, clock } = this.#options;
    const project = projectOfRef(ref);
    if (ref === PROJECTS_REF || project !== undefined) {
      const made =
        project === undefined ? new ProjectsBoard(projects, context.t) : new StoriesBoard(project, projects, context.t);
      const source = new MadeSource(made, projects, context.t);
      const whereNow = async () => ref;
      return ok({
        ref,
        source,
        live: undefined,
        moves: made.moves,
        logs: undefined,
        whereNow,
        dispose: () => source.dispose(),
      });
    }
    const place = await this.#place(ref);
    if (!place.ok) return place;
    const { folder, slug, boards } = place.value;
    const opened = await boards.open(slug).catch(unavailable);
    if (!opened.ok) return opened;
    const board = opened.value;
    // Another process may have gone on while nobody here listened. What cannot be read now is shown as it was read last.
    await board.refresh().catch(unavailable);
    const live = liveBoard(board, context);
    const source = await openStored({ board: live, ref, clock, readOnly: () => this.#whyReadOnly(folder, board) });
    const whereNow = () => this.#whereNow(folder.path, slug, board);
    return ok({ ref, source, live, logs: folder.logs(slug), whereNow, dispose: () => source.dispose() });
  }

  async use(ref: BoardRef): Promise<Result<null>> {
    if (ref === PROJECTS_REF || projectOfRef(ref) !== undefined) return ok(null);
    return this.#command(ref, (slug) => ({ type: 'use', slug }));
  }

  async create(slug: string, look: BoardEdit): Promise<Result<BoardRef>> {
    const folders = this.#all();
    const [folder] = folders;
    if (!folder) return refuse('no_folder', say('Open a folder first: a board lives in its folder.'));
    const boards = await this.#boardsOf(folder);
    if (!boards.ok) return boards;
    const done = await boards.value.execute({ type: 'create', slug, ...lookOf(look) });
    if (!done.ok) return done;
    this.#changed();
    return ok(refOf(folder, done.value.board?.slug ?? slug, folders));
  }

  edit(ref: BoardRef, look: BoardEdit): Promise<Result<null>> {
    return this.#command(ref, (slug) => ({ type: 'edit', slug, changes: lookOf(look) }));
  }

  archive(ref: BoardRef): Promise<Result<null>> {
    return this.#command(ref, (slug) => ({ type: 'archive', slug }));
  }

  findProjects(text: string, limit: number): readonly ProjectChoice[] {
    const wanted = text.trim().toLowerCase();
    return this.#options.projects
      .list()
      .filter(({ record }) => record.hasPrd && `${record.slug}\n${record.name}`.toLowerCase().includes(wanted))
      .slice(0, limit)
      .map(({ record }) => ({
        ref: storiesRef(record.slug),
        name: record.name,
        open: record.storiesTotal - record.storiesDone,
        total: record.storiesTotal,
      }));
  }

  onChange(listener: () => void): Disposable {
    this.#listeners.add(listener);
    return { dispose: () => void this.#listeners.delete(listener) };
  }

  /** The folders as they are now; those that left are listened to no more. */
  #all(): readonly BoardFolder[] {
    const folders = this.#options.folders();
    for (const path of this.#following.keys())
      if (!folders.some((folder) => folder.path === path)) this.#unfollow(path);
    for (const { path, ledger } of folders) this.#follow(path, ledger, () => ledger.onUpset(() => this.#changed()));
    return folders;
  }

  async #boardsOf({ path, boards }: BoardFolder): Promise<Result<Boards>> {
    const opened = await boards().then(ok, unavailable);
    if (opened.ok) this.#follow(path, opened.value, () => opened.value.onChange(() => this.#changed()));
    return opened;
  }

  #follow(path: string, what: unknown, follow: () => Disposable): void {
    const known = this.#following.get(path) ?? new Map<unknown, Disposable>();
    this.#following.set(path, known);
    if (!known.has(what)) known.set(what, follow());
  }

  #unfollow(path: string): void {
    for (const subscription of this.#following.get(path)?.values() ?? []) subscription.dispose();
    this.#following.delete(path);
  }

  #whyReadOnly({ ledger }: BoardFolder, { info }: OpenBoard): string | undefined {
    const { t } = this.#options.context;
    if (!this.#options.mayWrite()) return t('Signalbox only reads while this workspace is not trusted.');
    if (ledger.trouble) return tellMessage(ledger.trouble, t);
    if (info.archivedAt === null) return undefined;
    return t('This board was archived. Create one of that name to have it back.');
  }

  async #whereNow(path: string, slug: string, board: OpenBoard): Promise<BoardRef | undefined> {
    const folders = this.#all();
    const folder = folders.find((each) => each.path === path);
    if (!folder) return undefined;
    const ref = refOf(folder, slug, folders);
    const boards = await this.#boardsOf(folder);
    // As long as nobody can look, nothing is known to be gone.
    if (!boards.ok) return ref;
    const now = await boards.value.open(slug).catch(unavailable);
    if (!now.ok) return now.refusal.code === 'not_found' ? undefined : ref;
    return now.value === board ? ref : undefined;
  }

  #changed(): void {
    for (const listener of [...this.#listeners]) listener();
  }

  async #place(ref: BoardRef): Promise<Result<{ folder: BoardFolder; slug: string; boards: Boards }>> {
    const folders = this.#all();
    const at = ref.lastIndexOf('/');
    const folder = at < 0 ? folders[0] : folders.find(({ name }) => name === ref.slice(0, at));
    if (!folder) return refuse('not_found', say('There is no such board in this window.'), { board: ref });
    const boards = await this.#boardsOf(folder);
    return boards.ok ? ok({ folder, slug: ref.slice(at + 1), boards: boards.value }) : boards;
  }

  async #command(ref: BoardRef, command: (slug: string) => Parameters<Boards['execute']>[0]): Promise<Result<null>> {
    const place = await this.#place(ref);
    if (!place.ok) return place;
    const done = await place.value.boards.execute(command(place.value.slug));
    if (!done.ok) return done;
    this.#changed();
    return ok(null);
  }

  /** A folder whose ledger cannot be read has none to choose from, which is no reason to hide those of the others. */
  async #storedChoices(folder: BoardFolder, folders: readonly BoardFolder[]): Promise<BoardChoice[]> {
    const boards = await this.#boardsOf(folder);
    if (!boards.ok) return [];
    const found = await Promise.all(
      boards.value.all.map(({ slug }) => this.#storedChoice(folder, boards.value, slug, folders)),
    );
    return found.flat();
  }

  async #storedChoice(
    folder: BoardFolder,
    boards: Boards,
    slug: string,
    folders: readonly BoardFolder[],
  ): Promise<BoardChoice[]> {
    const opened = await boards.open(slug).catch(unavailable);
    if (!opened.ok) return [];
    await opened.value.refresh().catch(unavailable);
    const { info, state } = opened.value;
    const total = COLUMNS.reduce((sum, column) => sum + state.byStatus[column].size, 0);
    return [
      {
        ref: refOf(folder, slug, folders),
        kind: 'stored',
        name: boardName(info, this.#options.context.t),
        ...(info.icon !== null && { icon: info.icon }),
        ...(info.colour !== null && { color: info.colour }),
        open: total - state.byStatus.done.size,
        total,
        ...(info.archivedAt !== null && { archived: true }),
        ...(folders.length > 1 && { folder: folder.name }),
        ...(slug === DEFAULT_BOARD && { permanent: true }),
      },
    ];
  }

  #projectsChoice(): BoardChoice {
    const all = this.#options.projects.list();
    const done = all.filter(({ record }) => record.status === 'complete').length;
    const { t } = this.#options.context;
    return {
      ref: PROJECTS_REF,
      kind: 'projects',
      name: t('Projects'),
      icon: 'project',
      open: all.length - done,
      total: all.length,
    };
  }

  /** The picker asks for projects by name; this is where it begins. */
  #storiesChoices(): BoardChoice[] {
    const [first] = this.findProjects('', 1);
    if (!first) return [];
    const { t } = this.#options.context;
    const { open, total } = first;
    return [{ ref: first.ref, kind: 'stories', name: t('Stories'), icon: 'checklist', open, total }];
  }
}

function liveBoard(board: OpenBoard, context: CardContext): LiveBoard {
  return {
    get info() {
      return board.info;
    },
    get state() {
      return board.state;
    },
    context,
    execute: (command) => board.execute(command),
    details: (task, life) => board.details(task, life),
    history: (after, limit) => board.history(after, limit),
    onChange: (listener) => board.onChange(listener),
  };
}

function refOf(folder: BoardFolder, slug: string, folders: readonly BoardFolder[]): BoardRef {
  return folders.length > 1 ? `${folder.name}/${slug}` : slug;
}

function lookOf({ name, description, icon, color }: BoardEdit): Partial<BoardLook> {
  return {
    ...(name !== undefined && { name }),
    ...(description !== undefined && { description }),
    ...(icon !== undefined && { icon }),
    ...(color !== undefined && { colour: color }),
  };
}
