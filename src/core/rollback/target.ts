import { ok, type Result, refuse } from '../result';
import { say } from '../sentence';
import { namesStory, revertedBy, type StoryCommit, type StoryThen } from './history';

export type RollbackVerb =
  | { readonly kind: 'last-story' }
  | { readonly kind: 'story'; readonly id: string }
  | { readonly kind: 'before-story'; readonly id: string }
  | { readonly kind: 'last-commit' };

/** Why these commits were taken for the story's: told in the preview. */
export type Evidence = 'story-commits' | 'head-alone';

export interface Target {
  /** To revert, newest first. */
  readonly commits: readonly StoryCommit[];
  /** Whose `passes` must be false afterwards. */
  readonly stories: readonly string[];
  /** Other stories that the same commits completed: they flip with them. */
  readonly alsoFlip: readonly string[];
  readonly evidence: Evidence;
}

export type TargetCode = 'nothing_to_revert' | 'story_not_found';

/** Which commits a verb means and which stories go back with them. `present` is newest first; `head` is HEAD itself. */
export function chooseTarget(
  verb: RollbackVerb,
  stories: readonly StoryThen[],
  present: readonly StoryCommit[],
  head: StoryCommit,
): Result<Target, TargetCode> {
  switch (verb.kind) {
    case 'last-commit':
      return oneCommit(stories, head);
    case 'last-story':
      return lastStory(stories, present);
    case 'story':
      return oneStory(verb.id, stories, present);
    case 'before-story':
      return fromStoryOn(verb.id, stories, present);
  }
}

function lastStory(stories: readonly StoryThen[], present: readonly StoryCommit[]): Result<Target, TargetCode> {
  const passing = stories.filter((story) => story.passes);
  if (passing.length === 0) {
    return refuse(
      'nothing_to_revert',
      say('No story passes yet, so there is none to roll back. Roll back the last commit instead.'),
    );
  }
  const last = completionOrder(passing, present)[0];
  return last === undefined ? newestAlone(stories, present) : targetOf([last], stories, present);
}

function oneStory(
  id: string,
  stories: readonly StoryThen[],
  present: readonly StoryCommit[],
): Result<Target, TargetCode> {
  const story = find(stories, id);
  if (!story) return refuse('story_not_found', say('The PRD has no story "{id}".', { id }), { story: id });
  return targetOf([story.id], stories, present);
}

function fromStoryOn(
  id: string,
  stories: readonly StoryThen[],
  present: readonly StoryCommit[],
): Result<Target, TargetCode> {
  const story = find(stories, id);
  if (!story) return refuse('story_not_found', say('The PRD has no story "{id}".', { id }), { story: id });
  const order = completionOrder(
    stories.filter((each) => each.passes || each.id === story.id),
    present,
  );
  const position = order.indexOf(story.id);
  if (position < 0) return noCommits(story.id);
  return targetOf(order.slice(0, position + 1), stories, present);
}

function newestAlone(stories: readonly StoryThen[], present: readonly StoryCommit[]): Result<Target, TargetCode> {
  const newest = present.find((each) => each.inside);
  if (!newest) return refuse('nothing_to_revert', say('There is no commit that has not been taken back already.'));
  return oneCommit(stories, newest);
}

/** One commit: the story that it completed, else the one that its subject names, else the last that passes, else none. */
function oneCommit(stories: readonly StoryThen[], commit: StoryCommit): Result<Target, TargetCode> {
  const passing = revertedBy(commit.commit) ? [] : stories.filter((story) => story.passes);
  const story =
    passing.find((each) => commit.completed.includes(each.id)) ??
    passing.find((each) => namesStory(commit.commit.subject, each.id)) ??
    passing.at(-1);
  const chosen = story ? [story.id] : [];
  return ok({
    commits: [commit],
    stories: chosen,
    alsoFlip: others(commit.completed, chosen, stories),
    evidence: 'head-alone',
  });
}

function targetOf(
  ids: readonly string[],
  stories: readonly StoryThen[],
  present: readonly StoryCommit[],
): Result<Target, TargetCode> {
  const commits = present.filter((each) => ids.some((id) => belongsTo(each, id)));
  if (commits.length === 0) return noCommits(ids[0] ?? '');
  const completed = commits.flatMap((each) => each.completed);
  return ok({ commits, stories: ids, alsoFlip: others(completed, ids, stories), evidence: 'story-commits' });
}

function noCommits(id: string): Result<Target, TargetCode> {
  return refuse(
    'nothing_to_revert',
    say(
      'No commit names {id} or turned it to passing, so nothing tells what to take back. Roll back the last commit instead.',
      { id },
    ),
    { story: id },
  );
}

function belongsTo(each: StoryCommit, id: string): boolean {
  return each.completed.includes(id) || (each.inside && namesStory(each.commit.subject, id));
}

/** Ids by when they were completed, newest first; stories without a commit are left out. */
function completionOrder(stories: readonly StoryThen[], present: readonly StoryCommit[]): string[] {
  const position = (id: string) => {
    const completed = present.findIndex((each) => each.completed.includes(id));
    return completed >= 0 ? completed : present.findIndex((each) => belongsTo(each, id));
  };
  return stories
    .map((story, inFile) => ({ id: story.id, at: position(story.id), inFile }))
    .filter((each) => each.at >= 0)
    .sort((a, b) => a.at - b.at || b.inFile - a.inFile)
    .map((each) => each.id);
}

function others(completed: readonly string[], chosen: readonly string[], stories: readonly StoryThen[]): string[] {
  const passing = new Set(stories.filter((story) => story.passes).map((story) => story.id));
  return [...new Set(completed)].filter((id) => !chosen.includes(id) && passing.has(id));
}

function find(stories: readonly StoryThen[], id: string): StoryThen | undefined {
  return (
    stories.find((story) => story.id === id) ?? stories.find((story) => story.id.toLowerCase() === id.toLowerCase())
  );
}
