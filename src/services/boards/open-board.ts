import type { BoardCommand, DecideContext, Outcome } from '../../core/board/commands';
import { decide } from '../../core/board/decide';
import { TaskLife } from '../../core/board/details';
import { evolve } from '../../core/board/evolve';
import {
  type BoardEvent,
  type BoardInfo,
  openAttempt,
  type SavedWork,
  type Status,
  type TaskDetails,
  type TaskFields,
  type TaskId,
} from '../../core/board/model';
import { type BoardState, MutableBoard } from '../../core/board/state';
import { ok, type Refusal, type Result } from '../../core/result';
import type { Clock } from '../../ports/clock';
import type { Disposable } from '../../ports/disposable';
import type { Commit, Ledger } from '../../ports/ledger';
import type { Workers } from '../../ports/workers';
import { othersTurn } from '../others-turn';
import type { StreamState } from '../stream-state';

export interface BoardPorts {
  readonly ledger: Ledger;
  readonly clock: Clock;
  /** So many random bytes, as hex digits. */
  randomHex(bytes: number): string;
  /** Who acts when nobody is named. */
  readonly actor: string;
  /** Names of the agent profiles, when they are known. */
  profiles?(): ReadonlySet<string> | undefined;
  readonly workers?: Workers;
}

export interface BoardChange {
  readonly commits: readonly Commit<BoardEvent>[];
  /** The state was made anew: look at it whole. */
  readonly reset: boolean;
}

/** The same change for many tasks. */
export interface BulkChange extends Partial<TaskFields> {
  readonly status?: Status;
}

/** What became of each; `refusal` null: done. */
export interface BulkResult {
  readonly id: TaskId;
  readonly refusal: Refusal | null;
}

const PAGE = 5_000;
const READINGS_AT_ONCE = 100;
const READ_AT_MOST = 400;
const NEAR = 4;

/** One board: its state, what can be done to it, and its past. */
export class OpenBoard {
  readonly #ports: BoardPorts;
  readonly #stream: StreamState<MutableBoard, BoardEvent>;
  readonly #info: () => BoardInfo;

  /** Use `Boards.open`. */
  constructor(ports: BoardPorts, stream: StreamState<MutableBoard, BoardEvent>, info: () => BoardInfo) {
    this.#ports = ports;
    this.#stream = stream;
    this.#info = info;
  }

  get info(): BoardInfo {
    return this.#info();
  }

  /** Changes in place: read it, keep nothing of it but its tasks. */
  get state(): BoardState {
    return this.#stream.state;
  }

  get seq(): number {
    return this.#stream.seq;
  }

  /** Does what a command asks, or tells why not. The promise resolves when the change is durable. */
  async execute(command: BoardCommand, actor: string = this.#ports.actor): Promise<Result<Outcome>> {
    const taken = await this.#takeBack(command);
    if (!taken.ok) return taken;
    const settled = taken.value === undefined ? command : ({ ...command, saved: taken.value } as BoardCommand);
    const committed = await this.#stream.commit(actor, (board, at) => decide(board, settled, this.#context(actor, at)));
    return committed.ok ? committed.value : { ok: false, refusal: committed.refusal };
  }

  /** The same change for each of them, each on its own. */
  async bulk(ids: readonly TaskId[], change: BulkChange, actor?: string): Promise<BulkResult[]> {
    const { status, ...changes } = change;
    const results: BulkResult[] = [];
    for (const id of new Set(ids)) {
      const result = await this.execute({ type: 'edit', task: id, changes, ...(status && { status }) }, actor);
      results.push({ id, refusal: result.ok ? null : result.refusal });
    }
    return results;
  }

  /** The long texts and the timeline of a task, as of now or as of a board of the past. With the `life` that was read before only what came since is read. */
  async details(id: TaskId, life = new TaskLife(id), board: BoardState = this.state): Promise<TaskDetails | undefined> {
    const task = board.tasks.get(id);
    if (!task) return undefined;
    const wanted = task.events.filter((seq) => seq > life.seq);
    const readings = ranges(wanted);
    for (let from = 0; from < readings.length; from += READINGS_AT_ONCE) {
      if (from > 0) await othersTurn();
      const some = readings.slice(from, from + READINGS_AT_ONCE);
      const commits = await Promise.all(some.map(({ first, count }) => this.history(first - 1, count)));
      for (const [index, page] of commits.entries())
        for (const commit of page) if (some[index]!.seqs.has(commit.seq)) life.add(commit);
    }
    return life.details;
  }

  /** The commits with `seq > after`, in order. */
  history(after: number, limit: number): Promise<readonly Commit<BoardEvent>[]> {
    return this.#ports.ledger.read<BoardEvent>(this.#stream.stream, after, limit);
  }

  /** The board as it was at a moment of the past: after every commit up to the first one that came later. */
  async at(moment: number): Promise<BoardState> {
    const board = new MutableBoard();
    for (;;) {
      const page = await this.history(board.seq, PAGE);
      for (const commit of page) {
        if (commit.at > moment) return board;
        evolve(board, commit);
      }
      if (page.length < PAGE) return board;
    }
  }

  /** Calls after every change, own or of other processes. */
  onChange(listener: (change: BoardChange) => void): Disposable {
    return this.#stream.onChange(({ commits, reset }) => listener({ commits, reset }));
  }

  /** Pushes every commit after `seq`, past and future, in order, without gap or double. */
  follow(after: number, listener: (commits: readonly Commit<BoardEvent>[]) => void): Disposable {
    return this.#ports.ledger.follow<BoardEvent>(this.#stream.stream, after, listener);
  }

  /**
   * Wakes scheduled tasks on time for as long as it is not disposed: one timer, for the next that is due. In several
   * processes at once is fine: who comes second finds nothing to wake.
   */
  wakeOnTime(onRefusal: (refusal: Refusal) => void = () => {}): Disposable {
    let timer: Disposable | undefined;
    let armedFor: number | undefined;
    let over = false;
    const arm = () => {
      const due = over ? undefined : this.state.nextDue()?.at;
      if (due === armedFor) return;
      timer?.dispose();
      armedFor = due;
      timer = due === undefined ? undefined : this.#ports.clock.at(due, () => void wake());
    };
    const wake = async () => {
      const result = await this.execute({ type: 'wake' }, 'signalbox');
      // The clock of the ledger may be a moment behind the timer's, and the store may be busy: once more, a little later.
      const stillDue = !over && (this.state.nextDue()?.at ?? Number.POSITIVE_INFINITY) <= this.#ports.clock.now();
      if (!result.ok) onRefusal(result.refusal);
      if (stillDue) timer = this.#ports.clock.after(RETRY_MS, () => void wake());
      else {
        armedFor = undefined;
        arm();
      }
    };
    const listening = this.onChange(arm);
    arm();
    return {
      dispose() {
        over = true;
        listening.dispose();
        timer?.dispose();
      },
    };
  }

  /** Folds what others appended since. Not needed while somebody listens. */
  refresh(): Promise<void> {
    return this.#stream.refresh();
  }

  close(): Promise<void> {
    return this.#stream.close();
  }

  /** Stops the worker of a task that a command takes away from it. Undefined: the command takes nothing away. */
  async #takeBack(command: BoardCommand): Promise<Result<SavedWork | null | undefined>> {
    const workers = this.#ports.workers;
    if (!workers || !('task' in command) || !takesAway(command)) return ok(undefined);
    const task = this.state.tasks.get(command.task);
    const attempt = task && openAttempt(task);
    if (!attempt) return ok(undefined);
    const allowed = decide(this.state, command, this.#context(this.#ports.actor, this.#ports.clock.now()));
    return allowed.ok ? workers.takeBack(this.info.slug, task, attempt) : allowed;
  }

  #context(actor: string, at: number): DecideContext {
    const profiles = this.#ports.profiles?.();
    return {
      at,
      actor,
      newTaskId: () => `t_${this.#ports.randomHex(4)}`,
      newRunId: () => `r_${this.#ports.randomHex(4)}`,
      ...(profiles && { profiles }),
    };
  }
}

const RETRY_MS = 1_000;

function takesAway(command: BoardCommand): boolean {
  switch (command.type) {
    case 'reclaim':
    case 'archive':
      return true;
    case 'reassign':
      return command.reclaim === true;
    case 'move':
      return command.to === 'ready' || command.to === 'archived';
    case 'edit':
      return command.status === 'ready' || command.status === 'archived';
    default:
      return false;
  }
}

interface Reading {
  readonly first: number;
  count: number;
  readonly seqs: Set<number>;
}

/** Near seqs as one reading: another query costs more than a few commits that are of no use. */
function ranges(seqs: readonly number[]): Reading[] {
  const found: Reading[] = [];
  for (const seq of seqs) {
    const last = found.at(-1);
    const gap = last ? seq - last.first - last.count : Number.POSITIVE_INFINITY;
    if (last && gap <= NEAR && last.count < READ_AT_MOST) {
      last.count = seq - last.first + 1;
      last.seqs.add(seq);
    } else found.push({ first: seq, count: 1, seqs: new Set([seq]) });
  }
  return found;
}
