import { ok, type Refusal, type Result, refuse } from '../result';
import { asIs, type Sentence, say } from '../sentence';
import type { RepositoryState } from './repository';

export type RollbackCode =
  | 'not_a_repository'
  | 'no_commits'
  | 'nothing_to_revert'
  | 'story_not_found'
  | 'operation_in_progress'
  | 'index_not_clean'
  | 'index_locked'
  | 'detached_head'
  | 'project_running'
  | 'dirty_overlap'
  | 'unsaved_changes'
  | 'conflict'
  | 'rollback_running'
  | 'stale'
  | 'not_found'
  | 'already_undone'
  | 'no_prd'
  | 'prd_edit_failed'
  | 'on_remote'
  | 'git_failed';

/** What the person has agreed to beforehand. */
export interface Consent {
  /** Roll back although HEAD is on no branch. */
  readonly detached?: boolean;
  /** Set aside uncommitted changes in the touched files, and put them back on top afterwards. */
  readonly setAside?: boolean;
  /** On a conflict move the branch back instead of giving up. */
  readonly reset?: boolean;
}

/** Whether the repository is in a state in which commits may be taken back at all. Order: the first that applies. */
export function checkRepository(
  state: RepositoryState,
  consent: Consent,
): Result<{ readonly head: string }, RollbackCode> {
  if (state.head === undefined) return refuse('no_commits', say('This branch has no commit yet.'));
  if (state.operation) {
    return refuse(
      'operation_in_progress',
      say('A {operation} is in progress here. Finish or abort it first.', { operation: state.operation }),
      {
        operation: state.operation,
      },
    );
  }
  if (state.indexLocked) {
    return refuse(
      'index_locked',
      say('Another git process is at work here (index.lock exists). Try again when it is done.'),
    );
  }
  if (state.staged.length > 0) {
    return refuse(
      'index_not_clean',
      say('Staged changes are in the way: {staged}. Commit or unstage them first.', { staged: nameSome(state.staged) }),
      {
        files: state.staged,
      },
    );
  }
  if (state.branch === undefined && !consent.detached) {
    return refuse(
      'detached_head',
      say('HEAD is on no branch. The revert would be a commit that no branch holds; confirm to go on.'),
    );
  }
  return ok({ head: state.head });
}

/** Uncommitted work in files that the revert would touch. */
export function overlap(
  touched: readonly string[],
  inTheWay: readonly string[],
  consent: Consent,
): Refusal<RollbackCode> | undefined {
  const touches = new Set(touched);
  const files = inTheWay.filter((file) => touches.has(file));
  if (files.length === 0 || consent.setAside) return undefined;
  const { refusal } = refuse<RollbackCode>(
    'dirty_overlap',
    say('Uncommitted changes would be touched: {files}. Commit them, or have them set aside and put back.', {
      files: nameSome(files),
    }),
    { files },
  );
  return refusal;
}

export function nameSome(names: readonly string[], most = 3): Sentence {
  const shown = names.slice(0, most).join(', ');
  return names.length > most
    ? say('{names} and {more} more', { names: shown, more: names.length - most })
    : asIs(shown);
}
