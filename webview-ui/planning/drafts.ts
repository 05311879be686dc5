import * as draft from '../../src/core/plan/draft';
import { keepNow, keptSignal } from '../ui/host-api';

/** One that nobody used before. */
export const newKey = () => crypto.randomUUID().replaceAll('-', '').slice(0, 16);

/** What is half typed and what is on its way, by plan; '' is a plan that has not begun. */
const drafts = keptSignal<draft.Drafts>('drafts', {});
drafts.value = draft.restored(drafts.peek(), newKey);

export const textOf = (place: string): string => draft.textIn(drafts.value, place);
export const sentFrom = (place: string): draft.Sent | undefined => drafts.value[place]?.sent;

/** For a message that was never typed. */
export const keyOf = (what: string): string => what.replaceAll(/[^\w-]/g, '-').slice(-64);

export function setDraft(place: string, text: string): void {
  drafts.value = draft.typed(drafts.peek(), place, text, newKey());
}

/** A message that was taken back goes before what is half typed, as it was written before. */
export function writeOn(place: string, text: string): void {
  drafts.value = draft.writtenOn(drafts.peek(), place, text, newKey());
}

/** Undefined: something is on its way already, or there is nothing to say. */
export function sendDraft(place: string, slug?: string): draft.Sent | undefined {
  const after = draft.send(drafts.peek(), place, newKey(), slug);
  if (after === drafts.peek()) return undefined;
  drafts.value = after;
  // Before it is said: a page that is made anew must know that it may have been.
  keepNow();
  return after[place]?.sent;
}

export function heard(keys: readonly string[]): void {
  drafts.value = draft.heard(drafts.peek(), keys);
}

export function returned(place: string, key: string, to = place): void {
  drafts.value = draft.returned(drafts.peek(), place, key, to);
}

/** Everything of which it is not known whether it arrived. */
export function onTheirWay(): readonly (readonly [place: string, sent: draft.Sent])[] {
  return Object.entries(drafts.peek()).flatMap(([place, { sent }]) => (sent ? [[place, sent] as const] : []));
}
