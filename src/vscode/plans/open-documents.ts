import * as vscode from 'vscode';
import { ok, type Result, refuse } from '../../core/result';
import { say } from '../../core/sentence';
import type { OpenDocuments, TextChange, UnsavedDocument } from '../../ports/plan-files';
import { unsavedAt } from '../editor-documents';

/** Documents with unsaved changes are read and changed where the person works on them, and stay unsaved. */
export class EditorOpenDocuments implements OpenDocuments {
  unsaved(path: string): UnsavedDocument | undefined {
    const open = unsavedAt(path);
    if (!open) return undefined;
    return {
      text: open.getText(),
      lineEnd: open.eol === vscode.EndOfLine.CRLF ? '\r\n' : '\n',
      utf8: open.encoding === 'utf8' || open.encoding === 'utf8bom',
      version: open.version,
    };
  }

  async change(path: string, { start, end, text }: TextChange, version: number): Promise<Result<void, 'stale'>> {
    const stale = refuse('stale', say('The document changed while it was being edited. Try again.'), { path });
    const open = unsavedAt(path);
    if (!open || open.version !== version) return stale;
    const edit = new vscode.WorkspaceEdit();
    edit.replace(open.uri, new vscode.Range(open.positionAt(start), open.positionAt(end)), text);
    return (await vscode.workspace.applyEdit(edit)) ? ok(undefined) : stale;
  }
}
