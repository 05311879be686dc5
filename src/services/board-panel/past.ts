import { evolve } from '../../core/board/evolve';
import type { BoardEvent, Task, TaskId } from '../../core/board/model';
import { type BoardState, MutableBoard } from '../../core/board/state';
import { tellEvent, type Weight, weightOf } from '../../core/board/tell';
import type { Translate } from '../../core/translate';
import type { Commit } from '../../ports/ledger';
import type { TimeMark } from '../../protocol/board';
import type { Moment } from '../../protocol/board-messages';
import type { LiveBoard } from './live-board';

type BoardCommit = Commit<BoardEvent>;

const PAGE = 5_000;
const CHECKPOINTS = 40;
const SMALLEST_STRIDE = 250;

/**
 * The board at any past moment. The commits are read once; going forward folds on, going back starts from the nearest
 * checkpoint. Tasks are never changed in place, so a checkpoint is a list of those that were there.
 */
export class Past {
  readonly #board: LiveBoard;
  readonly #commits: BoardCommit[] = [];
  /** Tasks after `seq` commits, for ever greater seqs. */
  #checkpoints: { readonly seq: number; readonly tasks: readonly Task[] }[] = [{ seq: 0, tasks: [] }];
  #stride = SMALLEST_STRIDE;
  #at = new MutableBoard();

  constructor(board: LiveBoard) {
    this.#board = board;
  }

  get length(): number {
    return this.#commits.length;
  }

  get first(): number {
    return this.#commits[0]?.at ?? 0;
  }

  get last(): number {
    return this.#commits.at(-1)?.at ?? 0;
  }

  /** Reads what the board has become since the last time. */
  async catchUp(): Promise<void> {
    for (;;) {
      const page = await this.#board.history(this.#commits.length, PAGE);
      for (const commit of page) if (commit.seq === this.#commits.length + 1) this.#commits.push(commit);
      if (page.length < PAGE) break;
    }
    this.#stride = Math.max(SMALLEST_STRIDE, Math.ceil(this.#commits.length / CHECKPOINTS));
  }

  /** The number of commits that count at a moment. Clocks of several writers may differ: order is that of the commits. */
  seqOf(to: Moment, from: number): number {
    if (to === 'now') return this.length;
    if ('seq' in to) return clamp(to.seq, 0, this.length);
    if ('step' in to) return clamp(from + to.step, 0, this.length);
    let low = 0;
    let high = this.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if (this.#commits[middle]!.at <= to.at) low = middle + 1;
      else high = middle;
    }
    return low;
  }

  timeOf(seq: number): number {
    return this.#commits[seq - 1]?.at ?? this.first;
  }

  /** The board after `seq` commits. It is folded on by the next call. */
  boardAt(seq: number): BoardState {
    const nearest = this.#checkpoints.findLast((checkpoint) => checkpoint.seq <= seq)!;
    if (seq < this.#at.seq || nearest.seq > this.#at.seq) this.#at = boardOf(nearest.tasks, nearest.seq);
    while (this.#at.seq < seq) {
      evolve(this.#at, this.#commits[this.#at.seq]!);
      const newest = this.#checkpoints.at(-1)!.seq;
      if (this.#at.seq >= newest + this.#stride) {
        this.#checkpoints.push({ seq: this.#at.seq, tasks: [...this.#at.tasks.values()] });
      }
    }
    return this.#at;
  }

  commitsOf(seqs: readonly number[]): BoardCommit[] {
    return seqs.flatMap((seq) => this.#commits[seq - 1] ?? []);
  }

  /** At most `limit` marks, spread over time; of what falls together the worst one speaks. */
  marks(limit: number, t: Translate, nameOf: (id: TaskId) => string): TimeMark[] {
    const span = Math.max(1, this.last - this.first);
    const buckets = new Map<number, { mark: BoardEvent; weight: Weight; commit: BoardCommit; count: number }>();
    for (const commit of this.#commits) {
      const loudest = commit.events.reduce<BoardEvent | undefined>(louder, undefined);
      if (!loudest || loudest.type === 'heartbeat' || loudest.type === 'cost') continue;
      const bucket = Math.floor(((commit.at - this.first) / span) * Math.max(0, limit - 1));
      const there = buckets.get(bucket);
      const weight = weightOf(loudest);
      if (!there) buckets.set(bucket, { mark: loudest, weight, commit, count: 1 });
      else {
        there.count += 1;
        if (LOUDNESS.indexOf(weight) < LOUDNESS.indexOf(there.weight))
          Object.assign(there, { mark: loudest, weight, commit });
      }
    }
    return [...buckets.values()]
      .map(({ mark, weight, commit, count }) => ({
        at: commit.at,
        seq: commit.seq,
        kind: weight,
        text: `${nameOf(mark.task)}: ${tellEvent(mark, mark.task, t, nameOf)}`,
        card: mark.task,
        count,
      }))
      .sort((one, other) => one.seq - other.seq);
  }
}

const LOUDNESS: readonly Weight[] = ['failed', 'blocked', 'asked', 'done', 'other'];

function louder(one: BoardEvent | undefined, other: BoardEvent): BoardEvent {
  if (!one) return other;
  if (one.type === 'heartbeat' || one.type === 'cost') return other;
  return LOUDNESS.indexOf(weightOf(other)) < LOUDNESS.indexOf(weightOf(one)) ? other : one;
}

function boardOf(tasks: readonly Task[], seq: number): MutableBoard {
  const board = new MutableBoard();
  for (const task of tasks) board.set(task);
  board.seq = seq;
  return board;
}

const clamp = (value: number, least: number, most: number) => Math.min(most, Math.max(least, value));

/** The tasks that differ between two boards, with those whose cards tell of them. Unchanged tasks are the same objects. */
export function differingTasks(one: BoardState['tasks'], other: BoardState['tasks']): Set<TaskId> {
  const ids = new Set<TaskId>();
  const note = (task: Task) => {
    ids.add(task.id);
    for (const id of task.parents) ids.add(id);
    for (const id of task.children) ids.add(id);
  };
  for (const [id, task] of other) if (one.get(id) !== task) note(task);
  for (const [id, task] of one) if (!other.has(id)) note(task);
  return ids;
}
