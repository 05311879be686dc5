import * as vscode from 'vscode';
import type { Projects } from '../../services/projects/api';
import type { StoryHistory } from '../../services/story-history';
import type { Shell } from '../shell';
import { DependencyCompletions } from './completions';
import { PRD_SELECTOR, PrdDocuments } from './documents';
import { PrdFixes } from './fixes';
import { PrdHovers } from './hovers';
import { PrdLenses, type StoryLenses } from './lenses';
import { PrdProblems } from './problems';

/** What a PRD shows in the editor: problems, lenses, hovers, completion, fixes. Each feature may bring lenses of its own. */
export function registerPrd(
  shell: Shell,
  projects: Projects,
  history: StoryHistory,
  lenses: readonly StoryLenses[],
): void {
  const documents = new PrdDocuments(projects);
  const { languages } = vscode;
  shell.own(new PrdProblems(projects, documents));
  shell.own(languages.registerCodeLensProvider(PRD_SELECTOR, new PrdLenses(documents, lenses)));
  shell.own(languages.registerHoverProvider(PRD_SELECTOR, new PrdHovers(documents, history)));
  shell.own(languages.registerCodeActionsProvider(PRD_SELECTOR, new PrdFixes(documents), PrdFixes.metadata));
  shell.own(
    languages.registerCompletionItemProvider(PRD_SELECTOR, new DependencyCompletions(documents), '"', '[', ','),
  );
}
