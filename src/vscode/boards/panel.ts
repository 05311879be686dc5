import * as vscode from 'vscode';
import { shortTime } from '../../core/moments';
import { ok, type Result, refuse } from '../../core/result';
import { say } from '../../core/sentence';
import type { Clock } from '../../ports/clock';
import type { Disposable } from '../../ports/disposable';
import {
  type BoardHead,
  type BoardRef,
  initialView,
  type MadeVerb,
  type PastView,
  type ViewState,
} from '../../protocol/board';
import { boardCommands, boardNotifications, boardRequests } from '../../protocol/board-messages';
import { boardCommandSchemas, boardRequestSchemas } from '../../protocol/board-schemas';
import { checksOf } from '../../protocol/check';
import type { PayloadOf } from '../../protocol/messages';
import { Orders } from '../../services/board-panel/orders';
import { BoardSession } from '../../services/board-panel/session';
import type { Shelf } from '../../services/board-panel/shelf';
import type { Projects } from '../../services/projects/api';
import type { Shell } from '../shell';
import { t } from '../translate';
import { openLink } from '../webview/open-link';
import { Page } from '../webview/page';
import { commandHandlers, requestHandlers } from './handlers';
import { takeOffer } from './made-cards';
import { openLog } from './open-log';
import { openSource } from './open-source';

export const BOARD_PANEL = 'signalbox.board';
const VIEW_KEY = 'board.view';
const BOARD_KEY = 'board.shown';

export interface BoardPanelParts {
  readonly shell: Shell;
  readonly shelf: Shelf;
  readonly projects: Pick<Projects, 'find' | 'list'>;
  readonly clock: Clock;
}

export interface PanelStart {
  /** Undefined: what was shown last. */
  readonly board: BoardRef | undefined;
  /** The name under which its page keeps what a person was doing. */
  readonly keep: string;
  /** It is somewhere else, or shows something else. */
  readonly placed: (panel: BoardPanel) => void;
}

type Order = PayloadOf<(typeof boardNotifications)['perform']>;

const commandChecks = checksOf(boardCommandSchemas);
const requestChecks = checksOf(boardRequestSchemas);

/** One editor tab with a board in it. What it shows is the session's; this is only where it hangs. */
export class BoardPanel implements Disposable {
  readonly session: BoardSession;
  readonly panel: vscode.WebviewPanel;
  readonly keep: string;
  readonly #placed: () => void;
  readonly #page: Page;
  readonly #parts: BoardPanelParts;
  readonly #subscriptions: Disposable[] = [];
  /** What it showed last, or will show as soon as its page is there. */
  #last: BoardRef | undefined;
  readonly #orders = new Orders<Order>((order) => void this.#page.endpoint.notify(boardNotifications.perform, order));
  #toFront: () => void = () => {};

  constructor(panel: vscode.WebviewPanel, parts: BoardPanelParts, { board, keep, placed }: PanelStart) {
    const { shell, shelf, clock } = parts;
    this.panel = panel;
    this.keep = keep;
    this.#placed = () => placed(this);
    this.#parts = parts;
    this.#last = board ?? shell.memory.get<string>(BOARD_KEY);
    panel.iconPath = new vscode.ThemeIcon('layout');
    this.session = new BoardSession({
      shelf,
      clock,
      t,
      view: rememberedView(shell.memory.get(VIEW_KEY)),
      board: this.#last,
      snapshot: (message) => void this.#page.endpoint.notify(boardNotifications.snapshot, message),
      patch: (message) => void this.#page.endpoint.notify(boardNotifications.patch, message),
      shows: (head, past) => this.#entitle(head, past),
      gone: ({ name }) =>
        void shell.commands.show({
          severity: 'info',
          message: t('The board “{name}” is not there any more. The current one is shown.', { name }),
          steps: [],
        }),
      problem: (message, error) => shell.log.error(message, error),
    });
    this.#page = new Page(panel.webview, {
      extensionUri: shell.extensionUri,
      log: shell.log,
      mask: shell.mask,
      app: 'board',
      title: t('Board'),
      keep,
      connected: () => void this.#orders.come(this.session.connect()),
    });
    const { endpoint } = this.#page;
    endpoint.handle(boardRequests, requestHandlers({ session: this.session, shelf, mayWrite, t }), requestChecks);
    const run = (name: string, work: () => unknown) => void shell.commands.run(name, work);
    endpoint.handle(
      boardCommands,
      commandHandlers({
        session: this.session,
        openLink: (href) => run('Open link', () => openLink(href)),
        openLog: (id) => run('Open log', () => openLog(this.session.board, id)),
        openSource: (id) => run('Open source', () => this.openSource(id)),
        takeOffer: (id, verb) => run('Take offer', () => this.takeOffer(id, verb)),
        newPlan: () => run('New plan', () => vscode.commands.executeCommand('signalbox.plans.new')),
        copy: (text) => run('Copy', () => vscode.env.clipboard.writeText(text)),
        remember: () => void shell.memory.update(VIEW_KEY, this.session.view),
      }),
      commandChecks,
    );
    this.#subscriptions.push(
      panel.onDidChangeViewState(() => {
        // A hidden page is gone: it begins anew when it is seen again.
        if (!panel.visible) {
          this.#orders.gone();
          this.session.disconnect();
        }
        // Moved to another window: its new page may have come before the news that the old one is hidden.
        else if (!this.#orders.hasPage) this.#page.endpoint.renew();
        this.#placed();
      }),
    );
  }

  get isActive(): boolean {
    return this.panel.active;
  }

  /** The board that it shows or is about to show; undefined: the current one, which is not known yet. */
  get ref(): BoardRef | undefined {
    return this.session.board?.ref ?? this.#last;
  }

  get isStored(): boolean {
    return this.session.board?.live !== undefined;
  }

  reveal(): void {
    this.panel.reveal();
  }

  onDispose(listener: () => void): void {
    this.#subscriptions.push(this.panel.onDidDispose(listener));
  }

  /** Calls when the panel comes to the front, and when it shows another board there. */
  onActive(listener: () => void): void {
    const tell = () => this.panel.active && listener();
    this.#toFront = tell;
    this.#subscriptions.push(this.panel.onDidChangeViewState(tell));
  }

  openSource(id: string): Promise<Result<null>> {
    return openSource(this.#parts.projects, this.session.board?.source.card(id));
  }

  takeOffer(id: string, verb: MadeVerb): Promise<Result<unknown>> {
    return takeOffer({ ...this.#parts, session: this.session, openSource: () => this.openSource(id) }, id, verb);
  }

  /** Has the page do something; a page that is not there yet does it when it has come. */
  perform(order: Order): void {
    this.#orders.give(order);
  }

  /** Lets go of the panel. Its tab stays: when the extension host ends, the next one takes the place over. */
  dispose(): void {
    for (const subscription of this.#subscriptions.splice(0)) subscription.dispose();
    this.session.dispose();
    this.#page.dispose();
  }

  #entitle(head: BoardHead, past: PastView | null): void {
    const { memory } = this.#parts.shell;
    this.panel.title = past
      ? t('{board} ({time})', {
          board: head.name,
          time: shortTime(past.at, this.#parts.clock.now(), vscode.env.language),
        })
      : head.name;
    this.#toFront();
    this.#placed();
    if (head.ref) this.#last = head.ref;
    if (head.ref && memory.get(BOARD_KEY) !== head.ref) void memory.update(BOARD_KEY, head.ref);
  }
}

function mayWrite() {
  if (vscode.workspace.isTrusted) return ok(null);
  return refuse('untrusted_workspace', say('Signalbox only reads while this workspace is not trusted.'));
}

/** What an older or a newer version remembered counts only if it is still a view. */
function rememberedView(stored: unknown): ViewState {
  const checked = commandChecks.rememberView({ ...initialView, ...(stored as object | undefined) });
  return checked.ok ? (checked.value as ViewState) : initialView;
}
