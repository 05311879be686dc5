import * as vscode from 'vscode';
import type { Disposable } from '../../ports/disposable';
import type { BoardRef, MadeVerb } from '../../protocol/board';
import type { TaskOffer } from '../../protocol/card-context';
import { PROJECTS_REF } from '../../services/board-panel/projects-board';
import { storiesRef } from '../../services/board-panel/stories-board';
import type { boards as catalogue } from '../catalogue/boards';
import { setContext } from '../contexts';
import { t } from '../translate';
import { newName, resourceRoots } from '../webview/page';
import { type CardContext, cardsOf } from './named-cards';
import { type Orphan, orphansOf, watchOrphans } from './orphans';
import { BOARD_PANEL, BoardPanel, type BoardPanelParts } from './panel';
import { isKeepName, Places } from './places';

/** The board panels of a window, and every command about boards. Nothing is opened or read before somebody looks. */
export function registerBoards(parts: BoardPanelParts): void {
  const { shell } = parts;
  const panels = new Panels(parts);
  const take = (verb: MadeVerb) => (context: CardContext) => panels.active?.takeOffer(cardsOf(context)[0] ?? '', verb);
  /** The page asks and answers as its own menu does. */
  const tell = (verb: TaskOffer) => (context: CardContext) => panels.active?.perform({ verb, ids: cardsOf(context) });
  shell.own(panels);
  shell.own(vscode.workspace.onDidGrantWorkspaceTrust(() => parts.shelf.reset()));
  shell.own(vscode.workspace.onDidChangeWorkspaceFolders(() => parts.shelf.reset()));
  shell.own(
    vscode.window.registerWebviewPanelSerializer(BOARD_PANEL, {
      deserializeWebviewPanel: async (panel, state: unknown) => {
        panels.restore(panel, state);
      },
    }),
  );
  shell.own(
    shell.commands.register<typeof catalogue>({
      'signalbox.boards.open': (ref: unknown, card: unknown) => {
        const panel = panels.open(typeof ref === 'string' ? ref : undefined);
        if (typeof card === 'string') panel.perform({ verb: 'openCard', ids: [card] });
      },
      'signalbox.boards.openAt': () => pickBoard(parts, panels),
      'signalbox.boards.openProjects': () => panels.open(PROJECTS_REF),
      'signalbox.boards.openStories': (argument: unknown) => openStories(parts, panels, argument),
      'signalbox.boards.newTask': () => panels.shown().perform({ verb: 'newTask' }),
      'signalbox.boards.timeTravel': () => panels.active?.perform({ verb: 'timeTravel' }),
      'signalbox.boards.showKeys': () => panels.active?.perform({ verb: 'showKeys' }),
      'signalbox.boards.card.open': (context: CardContext) =>
        panels.active?.perform({ verb: 'openCard', ids: cardsOf(context).slice(0, 1) }),
      'signalbox.boards.card.openSource': (context: CardContext) =>
        panels.active?.openSource(cardsOf(context)[0] ?? ''),
      'signalbox.boards.card.stories': take('stories'),
      'signalbox.boards.card.openFolder': take('openFolder'),
      'signalbox.boards.card.approve': take('approve'),
      'signalbox.boards.card.unapprove': take('unapprove'),
      'signalbox.boards.card.plan': take('plan'),
      'signalbox.boards.card.createTask': take('createTask'),
      'signalbox.boards.card.rollBack': take('rollBack'),
      'signalbox.boards.card.cancelProject': take('cancel'),
      'signalbox.boards.card.move': tell('move'),
      'signalbox.boards.card.assign': tell('assign'),
      'signalbox.boards.card.priority': tell('priority'),
      'signalbox.boards.card.unblock': tell('unblock'),
      'signalbox.boards.card.block': tell('block'),
      'signalbox.boards.card.complete': tell('complete'),
      'signalbox.boards.card.requestChanges': tell('requestChanges'),
      'signalbox.boards.card.reclaim': tell('reclaim'),
      'signalbox.boards.card.archive': tell('archive'),
      'signalbox.boards.card.restore': tell('restore'),
      'signalbox.boards.card.copyId': (context: CardContext) =>
        vscode.env.clipboard.writeText(cardsOf(context).join(' ')),
    }),
  );
}

class Panels {
  readonly #parts: BoardPanelParts;
  readonly #places: Places;
  readonly #open = new Set<BoardPanel>();
  readonly #watching: Disposable;
  #last: BoardPanel | undefined;

  constructor(parts: BoardPanelParts) {
    this.#parts = parts;
    this.#places = new Places(parts.shell.memory);
    this.#watching = watchOrphans({
      viewType: BOARD_PANEL,
      owned: () => this.#owned(),
      found: (orphan) => this.#takePlaceOf(orphan, true),
      log: parts.shell.log,
    });
  }

  /** The one that has or had the focus last. */
  get active(): BoardPanel | undefined {
    return [...this.#open].find((panel) => panel.isActive) ?? this.#last;
  }

  /** The panel that is there, brought forward, or a new one. */
  shown(): BoardPanel {
    const panel = this.active ?? this.#create(undefined);
    panel.reveal();
    return panel;
  }

  /** Brings a board forward; without a name the panel that is there, whatever it shows. */
  open(ref: BoardRef | undefined): BoardPanel {
    const there = ref === undefined ? this.active : this.#showing(ref);
    there?.reveal();
    return there ?? this.#create(ref);
  }

  /** The panel with that board, also while it is still reading it; one that has not chosen yet shows it. */
  #showing(ref: BoardRef): BoardPanel | undefined {
    const all = [...this.#open];
    const there = all.find((panel) => panel.ref === ref) ?? all.find((panel) => panel.ref === undefined);
    if (there && there.ref === undefined) void there.session.useBoard(ref);
    return there;
  }

  /** The editor hands over a panel that it kept while the window was away. */
  restore(panel: vscode.WebviewPanel, state: unknown): void {
    const keep = kept(state, 'keep', isKeepName);
    // Another one took its place while it was on its way.
    if (keep !== undefined && [...this.#open].some((each) => each.keep === keep)) panel.dispose();
    else this.#adopt(panel, kept(state, 'board', isRef), keep ?? newName());
  }

  #adopt(panel: vscode.WebviewPanel, board: BoardRef | undefined, keep: string): BoardPanel {
    const placed = ({ ref, panel: { title, viewColumn: column } }: BoardPanel) =>
      this.#places.set({ keep, title, ...(ref !== undefined && { ref }), ...(column !== undefined && { column }) });
    const made = new BoardPanel(panel, this.#parts, { board, keep, placed });
    placed(made);
    this.#open.add(made);
    this.#last = made;
    made.onActive(() => {
      this.#last = made;
      setContext('signalbox.board.stored', made.isStored);
    });
    made.onDispose(() => {
      this.#open.delete(made);
      this.#places.close(keep);
      if (this.#last === made) this.#last = [...this.#open].at(-1);
      made.dispose();
    });
    return made;
  }

  dispose(): void {
    this.#watching.dispose();
    for (const panel of [...this.#open]) panel.dispose();
    this.#open.clear();
  }

  #owned(): vscode.WebviewPanel[] {
    return [...this.#open].map(({ panel }) => panel);
  }

  /** A board that is asked for before its tab was seen comes back in the place of that tab. */
  #create(ref: BoardRef | undefined): BoardPanel {
    const orphans = orphansOf(BOARD_PANEL, this.#owned()).sort((a, b) => Number(b.isActive) - Number(a.isActive));
    const orphan = ref === undefined ? orphans[0] : this.#places.tabOf(ref, orphans);
    if (orphan) return this.#takePlaceOf(orphan, false);
    return this.#adopt(
      this.#newPanel(t('Board'), vscode.ViewColumn.Active, false),
      ref,
      this.#places.reopen(ref) ?? newName(),
    );
  }

  /** What was typed there is kept by the page itself, up to the moment in which the new one covers it. */
  #takePlaceOf({ tab, label, column }: Orphan, preserveFocus: boolean): BoardPanel {
    const place = this.#places.take({ label, column });
    const made = this.#adopt(this.#newPanel(label, column, preserveFocus), place?.ref, place?.keep ?? newName());
    void vscode.window.tabGroups.close(tab, true);
    return made;
  }

  #newPanel(title: string, viewColumn: vscode.ViewColumn, preserveFocus: boolean): vscode.WebviewPanel {
    return vscode.window.createWebviewPanel(
      BOARD_PANEL,
      title,
      { viewColumn, preserveFocus },
      { enableScripts: true, localResourceRoots: resourceRoots(this.#parts.shell.extensionUri) },
    );
  }
}

/** What the page keeps for us; whatever else stands there is not for the host. */
function kept<T>(state: unknown, key: string, is: (value: unknown) => value is T): T | undefined {
  const value = typeof state === 'object' && state !== null ? (state as Record<string, unknown>)[key] : undefined;
  return is(value) ? value : undefined;
}

const isRef = (value: unknown): value is BoardRef => typeof value === 'string' && value.length <= 300;

async function pickBoard({ shelf }: BoardPanelParts, panels: Panels): Promise<void> {
  const choices = await shelf.choices();
  const items = choices
    .filter(({ archived }) => !archived)
    .map(({ ref, name, icon, open, folder }) => ({
      label: `$(${icon ?? 'layout'}) ${name}`,
      description: [folder, t('{count} open', { count: open })].filter(Boolean).join(' · '),
      ref,
    }));
  const choice = await vscode.window.showQuickPick(items, { placeHolder: t('Which board do you want to see?') });
  if (choice) panels.open(choice.ref);
}

async function openStories({ projects, shelf }: BoardPanelParts, panels: Panels, argument: unknown): Promise<void> {
  const slug = slugOf(argument);
  if (slug !== undefined && projects.find(slug)) {
    panels.open(storiesRef(slug));
    return;
  }
  const items = shelf.findProjects('', 1_000).map(({ ref, name, open, total }) => ({
    label: name,
    description: t('{open} of {total} open', { open, total }),
    ref,
  }));
  const choice = await vscode.window.showQuickPick(items, { placeHolder: t('Whose stories do you want to see?') });
  if (choice) panels.open(choice.ref);
}

/** A node of the projects view, or a slug. */
function slugOf(argument: unknown): string | undefined {
  if (typeof argument === 'string') return argument;
  const node = argument as { readonly project?: { readonly record?: { readonly slug?: unknown } } } | undefined;
  const slug = node?.project?.record?.slug;
  return typeof slug === 'string' ? slug : undefined;
}
