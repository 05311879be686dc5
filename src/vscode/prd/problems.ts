import * as vscode from 'vscode';
import type { Problem, Project } from '../../core/project/model';
import { tellMessage } from '../../core/translate';
import type { Disposable } from '../../ports/disposable';
import type { Projects } from '../../services/projects/api';
import { t } from '../translate';
import { isPrd, isStill, type PrdDocuments, toRange } from './documents';

const SEVERITY = {
  error: vscode.DiagnosticSeverity.Error,
  warning: vscode.DiagnosticSeverity.Warning,
  info: vscode.DiagnosticSeverity.Information,
} as const;

/** A burst of keys is one reading. */
const PAUSE = 150;

/**
 * Problems of every PRD in the problems view: of what is on disk for the projects, and of what is typed for a
 * document with unsaved changes, which goes first until it is saved or closed.
 */
export class PrdProblems implements Disposable {
  readonly #projects: Projects;
  readonly #documents: PrdDocuments;
  readonly #collection = vscode.languages.createDiagnosticCollection('signalbox');
  readonly #disposables: Disposable[];
  readonly #timers = new Map<string, NodeJS.Timeout>();
  /** Files that a project's problems were shown for, by project. */
  readonly #filesOf = new Map<string, readonly string[]>();

  constructor(projects: Projects, documents: PrdDocuments) {
    this.#projects = projects;
    this.#documents = documents;
    this.#disposables = [
      this.#collection,
      projects.onChange(({ added, changed, removed }) => {
        for (const key of removed) this.#clear(key);
        for (const project of [...added, ...changed]) this.#showProject(project);
      }),
      vscode.workspace.onDidOpenTextDocument((document) => void this.#showDocument(document)),
      vscode.workspace.onDidChangeTextDocument(({ document }) => this.#showSoon(document)),
      vscode.workspace.onDidCloseTextDocument((document) => this.#showSaved(document)),
    ];
    for (const project of projects.list()) this.#showProject(project);
    for (const document of vscode.workspace.textDocuments) void this.#showDocument(document);
  }

  #showProject({ key, record }: Project): void {
    const byFile = Map.groupBy(record.problems, (problem) => problem.file);
    for (const file of this.#filesOf.get(key) ?? []) if (!byFile.has(file)) this.#set(file, []);
    for (const [file, ofFile] of byFile) this.#set(file, ofFile);
    this.#filesOf.set(key, [...byFile.keys()]);
  }

  #clear(key: string): void {
    for (const file of this.#filesOf.get(key) ?? []) this.#set(file, []);
    this.#filesOf.delete(key);
  }

  /** What is on disk, unless the file is open: then the document is the newer truth and speaks for itself. */
  #set(file: string, problems: readonly Problem[]): void {
    const uri = vscode.Uri.file(file);
    const open = vscode.workspace.textDocuments.find((each) => each.uri.fsPath === uri.fsPath && isPrd(each));
    if (open) void this.#showDocument(open);
    else this.#collection.set(uri, problems.map(toDiagnostic));
  }

  #showSoon(document: vscode.TextDocument): void {
    if (!isPrd(document)) return;
    const name = document.uri.toString();
    clearTimeout(this.#timers.get(name));
    this.#timers.set(
      name,
      setTimeout(() => {
        this.#timers.delete(name);
        void this.#showDocument(document);
      }, PAUSE),
    );
  }

  async #showDocument(document: vscode.TextDocument): Promise<void> {
    const { version } = document;
    const parsed = await this.#documents.read(document);
    if (!isStill(document, version)) return;
    // Some other tool's file may be named prd.json too: one that holds no stories is none of our business.
    if (!parsed || (!parsed.prd && !this.#documents.projectOf(document))) return;
    this.#collection.set(document.uri, parsed.problems.map(toDiagnostic));
  }

  #showSaved(document: vscode.TextDocument): void {
    if (!isPrd(document)) return;
    const file = document.uri.fsPath;
    const owner = this.#projects.list().find(({ record }) => record.problems.some((problem) => problem.file === file));
    const problems = owner?.record.problems.filter((problem) => problem.file === file) ?? [];
    this.#collection.set(document.uri, problems.map(toDiagnostic));
  }

  dispose(): void {
    for (const timer of this.#timers.values()) clearTimeout(timer);
    for (const disposable of this.#disposables) disposable.dispose();
  }
}

function toDiagnostic(problem: Problem): vscode.Diagnostic {
  const diagnostic = new vscode.Diagnostic(toRange(problem), tellMessage(problem, t), SEVERITY[problem.severity]);
  diagnostic.source = 'Signalbox';
  diagnostic.code = problem.code;
  return diagnostic;
}
