import type { Planning } from '../../adapters/planning';
import type { PlanState, Turn } from '../../core/plan/model';
import type { TraceRecord } from '../../core/run/trace';
import type { Disposable } from '../../ports/disposable';
import { planTrace } from '../../services/plans/stream';
import type { PlanChange } from '../../services/plans/watch';

export interface FollowerEvents {
  /** A turn was asked for, here or elsewhere, since the plan is followed. */
  began(turn: Turn): void;
  /** A record of a turn that has begun; in order, each once. */
  record(record: TraceRecord): void;
  /** The plan as it is now. */
  plan(plan: PlanState): void;
  /** A turn is over; all of its records have been told. */
  ended(turn: Turn, plan: PlanState): void;
}

const isOver = (turn: Turn) => turn.status !== 'running' && turn.status !== 'requested';
const turnOf = ({ span }: TraceRecord) => Number(/^turn-(\d+)$/.exec(span)?.[1] ?? 0);

/** Puts what comes by two ways, the plan and its trace, into the one order in which it happened. */
export class PlanFollower implements Disposable {
  readonly #planning: Planning;
  readonly #events: FollowerEvents;
  readonly #id: string;
  #watching: Disposable | undefined;
  #begun: number;
  #over: number;
  #last = 0;
  #held: TraceRecord[] = [];
  #work: Promise<void> = Promise.resolve();
  #closed = false;

  private constructor(planning: Planning, plan: PlanState, events: FollowerEvents) {
    this.#planning = planning;
    this.#events = events;
    this.#id = plan.id;
    this.#over = plan.turns.filter(isOver).length;
    this.#begun = this.#over;
  }

  /** Tells what happens to the plan from that state on; a running turn is told from its beginning. */
  static async open(planning: Planning, plan: PlanState, events: FollowerEvents): Promise<PlanFollower> {
    const follower = new PlanFollower(planning, plan, events);
    const watching = await planning.watch(plan.id, (change) => follower.#next(change));
    if (follower.#closed) watching.dispose();
    follower.#watching = watching;
    return follower;
  }

  dispose(): void {
    this.#closed = true;
    this.#watching?.dispose();
  }

  #next(change: PlanChange): void {
    this.#work = this.#work.then(() => {
      if (this.#closed) return undefined;
      return change.kind === 'records' ? this.#records(change.records) : this.#plan(change.plan);
    });
  }

  #records(records: readonly TraceRecord[]): void {
    for (const record of records) {
      if (record.seq <= this.#last) continue;
      this.#last = record.seq;
      this.#held.push(record);
    }
    for (;;) {
      const [record] = this.#held;
      if (!record || turnOf(record) > this.#begun || this.#closed) return;
      this.#held.shift();
      if (turnOf(record) > this.#over) this.#events.record(record);
    }
  }

  async #plan(plan: PlanState): Promise<void> {
    for (const turn of plan.turns) {
      if (this.#closed) return;
      if (turn.n > this.#begun) {
        this.#begun = turn.n;
        this.#events.began(turn);
        this.#records([]);
      }
      if (turn.n <= this.#over || !isOver(turn)) continue;
      // A runner writes all of its records before it says that the turn is over.
      this.#records(await this.#planning.traces.read(planTrace(this.#id), Math.max(this.#last, turn.after)));
      this.#over = turn.n;
      if (!this.#closed) this.#events.ended(turn, plan);
    }
    if (!this.#closed) this.#events.plan(plan);
  }
}
