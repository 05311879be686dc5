import * as vscode from 'vscode';
import type { Prd, Story } from '../../core/project/model';
import { storyIcon, storyWords } from '../projects/appearance';
import { factsOfStories } from '../projects/stories';
import type { IconName } from '../rows';
import { t } from '../translate';
import { type PrdDocuments, toRange } from './documents';

/** A feature's own lenses for one story, such as Run or Roll Back. */
export type StoryLenses = (document: vscode.TextDocument, story: Story) => readonly vscode.Command[];

/** Past this the file is read by machines, and a line above each story would slow the editor down. */
const MOST_STORIES = 1000;

/** Above each story: where it stands, and what can be done about it. */
export class PrdLenses implements vscode.CodeLensProvider {
  readonly #documents: PrdDocuments;
  readonly #more: readonly StoryLenses[];

  constructor(documents: PrdDocuments, more: readonly StoryLenses[]) {
    this.#documents = documents;
    this.#more = more;
  }

  async provideCodeLenses(document: vscode.TextDocument): Promise<vscode.CodeLens[]> {
    const prd = (await this.#documents.read(document))?.prd;
    if (!prd || prd.stories.length === 0) return [];
    const facts = factsOfStories(prd, []);
    const lenses = [new vscode.CodeLens(new vscode.Range(0, 0, 0, 0), summary(document, prd))];
    for (const story of prd.stories.length > MOST_STORIES ? [] : prd.stories) {
      const range = toRange({ ...story.range, endLine: story.range.line, endColumn: story.range.column });
      const words = storyWords(story, facts[story.index]?.waitsFor ?? [], t);
      const icon: IconName = storyIcon(story.state);
      lenses.push(
        new vscode.CodeLens(range, {
          command: 'signalbox.projects.reveal',
          // A plain space after an icon is swallowed.
          title: `$(${icon.id})\u00a0${words}`,
          tooltip: t('Show in Signalbox'),
          arguments: [document.uri, story.id],
        }),
      );
      for (const command of this.#more.flatMap((lensesOf) => lensesOf(document, story))) {
        lenses.push(new vscode.CodeLens(range, command));
      }
    }
    return lenses;
  }
}

function summary(document: vscode.TextDocument, { stories }: Prd): vscode.Command {
  const done = stories.filter((story) => story.state === 'passed').length;
  return {
    command: 'signalbox.projects.reveal',
    title: t('{done} of {total} stories pass', { done, total: stories.length }),
    tooltip: t('Show in Signalbox'),
    arguments: [document.uri],
  };
}
