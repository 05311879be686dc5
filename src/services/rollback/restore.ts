import { ok, type Result, refuse } from '../../core/result';
import { revertedBy } from '../../core/rollback/history';
import { type CapturedFileRecord, RESCUE, type RollbackRecord } from '../../core/rollback/record';
import { type Sentence, saidBy, say } from '../../core/sentence';
import type { Documents } from '../../ports/documents';
import type { CapturedFile, GitRepository } from '../../ports/git';
import { setPasses } from './prd-file';

/**
 * Takes a rollback back that did not come to its end: branch, index, touched files and stories as they were, byte by byte.
 * It also works after a kill between any two steps. What somebody else wrote into those files meanwhile is kept under a ref.
 */
export async function restore(
  repository: GitRepository,
  documents: Documents,
  record: RollbackRecord,
): Promise<Result<void, 'git_failed'>> {
  let state = await repository.state();
  if (state.indexLocked) await repository.removeStaleIndexLock();
  if (state.operation === 'revert') await repository.abortRevert();
  state = await repository.state();
  if (state.head === undefined || (state.branch ?? null) !== record.branch)
    return leftAlone(record, say('another branch is checked out'));
  if (state.head !== record.oldHead) {
    if (!(await areOurs(repository, record, state.head))) return leftAlone(record, say('there are new commits on top'));
  }
  await keepStrangers(repository, record, new Set([...state.dirty, ...state.untracked]));
  if (state.head !== record.oldHead || state.staged.length > 0) {
    const moved = state.staged.length > 0 ? undefined : await repository.moveTo(record.oldHead);
    if (!moved?.ok) {
      const forced = await repository.forceIndexTo(record.oldHead, state.head);
      if (!forced.ok)
        return refuse('git_failed', say('The branch could not be moved back: {message}.', { message: forced.message }));
    }
  }
  const before = touchedBefore(record);
  const now = await repository.fingerprint(before.map((file) => file.path));
  await repository.putBack(before.filter((file, i) => !sameFile(file, now[i])));
  await repository.refreshIndex();
  if (record.prd && !record.prd.inRepository) {
    const flipped = await setPasses(documents, record.prd.path, record.stories, record.storiesPassed);
    if (!flipped.ok && flipped.refusal.code !== 'not_found') return refuse('git_failed', saidBy(flipped.refusal));
  }
  return ok(undefined);
}

/** Files that the rollback never touches are not put back either: somebody may be at work in them. */
function touchedBefore(record: RollbackRecord): CapturedFile[] {
  const touched = new Set(record.touched);
  return record.before.filter((file) => touched.has(file.path)).map(asCaptured);
}

function leftAlone(record: RollbackRecord, why: Sentence): Result<void, 'git_failed'> {
  return refuse(
    'git_failed',
    say(
      'An interrupted rollback ({token}) was left as it is, because {why}. Everything from before is kept under {place}.',
      { token: record.token, why, place: `${RESCUE}/${record.token}` },
    ),
    { token: record.token },
  );
}

/** Only this rollback's own work stands between then and now: reverts of its commits, or the commits that it brings back. */
async function areOurs(repository: GitRepository, record: RollbackRecord, head: string): Promise<boolean> {
  const since = await repository.between(record.oldHead, head);
  return since.every(
    (commit) => record.commits.includes(revertedBy(commit) ?? '') || record.commits.includes(commit.sha),
  );
}

/** Bytes that are neither from before nor from a commit would be lost by putting back: they get a ref of their own. */
async function keepStrangers(
  repository: GitRepository,
  record: RollbackRecord,
  uncommitted: ReadonlySet<string>,
): Promise<void> {
  const before = touchedBefore(record).filter((file) => uncommitted.has(file.path));
  const now = await repository.capture(before.map((file) => file.path));
  const changed = now.filter((file, i) => file.blob !== undefined && !sameFile(file, before[i]));
  if (changed.length === 0) return;
  const commit = await repository.commitOfCaptured(
    changed,
    record.oldHead,
    `Files as they were when ${record.token} was taken back`,
  );
  await repository.setRef(`${RESCUE}/${record.token}/late`, commit);
}

export function asCaptured(file: CapturedFileRecord): CapturedFile {
  return { path: file.path, blob: file.blob, mode: file.mode as CapturedFile['mode'] };
}

export function asRecorded(file: CapturedFile): CapturedFileRecord {
  return file.blob === undefined || file.mode === undefined
    ? { path: file.path }
    : { path: file.path, blob: file.blob, mode: file.mode };
}

export function sameFile(a: CapturedFile | undefined, b: CapturedFile | undefined): boolean {
  return a?.blob === b?.blob && a?.mode === b?.mode;
}
