import { getLocation } from 'jsonc-parser';
import * as vscode from 'vscode';
import { DEPENDENCY_KEYS } from '../../core/project/fields';
import type { Prd, Story } from '../../core/project/model';
import { storyWords } from '../projects/appearance';
import { dependentsOf, factsOfStories } from '../projects/stories';
import { t } from '../translate';
import { type PrdDocuments, toRange } from './documents';

/** Ids of the other stories, inside `dependsOn` and the names that other dialects have for it. */
export class DependencyCompletions implements vscode.CompletionItemProvider {
  readonly #documents: PrdDocuments;

  constructor(documents: PrdDocuments) {
    this.#documents = documents;
  }

  async provideCompletionItems(
    document: vscode.TextDocument,
    position: vscode.Position,
  ): Promise<vscode.CompletionItem[]> {
    const prd = (await this.#documents.read(document))?.prd;
    const owner = prd?.stories.find((story) => toRange(story.range).contains(position));
    if (!prd || !owner) return [];
    // Only the story's own text is looked through, however long the document is.
    const range = toRange(owner.range);
    const start = document.offsetAt(range.start);
    const location = getLocation(document.getText(range), document.offsetAt(position) - start);
    const { path, previousNode, isAtPropertyKey } = location;
    const key = path.at(-2);
    if (isAtPropertyKey || typeof path.at(-1) !== 'number' || !isDependencyKey(key)) return [];
    const at = (offset: number) => document.positionAt(start + offset);
    const within =
      previousNode && !at(previousNode.offset + previousNode.length).isBefore(position)
        ? new vscode.Range(at(previousNode.offset), at(previousNode.offset + previousNode.length))
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
