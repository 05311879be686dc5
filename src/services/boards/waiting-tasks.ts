import type { Task } from '../../core/board/model';
import { type PersonWait, personWaitOf } from '../../core/board/needs-person';
import type { Disposable } from '../../ports/disposable';
import { unavailable } from '../unavailable';
import type { Boards } from './boards';
import type { OpenBoard } from './open-board';

export interface WaitingTask {
  /** Slug of its board. */
  readonly board: string;
  readonly task: Task;
  readonly wait: PersonWait;
}

/** More than this nobody reads; the board itself has them all. */
const MOST_PER_BOARD = 50;

/** The tasks of all boards of a workspace that wait for a person. Costs what is blocked or in review, not what the board holds. */
export class WaitingTasks implements Disposable {
  readonly #boards: Boards;
  readonly #listeners = new Set<() => void>();
  readonly #open = new Map<string, { readonly board: OpenBoard; readonly following: Disposable }>();
  readonly #listening: Disposable;
  #over = false;

  constructor(boards: Boards) {
    this.#boards = boards;
    this.#listening = boards.onChange(() => void this.#look());
  }

  /** Resolves when the boards that are there now are counted in. */
  start(): Promise<void> {
    return this.#look();
  }

  list(): readonly WaitingTask[] {
    return [...this.#open].flatMap(([slug, { board }]) => waitingOf(slug, board));
  }

  onChange(listener: () => void): Disposable {
    this.#listeners.add(listener);
    return { dispose: () => this.#listeners.delete(listener) };
  }

  dispose(): void {
    this.#over = true;
    this.#listening.dispose();
    for (const { following } of this.#open.values()) following.dispose();
    this.#open.clear();
    this.#listeners.clear();
  }

  async #look(): Promise<void> {
    const wanted = this.#boards.all.filter(({ archivedAt }) => archivedAt === null).map(({ slug }) => slug);
    for (const [slug, { following }] of this.#open) {
      if (wanted.includes(slug)) continue;
      following.dispose();
      this.#open.delete(slug);
    }
    for (const slug of wanted) {
      const opened = await this.#boards.open(slug).catch(unavailable);
      if (this.#over) return;
      const known = this.#open.get(slug);
      // Another look may have been quicker, and the board may have been archived or deleted while it was read.
      if (!opened.ok || known?.board === opened.value || this.#boards.find(slug)?.archivedAt !== null) continue;
      known?.following.dispose();
      this.#open.set(slug, { board: opened.value, following: opened.value.onChange(() => this.#tell()) });
    }
    this.#tell();
  }

  #tell(): void {
    for (const listener of [...this.#listeners]) listener();
  }
}

function waitingOf(board: string, { state }: OpenBoard): WaitingTask[] {
  const found: WaitingTask[] = [];
  for (const id of [...state.byStatus.blocked, ...state.byStatus.review]) {
    const task = state.tasks.get(id);
    const wait = task && personWaitOf(task);
    if (task && wait) found.push({ board, task, wait });
    if (found.length === MOST_PER_BOARD) break;
  }
  return found;
}
