import { ok, type Result, refuse } from '../../core/result';
import { type Consent, checkRepository, type RollbackCode } from '../../core/rollback/checks';
import type { RollbackResult } from '../../core/rollback/model';
import type { RollbackRecord } from '../../core/rollback/record';
import type { HistoryCommit } from '../../core/rollback/repository';
import { saidBy, say, sayMany, spoken } from '../../core/sentence';
import type { Documents } from '../../ports/documents';
import type { GitRepository } from '../../ports/git';
import { type Facts, factsOf, filesOf } from './facts';
import { captureBefore, type Performed, perform, type Step } from './perform';
import { setPasses } from './prd-file';
import type { Rescue } from './rescue';
import { asCaptured, asRecorded, restore, sameFile } from './restore';

type Done<T> = Promise<Result<T, RollbackCode>>;
type Alone = (
  facts: Facts,
  stories: readonly string[],
  undoes: string | undefined,
  act: (rescue: Rescue, opening: RollbackRecord) => Done<Performed>,
) => Done<Performed>;

export interface UndoOptions extends Consent {
  readonly progress?: (step: Step, detail: string) => void;
}

/**
 * Undoes a rollback. Nothing happened since: branch and files go back to exactly what they were. Commits came on top or
 * the files were changed: the reverts are reverted in turn, as a rollback of their own.
 */
export async function undoRecord(
  repository: GitRepository,
  rescue: Rescue,
  record: RollbackRecord,
  documents: Documents,
  options: UndoOptions,
  alone: Alone,
): Done<RollbackResult> {
  if (record.phase === 'begun') return finishInterrupted(repository, rescue, record, documents);
  const state = await repository.state();
  const fit = checkRepository(state, { detached: record.branch === null || options.detached === true });
  if (!fit.ok) return fit;
  const project = { slug: record.slug, folder: record.root, prdPath: record.prd?.path };
  const untouched = fit.value.head === record.newHead && (await isAsLeft(repository, record));
  const commits = await commitsToUndo(repository, record);
  const facts = await factsOf({ documents, repository, project, state, head: fit.value.head, commits });

  let done: Result<Performed, RollbackCode>;
  if (untouched) {
    done = await alone(facts, record.stories, record.token, (place, opening) =>
      goBackExactly(facts, record, documents, place, opening),
    );
  } else if (record.method === 'reset' || !(await isAncestor(repository, record, fit.value.head))) {
    return refuse(
      'stale',
      say(
        'The branch has moved on since rollback {token}. Its commits are kept under refs/signalbox/rescue/{token}/head.',
        { token: record.token },
      ),
      { token: record.token },
    );
  } else {
    const work = {
      facts,
      consent: options,
      commits,
      stories: record.stories,
      passesAfter: true,
      progress: options.progress ?? (() => {}),
    };
    done = await alone(facts, record.stories, record.token, (place, opening) =>
      perform(work, documents, place, opening),
    );
  }
  if (!done.ok) return done;
  await rescue.write({ ...record, phase: 'undone' });
  return ok({
    success: true,
    ...spoken(
      record.stories.length === 0
        ? say('Undone: the commits are back.')
        : sayMany(record.stories.length, 'Undone: {stories} passes again.', 'Undone: {stories} pass again.', {
            stories: record.stories.join(', '),
          }),
    ),
    revertedCommits: done.value.reverted,
    newHead: done.value.newHead,
    storiesReverted: [],
    method: record.method,
    undo: done.value.record.token,
  });
}

async function finishInterrupted(
  repository: GitRepository,
  rescue: Rescue,
  record: RollbackRecord,
  documents: Documents,
): Done<RollbackResult> {
  const back = await restore(repository, documents, record);
  if (!back.ok) return back;
  await rescue.drop(record.token);
  return ok({
    success: true,
    ...spoken(say('The interrupted rollback was taken back.')),
    revertedCommits: [],
    newHead: record.oldHead,
    storiesReverted: [],
    method: record.method,
    undo: '',
  });
}

async function isAsLeft(repository: GitRepository, record: RollbackRecord): Promise<boolean> {
  const now = await repository.fingerprint(record.touched);
  return now.every((file, i) => record.after?.[i] !== undefined && sameFile(file, asCaptured(record.after[i]!)));
}

/** The reverts that a rollback made, newest first; for a branch that was moved back, the commits that it left. */
function commitsToUndo(repository: GitRepository, record: RollbackRecord): Promise<readonly HistoryCommit[]> {
  const newHead = record.newHead ?? record.oldHead;
  return record.method === 'reset'
    ? repository.between(newHead, record.oldHead)
    : repository.between(record.oldHead, newHead);
}

async function isAncestor(repository: GitRepository, record: RollbackRecord, head: string): Promise<boolean> {
  return (await repository.between(head, record.newHead ?? record.oldHead)).length === 0;
}

async function goBackExactly(
  facts: Facts,
  record: RollbackRecord,
  documents: Documents,
  rescue: Rescue,
  opening: RollbackRecord,
): Done<Performed> {
  const { repository } = facts;
  const before = await captureBefore({
    ...facts,
    touched: [...new Set([...record.touched, ...filesOf(facts.target.commits.map((each) => each.commit))])],
  });
  const begun: RollbackRecord = { ...opening, before: before.map(asRecorded), touched: record.touched };
  await rescue.keep(begun, before);
  const failed = await moveExactly(facts, record, documents);
  if (failed) {
    const back = await restore(repository, documents, begun);
    if (!back.ok) return back;
    await rescue.drop(begun.token);
    return { ok: false, refusal: failed };
  }
  const after = await repository.fingerprint(record.touched);
  // The rollback that was undone is what can be done again; this step back needs no entry of its own in the list.
  const finished: RollbackRecord = { ...begun, phase: 'undone', newHead: record.oldHead, after: after.map(asRecorded) };
  await rescue.write(finished);
  return ok({ record: finished, newHead: record.oldHead, method: record.method, reverted: [] });
}

async function moveExactly(facts: Facts, record: RollbackRecord, documents: Documents) {
  const { repository } = facts;
  const touched = new Set(record.touched);
  const before = record.before.filter((file) => touched.has(file.path)).map(asCaptured);
  // Uncommitted work that the rollback put back on top stands in the way of moving the branch; its bytes are in `before`.
  const uncommitted = new Set(facts.inTheWay);
  const tracked = await repository.tracked([...uncommitted]);
  await repository.checkoutFromHead([...uncommitted].filter((file) => tracked.has(file)));
  await repository.putBack(
    [...uncommitted].filter((file) => !tracked.has(file)).map((path) => ({ path, blob: undefined, mode: undefined })),
  );
  const moved = await repository.moveTo(record.oldHead);
  if (!moved.ok)
    return refuse<RollbackCode>(
      'git_failed',
      say('The branch could not be moved back: {message}.', { message: moved.message || say('git gave no reason') }),
    ).refusal;
  const now = await repository.fingerprint(before.map((file) => file.path));
  await repository.putBack(before.filter((file, i) => !sameFile(file, now[i])));
  await repository.refreshIndex();
  if (record.prd && !record.prd.inRepository) {
    const flipped = await setPasses(documents, record.prd.path, record.stories, true);
    if (!flipped.ok && flipped.refusal.code !== 'not_found')
      return refuse<RollbackCode>('prd_edit_failed', saidBy(flipped.refusal)).refusal;
  }
  return undefined;
}
