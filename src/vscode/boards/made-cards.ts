import * as vscode from 'vscode';
import { taskOfStory } from '../../core/board/from-stories';
import type { Project } from '../../core/project/model';
import { ok, type Result, refuse } from '../../core/result';
import { say } from '../../core/sentence';
import type { CardView, MadeVerb } from '../../protocol/board';
import type { BoardSession } from '../../services/board-panel/session';
import type { Shelf } from '../../services/board-panel/shelf';
import { storiesRef } from '../../services/board-panel/stories-board';
import type { Projects } from '../../services/projects/api';

export interface MadeCardParts {
  readonly session: BoardSession;
  readonly shelf: Shelf;
  readonly projects: Pick<Projects, 'find'>;
  readonly openSource: () => Promise<Result<null>>;
}

/** Does what a card of a made board offers: the same commands as the tree of projects, for the card's project or story. */
export async function takeOffer(parts: MadeCardParts, id: string, verb: MadeVerb): Promise<Result<unknown>> {
  const card = parts.session.board?.source.card(id);
  const project = card?.opens && parts.projects.find(card.opens.project);
  if (!card?.offers?.includes(verb) || !project)
    return refuse('not_found', say('This card has changed meanwhile. Look at it again.'));
  const { slug } = project.record;
  switch (verb) {
    case 'approve':
      return command('signalbox.projects.approve', slug);
    case 'unapprove':
      return command('signalbox.projects.unapprove', slug);
    case 'cancel':
      return command('signalbox.projects.cancel', slug);
    case 'plan':
      return command('signalbox.plans.open', slug);
    case 'stories':
      return parts.session.useBoard(storiesRef(slug));
    case 'openSource':
      return parts.openSource();
    case 'openFolder':
      return command('revealInExplorer', vscode.Uri.file(project.folder));
    case 'rollBack':
      return rollBack(project, card);
    case 'createTask':
      return createTask(parts.shelf, project, card);
  }
}

async function command(id: string, ...args: readonly unknown[]): Promise<Result<null>> {
  await vscode.commands.executeCommand(id, ...args);
  return ok(null);
}

function rollBack({ record }: Project, { opens }: CardView): Promise<Result<null>> {
  if (opens?.kind !== 'story' || record.prdPath === null) return command('signalbox.rollback.lastStory', record.slug);
  return command('signalbox.rollback.story', vscode.Uri.file(record.prdPath), opens.story);
}

/** Puts the story on the workspace's current board, once, and shows it there. */
async function createTask(shelf: Shelf, { prd, record }: Project, card: CardView): Promise<Result<null>> {
  if (!vscode.workspace.isTrusted)
    return refuse('untrusted_workspace', say('Signalbox only reads while this workspace is not trusted.'));
  const story = prd?.stories.find((each) => each.id === card.opens?.story);
  if (!prd || !story) return refuse('not_found', say('This story is not in its prd.json any more.'));
  const ref = await shelf.current();
  const opened = await shelf.open(ref);
  if (!opened.ok) return opened;
  try {
    const { live } = opened.value;
    if (!live) return refuse('no_folder', say('Open a folder first: a board lives in its folder.'));
    const made = await live.execute(taskOfStory(prd, story, record.slug));
    if (!made.ok) return made;
    return command('signalbox.boards.open', ref, made.value.task);
  } finally {
    opened.value.dispose();
  }
}
