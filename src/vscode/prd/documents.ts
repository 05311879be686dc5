import * as vscode from 'vscode';
import type { ParsedPrd, Project, TextRange } from '../../core/project/model';
import { namedPrd } from '../../core/project/places';
import type { Projects } from '../../services/projects/api';
import { parsePrdInSlices } from '../../services/projects/in-slices';

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

interface Reading {
  readonly version: number;
  readonly parsed: Promise<ParsedPrd | undefined>;
}

/** PRDs as they stand in the editor, unsaved changes included; each version is read once for all who ask. */
export class PrdDocuments {
  readonly #projects: Projects;
  readonly #readings = new WeakMap<vscode.TextDocument, Reading>();

  constructor(projects: Projects) {
    this.#projects = projects;
  }

  /** Undefined: no PRD, or one that was changed or closed before it was read. */
  async read(document: vscode.TextDocument): Promise<ParsedPrd | undefined> {
    if (!isPrd(document)) return undefined;
    const { version } = document;
    const kept = this.#readings.get(document);
    if (kept?.version === version) return kept.parsed;
    const parsed = parsePrdInSlices(document.getText(), () => isStill(document, version));
    this.#readings.set(document, { version, parsed });
    return parsed;
  }

  projectOf(document: vscode.TextDocument): Project | undefined {
    return this.#projects.list().find(({ record }) => record.prdPath === document.uri.fsPath);
  }
}

export function isStill(document: vscode.TextDocument, version: number): boolean {
  return document.version === version && !document.isClosed;
}

export function toRange({ line, column, endLine, endColumn }: TextRange): vscode.Range {
  return new vscode.Range(line - 1, column - 1, endLine - 1, endColumn - 1);
}
