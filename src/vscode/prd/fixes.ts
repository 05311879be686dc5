import * as vscode from 'vscode';
import { fixesOf } from '../../core/project/fixes';
import { tell } from '../../core/translate';
import { t } from '../translate';
import { type PrdDocuments, toRange } from './documents';

/** Repairs for the problems under the cursor, where only one repair is right. */
export class PrdFixes implements vscode.CodeActionProvider {
  static readonly metadata = { providedCodeActionKinds: [vscode.CodeActionKind.QuickFix] };
  readonly #documents: PrdDocuments;

  constructor(documents: PrdDocuments) {
    this.#documents = documents;
  }

  provideCodeActions(
    document: vscode.TextDocument,
    range: vscode.Range,
    { diagnostics }: vscode.CodeActionContext,
  ): vscode.CodeAction[] {
    const parsed = this.#documents.read(document);
    if (!parsed) return [];
    const text = document.getText();
    const problems = parsed.problems.filter((problem) => toRange(problem).intersection(range));
    return problems.flatMap((problem) =>
      fixesOf(text, parsed, problem).map(({ title, edits }, index) => {
        const action = new vscode.CodeAction(tell(title, t), vscode.CodeActionKind.QuickFix);
        action.edit = new vscode.WorkspaceEdit();
        for (const { offset, end, text: put } of edits) {
          const place = new vscode.Range(document.positionAt(offset), document.positionAt(end));
          action.edit.replace(document.uri, place, put);
        }
        action.isPreferred = index === 0;
        action.diagnostics = diagnostics.filter(
          (each) => each.source === 'Signalbox' && each.range.isEqual(toRange(problem)) && each.code === problem.code,
        );
        return action;
      }),
    );
  }
}
