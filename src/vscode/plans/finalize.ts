import * as vscode from 'vscode';
import { ok, type Result, refuse } from '../../core/result';
import { say } from '../../core/sentence';
import type { PlanSession } from '../../services/plan-panel/session';
import type { FinalChange, FinalPreview } from '../../services/plans/finalize';
import { compare } from '../contents';
import { t } from '../translate';

/**
 * Shows what would be written beside the view, which asks: the difference can be read while the question stands. What was
 * approved already, and cut short, is only finished.
 */
export async function beginFinal(session: PlanSession): Promise<Result<unknown>> {
  const { shown } = session;
  if (!shown) return refuse('not_found', say('No plan is open.'));
  const { planning, plan } = shown;
  const preview = await planning.finalizer.preview(plan.id);
  if (!preview.ok) return preview;
  if (preview.value.approved) return planning.finalizer.finalize(plan.id);
  await showChanges(plan.slug, preview.value.changes);
  session.review(shown.ref, preview.value);
  return ok(null);
}

/** Opens the difference again, where it was closed. */
export async function showReviewed(session: PlanSession): Promise<Result<unknown>> {
  const { reviewed } = session;
  if (!reviewed) return refuse('not_found', say('Nothing waits to be approved.'));
  await showChanges(reviewed.plan.slug, reviewed.changes);
  return ok(null);
}

/** Writes exactly what was shown, and approves the project. */
export async function approveFinal(session: PlanSession): Promise<Result<unknown>> {
  const { shown, reviewed } = session;
  if (!shown || !reviewed) return refuse('not_found', say('Nothing waits to be approved.'));
  const done = await shown.planning.finalizer.finalize(shown.plan.id, { replace: true, seen: reviewed.changes });
  session.unreview(reviewed);
  return done;
}

export function dropFinal(session: PlanSession): void {
  if (session.reviewed) session.unreview(session.reviewed);
}

const titleOf = (slug: string) => t('Finalize the plan for {slug}', { slug });

function showChanges(slug: string, changes: readonly FinalChange[]): Promise<void> {
  return compare(
    titleOf(slug),
    changes.map(({ path, absolutePath, before, after }) => ({
      file: vscode.Uri.file(absolutePath),
      path,
      before: before === undefined ? undefined : { text: before },
      after: { text: after },
    })),
  );
}

/** Once it is decided, here or in another window, the comparison shows what is no longer so, and after a reload nothing at all. */
export async function closeFinal({ plan }: FinalPreview): Promise<void> {
  const title = titleOf(plan.slug);
  const tabs = vscode.window.tabGroups.all.flatMap((group) => group.tabs);
  const shown = tabs.filter(({ label }) => label === title || label.startsWith(`${title} (`));
  if (shown.length > 0) await vscode.window.tabGroups.close(shown, true);
}
