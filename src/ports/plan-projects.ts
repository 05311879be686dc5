import type { Result } from '../core/result';

export interface PlanProject {
  readonly slug: string;
  readonly description?: string;
  /** From the workspace folder, with `/`; '.' while the project has no folder yet. */
  readonly folder: string;
  /** Where final-plan.md and prd.json belong, from the workspace folder; made when it is not there. */
  readonly ralphFolder: string;
  readonly prdPath?: string;
}

/** What a plan asks of the projects and their registry. */
export interface PlanProjects {
  find(slug: string): Promise<Result<PlanProject>>;
  /** `already_committed` with its status when the project is approved, running or complete, unless `force`. */
  startPlanning(slug: string, plan: string, force: boolean): Promise<Result<void>>;
  finishPlanning(slug: string, plan: string, finalPlanPath: string): Promise<Result<void>>;
  abandonPlanning(slug: string): Promise<Result<void>>;
}
