import * as vscode from 'vscode';
import type { Disposable } from '../../ports/disposable';
import type { Projects } from '../../services/projects/api';
import { t } from '../translate';
import { problemCount } from './appearance';
import { PROJECT_SCHEME, projectUri } from './items';

/** The number of problems as a badge at the end of a project's row. */
export class ProjectDecorations implements vscode.FileDecorationProvider, Disposable {
  readonly #projects: Projects;
  readonly #changed = new vscode.EventEmitter<vscode.Uri[]>();
  readonly #disposables: Disposable[];
  readonly onDidChangeFileDecorations = this.#changed.event;

  constructor(projects: Projects) {
    this.#projects = projects;
    this.#disposables = [
      this.#changed,
      vscode.window.registerFileDecorationProvider(this),
      projects.onChange(({ added, changed }) => {
        const projects = [...added, ...changed];
        if (projects.length > 0) this.#changed.fire(projects.map(projectUri));
      }),
    ];
  }

  provideFileDecoration(uri: vscode.Uri): vscode.FileDecoration | undefined {
    if (uri.scheme !== PROJECT_SCHEME) return undefined;
    const problems =
      this.#projects.find(uri.path.slice(1))?.record.problems.filter(({ severity }) => severity !== 'info') ?? [];
    if (problems.length === 0) return undefined;
    const worst = problems.some(({ severity }) => severity === 'error')
      ? 'list.errorForeground'
      : 'list.warningForeground';
    return {
      badge: problems.length > 9 ? '9+' : String(problems.length),
      color: new vscode.ThemeColor(worst),
      tooltip: problemCount(problems, t),
      propagate: false,
    };
  }

  dispose(): void {
    for (const disposable of this.#disposables) disposable.dispose();
  }
}
