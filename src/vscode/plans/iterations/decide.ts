import * as vscode from 'vscode';
import type { HunkDecision } from '../../../core/iteration/model';
import { type HunkPlace, placeAt } from '../../../core/iteration/places';
import { ok, type Refusal, type Result, refuse } from '../../../core/result';
import { say } from '../../../core/sentence';
import { tellMessage } from '../../../core/translate';
import type { InTurn } from '../../../services/in-turn';
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
  /** Decisions at the cursor. */
  readonly turns: InTurn;
}

interface Decided {
  readonly ref: IterationRef;
  readonly hunk: number | undefined;
  readonly decision: HunkDecision;
}

/** Decides about one change, or about all of an iteration. */
export async function decide(
  parts: DecideParts,
  ref: IterationRef,
  hunk: number | undefined,
  decision: HunkDecision,
): Promise<Result<unknown>> {
  const wanted = { ref, hunk, decision };
  const decided = await write(parts, wanted);
  return decided.ok ? decided : helped(parts, wanted, decided);
}

async function write({ window }: DecideParts, { ref, hunk, decision }: Decided): Promise<Result<unknown>> {
  const iterations = await window.iterations(ref.folder);
  return iterations
    ? iterations.decideHunk(ref.id, ref.n, hunk, decision)
    : refuse('not_found', say('Open a folder first.'));
}

/** A refusal that something helps against is told with that. */
function helped(parts: DecideParts, { ref, hunk, decision }: Decided, refused: Result<never>): Result<unknown> {
  if (refused.ok) return refused;
  const { refusal } = refused;
  const again = { title: t('Try Again'), run: () => decide(parts, ref, hunk, decision) };
  const steps = AGAIN.includes(refusal.code) ? [again] : waysOut(refusal, ref, parts.window);
  if (steps.length === 0) return refused;
  void parts.shell.commands.show({ severity: 'warning', message: tellMessage(refusal, t), steps });
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

/**
 * Decides about the change at the cursor, or at what was clicked, of the comparison on show; goes on to the next open one.
 * Keys that are pressed faster than that mean the next one.
 */
export async function decideHere(
  parts: DecideParts,
  decision: HunkDecision,
  clicked?: ClickedLine,
): Promise<Result<unknown>> {
  let wanted: Decided | undefined;
  const decided = await parts.turns.run(async () => {
    const place = await placeHere(parts, clicked);
    if (!place.ok) return place;
    wanted = { ref: place.value.ref, hunk: place.value.at.number, decision };
    const done = await write(parts, wanted);
    if (done.ok && decision !== 'open' && !clicked) place.value.goOn();
    return done;
  });
  if (!decided || decided.ok || !wanted) return decided ?? ok(null);
  return helped(parts, wanted, decided);
}

interface PlaceHere {
  readonly ref: IterationRef;
  readonly at: HunkPlace;
  /** To the next change that is not decided. */
  goOn(): void;
}

async function placeHere(
  { shown, lenses, window }: DecideParts,
  clicked: ClickedLine | undefined,
): Promise<Result<PlaceHere>> {
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
  const at = placeAt(places, clicked ? clicked.lineNumber - 1 : editor.selection.active.line, side);
  if (!at) return refuse('not_found', say('This iteration changed nothing.'));
  return ok({ ref, at, goOn: () => goTo(after.editor, nextOpen(places, at, window, ref)) });
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
