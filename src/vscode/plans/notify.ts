import type { PermissionRequest } from '../../core/agent/event';
import { type PlanState, pendingPermissions } from '../../core/plan/model';
import { planWaitsOf } from '../../core/plan/needs-person';
import type { Result } from '../../core/result';
import { type Translate, tellMessage } from '../../core/translate';
import type { Clock } from '../../ports/clock';
import type { PlanRef } from '../../protocol/plan';
import type { Shown } from '../commands';
import { firstLine } from '../projects/appearance';
import type { FolderPlanChange } from './attention';

interface Deps {
  readonly clock: Pick<Clock, 'now'>;
  readonly show: (message: Shown) => unknown;
  readonly t: Translate;
  /** The person can see that plan now. */
  readonly isSeen: (ref: PlanRef) => boolean;
  /** The plan that the view has shown last, seen or not. */
  readonly isShown: (ref: PlanRef) => boolean;
  readonly open: (ref: PlanRef) => unknown;
  readonly answer: (ref: PlanRef, request: string, option: string) => Promise<Result<unknown>>;
}

/** More buttons than these do not fit on a message. */
const MOST_OPTIONS = 3;

/** What came that shortly before the view was hidden nobody has read. */
const READ_MS = 2_000;

/** Tells once what a plan asks while nobody looks at it; Needs You goes on saying it as long as it is so. */
export class PlanNotices {
  readonly #deps: Deps;
  /** What happened before the eyes of the person just now, the oldest first. */
  #seen: { readonly at: number; readonly change: FolderPlanChange }[] = [];

  constructor(deps: Deps) {
    this.#deps = deps;
  }

  changed(change: FolderPlanChange): void {
    if (!this.#deps.isSeen(change.ref)) {
      this.#tell(change);
      return;
    }
    this.#seen = [...this.#recent(), { at: this.#deps.clock.now(), change }];
  }

  /** The view was hidden, or shows something else, or VS Code says only now that it was. */
  outOfSight(): void {
    const byPlan = new Map<string, FolderPlanChange>();
    for (const { change } of this.#recent()) {
      byPlan.set(change.ref, { ...change, before: (byPlan.get(change.ref) ?? change).before });
    }
    this.#seen = [];
    for (const change of byPlan.values()) this.changed(change);
  }

  #recent() {
    const now = this.#deps.clock.now();
    return this.#seen.filter(({ at }) => now - at < READ_MS);
  }

  #tell({ ref, before, after }: FolderPlanChange): void {
    if (!after) return;
    const known = new Set(before?.permissions.map(({ request }) => request.id));
    for (const { request } of pendingPermissions(after))
      if (!known.has(request.id)) askFor(this.#deps, ref, after, request);
    // Whoever has left the view waits for the answer; plans of others, as of the command line, would only disturb.
    if (before && this.#deps.isShown(ref) && ended(before, after)) tellEnd(this.#deps, ref, after);
  }
}

function askFor(deps: Deps, ref: PlanRef, plan: PlanState, request: PermissionRequest): void {
  const { t } = deps;
  const what = request.detail && request.detail !== request.title ? firstLine(request.detail, 120) : '';
  deps.show({
    severity: 'info',
    message: what
      ? t('{agent} asks in the plan of {slug}: {title} ({detail})', {
          agent: plan.profile,
          slug: plan.slug,
          title: request.title,
          detail: what,
        })
      : t('{agent} asks in the plan of {slug}: {title}', {
          agent: plan.profile,
          slug: plan.slug,
          title: request.title,
        }),
    steps: [
      ...request.options.slice(0, MOST_OPTIONS).map(({ id, name }) => ({
        title: t(name),
        run: () => deps.answer(ref, request.id, id),
      })),
      openStep(deps, ref),
    ],
  });
}

function tellEnd(deps: Deps, ref: PlanRef, plan: PlanState): void {
  const { t } = deps;
  const [wait] = planWaitsOf(plan);
  const { profile: agent, slug } = plan;
  if (wait?.kind === 'failed') {
    const reason = wait.error
      ? tellMessage(wait.error, t)
      : t('The agent is gone without a last word. What had arrived is kept.');
    deps.show({
      severity: 'warning',
      message: t('{agent} could not answer in the plan of {slug}: {reason}', { agent, slug, reason }),
      steps: [openStep(deps, ref)],
    });
  } else if (wait) {
    deps.show({
      severity: 'info',
      message:
        wait.kind === 'ready'
          ? t('{phase} is ready in the plan of {slug}.', { phase: wait.phase, slug })
          : t('{agent} has answered in the plan of {slug}.', { agent, slug }),
      steps: [openStep(deps, ref)],
    });
  }
}

const openStep = ({ t, open }: Deps, ref: PlanRef) => ({ title: t('Open Plan'), run: () => open(ref) });

function ended(before: PlanState, after: PlanState): boolean {
  const last = after.turns.at(-1);
  if (last?.endedAt === undefined) return false;
  return before.turns.find(({ n }) => n === last.n)?.endedAt === undefined;
}
