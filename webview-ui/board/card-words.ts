import { ageOf, type CardView } from '../../src/protocol/board';
import { money, shortAge, wordyAge } from '../ui/ages';
import type { Tone } from '../ui/icon';
import { t, tn } from '../ui/l10n';

export interface StateMark {
  readonly icon?: string;
  readonly tone?: Tone;
  readonly spin?: boolean;
  /** The text is as strong as the title, not second rank. */
  readonly strong?: boolean;
}

const MARKS: Readonly<Record<string, StateMark>> = {
  gate: { icon: 'bell-dot', strong: true },
  warning: { icon: 'warning', tone: 'warning', strong: true },
  error: { icon: 'error', tone: 'error', strong: true },
  critical: { icon: 'error', tone: 'error', strong: true },
  working: { icon: 'loading', tone: 'runs', spin: true },
  waits_for_time: { icon: 'clockface' },
  waits_for_cooldown: { icon: 'clockface' },
  waits_for_limit: { icon: 'clockface' },
  waits_for_queue: { icon: 'clockface' },
  unassigned: { icon: 'circle-slash' },
  unknown_profile: { icon: 'warning', tone: 'warning' },
  no_dispatcher: { icon: 'debug-disconnect' },
  blocked: { icon: 'circle-slash' },
  gave_up: { icon: 'error', tone: 'error', strong: true },
  in_review: { icon: 'eye' },
};

/** How the state line looks; in the past nothing spins and nothing asks. */
export function markOf(kind: string, inPast: boolean): StateMark {
  if (inPast && kind === 'working') return { icon: 'pulse' };
  if (inPast && kind === 'gate') return { icon: 'bell', strong: true };
  return MARKS[kind] ?? {};
}

export function whereOf(card: { readonly project?: string; readonly story?: string }): string {
  if (!card.project) return card.story ?? t('no project');
  return card.story ? `${card.project}/${card.story}` : card.project;
}

export function ageClass(card: CardView, now: number): string {
  const state = ageOf(card, now);
  return state === 'fresh' ? 'age' : `age age--${state}`;
}

/** Nothing where nobody knows since when: stories of a prd.json have no times. */
export function cardAge(card: CardView, now: number): string | null {
  return card.since > 0 ? shortAge(now - card.since) : null;
}

/** The whole card as one sentence for a screen reader. */
export function cardSentence(card: CardView, column: string, now: number, isSelected: boolean): string {
  const parts = [
    card.title,
    card.since > 0 ? t('in {0} for {1}', column, wordyAge(now - card.since)) : t('in {0}', column),
    card.project ? whereOf(card) : undefined,
    card.state?.kind === 'gate' ? t('Needs you') : undefined,
    card.state?.text.replaceAll('`', ''),
    card.assignee ? t('assigned to {0}', card.assignee.name) : card.opens ? undefined : t('nobody assigned'),
    card.priority === 0 ? undefined : t('priority {0}', card.priority),
    card.progress ? t('{0} of {1} children done', card.progress.done, card.progress.total) : undefined,
    card.comments ? tn('{0} comment', '{0} comments', card.comments) : undefined,
    card.links ? tn('{0} link', '{0} links', card.links) : undefined,
    card.costUsd ? money(card.costUsd) : undefined,
    isSelected ? t('selected') : undefined,
  ];
  return parts.filter(Boolean).join(', ');
}
