import { evolvePlan } from '../../core/plan/evolve';
import { type PlanEvent, type PlanState, planStream, runningTurn } from '../../core/plan/model';
import type { Clock } from '../../ports/clock';
import type { Disposable } from '../../ports/disposable';
import type { Commit, Ledger } from '../../ports/ledger';
import { openPlan } from '../plans/stream';

export interface ActivePlansDeps {
  readonly ledger: Ledger;
  readonly clock: Clock;
  /** Ends a turn whose runner is gone. */
  tend(id: string): Promise<void>;
  readonly problem: (error: unknown) => void;
}

/** What became of a plan; undefined: it was not active before, or is not now. */
export interface ActivePlanChange {
  readonly id: string;
  readonly before: PlanState | undefined;
  readonly after: PlanState | undefined;
}

/**
 * A runner that dies tells nobody, and an answer to a dead one helps nobody. The plan's own view looks much more often;
 * this is for a window in which that plan is not on show.
 */
const LOOK_MS = 15_000;

/** The plans of a workspace folder that are under way, whoever works on them. Costs what happens, not what there is. */
export class ActivePlans implements Disposable {
  readonly #deps: ActivePlansDeps;
  readonly #plans = new Map<string, { seq: number; plan: PlanState }>();
  readonly #listeners = new Set<(change: ActivePlanChange) => void>();
  #following: Disposable | undefined;
  #look: Disposable | undefined;
  #queue: Promise<void> = Promise.resolve();
  #over = false;

  constructor(deps: ActivePlansDeps) {
    this.#deps = deps;
  }

  /** Resolves when the plans that are under way now are known. Nobody is told of these. */
  async start(): Promise<void> {
    const { ledger } = this.#deps;
    const position = await ledger.position();
    for (const { stream } of await ledger.streams(planStream('')))
      await this.#read(stream.slice(planStream('').length));
    if (this.#over) return;
    this.#following = ledger.followAll(planStream(''), position, (commits) => {
      this.#queue = this.#queue.then(() => this.#take(commits)).catch(this.#deps.problem);
    });
    this.#guard();
  }

  list(): readonly PlanState[] {
    return [...this.#plans.values()].map(({ plan }) => plan);
  }

  onChange(listener: (change: ActivePlanChange) => void): Disposable {
    this.#listeners.add(listener);
    return { dispose: () => this.#listeners.delete(listener) };
  }

  dispose(): void {
    this.#over = true;
    this.#following?.dispose();
    this.#look?.dispose();
    this.#listeners.clear();
    this.#plans.clear();
  }

  async #take(commits: readonly Commit[]): Promise<void> {
    for (const commit of commits) {
      if (this.#over) return;
      const id = commit.stream.slice(planStream('').length);
      const known = this.#plans.get(id);
      const before = known?.plan;
      if (known && commit.seq <= known.seq) continue;
      if (known && commit.seq === known.seq + 1) {
        let plan: PlanState | undefined = known.plan;
        for (const event of commit.events) plan = evolvePlan(plan, event as PlanEvent, commit.at);
        this.#keep(id, commit.seq, plan);
      } else await this.#read(id);
      this.#tell({ id, before, after: this.#plans.get(id)?.plan });
    }
    this.#guard();
  }

  async #read(id: string): Promise<void> {
    const stream = await openPlan(this.#deps.ledger, id);
    this.#keep(id, stream.seq, stream.state);
    await stream.close();
  }

  #keep(id: string, seq: number, plan: PlanState | undefined): void {
    if (plan?.status === 'active' && !this.#over) this.#plans.set(id, { seq, plan });
    else this.#plans.delete(id);
  }

  #guard(): void {
    this.#look?.dispose();
    this.#look = undefined;
    const running = this.list().filter((plan) => runningTurn(plan));
    if (this.#over || running.length === 0) return;
    const { clock, tend, problem } = this.#deps;
    this.#look = clock.after(LOOK_MS, () => {
      void Promise.all(running.map(({ id }) => tend(id)))
        .catch(problem)
        .then(() => this.#guard());
    });
  }

  #tell(change: ActivePlanChange): void {
    if (change.before === change.after) return;
    for (const listener of [...this.#listeners]) listener(change);
  }
}
