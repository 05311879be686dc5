import path from 'node:path';
import * as vscode from 'vscode';
import { type EarlierTalk, titleOf } from '../../core/plan/earlier';
import type { PlanState } from '../../core/plan/model';
import { versionPath } from '../../core/plan/paths';
import { ok, type Result, refuse } from '../../core/result';
import { say } from '../../core/sentence';
import { tellMessage } from '../../core/translate';
import type { Handlers } from '../../protocol/messages';
import type { EarlierRow } from '../../protocol/plan';
import type { NewPlan, planCommands, planRequests } from '../../protocol/plan-messages';
import { type PlanDesk, type Planning, refOf } from '../../services/plan-panel/desk';
import type { PlanSession } from '../../services/plan-panel/session';
import type { Shell } from '../shell';
import { t } from '../translate';
import { openLink } from '../webview/open-link';
import { approveFinal, beginFinal, dropFinal, showReviewed } from './finalize';

interface Parts {
  readonly session: PlanSession;
  readonly desk: PlanDesk;
  readonly shell: Shell;
  /** A refusal while nothing may be started or written. */
  readonly mayWrite: () => Result<never> | undefined;
}

export function requestHandlers({ session, desk, mayWrite }: Omit<Parts, 'shell'>): Handlers<typeof planRequests> {
  const act = (
    work: (planning: Planning, plan: PlanState) => Promise<Result<unknown>>,
  ): Promise<Result<null>> | Result<null> => mayWrite() ?? session.act(work);
  return {
    snapshot: () => ok(session.snapshot()),
    earlier: async ({ slug }) => {
      const talks = await earlierTalks(desk, slug);
      return talks.ok ? ok(talks.value.map(rowOf)) : talks;
    },
    earlierTalk: async (wanted) => {
      const talk = await earlierTalk(desk, wanted.slug, wanted.session);
      return talk.ok ? ok(talk.value.messages) : talk;
    },
    start: async (plan) => mayWrite() ?? start(session, desk, plan),
    respond: ({ text }) => act(({ planner }, plan) => planner.write(plan.id, text)),
    sendWaiting: () => act(({ planner }, plan) => planner.sendWaiting(plan.id)),
    takeBack: ({ n }) => mayWrite() ?? session.ask(({ planner }, plan) => planner.takeBack(plan.id, n)),
    retry: ({ anew }) => act(({ planner }, plan) => planner.retry(plan.id, anew)),
    advance: () => act(({ planner }, plan) => planner.advance(plan.id)),
    back: ({ phase, reason }) => act(({ planner }, plan) => planner.back(plan.id, phase, reason)),
    stop: () => act(({ planner }, plan) => planner.stop(plan.id)),
    answer: ({ id, option }) => act(({ planner }, plan) => planner.answer(plan.id, id, option)),
    useProfile: ({ name }) => act(({ planner }, plan) => planner.useProfile(plan.id, name)),
    finalize: () => act(() => beginFinal(session)),
    approveFinal: () => act(() => approveFinal(session)),
    dropFinal: async () => {
      await dropFinal(session);
      return ok(null);
    },
    cancel: () => act((planning, plan) => cancelPlan(planning, plan)),
    resume: () => act(({ planner }, plan) => planner.resume(plan.id)),
  };
}

export function commandHandlers({
  session,
  desk,
  shell,
}: Pick<Parts, 'session' | 'desk' | 'shell'>): Handlers<typeof planCommands> {
  const run = (name: string, work: () => unknown) => void shell.commands.run(name, work);
  return {
    showPlan: ({ ref }) => run('Show plan', () => session.show(ref ?? undefined)),
    openArtifact: ({ path: file }) => run('Open document', () => openArtifact(session, file)),
    compareArtifact: ({ path: file }) => run('Compare document', () => compareArtifact(session, file)),
    openPrd: () =>
      run('Open PRD', () => vscode.commands.executeCommand('signalbox.projects.openPrd', session.shown?.plan.slug)),
    showDifference: () => run('Show difference', () => showReviewed(session)),
    openLink: ({ href }) => run('Open link', () => openLink(href)),
    proposeProject: () => run('Propose project', proposeHere),
    signIn: ({ profile }) => run('Sign in', () => signIn(desk, profile)),
    testAgent: ({ profile }) =>
      run('Test agent', () => vscode.commands.executeCommand('signalbox.profiles.test', profile)),
    openSettings: () =>
      run('Open settings', () => vscode.commands.executeCommand('workbench.action.openSettings', 'signalbox.profiles')),
    showLog: () => run('Show log', () => vscode.commands.executeCommand('signalbox.showLog')),
  };
}

/** Whoever came from this view goes on in it: the project is there to be planned. */
async function proposeHere(): Promise<void> {
  const proposed: unknown = await vscode.commands.executeCommand('signalbox.projects.propose');
  if (proposed !== undefined) await vscode.commands.executeCommand('signalbox.plans.new');
}

/** What signs in is typed into a terminal, and started by the person. */
async function signIn(desk: PlanDesk, name: string): Promise<Result<null>> {
  const { profiles } = await desk.lists();
  const line = profiles.find((profile) => profile.name === name)?.signIn;
  if (!line)
    return refuse('unknown_profile', say('How to sign in to “{name}” is not known. Its own manual says it.', { name }));
  const terminal = vscode.window.createTerminal({ name: t('Sign in to {name}', { name }) });
  terminal.show();
  terminal.sendText(line, false);
  return ok(null);
}

async function earlierTalks(desk: PlanDesk, slug: string): Promise<Result<readonly EarlierTalk[]>> {
  const folder = desk.folderOf(slug);
  const planning = folder === undefined ? undefined : await desk.planning(folder);
  return planning ? planning.earlier(slug) : ok([]);
}

async function earlierTalk(desk: PlanDesk, slug: string, session: string): Promise<Result<EarlierTalk>> {
  const talks = await earlierTalks(desk, slug);
  if (!talks.ok) return talks;
  const found = talks.value.find((talk) => talk.session === session);
  return found ? ok(found) : refuse('not_found', say('Claude Code no longer has that conversation.'));
}

function rowOf(talk: EarlierTalk): EarlierRow {
  const { session, updatedAt, messages } = talk;
  return { session, title: titleOf(talk), messages: messages.length, updatedAt };
}

async function start(
  session: PlanSession,
  desk: PlanDesk,
  { slug, profile, prompt, earlier: wanted }: NewPlan,
): Promise<Result<null>> {
  const folder = desk.folderOf(slug);
  const planning = folder === undefined ? undefined : await desk.planning(folder);
  if (folder === undefined || !planning)
    return refuse('not_found', say('Open a folder first: a plan belongs to a project in it.'));
  const talk = wanted === null ? undefined : await earlierTalk(desk, slug, wanted);
  if (talk && !talk.ok) return talk;
  const how = { profile, prompt, ...(talk ? { earlier: talk.value } : {}) };
  let started = await planning.planner.start(slug, how);
  if (!started.ok && started.refusal.code === 'already_committed') {
    const again = t('Re-plan');
    const chosen = await vscode.window.showWarningMessage(
      t('Re-plan {slug}?', { slug }),
      {
        modal: true,
        detail: `${tellMessage(started.refusal, t)} ${t('Its plan and PRD stay as they are until you finalize the new one.')}`,
      },
      again,
    );
    if (chosen !== again) return ok(null);
    started = await planning.planner.start(slug, { ...how, force: true });
  }
  if (!started.ok && started.refusal.code === 'already_active') {
    return session.show(refOf(folder, String(started.refusal.details?.plan ?? '')));
  }
  return started.ok ? session.show(refOf(folder, started.value.id)) : started;
}

export async function cancelPlan({ planner }: Planning, plan: PlanState): Promise<Result<unknown>> {
  const cancel = t('Cancel the Plan');
  const chosen = await vscode.window.showWarningMessage(
    t('Cancel the plan for {slug}?', { slug: plan.slug }),
    { modal: true, detail: t('The conversation is kept and can be taken up again.') },
    cancel,
  );
  return chosen === cancel ? planner.cancel(plan.id) : ok(null);
}

/** A document of the plan on show, beside it as a real editor. */
async function openArtifact(session: PlanSession, file: string): Promise<Result<null>> {
  const { shown } = session;
  const known = shown?.plan.artifacts.some((artifact) => artifact.path === file);
  if (!shown || !known) return refuse('not_found', say('The plan has no such document.'));
  const document = await vscode.workspace.openTextDocument(path.join(shown.folder, file));
  await vscode.window.showTextDocument(document, { preview: true, preserveFocus: true });
  return ok(null);
}

/** A document of the plan on show beside its version before, in the editor's own comparison. */
async function compareArtifact(session: PlanSession, file: string): Promise<Result<null>> {
  const { shown } = session;
  const versions = shown?.plan.artifacts.filter((artifact) => artifact.path === file) ?? [];
  const [before, now] = versions.slice(-2);
  if (!shown || !before || !now) return refuse('not_found', say('The document has only one version.'));
  const uri = (relative: string) => vscode.Uri.file(path.join(shown.folder, relative));
  await vscode.commands.executeCommand(
    'vscode.diff',
    uri(versionPath(shown.plan, before.name, before.version)),
    uri(file),
    t('{name}: version {before} and now', { name: now.name, before: before.version }),
    { preview: true, preserveFocus: true },
  );
  return ok(null);
}
