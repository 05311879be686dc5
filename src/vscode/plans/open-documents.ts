import * as vscode from 'vscode';
import { ok, type Result, refuse } from '../../core/result';
import { say } from '../../core/sentence';
import type { OpenDocuments } from '../../ports/plan-files';
import { replacement, unsavedAt } from '../editor-documents';

const BOM = '\u00ef\u00bb\u00bf';

/** Documents with unsaved changes are read and changed where the person works on them, and stay unsaved. */
export class EditorOpenDocuments implements OpenDocuments {
  async unsaved(path: string): Promise<string | undefined> {
    const open = unsavedAt(path);
    return open && bytesOf(open);
  }

  async replace(path: string, bytes: string, expected: string): Promise<Result<void, 'stale'>> {
    const stale = refuse('stale', say('The document changed while it was being edited. Try again.'), { path });
    const open = unsavedAt(path);
    if (!open || bytesOf(open) !== expected) return stale;
    const text = Buffer.from(bytes, 'latin1').toString('utf8');
    // What is no text cannot pass through the editor.
    if (Buffer.from(text, 'utf8').toString('latin1') !== bytes)
      return refuse('stale', say('The document has unsaved changes. Save or revert it first.'), { path });
    const edit = replacement(open, text.startsWith('\ufeff') ? text.slice(1) : text);
    return (await vscode.workspace.applyEdit(edit)) ? ok(undefined) : stale;
  }
}

/** As it would be saved. */
function bytesOf(document: vscode.TextDocument): string {
  const bytes = Buffer.from(document.getText(), 'utf8').toString('latin1');
  return document.encoding === 'utf8bom' ? BOM + bytes : bytes;
}
