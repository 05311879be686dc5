import { type PlanState, runningTurn } from '../../core/plan/model';
import type { TraceRecord } from '../../core/run/trace';
import type { Clock } from '../../ports/clock';
import type { Disposable } from '../../ports/disposable';
import type { Ledger } from '../../ports/ledger';
import type { Traces } from '../../ports/traces';
import { unavailable } from '../unavailable';
import type { Planner } from './planner';
import { openPlan, type PlanStream, planTrace } from './stream';

export type PlanChange =
  | { readonly kind: 'plan'; readonly plan: PlanState }
  /** Records of the plan's trace, in order, each once. */
  | { readonly kind: 'records'; readonly records: readonly TraceRecord[] };

export interface PlanWatchDeps {
  readonly ledger: Ledger;
  readonly traces: Traces;
  readonly planner: Pick<Planner, 'tend'>;
  readonly clock: Clock;
}

/** While a turn runs, its runner is looked at that often: nobody is told when a process that is not a child ends. */
const LOOK_MS = 1_000;

/**
 * Shows one plan as it happens: first the plan as it is, then every change of it and every record of its trace with
 * `seq > after`. Without `after` the records begin with the running turn, or with what comes next.
 */
export async function watchPlan(
  deps: PlanWatchDeps,
  id: string,
  listener: (change: PlanChange) => void,
  after?: number,
): Promise<Disposable> {
  await deps.planner.tend(id);
  const stream = await openPlan(deps.ledger, id);
  const watch = new PlanWatch(deps, stream, listener);
  await watch.begin(after);
  return watch;
}

class PlanWatch implements Disposable {
  readonly #deps: PlanWatchDeps;
  readonly #stream: PlanStream;
  readonly #listener: (change: PlanChange) => void;
  readonly #parts: Disposable[] = [];
  #look: Disposable | undefined;
  #done = false;

  constructor(deps: PlanWatchDeps, stream: PlanStream, listener: (change: PlanChange) => void) {
    this.#deps = deps;
    this.#stream = stream;
    this.#listener = listener;
  }

  async begin(after: number | undefined): Promise<void> {
    const { traces } = this.#deps;
    const plan = this.#stream.state;
    if (plan) this.#tell({ kind: 'plan', plan });
    this.#parts.push(this.#stream.onChange(({ state }) => state && this.#changed(state)));
    const id = plan?.id ?? this.#stream.stream.slice('plan/'.length);
    const from = after ?? (await this.#beginning(plan, id));
    this.#parts.push(traces.follow(planTrace(id), from, (records) => this.#tell({ kind: 'records', records })));
    if (plan) this.#guard(plan);
  }

  async #beginning(plan: PlanState | undefined, id: string): Promise<number> {
    const turn = plan && runningTurn(plan);
    if (turn?.status === 'running') return turn.after;
    // The next turn may have begun to write meanwhile: its records are still to come for whoever watches.
    const next = turn?.n ?? (plan?.turns.length ?? 0) + 1;
    const ended = plan?.turns.findLast((each) => each.n < next);
    const records = await this.#deps.traces.read(planTrace(id), ended?.after ?? 0);
    const first = records.findIndex(({ span }) => Number(/^turn-(\d+)$/.exec(span)?.[1] ?? 0) >= next);
    return (first < 0 ? records.at(-1)?.seq : (records[first]?.seq ?? 1) - 1) ?? ended?.after ?? 0;
  }

  #changed(plan: PlanState): void {
    this.#tell({ kind: 'plan', plan });
    this.#guard(plan);
  }

  #guard(plan: PlanState): void {
    this.#look?.dispose();
    this.#look = undefined;
    if (this.#done || !runningTurn(plan)) return;
    this.#look = this.#deps.clock.after(LOOK_MS, () => {
      // A ledger that cannot be read just now can be in a second.
      void this.#deps.planner
        .tend(plan.id)
        .catch(unavailable)
        .then(() => {
          if (!this.#done && this.#stream.state) this.#guard(this.#stream.state);
        });
    });
  }

  #tell(change: PlanChange): void {
    if (!this.#done) this.#listener(change);
  }

  dispose(): void {
    if (this.#done) return;
    this.#done = true;
    this.#look?.dispose();
    for (const part of this.#parts) part.dispose();
    void this.#stream.close();
  }
}
