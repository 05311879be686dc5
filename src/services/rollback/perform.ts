import { ok, type Refusal, type Result, refuse } from '../../core/result';
import { type Consent, nameSome, overlap, type RollbackCode } from '../../core/rollback/checks';
import type { RollbackMethod } from '../../core/rollback/model';
import type { RollbackRecord } from '../../core/rollback/record';
import type { HistoryCommit } from '../../core/rollback/repository';
import { saidBy, say } from '../../core/sentence';
import type { Documents } from '../../ports/documents';
import type { CapturedFile } from '../../ports/git';
import { type Facts, filesOf, textOf, uncommittedAmong } from './facts';
import { carryOver, type ReadablePrd, readPrd, setPasses } from './prd-file';
import type { Rescue } from './rescue';
import { asRecorded, restore } from './restore';

export type Step = 'keeping' | 'reverting' | 'putting-back' | 'stories';

/** What a rollback is to do, once everything is decided. */
export interface Work {
  readonly facts: Facts;
  readonly consent: Consent;
  readonly commits: readonly HistoryCommit[];
  readonly stories: readonly string[];
  /** False for a rollback, true when one is undone by reverting its reverts. */
  readonly passesAfter: boolean;
  readonly progress: (step: Step, detail: string) => void;
}

export interface Performed {
  readonly record: RollbackRecord;
  readonly newHead: string;
  readonly method: RollbackMethod;
  readonly reverted: readonly string[];
}

type Done<T> = Promise<Result<T, RollbackCode>>;

/**
 * Reverts the commits and sets the stories, all or nothing. The caller holds the repository's one place for a rollback.
 * Before anything changes, a rescue ref holds HEAD and another all uncommitted work; any failure takes everything back.
 */
export async function perform(
  work: Work,
  documents: Documents,
  rescue: Rescue,
  opening: RollbackRecord,
): Done<Performed> {
  const { facts, consent } = work;
  const refusal = overlapOf(facts, consent);
  if (refusal) return { ok: false, refusal };

  work.progress('keeping', facts.head);
  const before = await captureBefore(facts);
  const record: RollbackRecord = { ...opening, before: before.map(asRecorded), touched: facts.touched };
  await rescue.keep(record, before);

  const outcome = await changeEverything(work, documents, before);
  if (outcome.ok) return finish(facts, rescue, record, outcome.value);
  const back = await restore(facts.repository, documents, record);
  if (!back.ok) return back;
  const instead =
    outcome.refusal.code === 'conflict' && consent.reset
      ? await resetInstead(work, documents, rescue, record)
      : undefined;
  if (instead?.ok) return instead;
  await rescue.drop(record.token);
  return instead ?? outcome;
}

/** Answers with the commits that were reverted: those of which nothing was left are not among them. */
async function changeEverything(
  work: Work,
  documents: Documents,
  before: readonly CapturedFile[],
): Done<readonly string[]> {
  const { facts } = work;
  const prd = await uncommittedPrd(documents, facts);
  await setAside(facts, before);
  const reverted: string[] = [];
  for (const commit of work.commits) {
    work.progress('reverting', commit.subject);
    const outcome = await facts.repository.revert(commit.sha, commit.parents.length > 1);
    if (outcome.kind === 'conflict') return conflict(commit, outcome.files);
    if (outcome.kind === 'failed') {
      return refuse(
        'git_failed',
        say('git could not revert "{subject}": {message}. Nothing was changed.', {
          subject: commit.subject,
          message: outcome.message || say('git gave no reason'),
        }),
        { commit: commit.sha },
      );
    }
    if (outcome.kind === 'reverted') reverted.push(commit.sha);
  }
  const back = await putBackOnTop(work, documents, before, prd);
  if (!back.ok) return back;
  const flipped = await flip(work, documents);
  return flipped.ok ? ok(reverted) : flipped;
}

function conflict(commit: HistoryCommit, files: readonly string[]): Result<never, RollbackCode> {
  return refuse(
    'conflict',
    say('Later changes stand in the way of reverting "{subject}", in {files}. Everything is as it was before.', {
      subject: commit.subject,
      files: nameSome(files),
    }),
    { files, commit: commit.sha },
  );
}

/** Takes what is uncommitted in the touched files out of the way of the reverts; its bytes are kept. */
async function setAside(facts: Facts, before: readonly CapturedFile[]): Promise<void> {
  if (facts.inTheWay.length === 0) return;
  const tracked = await facts.repository.tracked(facts.inTheWay);
  const strangers = before.filter((file) => facts.inTheWay.includes(file.path) && !tracked.has(file.path));
  await facts.repository.checkoutFromHead(facts.inTheWay.filter((file) => tracked.has(file)));
  await facts.repository.putBack(strangers.map(({ path }) => ({ path, blob: undefined, mode: undefined })));
}

/** The PRD with its uncommitted bookkeeping, and the committed one, while both can still be read. */
async function uncommittedPrd(documents: Documents, facts: Facts): Promise<[ReadablePrd, ReadablePrd] | undefined> {
  if (!facts.prdCarriedOver || facts.prdInTree === undefined || facts.project.prdPath === undefined) return undefined;
  const committed = await facts.repository.fileAt(facts.head, facts.prdInTree);
  const now = await documents.read(facts.project.prdPath);
  const head = committed && readPrd(textOf(committed));
  const disk = now.ok ? readPrd(now.value.text) : undefined;
  return head && disk ? [head, disk] : undefined;
}

async function putBackOnTop(
  work: Work,
  documents: Documents,
  before: readonly CapturedFile[],
  prd: [ReadablePrd, ReadablePrd] | undefined,
): Done<void> {
  const { facts } = work;
  for (const path of facts.inTheWay) {
    work.progress('putting-back', path);
    if (prd && path === facts.prdInTree && facts.project.prdPath !== undefined) {
      const carried = await carryOver(documents, facts.project.prdPath, ...prd, work.passesAfter ? [] : work.stories);
      if (!carried.ok && carried.refusal.code !== 'not_found')
        return refuse('prd_edit_failed', saidBy(carried.refusal));
      continue;
    }
    const theirs = before.find((file) => file.path === path);
    if (!theirs) continue;
    if (!(await putOneBack(facts, theirs))) {
      return refuse(
        'dirty_overlap',
        say(
          'Your uncommitted changes in {path} do not fit on top of the rollback. Commit them first; nothing was changed.',
          { path },
        ),
        {
          files: [path],
        },
      );
    }
  }
  return ok(undefined);
}

/** One file's uncommitted work on top of what the reverts left; false when both changed the same lines. */
async function putOneBack(facts: Facts, theirs: CapturedFile): Promise<boolean> {
  const { repository } = facts;
  const [ours] = await repository.capture([theirs.path]);
  const base = await repository.fileAt(facts.head, theirs.path);
  const committed = base && (await repository.store(base));
  if (ours?.blob === committed) {
    await repository.putBack([theirs]);
    return true;
  }
  if (!ours?.blob || !committed || !theirs.blob || theirs.mode === '120000') return false;
  const merged = await repository.mergeBlobs(committed, ours.blob, theirs.blob);
  if (!merged) return false;
  await repository.putBack([{ ...theirs, blob: await repository.store(merged) }]);
  return true;
}

async function flip(work: Work, documents: Documents): Done<void> {
  const { prdPath } = work.facts.project;
  if (prdPath === undefined || work.stories.length === 0) return ok(undefined);
  work.progress('stories', work.stories.join(', '));
  const flipped = await setPasses(documents, prdPath, work.stories, work.passesAfter);
  // The commits may have brought the PRD itself: then there is nothing left to flip.
  if (flipped.ok || flipped.refusal.code === 'not_found') return ok(undefined);
  return refuse('prd_edit_failed', say('{why} The commits were left as they were.', { why: saidBy(flipped.refusal) }), {
    prd: prdPath,
  });
}

/** The person agreed that a conflict moves the branch back instead. Undefined: there is nothing to move back to. */
async function resetInstead(
  work: Work,
  documents: Documents,
  rescue: Rescue,
  opening: RollbackRecord,
): Promise<Result<Performed, RollbackCode> | undefined> {
  const { repository, head, state } = work.facts;
  const target = work.commits.at(-1)?.parents[0];
  if (!target) return undefined;
  const dropped = await repository.between(target, head);
  for (const commit of dropped) {
    const [remote] = await repository.remotesWith(commit.sha);
    if (remote !== undefined) {
      return refuse(
        'on_remote',
        say('The branch cannot be moved back: "{subject}" is already on {remote}. Everything is as it was before.', {
          subject: commit.subject,
          remote,
        }),
        {
          commit: commit.sha,
          remote,
        },
      );
    }
  }
  const touched = filesOf(dropped);
  const facts: Facts = { ...work.facts, touched, inTheWay: await uncommittedAmong(repository, state, touched) };
  const refusal = overlapOf(facts, work.consent);
  if (refusal) return { ok: false, refusal };
  const before = await captureBefore(facts);
  const begun: RollbackRecord = { ...opening, method: 'reset', before: before.map(asRecorded), touched };
  await rescue.keep(begun, before);
  const outcome = await moveBack({ ...work, facts }, documents, before, target);
  if (outcome.ok)
    return finish(
      facts,
      rescue,
      begun,
      dropped.map((commit) => commit.sha),
    );
  const undone = await restore(repository, documents, begun);
  return undone.ok ? outcome : undone;
}

async function moveBack(work: Work, documents: Documents, before: readonly CapturedFile[], target: string): Done<void> {
  const prd = await uncommittedPrd(documents, work.facts);
  await setAside(work.facts, before);
  const moved = await work.facts.repository.moveTo(target);
  if (!moved.ok)
    return refuse(
      'git_failed',
      say('The branch could not be moved back: {message}.', { message: moved.message || say('git gave no reason') }),
    );
  const back = await putBackOnTop(work, documents, before, prd);
  return back.ok ? flip(work, documents) : back;
}

/** Writes down that all is done, and how the files were left. */
async function finish(
  facts: Facts,
  rescue: Rescue,
  begun: RollbackRecord,
  reverted: readonly string[],
): Done<Performed> {
  const state = await facts.repository.state();
  const newHead = state.head ?? facts.head;
  const after = await facts.repository.fingerprint(facts.touched);
  const record: RollbackRecord = { ...begun, phase: 'done', newHead, after: after.map(asRecorded) };
  await rescue.write(record);
  return ok({ record, newHead, method: record.method, reverted });
}

export function captureBefore({
  repository,
  touched,
  state,
}: Pick<Facts, 'repository' | 'touched' | 'state'>): Promise<readonly CapturedFile[]> {
  return repository.capture([...new Set([...touched, ...state.dirty, ...state.untracked.filter(isFile)])]);
}

function overlapOf(facts: Facts, consent: Consent): Refusal<RollbackCode> | undefined {
  const asked = facts.inTheWay.filter((file) => !(facts.prdCarriedOver && file === facts.prdInTree));
  return overlap(facts.touched, asked, consent);
}

/** git lists a nested repository as a folder; its files are its own affair. */
function isFile(path: string): boolean {
  return !path.endsWith('/');
}
