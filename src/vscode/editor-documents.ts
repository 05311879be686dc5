import { createHash } from 'node:crypto';
import * as vscode from 'vscode';
import { editJson } from '../core/json/edit';
import { ok, type Result, refuse } from '../core/result';
import { say } from '../core/sentence';
import type { DocumentEdit, Documents, DocumentText, EditCode, EditedDocument, ReadCode } from '../ports/documents';

/** Another change under the edit is possible between two turns of the event loop; a person does not type that fast. */
const TRIES = 5;

/**
 * Documents as the editor has them: one that is open with unsaved changes is read and edited there, so that nothing is
 * written below the person's hands; every other goes to the files.
 */
export class EditorDocuments implements Documents {
  readonly #files: Documents;

  constructor(files: Documents) {
    this.#files = files;
  }

  async read(path: string): Promise<Result<DocumentText, ReadCode>> {
    const open = unsavedAt(path);
    return open ? ok(textOf(open)) : this.#files.read(path);
  }

  async edit<Code extends string>(
    path: string,
    decide: (current: DocumentText) => Result<readonly DocumentEdit[], Code>,
    options?: { readonly createFrom?: string },
  ): Promise<Result<EditedDocument, EditCode | Code>> {
    for (let left = TRIES; left > 0; left -= 1) {
      const open = unsavedAt(path);
      if (!open) return this.#files.edit(path, decide, options);
      const { version } = open;
      const before = textOf(open);
      const decided = decide(before);
      if (!decided.ok) return decided;
      if (decided.value.length === 0) return ok({ changed: false, document: before });
      const edited = editJson(before.text, decided.value, { jsonc: path.endsWith('.jsonc') });
      if (!edited.ok) return edited;
      const edit = replacement(open, edited.value);
      if (open.version === version && (await vscode.workspace.applyEdit(edit))) {
        return ok({ changed: true, document: textOf(open) });
      }
    }
    return refuse('stale', say('The document changed while it was being edited. Try again.'), { path });
  }

  async write(path: string, text: string, expected: string | undefined): Promise<Result<DocumentText, EditCode>> {
    const open = unsavedAt(path);
    if (!open) return this.#files.write(path, text, expected);
    if (expected !== textOf(open).fingerprint) {
      return refuse('stale', say('The document has unsaved changes. Save or revert it first.'), { path });
    }
    const edit = new vscode.WorkspaceEdit();
    edit.replace(open.uri, new vscode.Range(open.positionAt(0), open.positionAt(open.getText().length)), text);
    if (await vscode.workspace.applyEdit(edit)) return ok(textOf(open));
    return refuse('stale', say('The document changed while it was being edited. Try again.'), { path });
  }
}

export function unsavedAt(path: string): vscode.TextDocument | undefined {
  const { fsPath } = vscode.Uri.file(path);
  return vscode.workspace.textDocuments.find((each) => each.isDirty && !each.isClosed && each.uri.fsPath === fsPath);
}

function textOf(document: vscode.TextDocument): DocumentText {
  const text = document.getText();
  return {
    path: document.uri.fsPath,
    text,
    fingerprint: `unsaved:${createHash('sha256').update(text).digest('hex')}`,
    bytes: Buffer.byteLength(text),
    modifiedAt: Date.now(),
    unsaved: true,
  };
}

/** One replacement between what both texts begin and end with: cursors elsewhere stay where they are. */
function replacement(document: vscode.TextDocument, after: string): vscode.WorkspaceEdit {
  const before = document.getText();
  const shorter = Math.min(before.length, after.length);
  let start = 0;
  while (start < shorter && before[start] === after[start]) start += 1;
  let end = 0;
  while (end < shorter - start && before.at(-1 - end) === after.at(-1 - end)) end += 1;
  const place = new vscode.Range(document.positionAt(start), document.positionAt(before.length - end));
  const edit = new vscode.WorkspaceEdit();
  edit.replace(document.uri, place, after.slice(start, after.length - end));
  return edit;
}
