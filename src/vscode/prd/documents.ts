import * as vscode from 'vscode';
import type { ParsedPrd, TextRange } from '../../core/project/model';
import { parsePrd } from '../../core/project/parse';
import { namedPrd } from '../../core/project/places';

/** Above this a document is not read again with every key; what is on disk is judged when it is saved. */
const LARGEST_WHILE_TYPING = 1024 * 1024;

/** What VS Code's providers are asked about. Which of these files is a PRD, `isPrd` decides. */
export const PRD_SELECTOR: vscode.DocumentSelector = [
  { scheme: 'file', pattern: '**/prd.json' },
  { scheme: 'file', pattern: '**/prd-*.json' },
];

export function isPrd(document: vscode.TextDocument): boolean {
  if (document.uri.scheme !== 'file') return false;
  const name = document.uri.path.replace(/^.*\//, '');
  return name === 'prd.json' || namedPrd(name) !== undefined;
}

interface Parsed {
  readonly version: number;
  readonly parsed: ParsedPrd;
}

/** PRDs as they stand in the editor, unsaved changes included; each version is read once for all who ask. */
export class PrdDocuments {
  readonly #parsed = new WeakMap<vscode.TextDocument, Parsed>();

  /** Undefined: no PRD, or too large to be read while somebody types. */
  read(document: vscode.TextDocument): ParsedPrd | undefined {
    if (!isPrd(document)) return undefined;
    const kept = this.#parsed.get(document);
    if (kept?.version === document.version) return kept.parsed;
    const text = document.getText();
    if (text.length > LARGEST_WHILE_TYPING) return undefined;
    const parsed = parsePrd(text);
    this.#parsed.set(document, { version: document.version, parsed });
    return parsed;
  }
}

export function toRange({ line, column, endLine, endColumn }: TextRange): vscode.Range {
  return new vscode.Range(line - 1, column - 1, endLine - 1, endColumn - 1);
}
