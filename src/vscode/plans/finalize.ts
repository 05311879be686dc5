import * as vscode from 'vscode';
import type { PlanState } from '../../core/plan/model';
import { ok, type Result } from '../../core/result';
import type { Planning } from '../../services/plan-panel/desk';
import { compare } from '../contents';
import type { Shell } from '../shell';
import { t } from '../translate';

/** Shows what would be written, asks, writes it, and approves the project. */
export async function finalize({ finalizer }: Planning, plan: PlanState, shell: Shell): Promise<Result<unknown>> {
  const preview = await finalizer.preview(plan.id);
  if (!preview.ok) return preview;
  const { changes, replaces } = preview.value;
  const title = t('Finalize the plan for {slug}', { slug: plan.slug });
  await compare(
    title,
    changes.map(({ path, absolutePath, before, after }) => ({
      file: vscode.Uri.file(absolutePath),
      path,
      before: before === undefined ? undefined : { text: before },
      after: { text: after },
    })),
  );
  const names = changes.map(({ path }) => path).join('\n');
  const write = replaces ? t('Replace and Approve') : t('Write and Approve');
  const chosen = await vscode.window.showWarningMessage(
    replaces
      ? t('Replace what {slug} has and approve it?', { slug: plan.slug })
      : t('Write the plan of {slug} and approve it?', { slug: plan.slug }),
    { modal: true, detail: names },
    write,
  );
  await closeComparison(title);
  if (chosen !== write) return ok(null);
  const done = await finalizer.finalize(plan.id, { replace: true, seen: changes });
  if (done.ok) {
    void shell.commands.show({
      severity: 'info',
      message: t('{slug} is approved: its plan and stories are written.', { slug: plan.slug }),
      steps: [
        {
          title: t('Open PRD'),
          run: () => vscode.commands.executeCommand('signalbox.projects.openPrd', plan.slug),
        },
      ],
    });
  }
  return done;
}

/** Once it is decided, the comparison shows what is no longer so, and after a reload nothing at all. */
async function closeComparison(title: string): Promise<void> {
  const tabs = vscode.window.tabGroups.all.flatMap((group) => group.tabs);
  const shown = tabs.filter(({ label }) => label === title || label.startsWith(`${title} (`));
  if (shown.length > 0) await vscode.window.tabGroups.close(shown, true);
}
