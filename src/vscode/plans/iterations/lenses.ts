import * as vscode from 'vscode';
import type { HunkPlace } from '../../../core/iteration/places';
import type { Disposable } from '../../../ports/disposable';
import { SCHEME } from '../../contents';
import { t } from '../../translate';
import { type LensWords, lensesOf } from './appearance';
import { iterationOf } from './diff';
import { type IterationRef, keyOf, type WindowIterations } from './window';

/** Past this the lenses would be slower than reading; all can still be decided together. */
const MOST_HUNKS = 1_000;
const MOST_KEPT = 20;

/** Accept and Reject above each change of an iteration. */
export class IterationLenses implements vscode.CodeLensProvider, Disposable {
  readonly #window: WindowIterations;
  readonly #places = new Map<string, readonly HunkPlace[]>();
  readonly #changed = new vscode.EventEmitter<void>();
  readonly #disposables: Disposable[];
  readonly onDidChangeCodeLenses = this.#changed.event;

  constructor(window: WindowIterations) {
    this.#window = window;
    this.#disposables = [
      this.#changed,
      vscode.languages.registerCodeLensProvider({ scheme: SCHEME }, this),
      window.onChange(() => this.#changed.fire()),
      vscode.workspace.onDidGrantWorkspaceTrust(() => this.#changed.fire()),
    ];
  }

  async provideCodeLenses(document: vscode.TextDocument): Promise<vscode.CodeLens[]> {
    const ref = iterationOf(document.uri);
    if (ref?.side !== 'after') return [];
    const places = await this.placesOf(ref);
    const session = this.#window.session(ref);
    const iteration = this.#window.iteration(ref);
    if (!session || !iteration) return [];
    if (places.length === 0) return [lens(document, 0, { title: t('This iteration changed nothing.') }, [])];
    const look = { t, trusted: vscode.workspace.isTrusted };
    return places
      .slice(0, MOST_HUNKS)
      .flatMap((place) =>
        lensesOf(place, places.length, session, iteration, look).map((words) =>
          lens(document, place.after.line, words, [ref, place.number]),
        ),
      );
  }

  /** Once an iteration is over its changes stay as they are. */
  async placesOf(ref: IterationRef): Promise<readonly HunkPlace[]> {
    const key = `${keyOf(ref)}#${ref.n}`;
    const known = this.#places.get(key);
    if (known) return known;
    const iterations = await this.#window.iterations(ref.folder);
    const places = await iterations?.places(ref.id, ref.n);
    if (!places?.ok) return [];
    const [oldest] = this.#places.keys();
    if (oldest !== undefined && this.#places.size >= MOST_KEPT) this.#places.delete(oldest);
    this.#places.set(key, places.value);
    return places.value;
  }

  dispose(): void {
    for (const disposable of this.#disposables) disposable.dispose();
  }
}

function lens(
  document: vscode.TextDocument,
  line: number,
  { title, tooltip, verb }: LensWords,
  args: readonly unknown[],
): vscode.CodeLens {
  const at = Math.min(line, document.lineCount - 1);
  return new vscode.CodeLens(new vscode.Range(at, 0, at, 0), {
    title,
    ...(tooltip === undefined ? {} : { tooltip }),
    command: verb === undefined ? '' : `signalbox.iterations.${verb}`,
    arguments: [...args],
  });
}
