import * as vscode from 'vscode';
import type { Git } from '../ports/git';

/** Texts that are in no file: kept by git, or made to be looked at. Read only. */
const SCHEME = 'signalbox';

export type Content = { readonly root: string; readonly blob: string } | { readonly text: string };

class Contents implements vscode.TextDocumentContentProvider {
  readonly #git: Git;

  constructor(git: Git) {
    this.#git = git;
  }

  async provideTextDocumentContent(uri: vscode.Uri): Promise<string> {
    const content = JSON.parse(uri.query) as Content;
    if ('text' in content) return content.text;
    const repository = await this.#git.open(content.root);
    return (await repository?.blobText(content.blob)) ?? '';
  }
}

export function registerContents(git: Git): vscode.Disposable {
  return vscode.workspace.registerTextDocumentContentProvider(SCHEME, new Contents(git));
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
