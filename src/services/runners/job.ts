import type { RunnerSpec } from '../../ports/runners';
import { IterationHost } from '../iterations/host';
import { PlanHost, type PlanHostDeps } from '../plans/host';
import type { RunnerJob } from './runners';

/** What a runner does for a subject; undefined for what none of ours can work on. */
export function jobOf(
  deps: PlanHostDeps,
  { subject, profile, idleMs }: RunnerSpec,
  stop: AbortSignal,
): RunnerJob | undefined {
  const [kind, id = ''] = subject.split('/');
  if (kind === 'plan') return new PlanHost(deps, id, profile, idleMs, stop);
  if (kind === 'iteration') return new IterationHost(deps, id, profile, stop);
  return undefined;
}
