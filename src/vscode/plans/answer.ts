import type { PermissionOption } from '../../core/agent/event';
import type { PlanState } from '../../core/plan/model';
import { ok, type Result, refuse } from '../../core/result';
import { say } from '../../core/sentence';
import type { PlanRef } from '../../protocol/plan';
import { namedPlan, type PlanDesk, type Planning } from '../../services/plan-panel/desk';

/** Which of the answers a short "yes" or "no" means: the one that holds this time only, else any of its sort. */
export function optionFor(options: readonly PermissionOption[], verb: 'allow' | 'deny'): PermissionOption | undefined {
  const sort = verb === 'allow' ? 'allow' : 'reject';
  return options.find(({ kind }) => kind === `${sort}_once`) ?? options.find(({ kind }) => kind.startsWith(sort));
}

async function planOf(desk: PlanDesk, ref: PlanRef): Promise<Result<{ planning: Planning; plan: PlanState }>> {
  const named = await namedPlan(desk, ref);
  if (!named.ok) return named;
  const { planning, id } = named.value;
  // Looks at its runner too: an answer to one that is gone would wait for ever.
  const shown = await planning.planner.show(id);
  return shown.ok ? ok({ planning, plan: shown.value }) : shown;
}

/** Answers from outside of the plan's own view. One answer counts; whoever comes late is told. */
export async function answerFrom(
  desk: PlanDesk,
  ref: PlanRef,
  request: string,
  choose: (options: readonly PermissionOption[]) => PermissionOption | undefined,
): Promise<Result<PlanState>> {
  const found = await planOf(desk, ref);
  if (!found.ok) return found;
  const { planning, plan } = found.value;
  const asked = plan.permissions.find((permission) => permission.request.id === request);
  const option = asked && choose(asked.request.options);
  if (asked && !option)
    return refuse('unknown_option', say('The agent offers no such answer. Open the plan to see what it offers.'));
  return planning.planner.answer(plan.id, request, option?.id ?? '');
}
