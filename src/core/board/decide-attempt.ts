import { refuse } from '../result';
import { say, sayMany, spoken } from '../sentence';
import type { BoardCommand, CompleteTask, DecideContext } from './commands';
import { refuseOpenParents } from './decide-links';
import type { Draft } from './draft';
import { byteLength } from './fields';
import {
  type BlockKind,
  DEFAULT_MAX_RETRIES,
  type FailureKind,
  LIMITS,
  type SavedWork,
  type Task,
  type TaskId,
} from './model';
import { openParents } from './state';
import { about, type Verdict, workerOf, wrongStatus } from './verdict';
import { statusWord } from './words';

type Named<T extends BoardCommand['type']> = Extract<BoardCommand, { type: T }>;
type AttemptCommand = Exclude<
  BoardCommand,
  Named<'create' | 'link' | 'unlink' | 'wake' | 'import' | 'edit' | 'reassign' | 'move' | 'comment' | 'attach'>
>;

const COOLDOWN_MS = 300_000;

/** The verbs of a task's life: claiming it, working on it, ending it, taking it back. */
export function decideAttempt(draft: Draft, task: Task, command: AttemptCommand, context: DecideContext): Verdict {
  switch (command.type) {
    case 'claim':
      return claim(draft, task, command.worker, context);
    case 'heartbeat':
      return heartbeat(draft, task, command.run);
    case 'cost':
      return cost(draft, task, command.run, command.costUsd);
    case 'complete':
      return complete(draft, task, command);
    case 'request_review':
      return requestReview(draft, task, command);
    case 'request_changes':
      if (task.status !== 'review')
        return wrongStatus(task, say('Changes are requested of a task in review.'), ['review']);
      draft.emit({ type: 'changes_requested', task: task.id, reason: textOrNull(command.reason) });
      return about(task.id);
    case 'block':
      return block(draft, task, command);
    case 'unblock':
      if (task.status !== 'blocked') return wrongStatus(task, say('There is nothing to unblock.'), ['blocked']);
      draft.emit({ type: 'unblocked', task: task.id, reason: textOrNull(command.reason) });
      return about(task.id);
    case 'reopen':
      if (task.status !== 'done') return wrongStatus(task, say('Only a task that is done can be reopened.'), ['done']);
      draft.emit({ type: 'reopened', task: task.id, reason: textOrNull(command.reason) });
      return about(task.id);
    case 'reclaim':
      return reclaim(draft, task, command);
    case 'fail':
      return fail(draft, task, command);
    case 'archive':
      return archive(draft, task, command.saved);
    case 'restore':
      return restore(draft, task);
  }
}

function claim(draft: Draft, task: Task, given: string, context: DecideContext): Verdict {
  const worker = given.trim() || context.actor;
  if (task.status === 'running') {
    const attempt = task.runs.at(-1);
    return refuse(
      'already_claimed',
      say('{id} is being worked on by {worker} already.', { id: task.id, worker: workerOf(task) }),
      {
        task: task.id,
        worker: workerOf(task),
        run: attempt?.id,
      },
    );
  }
  if (task.status !== 'ready') {
    const open = openParents(draft, task);
    if (open.length) return refuseOpenParents(task.id, open);
    return refuse(
      'not_ready',
      say('{id} is {status}. Only a ready task can be claimed.', { id: task.id, status: statusWord(task.status) }),
      {
        task: task.id,
        status: task.status,
      },
    );
  }
  const run = context.newRunId();
  draft.emit({ type: 'claimed', task: task.id, run, worker });
  return about(task.id, { run });
}

/** Refuses who speaks for an attempt that is not going on any more. */
function lostLease(task: Task, run: string | undefined) {
  if (run === undefined || run === task.currentRun) return undefined;
  return refuse(
    'lease_lost' as const,
    say('Run {run} does not hold {id} any more. Stop working on it.', { run, id: task.id }),
    {
      task: task.id,
      run,
      currentRun: task.currentRun,
      status: task.status,
    },
  );
}

function heartbeat(draft: Draft, task: Task, run: string | undefined): Verdict {
  const lost = lostLease(task, run);
  if (lost) return lost;
  if (task.currentRun === null) return wrongStatus(task, say('Only a running task has a lease to renew.'), ['running']);
  draft.emit({ type: 'heartbeat', task: task.id, run: task.currentRun });
  return about(task.id, { run: task.currentRun });
}

function cost(draft: Draft, task: Task, run: string, costUsd: number): Verdict {
  const attempt = task.runs.find((each) => each.id === run);
  if (!attempt) return refuse('not_found', say('{id} has no run {run}.', { id: task.id, run }), { task: task.id, run });
  if (!Number.isFinite(costUsd) || costUsd < 0) return refuse('invalid_value', say('A cost is a number, at least 0.'));
  if (costUsd !== attempt.costUsd) draft.emit({ type: 'cost', task: task.id, run, costUsd });
  return about(task.id);
}

/** Ids as they stand in prose. */
const NAMED_IDS = /\bt_[0-9a-f]{8}\b/g;

export function complete(draft: Draft, task: Task, command: Omit<CompleteTask, 'type' | 'task'>): Verdict {
  const lost = lostLease(task, command.run);
  if (lost) return lost;
  if (!['running', 'ready', 'blocked', 'review'].includes(task.status)) {
    return wrongStatus(task, say('Only a task that is running, ready, blocked or in review can be completed.'), [
      'running',
      'ready',
      'blocked',
      'review',
    ]);
  }
  const summary = textOrNull(command.summary);
  const result = textOrNull(command.result) ?? summary;
  const metadata = command.metadata ?? null;
  if ([summary ?? '', result ?? '', JSON.stringify(metadata)].some((text) => byteLength(text) > LIMITS.text)) {
    return refuse(
      'too_large',
      say('Summary, result and metadata have at most {limit} KB each.', { limit: LIMITS.text / 1024 }),
    );
  }
  const createdCards = [...new Set(command.createdCards ?? [])];
  const unknownCards = createdCards.filter((id) => !draft.get(id));
  if (unknownCards.length) {
    draft.emit({ type: 'completion_refused', task: task.id, unknownCards, summary });
    const refusal = refuse(
      'unknown_cards' as const,
      sayMany(
        unknownCards.length,
        '{cards} does not exist, so {id} was not completed. Name only cards that were really created.',
        '{cards} do not exist, so {id} was not completed. Name only cards that were really created.',
        { cards: unknownCards.join(', '), id: task.id },
      ),
      { task: task.id, unknownCards },
    );
    return { ...refusal, recorded: true };
  }
  const named = `${summary ?? ''}\n${result ?? ''}`.match(NAMED_IDS) ?? [];
  const phantoms: TaskId[] = [...new Set(named)].filter((id) => !draft.get(id));
  draft.emit({ type: 'completed', task: task.id, summary, result, metadata, createdCards, phantoms });
  if (phantoms.length === 0) return about(task.id);
  return about(task.id, {
    warnings: [
      {
        code: 'phantom_references',
        ...spoken(
          sayMany(
            phantoms.length,
            'The summary names {cards}, which does not exist.',
            'The summary names {cards}, which do not exist.',
            { cards: phantoms.join(', ') },
          ),
        ),
      },
    ],
  });
}

export function requestReview(
  draft: Draft,
  task: Task,
  command: { readonly summary?: string; readonly run?: string },
): Verdict {
  const lost = lostLease(task, command.run);
  if (lost) return lost;
  if (task.status !== 'running') return wrongStatus(task, say('Review is requested of a running task.'), ['running']);
  draft.emit({ type: 'review_requested', task: task.id, summary: textOrNull(command.summary) });
  return about(task.id);
}

export function block(
  draft: Draft,
  task: Task,
  command: { readonly reason?: string; readonly kind?: BlockKind; readonly run?: string },
): Verdict {
  const lost = lostLease(task, command.run);
  if (lost) return lost;
  if (task.status !== 'running' && task.status !== 'ready') {
    return wrongStatus(task, say('Only a running or a ready task can be blocked.'), ['running', 'ready']);
  }
  const reason = textOrNull(command.reason) ?? '';
  if (byteLength(reason) > LIMITS.text)
    return refuse('too_large', say('A reason has at most {limit} KB.', { limit: LIMITS.text / 1024 }));
  draft.emit({ type: 'blocked', task: task.id, kind: command.kind ?? 'needs_input', reason });
  return about(task.id);
}

export function reclaim(
  draft: Draft,
  task: Task,
  command: { readonly reason?: string; readonly saved?: SavedWork | null; readonly run?: string },
): Verdict {
  const lost = lostLease(task, command.run);
  if (lost) return lost;
  if (task.status !== 'running') return wrongStatus(task, say('Only a running task can be reclaimed.'), ['running']);
  draft.emit({ type: 'reclaimed', task: task.id, reason: textOrNull(command.reason), saved: command.saved ?? null });
  return about(task.id);
}

function fail(
  draft: Draft,
  task: Task,
  command: { readonly run: string; readonly kind: FailureKind; readonly error: string; readonly retryAt?: number },
): Verdict {
  const lost = lostLease(task, command.run);
  if (lost) return lost;
  const limited = command.kind === 'rate_limited';
  draft.emit({
    type: 'attempt_failed',
    task: task.id,
    run: command.run,
    kind: command.kind,
    error: command.error.slice(0, LIMITS.text),
    gaveUp: !limited && task.failures + 1 >= (task.maxRetries ?? DEFAULT_MAX_RETRIES),
    retryAt: limited ? (command.retryAt ?? draft.at + COOLDOWN_MS) : null,
  });
  return about(task.id);
}

export function archive(draft: Draft, task: Task, saved: SavedWork | null = null): Verdict {
  if (task.status === 'archived') return wrongStatus(task, say('There is nothing left to archive.'), []);
  draft.emit({ type: 'archived', task: task.id, saved });
  return about(task.id);
}

function restore(draft: Draft, task: Task): Verdict {
  if (task.status !== 'archived') return wrongStatus(task, say('Only an archived task can be restored.'), ['archived']);
  const key = task.idempotencyKey;
  const taken = key !== null && draft.keyHolder(key) !== undefined;
  draft.emit({ type: 'restored', task: task.id, ...(taken ? { forgetsKey: true } : {}) });
  return about(task.id);
}

function textOrNull(text: string | undefined): string | null {
  return text?.trim() || null;
}
