import * as vscode from 'vscode';
import { fixesOf } from '../../core/project/fixes';
import { tell } from '../../core/translate';
import { readJsonInSlices } from '../../services/projects/in-slices';
import { t } from '../translate';
import { isStill, type PrdDocuments, toRange } from './documents';

/** Repairs for the problems under the cursor, where only one repair is right. */
export class PrdFixes implements vscode.CodeActionProvider {
  static readonly metadata = { providedCodeActionKinds: [vscode.CodeActionKind.QuickFix] };
  readonly #documents: PrdDocuments;

  constructor(documents: PrdDocuments) {
    this.#documents = documents;
  }

  async provideCodeActions(
    document: vscode.TextDocument,
    range: vscode.Range,
    { diagnostics }: vscode.CodeActionContext,
  ): Promise<vscode.CodeAction[]> {
    const { version } = document;
    const text = document.getText();
    const parsed = await this.#documents.read(document);
    const problems = parsed?.problems.filter((problem) => toRange(problem).intersection(range)) ?? [];
    if (!parsed || problems.length === 0) return [];
    const json = await readJsonInSlices(text, () => isStill(document, version));
    if (!json) return [];
    return problems.flatMap((problem) =>
      fixesOf({ text, root: json.root }, parsed, problem).map(({ title, edits }, index) => {
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
