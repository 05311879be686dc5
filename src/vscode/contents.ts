import * as vscode from 'vscode';
import type { Git } from '../ports/git';

/** Texts that are in no file: kept by git, or made to be looked at. Read only. */
export const SCHEME = 'signalbox';

export type Content =
  | { readonly root: string; readonly blob: string }
  | { readonly text: string }
  /** Of a feature that keeps texts of its own; `key` is what it finds them by. */
  | { readonly keeper: string; readonly key: readonly string[] };

/** Answers with the text that a feature keeps under a key. */
export type Keeper = (key: readonly string[]) => Promise<string>;

export class Contents implements vscode.TextDocumentContentProvider, vscode.Disposable {
  readonly #git: Git;
  readonly #keepers = new Map<string, Keeper>();
  readonly #changed = new vscode.EventEmitter<vscode.Uri>();
  readonly #registration: vscode.Disposable;
  readonly onDidChange = this.#changed.event;

  constructor(git: Git) {
    this.#git = git;
    this.#registration = vscode.workspace.registerTextDocumentContentProvider(SCHEME, this);
  }

  keep(keeper: string, read: Keeper): void {
    this.#keepers.set(keeper, read);
  }

  /** What is shown under that address has become another text. */
  changed(uri: vscode.Uri): void {
    this.#changed.fire(uri);
  }

  async provideTextDocumentContent(uri: vscode.Uri): Promise<string> {
    const content = JSON.parse(uri.query) as Content;
    if ('text' in content) return content.text;
    if ('keeper' in content) return (await this.#keepers.get(content.keeper)?.(content.key)) ?? '';
    const repository = await this.#git.open(content.root);
    return (await repository?.blobText(content.blob)) ?? '';
  }

  dispose(): void {
    this.#registration.dispose();
    this.#changed.dispose();
  }
}

/** The key under which that feature keeps what a document shows; undefined: it is another's. */
export function keptKey({ scheme, query }: vscode.Uri, keeper: string): readonly string[] | undefined {
  if (scheme !== SCHEME) return undefined;
  const content = JSON.parse(query) as Content;
  return 'keeper' in content && content.keeper === keeper ? content.key : undefined;
}

export function contentUri(path: string, content: Content): vscode.Uri {
  return vscode.Uri.from({ scheme: SCHEME, path: `/${path}`, query: JSON.stringify(content) });
}

/** One file of a comparison; undefined: there is none on that side. */
export interface Compared {
  readonly file: vscode.Uri;
  readonly path: string;
  readonly before: Content | undefined;
  readonly after: Content | undefined;
}

/** Shows files before and after in the editor's own comparison of many files. */
export async function compare(title: string, files: readonly Compared[]): Promise<void> {
  const side = (path: string, content: Content | undefined) => content && contentUri(path, content);
  const entries = files.map(({ file, path, before, after }) => [file, side(path, before), side(path, after)]);
  await vscode.commands.executeCommand('vscode.changes', title, entries);
}

/** A file of a repository before and after, by the names of its contents; undefined: there is none on that side. */
export interface GitFile {
  readonly path: string;
  readonly before: string | undefined;
  readonly after: string | undefined;
  /** Shown even when both sides are the same. */
  readonly conflict?: boolean;
}

export function gitFiles(root: string, files: readonly GitFile[]): Compared[] {
  const content = (blob: string | undefined) => (blob === undefined ? undefined : { root, blob });
  return files
    .filter((file) => file.before !== file.after || file.conflict)
    .map(({ path, before, after }) => ({
      file: vscode.Uri.joinPath(vscode.Uri.file(root), path),
      path,
      before: content(before),
      after: content(after),
    }));
}
