import { type PlanState, type PlanStatus, runningTurn } from '../../core/plan/model';

/** One row of the list of all plans. */
export interface PlanSummary {
  readonly id: string;
  readonly slug: string;
  readonly status: PlanStatus;
  readonly phase: string;
  readonly phaseTitle: string;
  readonly profile: string;
  readonly turns: number;
  readonly running: boolean;
  readonly costUsd: number;
  readonly startedAt: number;
  readonly updatedAt: number;
  readonly lastTextExcerpt: string;
}

export function summaryOf(plan: PlanState): PlanSummary {
  const { id, slug, status, phase, phases, profile, turns, usage, startedAt, updatedAt, lastTextExcerpt } = plan;
  return {
    id,
    slug,
    status,
    phase,
    phaseTitle: phases.find(({ name }) => name === phase)?.title ?? phase,
    profile,
    turns: turns.length,
    running: runningTurn(plan) !== undefined,
    costUsd: usage.costUsd,
    startedAt,
    updatedAt,
    lastTextExcerpt,
  };
}
