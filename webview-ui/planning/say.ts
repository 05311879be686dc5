import type { Result } from '../../src/core/result';
import type { Begun, NewPlan } from '../../src/protocol/plan-messages';
import { planRequests } from '../../src/protocol/plan-messages';
import { heard, newKey, onTheirWay, returned, sendDraft, sentFrom, textOf } from './drafts';
import { ask, forgetRefusal, look } from './store';
import { isUnknown } from './unknown';

/** Beginning a plan may ask the person something first. */
const PATIENCE_MS = 600_000;

/** Says what is half typed in a plan. It is in the field again when it is refused. */
export async function say(ref: string): Promise<void> {
  const sent = sendDraft(ref);
  if (!sent) return;
  const { key, text } = sent;
  const answer = await ask(planRequests.respond, { ref, text, key });
  if (answer.ok) heard([key]);
  else if (isRefused(answer)) returned(ref, key);
  else if (answer.refusal.code === 'timeout') await settle(ref, key, null);
}

let starting = false;

/** Begins a plan with what is half typed, or else with `otherwise`. True: it has begun. */
export async function start(plan: Omit<NewPlan, 'key' | 'prompt'>, otherwise: string): Promise<boolean> {
  const isTyped = textOf('').trim() !== '';
  if (starting || sentFrom('')) return false;
  const { key, text } = (isTyped ? sendDraft('', plan.slug) : undefined) ?? { key: newKey(), text: otherwise };
  starting = true;
  const answer = await ask(planRequests.start, { ...plan, prompt: text, key }, PATIENCE_MS);
  starting = false;
  if (answer.ok) afterStart(key, answer.value);
  else if (isRefused(answer)) returned('', key);
  else if (answer.refusal.code === 'timeout') await settle('', key, plan.slug);
  return answer.ok && answer.value.heard;
}

/** A plan that is there instead gets the words into its own field. */
function afterStart(key: string, begun: Begun): void {
  if (begun.heard) heard([key]);
  else returned('', key, begun.ref ?? '');
}

/** A conversation began anew: what the page before had sent was heard by the host, or goes back into its field. */
export function settleAll(): void {
  for (const [place, { key, slug }] of onTheirWay()) void settle(place, key, slug ?? null);
}

async function settle(place: string, key: string, slug: string | null): Promise<void> {
  const answer = await look(planRequests.wasHeard, { ref: place === '' ? null : place, slug, key }, PATIENCE_MS);
  if (answer.ok && answer.value) heard([key]);
  else if (answer.ok || isRefused(answer)) returned(place, key);
}

/** The reason is not said again where the way was cut: the text on its way says enough. */
function isRefused(answer: Result<unknown>): boolean {
  if (answer.ok) return false;
  const unknown = isUnknown(answer.refusal);
  if (unknown) forgetRefusal();
  return !unknown;
}
