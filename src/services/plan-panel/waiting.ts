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
  #plans = new Map<string, Known>();
  readonly #listeners = new Set<(change: ActivePlanChange) => void>();
  #following: Disposable | undefined;
  #upset: Disposable | undefined;
  #look: Disposable | undefined;
  #queue: Promise<void> = Promise.resolve();
  #over = false;

  constructor(deps: ActivePlansDeps) {
    this.#deps = deps;
  }

  /**
   * Resolves when the plans that are under way now are known. Nobody is told of these. Rejects when the ledger cannot be read
   * just now: it goes on when it can be.
   */
  async start(): Promise<void> {
    const { ledger, problem } = this.#deps;
    this.#upset ??= ledger.onUpset(({ replaced }) => {
      if (ledger.trouble || (this.#following && !replaced)) return;
      this.#queue = this.#queue.then(() => this.#renew()).catch(problem);
    });
    await this.#begin();
  }

  async #begin(): Promise<void> {
    const { ledger } = this.#deps;
    const position = await ledger.position();
    const found = new Map<string, Known>();
    for (const { stream } of await ledger.streams(planStream(''))) {
      const id = stream.slice(planStream('').length);
      keep(found, id, await this.#read(id));
    }
    if (this.#over) return;
    this.#following?.dispose();
    this.#plans = found;
    this.#following = ledger.followAll(planStream(''), position, (commits) => {
      this.#queue = this.#queue.then(() => this.#take(commits)).catch(this.#deps.problem);
    });
    this.#guard();
  }

  /** What is found in it now was there before anybody could look, or is what another ledger has. */
  async #renew(): Promise<void> {
    const before = this.#plans;
    await this.#begin();
    for (const id of new Set([...before.keys(), ...this.#plans.keys()])) {
      const after = this.#plans.get(id)?.plan;
      for (const listener of [...this.#listeners]) listener({ id, before: before.get(id)?.plan ?? after, after });
    }
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
    this.#upset?.dispose();
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
        this.#keep(id, { seq: commit.seq, plan });
      } else this.#keep(id, await this.#read(id));
      this.#tell({ id, before, after: this.#plans.get(id)?.plan });
    }
    this.#guard();
  }

  async #read(id: string): Promise<Found> {
    const stream = await openPlan(this.#deps.ledger, id);
    const { seq, state: plan } = stream;
    await stream.close();
    return { seq, plan };
  }

  #keep(id: string, found: Found): void {
    if (!this.#over) keep(this.#plans, id, found);
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

interface Known {
  readonly seq: number;
  readonly plan: PlanState;
}

interface Found {
  readonly seq: number;
  readonly plan: PlanState | undefined;
}

function keep(plans: Map<string, Known>, id: string, { seq, plan }: Found): void {
  if (plan?.status === 'active') plans.set(id, { seq, plan });
  else plans.delete(id);
}
