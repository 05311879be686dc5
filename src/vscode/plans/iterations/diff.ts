import * as vscode from 'vscode';
import type { Iteration, IterationSession } from '../../../core/iteration/model';
import type { Disposable } from '../../../ports/disposable';
import { type Contents, contentUri, keptKey } from '../../contents';
import { setContext } from '../../contexts';
import { t } from '../../translate';
import { diffTitle, nameOf } from './appearance';
import { speech } from './speech';
import { type IterationRef, keyOf, type WindowIterations } from './window';

const KEEPER = 'iteration';
export type Side = 'before' | 'after';

/** The document before or after an iteration, as one side of a comparison. */
function sideUri({ folder, id, n }: IterationRef, document: string, side: Side): vscode.Uri {
  const path = `iterations/${id}/${n}/${side}/${nameOf(document)}`;
  return contentUri(path, { keeper: KEEPER, key: [folder, id, String(n), side] });
}

/** The iteration that a document of a comparison belongs to. */
export function iterationOf(uri: vscode.Uri): (IterationRef & { readonly side: Side }) | undefined {
  const [folder, id, n, side] = keptKey(uri, KEEPER) ?? [];
  if (folder === undefined || id === undefined || (side !== 'before' && side !== 'after')) return undefined;
  return { folder, id, n: Number(n), side };
}

/** Texts of iterations never change once they are there: the agent's last word is copied away. */
export function keepIterations(contents: Contents, window: WindowIterations): void {
  contents.keep(KEEPER, async ([folder = '', id = '', n = '', side = '']) => {
    const iterations = await window.iterations(folder);
    const text = await iterations?.text(id, Number(n), side === 'before' ? 'before' : 'after');
    return text ?? t('This text is not kept any more.');
  });
}

/** Opens an iteration in the editor's own comparison; one that is under way beside the document itself. */
export async function showIteration(
  ref: IterationRef,
  session: IterationSession,
  iteration: Iteration,
  options: vscode.TextDocumentShowOptions = {},
): Promise<void> {
  const { document } = session;
  const after =
    iteration.status === 'running'
      ? vscode.Uri.joinPath(vscode.Uri.file(ref.folder), document)
      : sideUri(ref, document, 'after');
  const title = diffTitle(session, iteration, speech());
  await vscode.commands.executeCommand('vscode.diff', sideUri(ref, document, 'before'), after, title, {
    preview: true,
    ...options,
  });
}

/** Knows which iteration the active editor shows, and says so to menus and to whoever listens. */
export class ShownIteration implements Disposable {
  readonly #window: WindowIterations;
  readonly #changed = new vscode.EventEmitter<readonly IterationRef[]>();
  readonly #disposables: Disposable[];
  #ref: IterationRef | undefined;
  #told = '';
  /** The iterations that are shown now and were shown before. */
  readonly onChange = this.#changed.event;

  constructor(window: WindowIterations) {
    this.#window = window;
    const look = () => this.#look();
    this.#disposables = [
      this.#changed,
      vscode.window.tabGroups.onDidChangeTabs(look),
      vscode.window.tabGroups.onDidChangeTabGroups(look),
      window.onChange(look),
    ];
    this.#look();
  }

  get ref(): IterationRef | undefined {
    return this.#ref;
  }

  is(ref: IterationRef): boolean {
    return this.#ref !== undefined && this.#ref.n === ref.n && keyOf(this.#ref) === keyOf(ref);
  }

  /** The iteration that many further on; undefined: there is none. */
  beside(by: number): IterationRef | undefined {
    const ref = this.#ref && { ...this.#ref, n: this.#ref.n + by };
    return ref && this.#window.iteration(ref) ? ref : undefined;
  }

  dispose(): void {
    for (const disposable of this.#disposables) disposable.dispose();
  }

  #look(): void {
    const input = vscode.window.tabGroups.activeTabGroup.activeTab?.input;
    const before = this.#ref;
    this.#ref = input instanceof vscode.TabInputTextDiff ? iterationOf(input.original) : undefined;
    const session = this.#ref && this.#window.session(this.#ref);
    const hunks = (this.#ref && this.#window.iteration(this.#ref)?.hunks) ?? 0;
    const decidable = vscode.workspace.isTrusted && session?.status !== 'running' && hunks > 0;
    const facts = [
      this.#ref !== undefined,
      this.beside(-1) !== undefined,
      this.beside(1) !== undefined,
      decidable,
    ] as const;
    const told = JSON.stringify([this.#ref, facts]);
    if (told === this.#told) return;
    this.#told = told;
    setContext('signalbox.iterationShown', facts[0]);
    setContext('signalbox.iterationHasPrevious', facts[1]);
    setContext('signalbox.iterationHasNext', facts[2]);
    setContext('signalbox.iterationDecidable', facts[3]);
    this.#changed.fire([before, this.#ref].filter((ref) => ref !== undefined));
  }
}
