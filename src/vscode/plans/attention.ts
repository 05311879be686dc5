import * as vscode from 'vscode';
import type { ToolKind } from '../../core/agent/event';
import type { PlanState } from '../../core/plan/model';
import { type PlanWait, planWaitsOf } from '../../core/plan/needs-person';
import { tellMessage } from '../../core/translate';
import type { Disposable } from '../../ports/disposable';
import type { Log } from '../../ports/log';
import type { PlanRef } from '../../protocol/plan';
import { refOf } from '../../services/plan-panel/desk';
import type { ActivePlanChange, ActivePlans } from '../../services/plan-panel/waiting';
import type { AttentionItem, AttentionSource } from '../attention/sources';
import { age, firstLine } from '../projects/appearance';
import { t } from '../translate';

/** One change of one plan, and where it lies. */
export interface FolderPlanChange extends ActivePlanChange {
  readonly ref: PlanRef;
}

/** What a row of Needs You hands to its buttons. */
export interface WaitingPlan {
  readonly plan: PlanRef;
  readonly request?: string;
}

/** The plans of every workspace folder that wait for the person, as rows of Needs You. */
export class PlansAttention implements AttentionSource, Disposable {
  readonly #open: (folder: string) => ActivePlans;
  readonly #log: Log;
  readonly #listeners = new Set<() => void>();
  readonly #followers = new Set<(change: FolderPlanChange) => void>();
  readonly #listening: Disposable;
  #watched: readonly { readonly folder: string; readonly plans: ActivePlans }[] = [];

  constructor(open: (folder: string) => ActivePlans, log: Log) {
    this.#open = open;
    this.#log = log;
    this.#listening = vscode.workspace.onDidChangeWorkspaceFolders(() => void this.start());
  }

  async start(): Promise<void> {
    this.#letGo();
    const folders = (vscode.workspace.workspaceFolders ?? []).filter(({ uri }) => uri.scheme === 'file');
    this.#watched = folders.map(({ uri }) => {
      const plans = this.#open(uri.fsPath);
      plans.onChange((change) => this.#changed({ ...change, ref: refOf(uri.fsPath, change.id) }));
      return { folder: uri.fsPath, plans };
    });
    for (const { plans } of this.#watched) {
      await plans.start().catch((error: unknown) => this.#log.warn('What waits in the plans cannot be shown.', error));
    }
    this.#tell();
  }

  items(): readonly AttentionItem[] {
    return this.#watched.flatMap(({ folder, plans }) =>
      plans.list().flatMap((plan) => planWaitsOf(plan).map((wait) => itemOf(plan, wait, refOf(folder, plan.id)))),
    );
  }

  onChange(listener: () => void): Disposable {
    this.#listeners.add(listener);
    return { dispose: () => this.#listeners.delete(listener) };
  }

  onPlan(listener: (change: FolderPlanChange) => void): Disposable {
    this.#followers.add(listener);
    return { dispose: () => this.#followers.delete(listener) };
  }

  dispose(): void {
    this.#listening.dispose();
    this.#letGo();
    this.#listeners.clear();
    this.#followers.clear();
  }

  #changed(change: FolderPlanChange): void {
    for (const follower of [...this.#followers]) follower(change);
    this.#tell();
  }

  #letGo(): void {
    for (const { plans } of this.#watched) plans.dispose();
    this.#watched = [];
  }

  #tell(): void {
    for (const listener of [...this.#listeners]) listener();
  }
}

function itemOf(plan: PlanState, wait: PlanWait, ref: PlanRef): AttentionItem {
  const subject: WaitingPlan = { plan: ref, ...(wait.kind === 'permission' ? { request: wait.request.id } : {}) };
  const common = {
    id: `plan:${ref}${wait.kind === 'permission' ? `:${wait.request.id}` : ''}`,
    since: wait.since,
    severity: 'question' as const,
    icon: { id: 'bell-dot', color: 'charts.blue' },
    description: [t('plan of {slug}', { slug: plan.slug }), age(new Date(wait.since).toISOString(), Date.now(), t)]
      .filter(Boolean)
      .join(' · '),
    context: 'plan',
    subject,
    open: { command: 'signalbox.plans.show', title: t('Open Plan'), arguments: [ref] },
  };
  switch (wait.kind) {
    case 'permission': {
      const { request } = wait;
      return {
        ...common,
        label: mayI(request.kind, request.title),
        tooltip: [request.title, request.detail === request.title ? '' : firstLines(request.detail)]
          .filter(Boolean)
          .join('\n'),
        context: 'planPermission',
      };
    }
    case 'ready':
      return {
        ...common,
        icon: { id: 'question', color: 'charts.blue' },
        label: wait.next ? t('Go on to {phase}?', { phase: wait.next }) : t('Finalize the plan?'),
        tooltip: t('{phase} is ready.', { phase: wait.phase }),
      };
    case 'answer':
      return {
        ...common,
        icon: { id: 'comment-discussion', color: 'charts.blue' },
        label: wait.question ? firstLine(wait.question, 80) : t('{agent} has answered', { agent: plan.profile }),
        tooltip: plan.lastTextExcerpt,
      };
    case 'failed':
      return {
        ...common,
        severity: 'error',
        icon: { id: 'error', color: 'problemsErrorIcon.foreground' },
        label: t('{agent} could not answer', { agent: plan.profile }),
        tooltip: wait.error
          ? tellMessage(wait.error, t)
          : t('The agent is gone without a last word. What had arrived is kept.'),
      };
  }
}

/** What an agent wants to do, as a question that fits a row. */
export function mayI(kind: ToolKind, title: string): string {
  switch (kind) {
    case 'execute':
      return t('Allow a command?');
    case 'edit':
      return t('Allow a change?');
    case 'delete':
      return t('Allow something to be deleted?');
    case 'move':
      return t('Allow something to be moved?');
    case 'read':
      return t('Allow a file to be read?');
    case 'fetch':
      return t('Allow a page to be fetched?');
    default:
      return t('Allow {what}?', { what: firstLine(title, 60) });
  }
}

const MOST_LINES = 12;

function firstLines(text: string): string {
  const lines = text.split('\n');
  return lines.length > MOST_LINES ? `${lines.slice(0, MOST_LINES).join('\n')}\n…` : text;
}
