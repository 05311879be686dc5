import * as vscode from 'vscode';
import { refuse } from '../../core/result';
import { say } from '../../core/sentence';
import type { Clock } from '../../ports/clock';
import { checksOf } from '../../protocol/check';
import type { PlanHead, PlanRef } from '../../protocol/plan';
import { planCommands, planNotifications, planRequests } from '../../protocol/plan-messages';
import { planCommandSchemas, planRequestSchemas } from '../../protocol/plan-schemas';
import type { PlanDesk } from '../../services/plan-panel/desk';
import { PlanSession } from '../../services/plan-panel/session';
import { Underway } from '../../services/underway';
import type { Shell } from '../shell';
import { t } from '../translate';
import { newName, Page } from '../webview/page';
import { closeFinal } from './finalize';
import { commandHandlers, requestHandlers } from './handlers';

export const PLAN_VIEW = 'signalbox.plan';
const SHOWN_KEY = 'plan.shown';
const KEEP_KEY = 'plan.keep';

const commandChecks = checksOf(planCommandSchemas);
const requestChecks = checksOf(planRequestSchemas);

export interface PlanViewParts {
  readonly shell: Shell;
  readonly desk: PlanDesk;
  readonly clock: Clock;
}

/** The one view in which plans are talked about. */
export class PlanView implements vscode.WebviewViewProvider {
  readonly #parts: PlanViewParts;
  #view: vscode.WebviewView | undefined;
  #session: PlanSession | undefined;
  /** Outlives the page, which may be made anew while something is on its way. */
  readonly #sending = new Underway();
  #page: Page | undefined;
  /** What the page is to do next. */
  #next: typeof planNotifications.showAll | typeof planNotifications.focusInput | undefined;
  /** The page has said that it is there. */
  #connected = false;
  /** The page shows the plan, and not a list or a conversation of before. */
  #atPlan = true;
  /** To be shown as soon as there is a session. */
  #wanted: PlanRef | null | undefined;
  /** What was in sight may be in sight no more. */
  readonly #outOfSight = new vscode.EventEmitter<void>();
  readonly onOutOfSight = this.#outOfSight.event;

  constructor(parts: PlanViewParts) {
    this.#parts = parts;
  }

  get session(): PlanSession | undefined {
    return this.#session;
  }

  /** The person can see that plan now. */
  isSeen(ref: PlanRef): boolean {
    return (this.#view?.visible ?? false) && this.#atPlan && this.isShown(ref);
  }

  /** It is the plan that was shown last, whether the view is visible or not. */
  isShown(ref: PlanRef): boolean {
    return this.#parts.shell.memory.get<PlanRef>(SHOWN_KEY) === ref;
  }

  /** Shows a plan, or the way to begin one, wherever the person has put the view. */
  async show(wanted: PlanRef | null): Promise<void> {
    this.#wanted = wanted;
    this.#next = planNotifications.focusInput;
    await vscode.commands.executeCommand(`${PLAN_VIEW}.focus`);
    if (this.#session) await this.#showWanted(this.#session);
    this.#tell();
  }

  /** Brings what is on show to the person, whatever else of the view they look at. */
  async reveal(): Promise<void> {
    this.#next = planNotifications.focusInput;
    await vscode.commands.executeCommand(`${PLAN_VIEW}.focus`);
    this.#tell();
  }

  /** Lists all plans in the view. */
  async showAll(): Promise<void> {
    this.#next = planNotifications.showAll;
    await vscode.commands.executeCommand(`${PLAN_VIEW}.focus`);
    this.#tell();
  }

  /** A page that is only being made hears of it when it is there. */
  #tell(): void {
    if (!this.#next || !this.#page || !this.#connected) return;
    this.#page.endpoint.notify(this.#next, null);
    this.#next = undefined;
  }

  resolveWebviewView(view: vscode.WebviewView): void {
    const { shell, desk, clock } = this.#parts;
    const { memory } = shell;
    this.#connected = false;
    const wanted = this.#wanted;
    this.#wanted = undefined;
    const session = new PlanSession({
      t,
      desk,
      clock,
      shown: wanted === undefined ? memory.get<PlanRef | null>(SHOWN_KEY) : wanted,
      snapshot: (message) => void page.endpoint.notify(planNotifications.snapshot, message),
      patch: (message) => void page.endpoint.notify(planNotifications.patch, message),
      shows: (shown, head) => {
        const differs = memory.get(SHOWN_KEY) !== shown;
        void memory.update(SHOWN_KEY, shown);
        this.#entitle(head);
        if (differs) this.#outOfSight.fire();
      },
      unreviewed: (preview) =>
        void closeFinal(preview).catch((error: unknown) => shell.log.warn('A comparison cannot be closed.', error)),
      problem: (message, error) => shell.log.error(message, error),
    });
    const page: Page = new Page(view.webview, {
      extensionUri: shell.extensionUri,
      log: shell.log,
      mask: shell.mask,
      app: 'planning',
      title: t('Plan'),
      keep: keepName(memory),
      connected: () => {
        this.#connected = true;
        this.#atPlan = true;
        void session.connect().then(() => this.#tell());
      },
    });
    page.endpoint.handle(
      planRequests,
      requestHandlers({ session, desk, sending: this.#sending, mayWrite }),
      requestChecks,
    );
    const looks = (atPlan: boolean) => {
      this.#atPlan = atPlan;
      if (!atPlan) this.#outOfSight.fire();
    };
    page.endpoint.handle(planCommands, commandHandlers({ session, desk, shell, looks }), commandChecks);
    this.#view = view;
    this.#session = session;
    this.#page = page;
    view.onDidChangeVisibility(() => {
      // A hidden page is gone: it begins anew when it is seen again.
      if (view.visible) return;
      this.#connected = false;
      session.disconnect();
      this.#outOfSight.fire();
    });
    view.onDidDispose(() => {
      session.dispose();
      page.dispose();
      if (this.#view === view) {
        this.#view = undefined;
        this.#session = undefined;
        this.#page = undefined;
        this.#connected = false;
      }
    });
  }

  async #showWanted(session: PlanSession): Promise<void> {
    const wanted = this.#wanted;
    this.#wanted = undefined;
    if (wanted !== undefined) await session.show(wanted);
  }

  #entitle(head: PlanHead | undefined): void {
    if (this.#view) this.#view.description = head?.slug ?? '';
  }
}

/** There is one such view in a window: its page keeps what is half typed under one name. */
function keepName(memory: Shell['memory']): string {
  const known = memory.get<string>(KEEP_KEY);
  const name = known ?? newName();
  if (known === undefined) void memory.update(KEEP_KEY, name);
  return name;
}

function mayWrite() {
  if (vscode.workspace.isTrusted) return undefined;
  return refuse('untrusted_workspace', say('Signalbox only reads while this workspace is not trusted.'));
}
