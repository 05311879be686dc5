import type { Sentence } from '../sentence';
import type { Problem, Project } from './model';
import { errorSentence, statusSentence } from './record';

/** Why a project waits for a person. */
export type Attention =
  | { readonly kind: 'unreadable'; readonly severity: 'error'; readonly problem: Problem }
  | { readonly kind: 'failed'; readonly severity: 'error'; readonly reason: Sentence }
  | { readonly kind: 'halted'; readonly severity: 'error'; readonly reason: string; readonly since: string | null }
  | { readonly kind: 'blocked'; readonly severity: 'warning'; readonly reason: Sentence }
  | { readonly kind: 'approve'; readonly severity: 'question'; readonly since: string | null };

/** Other errors name a story and leave the rest in order; these keep the whole file from being read. */
const UNREADABLE: readonly Problem['code'][] = ['empty_file', 'syntax_error', 'not_a_prd', 'too_large', 'unreadable'];

/** The one thing for which this project needs its person now, the worst first; undefined: it does well by itself. */
export function attentionOf({ record, tools }: Project): Attention | undefined {
  const unreadable = record.problems.find(({ code, severity }) => severity === 'error' && UNREADABLE.includes(code));
  if (unreadable) return { kind: 'unreadable', severity: 'error', problem: unreadable };
  if (record.status === 'failed') {
    return { kind: 'failed', severity: 'error', reason: errorSentence(record) ?? statusSentence(record) };
  }
  if (tools.circuitBreaker?.state === 'OPEN' && record.status !== 'complete') {
    const { reason, since } = tools.circuitBreaker;
    return { kind: 'halted', severity: 'error', reason: reason ?? '', since: since ?? null };
  }
  if (record.status === 'blocked') return { kind: 'blocked', severity: 'warning', reason: statusSentence(record) };
  if (record.status === 'pending') return { kind: 'approve', severity: 'question', since: record.proposedAt };
  return undefined;
}
