import type { FileOutcome } from '../../core/rollback/model';
import type { HistoryCommit } from '../../core/rollback/repository';
import type { GitRepository } from '../../ports/git';

/** What reverting the commits, newest first, makes of each file: the merge that git would do, without touching the tree. */
export async function outcomeOf(
  repository: GitRepository,
  head: string,
  commits: readonly HistoryCommit[],
): Promise<readonly FileOutcome[]> {
  const files = new Map<string, FileOutcome>();
  for (const commit of commits) {
    for (const change of commit.files) {
      if (change.submodule) continue;
      const known = files.get(change.path);
      const before = known ? known.before : await repository.blobAt(head, change.path);
      const current = known ? known.after : before;
      const reverted = known?.conflict
        ? undefined
        : await revertedFile(repository, { current, from: change.after, to: change.before });
      files.set(change.path, {
        path: change.path,
        before,
        after: reverted ? reverted.blob : current,
        conflict: !reverted,
      });
    }
  }
  return [...files.values()].sort((a, b) => (a.path < b.path ? -1 : 1));
}

interface Change {
  readonly current: string | undefined;
  readonly from: string | undefined;
  readonly to: string | undefined;
}

async function revertedFile(
  repository: GitRepository,
  { current, from, to }: Change,
): Promise<{ readonly blob: string | undefined } | undefined> {
  if (current === from) return { blob: to };
  if (current === to) return { blob: current };
  if (current === undefined || from === undefined || to === undefined) return undefined;
  const merged = await repository.mergeBlobs(from, current, to);
  return merged && { blob: await repository.store(merged) };
}
