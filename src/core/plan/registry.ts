import type { Registry } from '../project/model';
import { findEntry, type RegistryEdit } from '../project/registry-verbs';
import { ok, type Result } from '../result';

/** What a plan makes of its project's entry. */
export type PlanMark =
  | { readonly mark: 'planning'; readonly plan: string }
  | { readonly mark: 'approved'; readonly plan: string; readonly finalPlanPath: string }
  | { readonly mark: 'pending' };

/** The edits of that. A project that has no entry yet gets one, but not for being abandoned. */
export function markPlan(
  registry: Registry,
  slug: string,
  description: string,
  mark: PlanMark,
  at: string,
): Result<readonly RegistryEdit[]> {
  const entry = findEntry(registry, slug);
  // Somebody else has decided meanwhile: what they decided stays.
  if (mark.mark === 'pending' && entry?.status !== 'planning') return ok([]);
  // It was approved before the writing was cut short.
  if (mark.mark === 'approved' && entry?.status === 'approved' && entry.planningSessionId === mark.plan) return ok([]);
  const values = valuesOf(mark, at);
  const edits: RegistryEdit[] = entry
    ? Object.entries(values).map(([key, value]) => ({ path: ['projects', entry.index, key], value }))
    : [{ path: ['projects', registry.length], value: { ...newEntry(slug, description, at), ...values } }];
  return ok([...edits, { path: ['version'], value: registry.version + 1 }, { path: ['last_updated'], value: at }]);
}

function valuesOf(mark: PlanMark, at: string): Readonly<Record<string, unknown>> {
  switch (mark.mark) {
    case 'planning':
      return { status: 'planning', planning_session_id: mark.plan };
    case 'approved':
      return {
        status: 'approved',
        planning_session_id: mark.plan,
        final_plan_path: mark.finalPlanPath,
        approved_at: at,
      };
    case 'pending':
      return { status: 'pending', planning_session_id: null };
  }
}

const newEntry = (slug: string, description: string, at: string) => ({
  name: slug,
  description,
  status: 'pending',
  planning_session_id: null,
  final_plan_path: null,
  repo: null,
  branch: null,
  base_branch: 'main',
  proposed_at: at,
  approved_at: null,
  started_at: null,
  pid: null,
  error: null,
});
