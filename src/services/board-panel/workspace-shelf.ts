import { boardName } from '../../core/board/boards';
import { type BoardLook, COLUMNS, DEFAULT_BOARD } from '../../core/board/model';
import type { CardContext } from '../../core/board/why';
import { ok, type Result, refuse } from '../../core/result';
import { say } from '../../core/sentence';
import type { Clock } from '../../ports/clock';
import type { Disposable } from '../../ports/disposable';
import type { WorkerLogs } from '../../ports/worker-logs';
import type { BoardChoice, BoardRef } from '../../protocol/board';
import type { BoardEdit } from '../../protocol/board-messages';
import type { Boards } from '../boards/boards';
import type { OpenBoard } from '../boards/open-board';
import type { LiveBoard } from './live-board';
import { MadeSource, type ProjectsView } from './made-source';
import { PROJECTS_REF, ProjectsBoard } from './projects-board';
import type { OpenedBoard, ProjectChoice, Shelf } from './shelf';
import { StoredSource } from './stored-source';
import { projectOfRef, StoriesBoard, storiesRef } from './stories-board';

/** The boards of one workspace folder. Its name is unique in the window. */
export interface BoardFolder {
  readonly name: string;
  readonly boards: Boards;
  logs(board: string): WorkerLogs;
}

export interface ShelfOptions {
  /** The folders' boards; opened when they are first needed. */
  readonly folders: () => Promise<readonly BoardFolder[]>;
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
  readonly #following: Disposable[] = [];
  #folders: Promise<readonly BoardFolder[]> | undefined;

  constructor(options: ShelfOptions) {
    this.#options = options;
    this.#subscriptions.push(options.projects.onChange(() => this.#changed()));
  }

  dispose(): void {
    for (const subscription of this.#subscriptions.splice(0)) subscription.dispose();
    this.#unfollow();
    this.#listeners.clear();
  }

  reset(): void {
    this.#folders = undefined;
    this.#unfollow();
    this.#changed();
  }

  async choices(): Promise<readonly BoardChoice[]> {
    const folders = await this.#all();
    const stored = await Promise.all(
      folders.flatMap((folder) => folder.boards.all.map((info) => this.#storedChoice(folder, info.slug, folders))),
    );
    return [...stored.flat(), this.#projectsChoice(), ...this.#storiesChoices()];
  }

  async current(): Promise<BoardRef> {
    const folders = await this.#all();
    const first = folders[0];
    return first ? refOf(first, first.boards.current, folders) : PROJECTS_REF;
  }

  async open(ref: BoardRef): Promise<Result<OpenedBoard>> {
    const { projects, context, clock } = this.#options;
    const project = projectOfRef(ref);
    if (ref === PROJECTS_REF || project !== undefined) {
      const made =
        project === undefined ? new ProjectsBoard(projects, context.t) : new StoriesBoard(project, projects, context.t);
      const source = new MadeSource(made, projects, context.t);
      return ok({ ref, source, live: undefined, moves: made.moves, logs: undefined, dispose: () => source.dispose() });
    }
    const place = await this.#place(ref);
    if (!place.ok) return place;
    const opened = await place.value.folder.boards.open(place.value.slug);
    if (!opened.ok) return opened;
    // Another process may have gone on while nobody here listened.
    await opened.value.refresh();
    const live = liveBoard(opened.value, context);
    const source = new StoredSource({ board: live, ref, clock, mayWrite: this.#options.mayWrite });
    const logs = place.value.folder.logs(place.value.slug);
    return ok({ ref, source, live, logs, dispose: () => source.dispose() });
  }

  async has(ref: BoardRef): Promise<boolean> {
    return ref === PROJECTS_REF || projectOfRef(ref) !== undefined || (await this.#place(ref)).ok;
  }

  async use(ref: BoardRef): Promise<Result<null>> {
    if (ref === PROJECTS_REF || projectOfRef(ref) !== undefined) return ok(null);
    return this.#command(ref, (slug) => ({ type: 'use', slug }));
  }

  async create(slug: string, look: BoardEdit): Promise<Result<BoardRef>> {
    const folders = await this.#all();
    const folder = folders[0];
    if (!folder) return refuse('no_folder', say('Open a folder first: a board lives in its folder.'));
    const done = await folder.boards.execute({ type: 'create', slug, ...lookOf(look) });
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

  #all(): Promise<readonly BoardFolder[]> {
    this.#folders ??= this.#options.folders().then((folders) => {
      this.#unfollow();
      for (const { boards } of folders) this.#following.push(boards.onChange(() => this.#changed()));
      return folders;
    });
    return this.#folders;
  }

  #unfollow(): void {
    for (const subscription of this.#following.splice(0)) subscription.dispose();
  }

  #changed(): void {
    for (const listener of [...this.#listeners]) listener();
  }

  async #place(ref: BoardRef): Promise<Result<{ folder: BoardFolder; slug: string }>> {
    const folders = await this.#all();
    const at = ref.lastIndexOf('/');
    const folder = at < 0 ? folders[0] : folders.find(({ name }) => name === ref.slice(0, at));
    if (folder) return ok({ folder, slug: ref.slice(at + 1) });
    return refuse('not_found', say('There is no such board in this window.'), { board: ref });
  }

  async #command(ref: BoardRef, command: (slug: string) => Parameters<Boards['execute']>[0]): Promise<Result<null>> {
    const place = await this.#place(ref);
    if (!place.ok) return place;
    const done = await place.value.folder.boards.execute(command(place.value.slug));
    if (!done.ok) return done;
    this.#changed();
    return ok(null);
  }

  async #storedChoice(folder: BoardFolder, slug: string, folders: readonly BoardFolder[]): Promise<BoardChoice[]> {
    const opened = await folder.boards.open(slug);
    if (!opened.ok) return [];
    await opened.value.refresh();
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
    details: (task) => board.details(task),
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
