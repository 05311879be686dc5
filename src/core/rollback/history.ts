import type { HistoryCommit } from './repository';

/** A story as one version of the PRD had it. */
export interface StoryThen {
  readonly id: string;
  readonly title: string;
  readonly passes: boolean;
}

/** One version of the PRD. */
export interface PrdThen {
  readonly branchName: string | undefined;
  readonly stories: readonly StoryThen[];
}

/** Where a project lies in its repository; several projects of one repository may use the same story ids. */
export interface Scope {
  /** The project's folder; '' for the whole repository. */
  readonly folder: string;
  /** Undefined: outside the repository, or none. */
  readonly prdPath: string | undefined;
}

/** A commit with what it did to the PRD. */
export interface StoryCommit {
  readonly commit: HistoryCommit;
  /** It touches the project: only then does a story id in its subject mean the project's own story. */
  readonly inside: boolean;
  /** Stories that this commit turned from not passing to passing. */
  readonly completed: readonly string[];
}

/**
 * The commits of the present undertaking, newest first, without those that were taken back already and without the
 * commits that took them back. `versions` gives the PRD by blob; a version that cannot be read counts as unknown.
 */
export function presentCommits(
  history: readonly HistoryCommit[],
  scope: Scope,
  versions: ReadonlyMap<string, PrdThen>,
): StoryCommit[] {
  const takenBack = new Set<string>();
  const present: StoryCommit[] = [];
  for (const commit of history) {
    const { before, after } = versionsAround(commit, scope.prdPath, versions);
    const target = revertedBy(commit);
    if (takenBack.has(commit.sha)) {
      // A revert that was itself taken back: what it had taken back stands again.
    } else if (target !== undefined) takenBack.add(target);
    else present.push({ commit, inside: touches(commit, scope), completed: completedBetween(before, after) });
    if (startsAnew(before, after)) break;
  }
  return present;
}

/** One commit with what it did to the PRD, whatever became of it later. */
export function asStoryCommit(
  commit: HistoryCommit,
  scope: Scope,
  versions: ReadonlyMap<string, PrdThen>,
): StoryCommit {
  const { before, after } = versionsAround(commit, scope.prdPath, versions);
  return { commit, inside: touches(commit, scope), completed: completedBetween(before, after) };
}

const PRD_FILE = /(^|\/)prd(-[^/]*)?\.json$/;

/** Whether a commit is about this project: it touches its folder, and not the PRD of another one instead of ours. */
export function touches(commit: HistoryCommit, { folder, prdPath }: Scope): boolean {
  if (commit.files.length === 0) return true;
  if (commit.files.some((file) => file.path === prdPath)) return true;
  const inFolder = commit.files.filter((file) => folder === '' || file.path.startsWith(`${folder}/`));
  return inFolder.length > 0 && !inFolder.some((file) => PRD_FILE.test(file.path) && prdPath !== undefined);
}

function versionsAround(
  commit: HistoryCommit,
  prdPath: string | undefined,
  versions: ReadonlyMap<string, PrdThen>,
): { readonly before: PrdThen | undefined; readonly after: PrdThen | undefined } {
  const change = commit.files.find((file) => file.path === prdPath);
  return {
    before: change?.before === undefined ? undefined : versions.get(change.before),
    after: change?.after === undefined ? undefined : versions.get(change.after),
  };
}

/** The commit that a "This reverts commit …" in the message names. */
export function revertedBy(commit: HistoryCommit): string | undefined {
  return /^This reverts commit ([0-9a-f]{40,64})/m.exec(commit.body)?.[1];
}

function completedBetween(before: PrdThen | undefined, after: PrdThen | undefined): string[] {
  if (!before || !after) return [];
  const open = new Set(before.stories.filter((story) => !story.passes).map((story) => story.id));
  return after.stories.filter((story) => story.passes && open.has(story.id)).map((story) => story.id);
}

/** Another `branchName` is another undertaking, whose stories may bear the same ids. */
function startsAnew(before: PrdThen | undefined, after: PrdThen | undefined): boolean {
  return before !== undefined && after !== undefined && before.branchName !== after.branchName;
}

/** Whether a subject names the story: the id as a word of its own, so that US-1 is not found in US-10 or US-1a. */
export function namesStory(subject: string, id: string): boolean {
  const escaped = id.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
  return new RegExp(`(?<![A-Za-z0-9_-])${escaped}(?![A-Za-z0-9_]|-[A-Za-z0-9])`, 'i').test(subject);
}
