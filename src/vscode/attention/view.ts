import * as vscode from 'vscode';
import type { Disposable } from '../../ports/disposable';
import { setContext } from '../contexts';
import { type KeptRow, KeptRows } from '../kept-rows';
import { t } from '../translate';
import type { Attention, AttentionItem } from './sources';

/** A row of Needs You, as its commands are given it. */
type AttentionRow = KeptRow<AttentionItem>;

const VIEW = 'signalbox.needsYou';

/** The short view above the others: what waits for the person, and the number of it on the activity bar. */
export class NeedsYouView implements vscode.TreeDataProvider<AttentionRow>, Disposable {
  readonly #attention: Attention;
  readonly #changed = new vscode.EventEmitter<AttentionRow[] | undefined>();
  readonly #view: vscode.TreeView<AttentionRow>;
  readonly #rows = new KeptRows<AttentionItem>({ id: ({ id }) => id, look });
  readonly #disposables: Disposable[];
  readonly onDidChangeTreeData = this.#changed.event;

  constructor(attention: Attention) {
    this.#attention = attention;
    this.#view = vscode.window.createTreeView(VIEW, { treeDataProvider: this });
    this.#disposables = [
      this.#changed,
      this.#view,
      attention.onChange(() => this.#refresh()),
      // How long a thing waits goes on while nothing changes.
      this.#view.onDidChangeVisibility(({ visible }) => visible && this.#draw()),
    ];
    this.#refresh();
  }

  getChildren(parent?: AttentionRow): AttentionRow[] {
    return parent ? [] : this.#rows.serve(this.#attention.items());
  }

  getTreeItem({ item }: AttentionRow): vscode.TreeItem {
    const row = new vscode.TreeItem(item.label);
    row.id = item.id;
    row.description = item.description;
    row.iconPath = new vscode.ThemeIcon(
      item.icon.id,
      item.icon.color ? new vscode.ThemeColor(item.icon.color) : undefined,
    );
    row.tooltip = item.tooltip;
    row.contextValue = item.context;
    row.command = item.open;
    row.accessibilityInformation = { label: [item.label, item.description].filter(Boolean).join(', ') };
    return row;
  }

  getParent(): undefined {
    return undefined;
  }

  #refresh(): void {
    const count = this.#attention.items().length;
    this.#view.badge =
      count === 0
        ? undefined
        : {
            value: count,
            tooltip: count === 1 ? t('1 thing needs you') : t('{count} things need you', { count }),
          };
    setContext('signalbox.needsPerson', count > 0);
    this.#draw();
  }

  #draw(): void {
    const drawn = this.#rows.differ(this.#attention.items());
    if (drawn === 'list') this.#changed.fire(undefined);
    else if (drawn.length > 0) this.#changed.fire([...drawn]);
  }

  dispose(): void {
    for (const disposable of this.#disposables) disposable.dispose();
  }
}

function look({ label, description, tooltip, icon, context }: AttentionItem): unknown {
  return [label, description, tooltip, icon, context];
}
