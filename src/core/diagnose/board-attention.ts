import type { Severity } from '../board/card';
import type { Task } from '../board/model';
import type { Translate } from '../translate';

/** What the board alone knows to be wrong with a task. */
export interface Finding {
  readonly kind:
    | 'hallucinated_cards'
    | 'phantom_references'
    | 'repeated_failures'
    | 'stuck_in_blocked'
    | 'stranded_in_ready';
  readonly severity: Severity;
  readonly title: string;
  readonly detail?: string;
  readonly since: number;
}

export interface Attention {
  /** Worst first, then newest. */
  readonly findings: readonly Finding[];
  /** When the same task is to be looked at again though nothing happens to it; undefined: time changes nothing. */
  readonly nextAt: number | undefined;
}

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;

/** After how long without an assignee, worst first. */
const STRANDED: readonly (readonly [number, Severity])[] = [
  [3 * HOUR, 'critical'],
  [HOUR, 'error'],
  [30 * MINUTE, 'warning'],
];
const STUCK_AFTER = 24 * HOUR;

const CALM: Attention = { findings: [], nextAt: undefined };

const SEVERITIES: readonly Severity[] = ['critical', 'error', 'warning'];

/** `past`: the task is one of a board that is shown as it was. What is said of it is past then, and nothing is advised. */
export function attentionOf(task: Task, now: number, t: Translate, past = false): Attention {
  if (task.status === 'archived') return CALM;
  const findings: Finding[] = [];
  let nextAt: number | undefined;
  if (task.unknownCards.length > 0) {
    findings.push({
      kind: 'hallucinated_cards',
      severity: 'error',
      title: past
        ? t('A completion named cards that did not exist: {ids}', { ids: named(task.unknownCards) })
        : t('A completion named cards that do not exist: {ids}', { ids: named(task.unknownCards) }),
      detail: past
        ? t('It was refused, and nothing was changed.')
        : t('It was refused, and nothing was changed. Complete it again with cards that were really created.'),
      since: task.updatedAt,
    });
  }
  if (task.phantomCards.length > 0) {
    findings.push({
      kind: 'phantom_references',
      severity: 'warning',
      title: past
        ? t('The summary named cards that did not exist: {ids}', { ids: named(task.phantomCards) })
        : t('The summary names cards that do not exist: {ids}', { ids: named(task.phantomCards) }),
      since: task.completedAt ?? task.updatedAt,
    });
  }
  const failing = repeatedFailures(task, t);
  if (failing) findings.push(failing);
  if (task.status === 'blocked') {
    if (now >= task.since + STUCK_AFTER) findings.push(stuck(task, t, past));
    else nextAt = task.since + STUCK_AFTER;
  }
  if (task.status === 'ready' && task.assignee === null) {
    const reached = STRANDED.findIndex(([after]) => now >= task.since + after);
    const next = STRANDED[(reached < 0 ? STRANDED.length : reached) - 1];
    if (next) nextAt = task.since + next[0];
    const stage = STRANDED[reached];
    if (stage) findings.push(stranded(task, stage[1], t, past));
  }
  if (findings.length === 0 && nextAt === undefined) return CALM;
  findings.sort(worstFirst);
  return { findings, nextAt };
}

/** Whether time alone changes what is wrong with it. */
export const ages = (task: Task): boolean =>
  task.status === 'blocked' || (task.status === 'ready' && task.assignee === null);

const named = (ids: readonly string[]): string => ids.slice(0, 3).join(', ');

export function worstFirst(
  one: { readonly severity: Severity; readonly since: number },
  other: { readonly severity: Severity; readonly since: number },
): number {
  return SEVERITIES.indexOf(one.severity) - SEVERITIES.indexOf(other.severity) || other.since - one.since;
}

function repeatedFailures(task: Task, t: Translate): Finding | undefined {
  if (task.failures < 2 || task.status === 'done') return undefined;
  const last = task.runs.at(-1);
  return {
    kind: 'repeated_failures',
    severity: task.failures >= 4 ? 'critical' : 'error',
    title: task.lastError || t('It failed {count} times in a row', { count: task.failures }),
    detail: task.block?.gaveUp
      ? t('{count} attempts in a row failed; the last one blocked the card.', { count: task.failures })
      : t('{count} attempts in a row failed.', { count: task.failures }),
    since: last?.endedAt ?? task.updatedAt,
  };
}

function stuck(task: Task, t: Translate, past: boolean): Finding {
  const reason = task.block?.reason;
  return {
    kind: 'stuck_in_blocked',
    severity: 'warning',
    title: reason ? t('Blocked for more than a day: {reason}', { reason }) : t('Blocked for more than a day'),
    detail: past
      ? t('Nobody had unblocked it.')
      : t('Nobody has unblocked it since. Answer what it waits for, or unblock it.'),
    since: task.since,
  };
}

function stranded(task: Task, severity: Severity, t: Translate, past: boolean): Finding {
  return {
    kind: 'stranded_in_ready',
    severity,
    title: past
      ? t('Nobody was assigned, so no worker could take it')
      : t('Nobody is assigned, so no worker may take it'),
    detail: past
      ? t('It had been ready without an assignee.')
      : t('It has been ready without an assignee. Assign an agent or a person.'),
    since: task.since,
  };
}
