import * as vscode from 'vscode';
import type { Project } from '../../core/project/model';
import { ok, type Result, refuse } from '../../core/result';
import type { RollbackPreview, RollbackResult } from '../../core/rollback/model';
import type { RollbackVerb } from '../../core/rollback/target';
import { say } from '../../core/sentence';
import { tellMessage } from '../../core/translate';
import type { Processes, ProcessIdentity } from '../../ports/processes';
import type { RollbackOptions, Rollbacks } from '../../services/rollback/rollback';
import { compare, gitFiles } from '../contents';
import { setting } from '../settings';
import type { Shell } from '../shell';
import { t } from '../translate';
import { showPreview } from './preview';
import { type Question, questionFor } from './question';

export interface RollbackParts {
  readonly shell: Shell;
  readonly rollbacks: Rollbacks;
  readonly processes: Processes;
  /** Our own runner at work on a project. */
  readonly workerOf: (slug: string) => Promise<ProcessIdentity | undefined>;
}

/** From the wish to the result: preview, question, the work with its progress, and what can be done next. */
export async function rollBack(parts: RollbackParts, project: Project, verb: RollbackVerb): Promise<Result<unknown>> {
  const { rollbacks } = parts;
  const target = { slug: project.record.slug, folder: project.folder, prdPath: project.record.prdPath ?? undefined };
  const preview = await vscode.window.withProgress(
    { location: { viewId: 'signalbox.projects' }, title: t('Looking at the history') },
    () => rollbacks.preview(target, verb),
  );
  if (!preview.ok) return preview;
  const saved = await saveTouched(preview.value);
  if (!saved.ok) return saved;
  const { pid } = project.record;
  const running =
    (pid === null ? undefined : await parts.processes.identify(pid)) ?? (await parts.workerOf(project.record.slug));
  const always = setting<string>('signalbox.rollback.onConflict') === 'reset';
  let question = questionFor(preview.value, running?.pid, always, t);
  await confirm(preview.value, question);
  let done: Result<RollbackResult>;
  for (;;) {
    const options: RollbackOptions = {
      ...question.agreement,
      ...(running ? { running } : {}),
      expectedHead: preview.value.head,
      expectedCommits: preview.value.commits.map((commit) => commit.sha),
    };
    done = await withProgress(t('Rolling back {slug}', { slug: target.slug }), (progress) =>
      rollbacks.rollBack(target, verb, { ...options, progress }),
    );
    if (done.ok || done.refusal.code !== 'conflict' || question.agreement.reset || preview.value.onRemote) break;
    question = await askToReset(
      { ...preview.value, conflicts: filesIn(done.refusal.details) },
      tellMessage(done.refusal, t),
    );
  }
  if (done.ok) void tellResult(parts, preview.value, done.value);
  return done;
}

/** A file that is open with unsaved changes would be overwritten by the next save. */
async function saveTouched(preview: RollbackPreview): Promise<Result<void>> {
  const touched = new Set(preview.files.map((file) => vscode.Uri.joinPath(vscode.Uri.file(preview.root), file).fsPath));
  const unsaved = vscode.workspace.textDocuments.filter(
    (document) => document.isDirty && touched.has(document.uri.fsPath),
  );
  if (unsaved.length === 0) return ok(undefined);
  const names = unsaved.map((document) => vscode.workspace.asRelativePath(document.uri)).join(', ');
  const save = t('Save and Go On');
  const chosen = await vscode.window.showWarningMessage(
    t('Unsaved changes would be touched by the rollback: {names}', { names }),
    { modal: true },
    save,
  );
  if (chosen !== save) throw new vscode.CancellationError();
  const saved = await Promise.all(unsaved.map((document) => document.save()));
  return saved.every(Boolean) ? ok(undefined) : refuse('unsaved_changes', say('Not every file could be saved.'));
}

async function confirm(preview: RollbackPreview, { message, detail, button }: Question): Promise<void> {
  const look = t('Show Changes');
  const chosen = await vscode.window.showWarningMessage(message, { modal: true, detail }, button, look);
  if (chosen === button) return;
  if (chosen !== look) throw new vscode.CancellationError();
  await showPreview(preview, message);
  const after = await vscode.window.showWarningMessage(message, button, t('Cancel'));
  if (after !== button) throw new vscode.CancellationError();
}

async function askToReset(preview: RollbackPreview, why: string): Promise<Question> {
  const question = questionFor(preview, undefined, true, t);
  const chosen = await vscode.window.showWarningMessage(why, { modal: true, detail: question.detail }, question.button);
  if (chosen !== question.button) throw new vscode.CancellationError();
  return question;
}

function filesIn(details: Readonly<Record<string, unknown>> | undefined): readonly string[] {
  return Array.isArray(details?.files) ? details.files.map(String) : [];
}

function withProgress<T>(
  title: string,
  work: (progress: (step: string, detail: string) => void) => Promise<T>,
): Promise<T> {
  const words: Record<string, string> = {
    keeping: t('keeping what is there'),
    reverting: t('reverting'),
    'putting-back': t('putting back'),
    stories: t('stories'),
  };
  return Promise.resolve(
    vscode.window.withProgress({ location: vscode.ProgressLocation.Notification, title }, (report) =>
      work((step, detail) =>
        report.report({ message: [words[step] ?? '', step === 'keeping' ? '' : detail].filter(Boolean).join(' ') }),
      ),
    ),
  );
}

async function tellResult(parts: RollbackParts, preview: RollbackPreview, result: RollbackResult): Promise<void> {
  const message = tellMessage(result, t);
  await parts.shell.commands.show({
    severity: 'info',
    message,
    steps: [
      { title: t('Undo'), run: () => undo(parts, preview.root, result.undo) },
      { title: t('Show'), run: () => compare(message, gitFiles(preview.root, preview.outcome)) },
    ],
  });
}

export async function undo(parts: RollbackParts, folder: string, token: string): Promise<Result<unknown>> {
  const { rollbacks } = parts;
  const undone = await withProgress(t('Undoing the rollback'), (progress) =>
    rollbacks.undo(folder, token, { progress }),
  );
  if (undone.ok) void parts.shell.commands.show({ severity: 'info', message: tellMessage(undone.value, t), steps: [] });
  return undone;
}
