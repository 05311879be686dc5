import * as vscode from 'vscode';
import type { HunkDecision } from '../../../core/iteration/model';
import { type HunkPlace, placeAt } from '../../../core/iteration/places';
import { ok, type Refusal, type Result, refuse } from '../../../core/result';
import { say } from '../../../core/sentence';
import { tellMessage } from '../../../core/translate';
import type { NextStep } from '../../commands';
import type { Shell } from '../../shell';
import { t } from '../../translate';
import { nameOf } from './appearance';
import { iterationOf, type ShownIteration } from './diff';
import type { IterationLenses } from './lenses';
import type { IterationRef, SessionRef, WindowIterations } from './window';

export interface DecideParts {
  readonly shell: Shell;
  readonly window: WindowIterations;
  readonly shown: ShownIteration;
  readonly lenses: IterationLenses;
}

/** Decides about one change, or about all of an iteration. */
export async function decide(
  parts: DecideParts,
  ref: IterationRef,
  hunk: number | undefined,
  decision: HunkDecision,
): Promise<Result<unknown>> {
  const { shell, window } = parts;
  const iterations = await window.iterations(ref.folder);
  if (!iterations) return refuse('not_found', say('Open a folder first.'));
  const decided = await iterations.decideHunk(ref.id, ref.n, hunk, decision);
  if (decided.ok) return decided;
  const again = { title: t('Try Again'), run: () => decide(parts, ref, hunk, decision) };
  const steps = AGAIN.includes(decided.refusal.code) ? [again] : waysOut(decided.refusal, ref, window);
  if (steps.length === 0) return decided;
  void shell.commands.show({ severity: 'warning', message: tellMessage(decided.refusal, t), steps });
  return ok(null);
}

/** What may go well once the person has made space, allowed writing, or waited. */
const AGAIN = ['write_failed', 'read_only', 'unreadable', 'busy'];

function waysOut({ code, details }: Refusal, ref: IterationRef, window: WindowIterations): readonly NextStep[] {
  const open = {
    title: t('Open the Document'),
    run: () => vscode.commands.executeCommand('signalbox.iterations.openDocument', ref),
  };
  const restore = {
    title: t('Restore From Before…'),
    run: () => vscode.commands.executeCommand('signalbox.iterations.restore', ref),
  };
  if (code === 'stale') return [open, restore];
  if (code === 'document_gone') return [restore];
  if (code === 'hunk_conflict') {
    // The rule counts the iterations that left something.
    const n = window.session(ref)?.done[Number(details?.iteration) - 1]?.n;
    if (n === undefined) return [];
    return [
      {
        title: t('Show Iteration {n}', { n }),
        run: () => vscode.commands.executeCommand('signalbox.iterations.show', { ...ref, n }),
      },
    ];
  }
  return [];
}

/** Where a person clicked in the numbers of lines. */
interface ClickedLine {
  readonly uri: vscode.Uri;
  readonly lineNumber: number;
}

export function isClickedLine(argument: unknown): argument is ClickedLine {
  return typeof argument === 'object' && argument !== null && 'lineNumber' in argument && 'uri' in argument;
}

/** Decides about the change at the cursor, or at what was clicked, of the comparison on show; goes on to the next open one. */
export async function decideHere(
  parts: DecideParts,
  decision: HunkDecision,
  clicked?: ClickedLine,
): Promise<Result<unknown>> {
  const { shown, lenses, window } = parts;
  const { ref } = shown;
  const sides = vscode.window.visibleTextEditors.flatMap((editor) => {
    const side = iterationOf(editor.document.uri);
    return side && shown.is(side) ? [{ editor, side: side.side }] : [];
  });
  const after = sides.find(({ side }) => side === 'after');
  if (!after || !ref) return refuse('not_found', say('Open the changes of an iteration first.'));
  const uri = clicked?.uri.toString() ?? vscode.window.activeTextEditor?.document.uri.toString();
  const { editor, side } = sides.find((each) => each.editor.document.uri.toString() === uri) ?? after;
  const places = await lenses.placesOf(ref);
  const place = placeAt(places, clicked ? clicked.lineNumber - 1 : editor.selection.active.line, side);
  if (!place) return refuse('not_found', say('This iteration changed nothing.'));
  const decided = await decide(parts, ref, place.number, decision);
  if (decided.ok && decision !== 'open' && !clicked) goTo(after.editor, nextOpen(places, place, window, ref));
  return decided;
}

function nextOpen(
  places: readonly HunkPlace[],
  from: HunkPlace,
  window: WindowIterations,
  ref: IterationRef,
): HunkPlace | undefined {
  const decisions = window.iteration(ref)?.decisions ?? {};
  const open = places.filter(({ number }) => number !== from.number && decisions[number] === undefined);
  return open.find(({ number }) => number > from.number) ?? open[0];
}

function goTo(editor: vscode.TextEditor, place: HunkPlace | undefined): void {
  if (!place) return;
  const at = new vscode.Position(Math.min(place.after.line, editor.document.lineCount - 1), 0);
  editor.selection = new vscode.Selection(at, at);
  editor.revealRange(new vscode.Range(at, at), vscode.TextEditorRevealType.InCenterIfOutsideViewport);
}

/** Puts the document back to how it was before the first iteration, after a question. */
export async function restore({ shell, window }: DecideParts, ref: SessionRef): Promise<Result<unknown>> {
  const session = window.session(ref);
  const iterations = await window.iterations(ref.folder);
  if (!session || !iterations) return refuse('not_found', say('There is no such session.'));
  const document = nameOf(session.document);
  const yes = t('Restore');
  const chosen = await vscode.window.showWarningMessage(
    t('Put {document} back to how it was before the iterations?', { document }),
    {
      modal: true,
      detail: t('All changes of all iterations are rejected. What the document is now is kept as a copy.'),
    },
    yes,
  );
  if (chosen !== yes) return ok(null);
  const restored = await iterations.restore(ref.id);
  if (!restored.ok) return restored;
  const { kept } = restored.value;
  const copy = kept === undefined ? undefined : vscode.Uri.joinPath(vscode.Uri.file(ref.folder), kept);
  void shell.commands.show({
    severity: 'info',
    message: t('{document} is as it was before the iterations.', { document }),
    steps: copy ? [{ title: t('Open What It Was Until Now'), run: () => vscode.window.showTextDocument(copy) }] : [],
  });
  return restored;
}
