import * as vscode from 'vscode';
import { fullTime } from '../../core/moments';
import type { Prd, Story } from '../../core/project/model';
import type { StoryHistory } from '../../services/story-history';
import { age } from '../projects/appearance';
import { storyMarkdown } from '../projects/tooltips';
import { t } from '../translate';
import type { PrdDocuments } from './documents';

const COMMITS = 5;

/** Over an id or a title: the story, and what happened to it. Also where another story names it. */
export class PrdHovers implements vscode.HoverProvider {
  readonly #documents: PrdDocuments;
  readonly #history: StoryHistory;

  constructor(documents: PrdDocuments, history: StoryHistory) {
    this.#documents = documents;
    this.#history = history;
  }

  async provideHover(
    document: vscode.TextDocument,
    position: vscode.Position,
    token: vscode.CancellationToken,
  ): Promise<vscode.Hover | undefined> {
    const prd = (await this.#documents.read(document))?.prd;
    const range = prd && document.getWordRangeAtPosition(position, /"(?:[^"\\]|\\.)*"|\d+/);
    const story = range && storyAt(prd, document.getText(range), position);
    if (!story) return undefined;
    const project = this.#documents.projectOf(document);
    const folder = project?.folder ?? vscode.Uri.joinPath(document.uri, '..').fsPath;
    const markdown = storyMarkdown(prd, story, t);
    const commits = story.idMadeUp ? [] : await this.#history.commitsOf(folder, story.id, COMMITS);
    if (token.isCancellationRequested) return undefined;
    const iterations = project?.tools.iterations?.filter(({ storyId }) => storyId === story.id) ?? [];
    const last = iterations.at(-1);
    if (last) {
      const when = fullTime(last.endedAt, vscode.env.language);
      markdown
        .appendMarkdown('\n\n')
        .appendText(
          iterations.length === 1
            ? t('1 iteration, {when}', { when })
            : t('{count} iterations, the last one {when}', { count: iterations.length, when }),
        );
    }
    const progress = project?.tools.progress;
    if (progress && namesId(progress.heading, story.id)) {
      markdown
        .appendMarkdown('\n\n---\n\n')
        .appendText(progress.heading)
        .appendMarkdown('\n\n')
        .appendText(progress.text);
    }
    if (commits.length > 0) markdown.appendMarkdown('\n\n---\n\n');
    for (const { sha, subject, author, at } of commits) {
      const old = age(new Date(at).toISOString(), Date.now(), t);
      const ago = old ? t('{time} ago', { time: old }) : t('just now');
      markdown.appendMarkdown(`$(git-commit) \`${sha.slice(0, 7)}\` `).appendText(`${subject} · ${author} · ${ago}`);
      markdown.appendMarkdown('  \n');
    }
    return new vscode.Hover(markdown, range);
  }
}

/** The story whose id stands here, or whose title does within its own object. */
function storyAt(prd: Prd, literal: string, position: vscode.Position): Story | undefined {
  const text = literal.startsWith('"') ? unquote(literal) : literal;
  const line = position.line + 1;
  const holder = prd.stories.find((story) => story.range.line <= line && line <= story.range.endLine);
  if (holder && (holder.title === text || holder.id === text)) return holder;
  return prd.stories.find((story) => !story.idMadeUp && story.id === text);
}

function unquote(literal: string): string | undefined {
  try {
    return String(JSON.parse(literal));
  } catch {
    return undefined;
  }
}

function namesId(heading: string, id: string): boolean {
  return heading
    .toLowerCase()
    .split(/[^\p{L}\p{N}_-]+/u)
    .includes(id.toLowerCase());
}
