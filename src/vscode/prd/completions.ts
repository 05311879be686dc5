import { getLocation } from 'jsonc-parser';
import * as vscode from 'vscode';
import { DEPENDENCY_KEYS } from '../../core/project/fields';
import type { Prd, Story } from '../../core/project/model';
import { storyWords } from '../projects/appearance';
import { dependentsOf, factsOfStories } from '../projects/stories';
import { t } from '../translate';
import type { PrdDocuments } from './documents';

/** Ids of the other stories, inside `dependsOn` and the names that other dialects have for it. */
export class DependencyCompletions implements vscode.CompletionItemProvider {
  readonly #documents: PrdDocuments;

  constructor(documents: PrdDocuments) {
    this.#documents = documents;
  }

  provideCompletionItems(document: vscode.TextDocument, position: vscode.Position): vscode.CompletionItem[] {
    const prd = this.#documents.read(document)?.prd;
    if (!prd) return [];
    const { path, previousNode, isAtPropertyKey } = getLocation(document.getText(), document.offsetAt(position));
    const key = path.at(-2);
    if (isAtPropertyKey || typeof path.at(-1) !== 'number' || !isDependencyKey(key)) return [];
    const owner = prd.stories.find((story) => story.path.every((step, index) => step === path[index]));
    if (!owner) return [];
    const within =
      previousNode && document.offsetAt(position) <= previousNode.offset + previousNode.length
        ? new vscode.Range(
            document.positionAt(previousNode.offset),
            document.positionAt(previousNode.offset + previousNode.length),
          )
        : new vscode.Range(position, position);
    const facts = factsOfStories(prd, []);
    return candidates(prd, owner).map((story, index) => {
      const item = new vscode.CompletionItem(story.id, vscode.CompletionItemKind.Reference);
      const literal = JSON.stringify(story.id);
      item.detail = story.title;
      item.documentation = storyWords(story, facts[story.index]?.waitsFor ?? [], t);
      item.insertText = literal;
      item.filterText = literal;
      item.range = within;
      item.sortText = String(index).padStart(6, '0');
      return item;
    });
  }
}

function isDependencyKey(key: string | number | undefined): boolean {
  return (DEPENDENCY_KEYS as readonly (string | number | undefined)[]).includes(key);
}

/** Every other story but those it has already and those that wait for it: choosing one of them would make a ring. */
function candidates(prd: Prd, owner: Story): Story[] {
  const dependents = dependentsOf(prd, owner.id);
  return prd.stories.filter(
    (story) =>
      !story.idMadeUp && story.id !== owner.id && !owner.dependsOn.includes(story.id) && !dependents.has(story.id),
  );
}
