import path from 'node:path';
import * as vscode from 'vscode';
import { ok, type Result, refuse } from '../../../core/result';
import { say } from '../../../core/sentence';
import { InTurn } from '../../../services/in-turn';
import type { Projects } from '../../../services/projects/api';
import { type Attention, subjectOf } from '../../attention/sources';
import type { iterations as catalogue } from '../../catalogue/iterations';
import { trusted } from '../../commands';
import type { Contents } from '../../contents';
import type { Shell } from '../../shell';
import type { WindowDesk } from '../desk';
import { waitingFor } from './appearance';
import { keepAtHand } from './at-hand';
import { IterationsAttention } from './attention';
import { followContexts } from './contexts';
import { decide, decideHere, isClickedLine, restore } from './decide';
import { keepIterations, ShownIteration, showIteration } from './diff';
import { Endings } from './ending';
import { documentsFolder, type ImproveParts, improve } from './improve';
import { withTools } from './improve-form';
import { IterationLenses } from './lenses';
import { settleLive } from './live';
import { PlanRows } from './plan-rows';
import { followProgress } from './progress';
import { answer, answerShortly, type QuestionRef } from './questions';
import { draftOf, iterationRefOf, pickIteration, pickSession, relative, sessionOf } from './targets';
import { keepTranscripts, showTranscript } from './transcript';
import { PLANS_VIEW, type PlansNode, PlansTree } from './tree';
import type { IterationRef, SessionRef, WindowIterations, WindowSession } from './window';

export interface IterationParts {
  readonly shell: Shell;
  readonly desk: WindowDesk;
  readonly projects: Projects;
  readonly window: WindowIterations;
  readonly attention: Attention;
  readonly contents: Contents;
  /** The project whose plan is on show. */
  readonly planned: () => string | undefined;
}

/** The list of sessions, the comparisons, and every command about iterations. Answers with what awaits their ends. */
export function registerIterations(parts: IterationParts): Endings {
  const { shell, projects, window, attention, contents } = parts;
  keepIterations(contents, window);
  shell.own(keepTranscripts(contents, window));
  const shown = shell.own(new ShownIteration(window));
  const lenses = shell.own(new IterationLenses(window));
  const plans = shell.own(new PlanRows(parts.desk, (error) => shell.log.warn('The plans cannot be listed.', error)));
  const tree = shell.own(new PlansTree(window, shown, plans));
  const view = shell.own(
    vscode.window.createTreeView<PlansNode>(PLANS_VIEW, { treeDataProvider: tree, showCollapseAll: true }),
  );
  shell.own(view.onDidChangeVisibility(({ visible }) => visible && plans.follow()));
  if (view.visible) plans.follow();
  shell.own(keepAtHand(shown, window));
  shell.own(settleLive(window, shell.log));
  shell.own(followProgress(window));
  shell.own(followContexts(window, projects));
  attention.add(new IterationsAttention(window));
  const deciding = { shell, window, shown, lenses, turns: new InTurn() };

  const cancel = async (ref: SessionRef): Promise<Result<unknown>> => {
    const iterations = await window.iterations(ref.folder);
    return iterations ? iterations.cancel(ref.id) : refuse('not_found', say('There is no such session.'));
  };
  const reveal = async (ref: SessionRef) => {
    await view.reveal(tree.nodeOf(ref), { select: true, focus: false, expand: true });
  };
  const endings = new Endings({ shell, window, reveal });
  const starting: ImproveParts = { ...parts, endings, reveal, cancel };
  const chosen = (argument: unknown, fits: (each: WindowSession) => boolean = () => true) =>
    sessionOf(window, argument) ?? pickSession(window, fits);
  const question = async (argument: unknown): Promise<QuestionRef> => {
    const subject = subjectOf(argument) ?? argument;
    const { folder, id } = await chosen(subject, ({ session }) => waitingFor(session).length > 0);
    return { folder, id, ...(subject as { readonly request?: string } | undefined) };
  };
  const onShown = (work: (ref: IterationRef) => Promise<Result<unknown>>) =>
    shown.ref ? work(shown.ref) : refuse('not_found', say('Open the changes of an iteration first.'));
  const onHunk = (argument: unknown, hunk: unknown, decision: 'accepted' | 'rejected' | 'open') => {
    const ref = iterationRefOf(argument);
    return ref && typeof hunk === 'number'
      ? decide(deciding, ref, hunk, decision)
      : decideHere(deciding, decision, isClickedLine(argument) ? argument : undefined);
  };
  const turn = (by: number) => {
    const ref = shown.beside(by);
    return ref ? show(window, ref) : refuse('not_found', say('There is no iteration there.'));
  };

  shell.own(
    shell.commands.register<typeof catalogue>({
      'signalbox.iterations.improve': (argument: unknown) => {
        const { begin, clicked } = draftOf(projects, parts.planned, argument);
        return improve(starting, begin, { clicked });
      },
      'signalbox.iterations.show': async (argument: unknown, options: unknown) => {
        const ref = iterationRefOf(argument) ?? (await pickIteration(await chosen(argument, hasIterations)));
        return show(window, ref, options as vscode.TextDocumentShowOptions | undefined);
      },
      'signalbox.iterations.transcript': async (argument: unknown) => {
        const { session, ...ref } = await chosen(argument);
        await showTranscript(ref, session);
      },
      'signalbox.iterations.openDocument': async (argument: unknown) => {
        const { folder, session } = await chosen(argument);
        await vscode.window.showTextDocument(vscode.Uri.file(path.join(folder, session.document)));
      },
      'signalbox.iterations.answer': (argument: unknown) =>
        trusted(async () => answer(window, await question(argument))),
      'signalbox.iterations.allow': async (argument: unknown) =>
        answerShortly(window, await question(argument), 'allow'),
      'signalbox.iterations.deny': async (argument: unknown) => answerShortly(window, await question(argument), 'deny'),
      'signalbox.iterations.cancel': async (argument: unknown) =>
        cancel(await chosen(argument, ({ session }) => session.status === 'running')),
      'signalbox.iterations.again': async (argument: unknown) => {
        const { session, folder } = await chosen(argument);
        const { slug, prompt, iterations, profile, model, tools } = session;
        const project = projects.find(slug);
        const document = project && relative(documentsFolder(project), path.join(folder, session.document));
        const agent = { profile, ...(model ? { model } : {}), ...withTools(tools) };
        const begin = { slug, prompt, iterations: String(iterations), ...agent };
        return improve(starting, { ...begin, ...(document ? { document } : {}) }, { clicked: true });
      },
      'signalbox.iterations.restore': async (argument: unknown) =>
        restore(deciding, await chosen(argument, hasIterations)),
      'signalbox.iterations.previous': () => turn(-1),
      'signalbox.iterations.next': () => turn(1),
      'signalbox.iterations.acceptAll': () => onShown((ref) => decide(deciding, ref, undefined, 'accepted')),
      'signalbox.iterations.rejectAll': () => onShown((ref) => decide(deciding, ref, undefined, 'rejected')),
      'signalbox.iterations.accept': (argument: unknown, hunk: unknown) => onHunk(argument, hunk, 'accepted'),
      'signalbox.iterations.reject': (argument: unknown, hunk: unknown) => onHunk(argument, hunk, 'rejected'),
      'signalbox.iterations.undo': (argument: unknown, hunk: unknown) => onHunk(argument, hunk, 'open'),
    }),
  );
  return endings;
}

const hasIterations = ({ session }: WindowSession) => session.done.length > 0;

async function show(
  window: WindowIterations,
  ref: IterationRef,
  options?: vscode.TextDocumentShowOptions,
): Promise<Result<null>> {
  const session = window.session(ref);
  const iteration = window.iteration(ref);
  if (!session || !iteration) return refuse('not_found', say('There is no such iteration.'));
  await showIteration(ref, session, iteration, options);
  return ok(null);
}
