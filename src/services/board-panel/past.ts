import { evolve } from '../../core/board/evolve';
import type { BoardEvent, Task, TaskId } from '../../core/board/model';
import { type BoardState, MutableBoard } from '../../core/board/state';
import { tellEvent, type Weight, weightOf } from '../../core/board/tell';
import { affectedCards } from '../../core/board/views';
import type { Translate } from '../../core/translate';
import type { Commit } from '../../ports/ledger';
import type { TimeMark } from '../../protocol/board';
import type { Moment } from '../../protocol/board-messages';
import { othersTurn } from '../others-turn';
import type { LiveBoard } from './live-board';

type BoardCommit = Commit<BoardEvent>;

const PAGE = 2_000;
/** So many commits are folded, or tasks put in their places, before others get their turn. */
const FOLDED_AT_ONCE = 4_000;
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

  /** The board after `seq` commits. It is folded on by the next call. Undefined: it was no longer wanted. */
  async boardAt(seq: number, wanted: () => boolean): Promise<BoardState | undefined> {
    const nearest = this.#checkpoints.findLast((checkpoint) => checkpoint.seq <= seq)!;
    let board = this.#at;
    if (seq < board.seq || nearest.seq > board.seq) {
      board = new MutableBoard();
      for (const [index, task] of nearest.tasks.entries()) {
        board.set(task);
        if (index % FOLDED_AT_ONCE === FOLDED_AT_ONCE - 1 && !(await isWantedAfterOthers(wanted))) return undefined;
      }
      board.seq = nearest.seq;
    }
    while (board.seq < seq) {
      evolve(board, this.#commits[board.seq]!);
      const newest = this.#checkpoints.at(-1)!.seq;
      if (board.seq >= newest + this.#stride)
        this.#checkpoints.push({ seq: board.seq, tasks: [...board.tasks.values()] });
      if (board.seq % FOLDED_AT_ONCE === 0 && !(await isWantedAfterOthers(wanted))) return undefined;
    }
    this.#at = board;
    return board;
  }

  /** The tasks whose cards tell of the commits between two moments; undefined: these are too many to look at. */
  touchedBetween(one: number, other: number, later: BoardState): Set<TaskId> | undefined {
    if (Math.abs(other - one) > FOLDED_AT_ONCE) return undefined;
    const commits = this.#commits.slice(Math.min(one, other), Math.max(one, other));
    return affectedCards(
      later,
      commits.flatMap(({ events }) => events),
    );
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

async function isWantedAfterOthers(wanted: () => boolean): Promise<boolean> {
  await othersTurn();
  return wanted();
}

const clamp = (value: number, least: number, most: number) => Math.min(most, Math.max(least, value));
