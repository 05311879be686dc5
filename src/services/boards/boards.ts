import { type BoardsCommand, type BoardsState, boardSlug, decideBoards, streamOfBoard } from '../../core/board/boards';
import { BOARDS_STREAM, type BoardInfo, type BoardsEvent } from '../../core/board/model';
import { ok, type Result, refuse } from '../../core/result';
import { say } from '../../core/sentence';
import type { Disposable } from '../../ports/disposable';
import { openStream, type StreamState } from '../stream-state';
import { unavailable } from '../unavailable';
import { boardFold, boardsFold } from './fold';
import { type BoardPorts, OpenBoard } from './open-board';

/** Folding so many commits costs less than writing the snapshot of a large board. */
const SNAPSHOT_EVERY = 4_000;

/** The boards of a workspace. */
export class Boards {
  readonly #ports: BoardPorts;
  readonly #list: StreamState<BoardsState, BoardsEvent>;
  /** By stream: a board that was deleted and made again is another one. */
  readonly #open = new Map<string, Promise<OpenBoard>>();

  /** Use `openBoards`. */
  constructor(ports: BoardPorts, list: StreamState<BoardsState, BoardsEvent>) {
    this.#ports = ports;
    this.#list = list;
  }

  /** In the order in which they were made; the archived ones too. */
  get all(): readonly BoardInfo[] {
    return [...this.#list.state.boards.values()];
  }

  /** The one that is meant when none is named; shared by editor and command line. */
  get current(): string {
    return this.#list.state.current;
  }

  find(slug: string): BoardInfo | undefined {
    return this.#list.state.boards.get(slug);
  }

  /** Creates, edits, archives, restores, uses or deletes a board. `existed`: a board of that slug was there already. */
  async execute(
    command: BoardsCommand,
    actor: string = this.#ports.actor,
  ): Promise<Result<{ readonly board: BoardInfo | undefined; readonly existed: boolean }>> {
    const stream = streamOfBoard(this.#list.state, command.slug.toLowerCase());
    const committed = await this.#list.commit(actor, (state) => {
      const decided = decideBoards(state, command);
      return decided.ok ? { ok: true, events: decided.value.events, value: decided.value } : decided;
    });
    if (!committed.ok) return { ok: false, refusal: committed.refusal };
    const { slug, existed } = committed.value;
    if (command.type === 'delete') await this.#close(stream);
    return ok({ board: this.find(slug), existed });
  }

  /** Opens a board, the current one when none is named. Opening twice gives the same one. */
  async open(named?: string): Promise<Result<OpenBoard>> {
    const slug = boardSlug(named ?? this.current);
    if (!slug.ok) return slug;
    if (!this.find(slug.value)) {
      return refuse(
        'not_found',
        say('There is no board {board}. Known: {boards}.', {
          board: slug.value,
          boards: [...this.#list.state.boards.keys()].join(', '),
        }),
        {
          board: slug.value,
        },
      );
    }
    const stream = streamOfBoard(this.#list.state, slug.value);
    const opening = this.#open.get(stream) ?? this.#start(slug.value, stream);
    this.#open.set(stream, opening);
    // What cannot be read now may be read later.
    opening.catch(() => this.#open.delete(stream));
    return ok(await opening);
  }

  /** Calls when a board was made, changed or chosen, here or in another process. */
  onChange(listener: () => void): Disposable {
    return this.#list.onChange(listener);
  }

  /** Wakes scheduled tasks on time on every board that is there and that comes, for as long as it is not disposed. */
  wakeOnTime(): Disposable {
    const awake = new Map<string, Disposable>();
    let over = false;
    const look = async () => {
      for (const { slug, archivedAt } of this.all) {
        if (over || archivedAt !== null || awake.has(slug)) continue;
        awake.set(slug, { dispose: () => {} });
        const opened = await this.open(slug).catch(unavailable);
        if (!opened.ok) awake.delete(slug);
        else if (!over) awake.set(slug, opened.value.wakeOnTime());
      }
      for (const [slug, waking] of awake) {
        const info = this.find(slug);
        if (info && info.archivedAt === null) continue;
        waking.dispose();
        awake.delete(slug);
      }
    };
    const listening = this.onChange(() => void look());
    void look();
    return {
      dispose() {
        over = true;
        listening.dispose();
        for (const waking of awake.values()) waking.dispose();
      },
    };
  }

  async close(): Promise<void> {
    await Promise.all([...this.#open.keys()].map((stream) => this.#close(stream)));
    await this.#list.close();
  }

  async #start(slug: string, name: string): Promise<OpenBoard> {
    const stream = await openStream(this.#ports.ledger, name, boardFold, { snapshotEvery: SNAPSHOT_EVERY });
    let last = this.find(slug)!;
    return new OpenBoard(this.#ports, stream, () => {
      last = this.find(slug) ?? last;
      return last;
    });
  }

  async #close(stream: string): Promise<void> {
    const board = this.#open.get(stream);
    this.#open.delete(stream);
    await (await board?.catch(() => undefined))?.close();
  }
}

export async function openBoards(ports: BoardPorts): Promise<Boards> {
  return new Boards(ports, await openStream(ports.ledger, BOARDS_STREAM, boardsFold, { snapshotEvery: 0 }));
}
