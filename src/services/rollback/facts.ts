import { ok, type Result, refuse } from '../../core/result';
import { type Consent, checkRepository, type RollbackCode } from '../../core/rollback/checks';
import { asStoryCommit, type PrdThen, presentCommits, type StoryThen } from '../../core/rollback/history';
import { asThen, onlyBookkeepingDiffers } from '../../core/rollback/prd';
import type { HistoryCommit, RepositoryState } from '../../core/rollback/repository';
import { chooseTarget, type RollbackVerb, type Target } from '../../core/rollback/target';
import { say } from '../../core/sentence';
import type { Documents } from '../../ports/documents';
import type { Git, GitRepository } from '../../ports/git';
import { readPrd } from './prd-file';

/** The project as a rollback needs to know it. */
export interface RollbackProject {
  readonly slug: string;
  readonly folder: string;
  readonly prdPath: string | undefined;
}

/** All that is known before anything is decided or touched. */
export interface Facts {
  readonly project: RollbackProject;
  readonly repository: GitRepository;
  readonly state: RepositoryState;
  readonly head: string;
  readonly target: Target;
  readonly stories: readonly StoryThen[];
  /** The PRD's place in the work tree; undefined when it lies outside, or there is none. */
  readonly prdInTree: string | undefined;
  /** Files that the reverts may write. */
  readonly touched: readonly string[];
  /** Those of them that hold something which is not committed. */
  readonly inTheWay: readonly string[];
  /** The PRD is in the way, but only its bookkeeping differs. */
  readonly prdCarriedOver: boolean;
}

const HISTORY_LIMIT = 2000;
/** PRD versions looked at, newest first: several stories a day for a year. */
const MOST_VERSIONS = 600;

export async function gatherFacts(
  git: Git,
  documents: Documents,
  project: RollbackProject,
  verb: RollbackVerb,
  consent: Consent,
): Promise<Result<Facts, RollbackCode>> {
  const repository = await git.open(project.folder);
  if (!repository) {
    return refuse(
      'not_a_repository',
      say('{slug} is not in a git repository, so there are no commits to take back.', { slug: project.slug }),
    );
  }
  const state = await repository.state();
  const fit = checkRepository(state, consent);
  if (!fit.ok) return fit;
  const prdInTree = project.prdPath === undefined ? undefined : await repository.locate(project.prdPath);
  const stories = await currentStories(documents, project.prdPath);
  const history = await repository.history({ limit: HISTORY_LIMIT });
  const head = history[0];
  if (!head) return refuse('no_commits', say('This branch has no commit yet.'));
  const versions = await prdVersions(repository, history, prdInTree);
  const scope = { folder: (await repository.locate(project.folder)) ?? '', prdPath: prdInTree };
  const target = chooseTarget(
    verb,
    stories,
    presentCommits(history, scope, versions),
    asStoryCommit(head, scope, versions),
  );
  if (!target.ok) return target;
  const chosen = target.value;
  const commits = chosen.commits.map((each) => each.commit);
  return ok(
    await factsOf({ documents, repository, project, state, head: fit.value.head, commits, target: chosen, stories }),
  );
}

/** What follows from knowing the commits. */
export async function factsOf(known: {
  readonly documents: Documents;
  readonly repository: GitRepository;
  readonly project: RollbackProject;
  readonly state: RepositoryState;
  readonly head: string;
  readonly commits: readonly HistoryCommit[];
  readonly target?: Target;
  readonly stories?: readonly StoryThen[];
}): Promise<Facts> {
  const { documents, repository, project, state, head, commits } = known;
  const prdInTree = project.prdPath === undefined ? undefined : await repository.locate(project.prdPath);
  const touched = filesOf(commits);
  const inTheWay = await uncommittedAmong(repository, state, touched);
  return {
    project,
    repository,
    state,
    head,
    target: known.target ?? {
      commits: commits.map((commit) => ({ commit, inside: true, completed: [] })),
      stories: [],
      alsoFlip: [],
      evidence: 'story-commits',
    },
    stories: known.stories ?? [],
    prdInTree,
    touched,
    inTheWay,
    prdCarriedOver: await isBookkeepingOnly(documents, repository, head, project.prdPath, prdInTree, inTheWay),
  };
}

export function filesOf(commits: readonly HistoryCommit[]): string[] {
  return [
    ...new Set(commits.flatMap((commit) => commit.files.filter((file) => !file.submodule).map((file) => file.path))),
  ];
}

/** What a revert would overwrite: changed, untracked and ignored files, and those that git was told not to look at. */
export async function uncommittedAmong(
  repository: GitRepository,
  state: RepositoryState,
  touched: readonly string[],
): Promise<string[]> {
  const tracked = await repository.tracked(touched);
  const strangers = touched.filter((file) => !tracked.has(file));
  const present = (await repository.fingerprint(strangers)).filter((file) => file.blob !== undefined);
  const unwatched = await repository.unwatched([...tracked]);
  const dirty = new Set([...state.dirty, ...present.map((file) => file.path), ...unwatched]);
  return touched.filter((file) => dirty.has(file));
}

async function currentStories(documents: Documents, prdPath: string | undefined): Promise<readonly StoryThen[]> {
  if (prdPath === undefined) return [];
  const read = await documents.read(prdPath);
  const there = read.ok ? readPrd(read.value.text) : undefined;
  return there ? asThen(there.prd).stories : [];
}

async function prdVersions(
  repository: GitRepository,
  history: readonly HistoryCommit[],
  prdInTree: string | undefined,
): Promise<ReadonlyMap<string, PrdThen>> {
  const blobs = new Set<string>();
  for (const commit of history) {
    const change = commit.files.find((file) => file.path === prdInTree);
    if (change?.after) blobs.add(change.after);
    if (change?.before) blobs.add(change.before);
    if (blobs.size >= MOST_VERSIONS) break;
  }
  const found = await Promise.all(
    [...blobs].map(async (blob) => [blob, readPrd((await repository.blobText(blob)).replace(/^\uFEFF/, ''))] as const),
  );
  return new Map(found.flatMap(([blob, there]) => (there ? [[blob, asThen(there.prd)] as const] : [])));
}

async function isBookkeepingOnly(
  documents: Documents,
  repository: GitRepository,
  head: string,
  prdPath: string | undefined,
  prdInTree: string | undefined,
  inTheWay: readonly string[],
): Promise<boolean> {
  if (prdPath === undefined || prdInTree === undefined || !inTheWay.includes(prdInTree)) return false;
  const committed = await repository.fileAt(head, prdInTree);
  const read = await documents.read(prdPath);
  const before = committed && readPrd(textOf(committed));
  const now = read.ok ? readPrd(read.value.text) : undefined;
  return before !== undefined && now !== undefined && onlyBookkeepingDiffers(before, now);
}

export function textOf(bytes: Uint8Array): string {
  return new TextDecoder('utf-8').decode(bytes);
}
