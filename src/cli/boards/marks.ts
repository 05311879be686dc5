import type { StateKind } from '../../core/board/card';
import type { RunOutcome, Status } from '../../core/board/model';
import type { Style } from '../terminal/page';

interface Mark {
  readonly sign: string;
  readonly style?: Style;
}

export const STATUS_TITLES: Readonly<Record<Status, string>> = {
  triage: 'Triage',
  todo: 'To Do',
  scheduled: 'Scheduled',
  ready: 'Ready',
  running: 'Running',
  blocked: 'Blocked',
  review: 'Review',
  done: 'Done',
  archived: 'Archived',
};

const STATUS_MARKS: Readonly<Record<Status, Mark>> = {
  triage: { sign: '?' },
  todo: { sign: '○' },
  scheduled: { sign: '◷' },
  ready: { sign: '●', style: 'cyan' },
  running: { sign: '▶', style: 'blue' },
  blocked: { sign: '✖', style: 'red' },
  review: { sign: '◆', style: 'yellow' },
  done: { sign: '✓', style: 'green' },
  archived: { sign: '−' },
};

export const markOfStatus = (status: Status): Mark => STATUS_MARKS[status];

export function markOfState(kind: StateKind): Mark {
  switch (kind) {
    case 'critical':
    case 'error':
    case 'gave_up':
      return { sign: '✖', style: 'red' };
    case 'warning':
    case 'unassigned':
    case 'unknown_profile':
    case 'no_dispatcher':
      return { sign: '!', style: 'yellow' };
    case 'gate':
      return { sign: '?', style: 'yellow' };
    case 'blocked':
      return { sign: '✖', style: 'yellow' };
    case 'working':
      return { sign: '▶', style: 'blue' };
    case 'in_review':
      return { sign: '◆', style: 'yellow' };
    default:
      return { sign: '◷' };
  }
}

export function markOfOutcome(outcome: RunOutcome | null): Mark {
  switch (outcome) {
    case null:
      return { sign: '▶', style: 'blue' };
    case 'completed':
      return { sign: '✓', style: 'green' };
    case 'review':
      return { sign: '◆', style: 'yellow' };
    case 'blocked':
    case 'reclaimed':
    case 'archived':
    case 'rate_limited':
      return { sign: '−', style: 'yellow' };
    default:
      return { sign: '✖', style: 'red' };
  }
}
