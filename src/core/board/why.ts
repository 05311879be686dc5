import type { Translate } from '../translate';
import type { CardDiagnostic, CardGate, StateLine } from './card';
import { DEFAULT_MAX_RETRIES, openAttempt, type Task } from './model';
import { type BoardState, openParents } from './state';

/** What others than the board know about a task: its runs, its diagnostics. */
export interface CardExtras {
  readonly gate?: CardGate;
  /** The worst one. */
  readonly diagnostic?: CardDiagnostic;
  /** What its worker does right now, such as "Editing src/WeekGrid.tsx". */
  readonly activity?: string;
  /** What its open attempt has cost so far, when that is newer than the board. */
  readonly costUsd?: number;
}

export interface CardContext {
  readonly t: Translate;
  /** The board is shown as it was: what is said of it is past. */
  readonly past?: true;
  formatTime(moment: number): string;
  extras?(task: Task): CardExtras | undefined;
  /** Names of the agent profiles; undefined while nobody knows them. */
  readonly profiles?: ReadonlySet<string>;
  /** False: nobody starts ready tasks on this board. Undefined: not known. */
  readonly dispatched?: boolean;
  /** How many may run at once. */
  readonly limits?: { readonly maxRunning?: number; readonly perProfile?: Readonly<Record<string, number>> };
}

/** The one line of a card: its gate, else the worst diagnostic, else what it does now, else why it waits. */
export function stateLine(
  board: Pick<BoardState, 'tasks' | 'byStatus' | 'byAssignee'>,
  task: Task,
  context: CardContext,
  extras: CardExtras | undefined = context.extras?.(task),
): StateLine | undefined {
  if (extras?.gate) return { kind: 'gate', text: extras.gate.text };
  if (extras?.diagnostic) return { kind: extras.diagnostic.severity, text: extras.diagnostic.title };
  if (task.status === 'running') return working(task, context, extras?.activity);
  return whyNotRunning(board, task, context);
}

function working(task: Task, { t, past }: CardContext, activity: string | undefined): StateLine {
  if (activity) return { kind: 'working', text: activity };
  const worker = openAttempt(task)?.worker ?? '';
  const attempt = task.runs.length;
  if (past) return { kind: 'working', text: t('{worker} was working on it.', { worker }) };
  return {
    kind: 'working',
    text:
      attempt > 1
        ? t('{worker} is working on it, attempt {attempt}.', { worker, attempt })
        : t('{worker} is working on it.', { worker }),
  };
}

/** Undefined where nothing needs to be said: untriaged, done and archived tasks. */
export function whyNotRunning(
  board: Pick<BoardState, 'tasks' | 'byStatus' | 'byAssignee'>,
  task: Task,
  context: CardContext,
): StateLine | undefined {
  const { t, past } = context;
  switch (task.status) {
    case 'todo':
      return { kind: 'waits_for_parents', text: (past ? waitedFor : waitsFor)(openParents(board.tasks, task), t) };
    case 'scheduled':
      return task.scheduledAt === null
        ? undefined
        : {
            kind: 'waits_for_time',
            text: past
              ? t('Was scheduled for {time}.', { time: context.formatTime(task.scheduledAt) })
              : t('Scheduled for {time}.', { time: context.formatTime(task.scheduledAt) }),
            at: task.scheduledAt,
          };
    case 'ready':
      return whyReadyWaits(board, task, context);
    case 'blocked':
      return whyBlocked(task, t, past === true);
    case 'review':
      return { kind: 'in_review', text: past ? t('Waited for your review.') : t('Waits for your review.') };
    default:
      return undefined;
  }
}

function waitsFor(open: readonly Task[], t: Translate): string {
  const [first, second] = open;
  if (!first) return t('Nothing holds it back.');
  const one = shortName(first);
  if (!second) {
    return first.status === 'blocked'
      ? t('Waits for {task}, which is blocked.', { task: one })
      : t('Waits for {task}.', { task: one });
  }
  const more = open.length - 2;
  return more > 0
    ? t('Waits for {task}, {other} and {more} more.', { task: one, other: shortName(second), more })
    : t('Waits for {task} and {other}.', { task: one, other: shortName(second) });
}

function waitedFor(open: readonly Task[], t: Translate): string {
  const [first, second] = open;
  if (!first) return t('Nothing held it back.');
  const one = shortName(first);
  if (!second) {
    return first.status === 'blocked'
      ? t('Waited for {task}, which was blocked.', { task: one })
      : t('Waited for {task}.', { task: one });
  }
  const more = open.length - 2;
  return more > 0
    ? t('Waited for {task}, {other} and {more} more.', { task: one, other: shortName(second), more })
    : t('Waited for {task} and {other}.', { task: one, other: shortName(second) });
}

/** How a task is called in a sentence about another one. */
function shortName(task: Task): string {
  if (task.story) return task.story;
  return task.title.length > 40 ? `${task.title.slice(0, 39).trimEnd()}…` : task.title;
}

function whyReadyWaits(
  board: Pick<BoardState, 'byStatus' | 'byAssignee'>,
  task: Task,
  { t, formatTime, profiles, dispatched, limits, past }: CardContext,
): StateLine | undefined {
  if (task.cooldownUntil !== null) {
    const time = formatTime(task.cooldownUntil);
    return {
      kind: 'waits_for_cooldown',
      text: past ? t('Rate limit until {time}.', { time }) : t('Rate limit. Tries again at {time}.', { time }),
      at: task.cooldownUntil,
    };
  }
  const name = task.assignee;
  if (name === null) {
    const text = past
      ? t('Nobody was assigned, so no worker could take it.')
      : t('Nobody is assigned, so no worker may take it.');
    return { kind: 'unassigned', text };
  }
  // Who could work then, and how many at once, nobody wrote down.
  if (past) return undefined;
  if (profiles && !profiles.has(name)) {
    return { kind: 'unknown_profile', text: t('{name} is no agent profile: no worker takes it by itself.', { name }) };
  }
  if (dispatched === false) return { kind: 'no_dispatcher', text: t('No dispatcher runs on this board.') };
  const own = limits?.perProfile?.[name];
  const running = board.byAssignee.get(name)?.running ?? 0;
  if (own !== undefined && running >= own) {
    return {
      kind: 'waits_for_limit',
      text: t('{name} runs {running} of {limit}. Next when it is free.', { name, running, limit: own }),
    };
  }
  const all = limits?.maxRunning;
  if (all !== undefined && board.byStatus.running.size >= all) {
    return { kind: 'waits_for_limit', text: t('All {limit} workers are busy.', { limit: all }) };
  }
  return dispatched ? { kind: 'waits_for_queue', text: t('Next in the queue of {name}.', { name }) } : undefined;
}

function whyBlocked(task: Task, t: Translate, past: boolean): StateLine {
  const block = task.block;
  if (block?.gaveUp) {
    return {
      kind: 'gave_up',
      text: t('{error} Gave up after {count} attempts.', {
        error: sentence(block.reason),
        count: Math.max(task.failures, task.maxRetries ?? DEFAULT_MAX_RETRIES),
      }),
    };
  }
  if (block?.reason) return { kind: 'blocked', text: block.reason };
  switch (block?.kind) {
    case 'dependency':
      return {
        kind: 'blocked',
        text: past ? t('Waited for something outside the board.') : t('Waits for something outside the board.'),
      };
    case 'capability':
      return {
        kind: 'blocked',
        text: past
          ? t('Needed something that the worker could not do.')
          : t('Needs something that the worker cannot do.'),
      };
    case 'transient':
      return { kind: 'blocked', text: t('Blocked by a passing trouble.') };
    default:
      return {
        kind: 'blocked',
        text: past ? t('Needed an answer from a person.') : t('Needs an answer from a person.'),
      };
  }
}

const sentence = (text: string): string => (/[.!?…]$/.test(text) ? text : `${text}.`);
