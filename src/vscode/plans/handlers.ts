import path from 'node:path';
import * as vscode from 'vscode';
import { type EarlierTalk, titleOf } from '../../core/plan/earlier';
import { versionPath } from '../../core/plan/paths';
import { ok, type Result, refuse } from '../../core/result';
import { say } from '../../core/sentence';
import { tellMessage } from '../../core/translate';
import type { Handlers } from '../../protocol/messages';
import type { EarlierRow, PlanRef } from '../../protocol/plan';
import type { Begun, NewPlan, planCommands, planRequests } from '../../protocol/plan-messages';
import { namedPlan, type PlanDesk, type Planning, refOf } from '../../services/plan-panel/desk';
import type { PlanSession } from '../../services/plan-panel/session';
import type { Underway } from '../../services/underway';
import type { Shell } from '../shell';
import { t } from '../translate';
import { openLink } from '../webview/open-link';
import { approveFinal, beginFinal, dropFinal, showReviewed } from './finalize';

interface Parts {
  readonly session: PlanSession;
  readonly desk: PlanDesk;
  readonly shell: Shell;
  readonly sending: Underway;
  /** The page shows the plan, or something else. */
  readonly looks: (atPlan: boolean) => void;
  /** A refusal while nothing may be started or written. */
  readonly mayWrite: () => Result<never> | undefined;
}

export function requestHandlers({
  session,
  desk,
  sending,
  mayWrite,
}: Omit<Parts, 'shell' | 'looks'>): Handlers<typeof planRequests> {
  const ask = async <R>(
    ref: PlanRef,
    work: (planning: Planning, id: string) => Promise<Result<R>>,
  ): Promise<Result<R>> => {
    const refused = mayWrite();
    if (refused) return refused;
    const named = await namedPlan(desk, ref);
    return named.ok ? work(named.value.planning, named.value.id) : named;
  };
  const act = async (
    ref: PlanRef,
    work: (planner: Planning['planner'], id: string) => Promise<Result<unknown>>,
  ): Promise<Result<null>> => {
    const done = await ask(ref, ({ planner }, id) => work(planner, id));
    return done.ok ? ok(null) : done;
  };
  /** What is decided about the difference that is shown. */
  const decide = async (ref: PlanRef, work: () => Promise<Result<unknown>>): Promise<Result<null>> => {
    const refused = mayWrite();
    if (refused) return refused;
    if (session.shown?.ref !== ref) return refuse('not_found', say('Another plan is on show now.'));
    const done = await work();
    return done.ok ? ok(null) : done;
  };
  return {
    snapshot: async () => ok(await session.latest()),
    earlier: async ({ slug }) => {
      const talks = await earlierTalks(desk, slug);
      return talks.ok ? ok(talks.value.map(rowOf)) : talks;
    },
    earlierTalk: async (wanted) => {
      const talk = await earlierTalk(desk, wanted.slug, wanted.session);
      return talk.ok ? ok(talk.value.messages) : talk;
    },
    start: async (plan) => mayWrite() ?? sending.once(plan.key, () => start(session, desk, plan)),
    respond: ({ ref, text, key }) => sending.once(key, () => act(ref, (planner, id) => planner.write(id, text, key))),
    wasHeard: async ({ ref, slug, key }) => {
      await sending.settled(key);
      const folder = slug === null ? undefined : desk.folderOf(slug);
      const planning = folder === undefined ? undefined : await desk.planning(folder);
      if (slug !== null) return ok((await planning?.planner.hasHeard(slug, key)) ?? false);
      const named = ref === null ? undefined : await namedPlan(desk, ref);
      return ok(named?.ok === true && (await named.value.planning.planner.hasHeard(named.value.id, key)));
    },
    sendWaiting: ({ ref }) => act(ref, (planner, id) => planner.sendWaiting(id)),
    takeBack: ({ ref, n }) => ask(ref, ({ planner }, id) => planner.takeBack(id, n)),
    retry: ({ ref, anew }) => act(ref, (planner, id) => planner.retry(id, anew)),
    advance: ({ ref, from }) => act(ref, (planner, id) => planner.advance(id, from)),
    back: ({ ref, phase, reason }) => act(ref, (planner, id) => planner.back(id, phase, reason)),
    stop: ({ ref }) => act(ref, (planner, id) => planner.stop(id)),
    answer: ({ ref, id, option }) => act(ref, (planner, plan) => planner.answer(plan, id, option)),
    useProfile: ({ ref, name }) => act(ref, (planner, id) => planner.useProfile(id, name)),
    finalize: ({ ref }) => decide(ref, () => beginFinal(session)),
    approveFinal: ({ ref }) => decide(ref, () => approveFinal(session)),
    dropFinal: async ({ ref }) => {
      if (session.shown?.ref === ref) dropFinal(session);
      return ok(null);
    },
    cancel: async ({ ref }) => {
      const done = await ask(ref, async (planning, id) => {
        const shown = await planning.planner.show(id);
        return shown.ok ? cancelPlan(planning, id, shown.value.slug) : shown;
      });
      return done.ok ? ok(null) : done;
    },
    resume: ({ ref }) => act(ref, (planner, id) => planner.resume(id)),
  };
}

export function commandHandlers({
  session,
  desk,
  shell,
  looks,
}: Pick<Parts, 'session' | 'desk' | 'shell' | 'looks'>): Handlers<typeof planCommands> {
  const run = (name: string, work: () => unknown) => void shell.commands.run(name, work);
  return {
    showPlan: ({ ref }) => run('Show plan', () => session.show(ref)),
    looksAt: ({ plan }) => looks(plan),
    openArtifact: ({ path: file }) => run('Open document', () => openArtifact(session, file)),
    compareArtifact: ({ path: file }) => run('Compare document', () => compareArtifact(session, file)),
    openPrd: () =>
      run('Open PRD', () => vscode.commands.executeCommand('signalbox.projects.openPrd', session.shown?.plan.slug)),
    showDifference: () => run('Show difference', () => showReviewed(session)),
    openLink: ({ href }) => run('Open link', () => openLink(href)),
    copyText: ({ text }) => run('Copy', () => vscode.env.clipboard.writeText(text)),
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
  { slug, profile, prompt, key, earlier: wanted }: NewPlan,
): Promise<Result<Begun>> {
  const folder = desk.folderOf(slug);
  const planning = folder === undefined ? undefined : await desk.planning(folder);
  if (folder === undefined || !planning)
    return refuse('not_found', say('Open a folder first: a plan belongs to a project in it.'));
  const talk = wanted === null ? undefined : await earlierTalk(desk, slug, wanted);
  if (talk && !talk.ok) return talk;
  const { choices } = session;
  const how = { profile, prompt, key, ...(talk ? { earlier: talk.value } : {}) };
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
    if (chosen !== again) return ok({ heard: false, ref: null });
    started = await planning.planner.start(slug, { ...how, force: true });
  }
  const already = !started.ok && started.refusal.code === 'already_active' ? started.refusal.details?.plan : undefined;
  if (!started.ok && already === undefined) return started;
  const ref = refOf(folder, started.ok ? started.value.id : String(already));
  // Whoever has chosen something else meanwhile stays there.
  const shown = choices === session.choices ? await session.show(ref) : ok(null);
  return shown.ok || started.ok ? ok({ heard: started.ok, ref }) : shown;
}

export async function cancelPlan({ planner }: Planning, id: string, slug: string): Promise<Result<unknown>> {
  const cancel = t('Cancel the Plan');
  const chosen = await vscode.window.showWarningMessage(
    t('Cancel the plan for {slug}?', { slug }),
    { modal: true, detail: t('The conversation is kept and can be taken up again.') },
    cancel,
  );
  return chosen === cancel ? planner.cancel(id) : ok(null);
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
