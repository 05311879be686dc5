import type { EarlierTalk } from '../../core/plan/earlier';
import { currentArtifacts, nextPhase, type PlanState } from '../../core/plan/model';
import { ok, type Result, refuse } from '../../core/result';
import { say } from '../../core/sentence';
import type { Translate } from '../../core/translate';
import type { Disposable } from '../../ports/disposable';
import type { ArtifactView, PhaseView, PlanModel, PlanRef } from '../../protocol/plan';
import type { FinalizeOptions, FinalPreview } from '../plans/finalize';
import type { Planner } from '../plans/planner';
import type { PlanChange } from '../plans/watch';

/** Plans of one workspace folder. */
export interface Planning {
  readonly planner: Planner;
  readonly finalizer: {
    preview(name: string): Promise<Result<FinalPreview>>;
    finalize(name: string, options?: FinalizeOptions): Promise<Result<PlanState>>;
  };
  earlier(slug: string): Promise<Result<readonly EarlierTalk[]>>;
  watch(id: string, listener: (change: PlanChange) => void, after?: number): Promise<Disposable>;
}

/** Where a window's plans are found, over all of its workspace folders. */
export interface PlanDesk {
  lists(): Promise<Omit<PlanModel, 'shown'>>;
  planning(folder: string): Promise<Planning | undefined>;
  /** Where a plan for that project would be kept. */
  folderOf(slug: string): string | undefined;
  /** Plans or projects came, went or changed. */
  onChange(listener: () => void): Disposable;
}

const SEPARATOR = '#';

export function refOf(folder: string, id: string): PlanRef {
  return `${folder}${SEPARATOR}${id}`;
}

export function splitRef(ref: PlanRef): { readonly folder: string; readonly id: string } | undefined {
  const at = ref.lastIndexOf(SEPARATOR);
  return at < 0 ? undefined : { folder: ref.slice(0, at), id: ref.slice(at + 1) };
}

/** The plan of that name, in the folder that it belongs to. */
export async function namedPlan(
  desk: Pick<PlanDesk, 'planning'>,
  ref: PlanRef,
): Promise<Result<{ readonly planning: Planning; readonly id: string }>> {
  const named = splitRef(ref);
  const planning = named && (await desk.planning(named.folder));
  return named && planning ? ok({ planning, id: named.id }) : refuse('not_found', say('There is no such plan.'));
}

export function phaseViews(
  plan: PlanState,
  t: Translate,
): { readonly phases: readonly PhaseView[]; readonly isLast: boolean } {
  const phases = plan.phases.map(({ name, title }): PhaseView => {
    const now = plan.status === 'active' && name === plan.phase;
    return {
      name,
      title: t(title),
      state: now ? 'now' : plan.phasesCompleted.includes(name) || plan.status === 'complete' ? 'done' : 'later',
    };
  });
  return { phases, isLast: nextPhase(plan) === undefined };
}

export function currentArtifactViews(plan: PlanState): readonly ArtifactView[] {
  return currentArtifacts(plan).map(({ name, version, path }) => ({ name, version, path }));
}
