import * as vscode from 'vscode';
import type { ParsedPrd, Project, TextRange } from '../../core/project/model';
import { parsePrd } from '../../core/project/parse';
import { namedPrd } from '../../core/project/places';
import type { Projects } from '../../services/projects/api';

/** Reading more than this at once would be felt while typing. The largest PRD found in the wild has 200,000. */
const LARGEST_WHILE_TYPING = 300_000;

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

/**
 * PRDs as they stand in the editor, unsaved changes included; each version is read once for all who ask. What is too large
 * for that is taken from the projects, which read it in slices, as long as the document is what is on disk.
 */
export class PrdDocuments {
  readonly #projects: Projects;
  readonly #parsed = new WeakMap<vscode.TextDocument, Parsed>();

  constructor(projects: Projects) {
    this.#projects = projects;
  }

  /** Undefined: no PRD, or one that is too large to be read while somebody types. */
  read(document: vscode.TextDocument): ParsedPrd | undefined {
    if (!isPrd(document)) return undefined;
    const kept = this.#parsed.get(document);
    if (kept?.version === document.version) return kept.parsed;
    const text = document.getText();
    if (text.length > LARGEST_WHILE_TYPING) return this.#readByProjects(document);
    const parsed = parsePrd(text);
    this.#parsed.set(document, { version: document.version, parsed });
    return parsed;
  }

  projectOf(document: vscode.TextDocument): Project | undefined {
    return this.#projects.list().find(({ record }) => record.prdPath === document.uri.fsPath);
  }

  #readByProjects(document: vscode.TextDocument): ParsedPrd | undefined {
    const project = document.isDirty ? undefined : this.projectOf(document);
    if (!project?.prd || project.prdStale) return undefined;
    const problems = project.record.problems.filter(({ file }) => file === document.uri.fsPath);
    return { prd: project.prd, problems, broken: false, whole: true };
  }
}

export function toRange({ line, column, endLine, endColumn }: TextRange): vscode.Range {
  return new vscode.Range(line - 1, column - 1, endLine - 1, endColumn - 1);
}
