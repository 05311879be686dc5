import type { Column, Status, TaskId } from './model';

export type Severity = 'warning' | 'error' | 'critical';

/** The one line that says why a card does not move, or what it does now. */
export interface StateLine {
  readonly kind: StateKind;
  readonly text: string;
  /** The moment that the text names, for who shows it as a countdown. */
  readonly at?: number;
}

export type StateKind =
  /** A run asks a person. */
  | 'gate'
  /** The worst diagnostic. */
  | 'warning'
  | 'error'
  | 'critical'
  /** It runs: what it does now. */
  | 'working'
  | 'waits_for_parents'
  | 'waits_for_time'
  | 'waits_for_cooldown'
  | 'waits_for_limit'
  | 'waits_for_queue'
  | 'unassigned'
  | 'unknown_profile'
  | 'no_dispatcher'
  | 'blocked'
  | 'gave_up'
  | 'in_review'
  | 'untriaged';

export interface CardDiagnostic {
  readonly kind: string;
  readonly severity: Severity;
  readonly title: string;
}

export interface CardGate {
  readonly question: string;
  readonly kind: 'question' | 'approve' | 'choose' | 'budget';
  readonly text: string;
  readonly since: number;
}

/**
 * All that a card on the board shows, and no more: at most 2 KB as JSON, whatever the task holds.
 * What is empty is absent.
 */
export interface CardView {
  readonly id: TaskId;
  readonly status: Status;
  /** Cut to three lines' worth; the drawer has the whole. */
  readonly title: string;
  readonly priority: number;
  /** When it came into its column. With `staleness` the age and its colour follow without another message. */
  readonly since: number;
  readonly project?: string;
  readonly story?: string;
  readonly tenant?: string;
  readonly assignee?: { readonly name: string; readonly kind: 'agent' | 'person' };
  /** Children done, of all. */
  readonly progress?: { readonly done: number; readonly total: number };
  readonly comments?: number;
  /** Parents and children. */
  readonly links?: number;
  readonly diagnostic?: CardDiagnostic;
  readonly gate?: CardGate;
  readonly costUsd?: number;
  readonly state?: StateLine;
  /** Where the board is made, not stored: cards open something else than a task. */
  readonly opens?: { readonly kind: 'project' | 'story'; readonly project: string; readonly story?: string };
}

export interface ColumnView {
  /** A status, or the key of a made board's column. */
  readonly key: Column | 'archived' | string;
  /** Set where the board is made; a stored board's columns are named by the reader's language. */
  readonly title?: string;
  /** All that it holds, filtered. */
  readonly count: number;
  /** In the order in which they are shown. */
  readonly cards: readonly CardView[];
  /** The worst diagnostic of all its cards. */
  readonly worst?: Severity;
}

export interface LaneView {
  /** What the lane is of; '' for the cards that have none. */
  readonly key: string;
  readonly worst?: Severity;
  readonly count: number;
  readonly costUsd: number;
  readonly columns: readonly ColumnView[];
}

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;

/** After how long in a column the age turns to a warning and to an error. */
const STALE_AFTER: Partial<Record<Status, { readonly warning: number; readonly error: number }>> = {
  ready: { warning: 30 * MINUTE, error: HOUR },
  blocked: { warning: 24 * HOUR, error: Number.POSITIVE_INFINITY },
};
const WAITING_FOR_PERSON = 15 * MINUTE;

/** The colour of a card's age. */
export function staleness(
  card: Pick<CardView, 'status' | 'since' | 'gate'>,
  now: number,
): 'fresh' | 'warning' | 'error' {
  if (card.gate && now - card.gate.since >= WAITING_FOR_PERSON) return 'warning';
  const limits = STALE_AFTER[card.status];
  const age = now - card.since;
  if (!limits || age < limits.warning) return 'fresh';
  return age < limits.error ? 'warning' : 'error';
}
