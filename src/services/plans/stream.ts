import { evolvePlan } from '../../core/plan/evolve';
import { PLAN_FOLD_VERSION, type PlanEvent, type PlanState, planStream } from '../../core/plan/model';
import type { Ledger } from '../../ports/ledger';
import { type Fold, openStream, type StreamState } from '../stream-state';

const PLAN_FOLD: Fold<PlanState | undefined, PlanEvent> = {
  name: 'plan',
  version: PLAN_FOLD_VERSION,
  initial: () => undefined,
  evolve: (state, event, commit) => evolvePlan(state, event, commit.at),
  encode: (state) => JSON.stringify(state ?? null),
  decode: (text) => (typeof text === 'string' ? ((JSON.parse(text) as PlanState | null) ?? undefined) : undefined),
};

export type PlanStream = StreamState<PlanState | undefined, PlanEvent>;

export const openPlan = (ledger: Ledger, id: string): Promise<PlanStream> =>
  openStream(ledger, planStream(id), PLAN_FOLD, { snapshotEvery: 200 });

/** What a runner is called that works on a plan; also the name of its trace. */
export const planSubject = (id: string) => `plan/${id}`;
export const planTrace = (id: string) => `plan-${id}`;
