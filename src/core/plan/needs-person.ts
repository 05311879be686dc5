import type { AgentError } from '../agent/error';
import type { PermissionRequest } from '../agent/event';
import { nextPhase, type PlanState, pendingPermissions, runningTurn } from './model';
import { readReply } from './reply';

/** Why a plan cannot go on without its person. */
export type PlanWait =
  /** The agent asks whether it may. */
  | { readonly kind: 'permission'; readonly since: number; readonly request: PermissionRequest }
  /** It has answered; `question` is what it asked last, if it did. */
  | { readonly kind: 'answer'; readonly since: number; readonly question: string | undefined }
  /** It says that the phase is complete; `next` is the title of the one after it, if there is one. */
  | { readonly kind: 'ready'; readonly since: number; readonly phase: string; readonly next: string | undefined }
  | { readonly kind: 'failed'; readonly since: number; readonly error: AgentError | undefined };

/** An answer that the person stopped, and a plan that is over, wait for nobody. */
export function planWaitsOf(plan: PlanState): readonly PlanWait[] {
  if (plan.status !== 'active') return [];
  if (runningTurn(plan)) {
    return pendingPermissions(plan).map(({ request, askedAt }) => ({ kind: 'permission', since: askedAt, request }));
  }
  const last = plan.turns.at(-1);
  if (!last || last.status === 'cancelled') return [];
  const since = last.endedAt ?? plan.updatedAt;
  if (last.status !== 'done') return [{ kind: 'failed', since, error: last.error }];
  if (plan.phaseReady) {
    const phase = plan.phases.find(({ name }) => name === plan.phase);
    return [{ kind: 'ready', since, phase: phase?.title ?? plan.phase, next: nextPhase(plan)?.title }];
  }
  return [{ kind: 'answer', since, question: questionOf(last.text) }];
}

/** The last sentence of an answer that is a question; documents and code do not ask. */
export function questionOf(answer: string): string | undefined {
  let fence: string | undefined;
  let found: string | undefined;
  for (const part of readReply(answer).parts) {
    if (part.kind !== 'text') continue;
    for (const line of part.text.split('\n')) {
      const mark = /^ {0,3}(`{3,}|~{3,})/.exec(line)?.[1];
      if (mark !== undefined) fence = fence === undefined ? mark : mark.startsWith(fence) ? undefined : fence;
      else if (fence === undefined) found = questionIn(line) ?? found;
    }
  }
  return found;
}

function questionIn(line: string): string | undefined {
  const words = line.replace(/[*_`]/g, '').replace(/^\s*(?:>|#{1,6}|[-+]|\d+[.)])\s+/, '');
  const end = Math.max(words.lastIndexOf('?'), words.lastIndexOf('？'));
  if (end < 1) return undefined;
  const start = [...words.slice(0, end).matchAll(/[.!?:。]\s/g)].at(-1);
  return words.slice(start ? start.index + 1 : 0, end + 1).trim();
}
