import { computed, effect, signal } from '@preact/signals';
import type { Result } from '../../src/core/result';
import type { Command, Request } from '../../src/protocol/messages';
import { applyPlanPatch, type PlanModel, type PlanPatch } from '../../src/protocol/plan';
import { planCommands, planNotifications, planRequests } from '../../src/protocol/plan-messages';
import { Replica } from '../../src/protocol/replica';
import { announce } from '../ui/announcer';
import { openEndpoint } from '../ui/endpoint';
import { keptSignal } from '../ui/host-api';
import { t } from '../ui/l10n';
import { dropLook } from '../ui/last-look';
import { returnFocus } from '../ui/return-focus';
import { heard } from './drafts';

/** Null: nothing has been heard yet. */
export const model = signal<PlanModel | null>(null);
/** What the last thing that a person asked for was refused with, and where they asked for it. */
const refused = signal<{ readonly text: string; readonly place: string } | null>(null);
const placeOf = (shows: PlanModel | null) => shows?.shown?.head.ref ?? '';
/** It is said where it was asked for: by the time that it comes another plan may be on show. */
export const refusal = computed(() =>
  refused.value?.place === placeOf(model.value) ? (refused.value?.text ?? null) : null,
);
export const forgetRefusal = (): void => {
  refused.value = null;
};
export interface Choice {
  readonly slug?: string;
  readonly profile?: string;
  /** The conversation from which it is to go on. */
  readonly earlier?: { readonly session: string; readonly title: string };
}

/** What a person chose for a plan that has not begun. */
export const choice = keptSignal<Choice>('choice', {});

export type Place =
  /** The plan on show, or the way to begin one. */
  | { readonly at: 'plan' }
  | { readonly at: 'all' }
  | { readonly at: 'earlier'; readonly slug: string; readonly session: string; readonly title: string };

/** What is there was there when the page began, or came since. */
let seen = false;
export const isSeen = (): boolean => seen;

export const place = keptSignal<Place>('place', { at: 'plan' });
export const now = signal(Date.now());
setInterval(() => {
  now.value = Date.now();
}, 10_000);

const replica = new Replica<PlanModel, PlanPatch>({
  apply: applyPlanPatch,
  requestSnapshot: () => void askForSnapshot(),
  changed: (changed) => {
    tellWhatChanged(model.peek(), changed);
    // Whoever has read it and went on need not read it again.
    if (refusal.peek() !== null && placeOf(model.peek()) !== placeOf(changed)) forgetRefusal();
    const first = model.peek() === null;
    // Before it is drawn: nobody sees a message that was said stand in the field as well.
    if (changed.shown) heard(changed.shown.head.heard);
    model.value = changed;
    if (!first) return;
    // The plan is drawn in a microtask that was asked for just now.
    queueMicrotask(() => {
      seen = true;
      dropLook();
    });
    returnFocus();
  },
});

let begun: () => void = () => {};
const endpoint = openEndpoint(() => {
  replica.restart();
  begun();
});

/** `anew`: a conversation with the extension begins. */
export function connect(focusInput: () => void, anew: () => void): void {
  const tellPlace = () => send(planCommands.looksAt, { plan: place.value.at === 'plan' });
  begun = () => {
    tellPlace();
    anew();
  };
  effect(tellPlace);
  endpoint.handle(planNotifications, {
    snapshot: (message) => replica.snapshot(message),
    patch: (message) => replica.patch(message),
    showAll: () => {
      place.value = { at: 'all' };
    },
    focusInput: () => {
      place.value = { at: 'plan' };
      focusInput();
    },
  });
}

async function askForSnapshot(): Promise<void> {
  const answer = await endpoint.request(planRequests.snapshot, null);
  if (answer.ok) replica.snapshot(answer.value);
  else replica.failed();
}

export function send<P>(message: Command<P>, payload: P): void {
  endpoint.send(message, payload);
}

/** What was asked for and is not answered yet. Who clicks twice means it once. */
const underWay = new Map<string, Promise<Result<unknown>>>();

/** Asks for something that a person wants; what is refused is said in the view. A turn may take its time. */
export function ask<P, R>(message: Request<P, R>, payload: P, timeoutMs = 120_000): Promise<Result<R>> {
  const what = JSON.stringify([message.name, payload]);
  const before = underWay.get(what);
  if (before) return before as Promise<Result<R>>;
  const place = placeOf(model.peek());
  forgetRefusal();
  const answer = endpoint.request(message, payload, { timeoutMs }).then((given) => {
    underWay.delete(what);
    if (!given.ok) refused.value = { text: given.refusal.message, place };
    return given;
  });
  underWay.set(what, answer);
  return answer;
}

/** Reads something; whoever asks says what is wrong. */
export function look<P, R>(message: Request<P, R>, payload: P, timeoutMs?: number): Promise<Result<R>> {
  return endpoint.request(message, payload, timeoutMs === undefined ? {} : { timeoutMs });
}

export function openPlan(ref: string): void {
  forgetRefusal();
  place.value = { at: 'plan' };
  send(planCommands.showPlan, { ref });
}

/** The way to begin a plan, with what is chosen already. */
export function begin({ slug, earlier }: Pick<Choice, 'slug' | 'earlier'>): void {
  const { profile } = choice.peek();
  forgetRefusal();
  choice.value = { ...(profile ? { profile } : {}), ...(slug ? { slug } : {}), ...(earlier ? { earlier } : {}) };
  place.value = { at: 'plan' };
  send(planCommands.showPlan, { ref: null });
}

/** A screen reader hears what happened, not every word that streams. */
function tellWhatChanged(before: PlanModel | null, after: PlanModel): void {
  const waits = (after.shown?.head.waiting.length ?? 0) - (before?.shown?.head.waiting.length ?? 0);
  if (waits > 0 && before?.shown?.head.ref === after.shown?.head.ref)
    announce(t('Your message waits until the answer is complete.'));
  const asked = (after.shown?.head.permissions ?? []).filter(
    ({ id }) => !before?.shown?.head.permissions.some((known) => known.id === id),
  );
  if (asked[0]) announce(t('The agent asks: {0}', asked[0].title), true);
  const last = after.shown?.turns.at(-1);
  const was = before?.shown?.turns.find((turn) => turn.n === last?.n);
  if (!last || !was || was.status === last.status) return;
  if (last.status === 'done') announce(readyWords(after) ?? t('The answer is complete.'));
  else if (last.status === 'cancelled') announce(t('Stopped. What had arrived is kept.'));
  else if (last.error) announce(last.error.message, true);
}

function readyWords({ shown }: PlanModel): string | undefined {
  const phase = shown?.head.ready ? shown.head.phases.find(({ state }) => state === 'now') : undefined;
  return phase && t('The answer is complete. {0} is ready.', phase.title);
}
