import { signal } from '@preact/signals';
import type { Refusal, Result } from '../../src/core/result';
import { type BulkChange, boardCommands, boardRequests, type CardResult } from '../../src/protocol/board-messages';
import { announce } from '../ui/announcer';
import { t, tn } from '../ui/l10n';
import { past } from './state/clock';
import { ask, send } from './state/connection';
import { clearSelection } from './state/focus';
import { say } from './state/notice';
import { SCHEDULE_NEEDED } from './state/pointer';
import { dialog, openId } from './state/shell';
import { cardOf, columns, detail, head } from './state/store';

/** What was asked for and is not in the store yet: card id -> what is under way. */
export const onItsWay = signal<ReadonlyMap<string, string>>(new Map());

export function columnTitle(id: string): string {
  return columns.peek().find((column) => column.id === id)?.title ?? id;
}

/** Why nothing can be changed now; undefined: it can. */
export function readOnlyReason(): string | undefined {
  if (past.value) return t('Nothing can be changed in the past.');
  return head.value?.readOnly;
}

/** Why cards stay where they are. A made board lets them be lifted, to say at each place what that would take. */
export function heldBackReason(): string | undefined {
  return head.value?.movable && !past.value ? undefined : readOnlyReason();
}

export function refused(refusal: Refusal): void {
  if (refusal.code === 'cancelled' || refusal.code === 'disposed') return;
  say({ tone: 'refused', text: refusal.message });
}

/** The value, or undefined after the refusal was said. */
export function accepted<T>(result: Result<T>): T | undefined {
  if (result.ok) return result.value;
  refused(result.refusal);
  return undefined;
}

async function underWay<T>(ids: readonly string[], what: string, work: () => Promise<T>): Promise<T> {
  const mark = new Map(onItsWay.peek());
  for (const id of ids) mark.set(id, what);
  onItsWay.value = mark;
  try {
    return await work();
  } finally {
    const left = new Map(onItsWay.peek());
    for (const id of ids) left.delete(id);
    onItsWay.value = left;
  }
}

/** `shown`: also when there was only one, as it is gone from sight. */
function sayResults(results: readonly CardResult[], done: (count: number) => string, shown = false): void {
  const lines = results
    .filter((result) => result.refusal !== null)
    .map(({ id, refusal }) => ({ key: id, title: cardOf(id)?.title ?? id, reason: refusal?.message ?? '' }));
  const count = results.length - lines.length;
  if (lines.length === 0) {
    if (results.length > 1 || shown) say({ tone: 'done', text: done(count) });
    else announce(done(count));
    return;
  }
  const one = lines[0];
  if (results.length === 1 && one) say({ tone: 'refused', text: one.reason });
  else
    say({
      tone: 'refused',
      text: `${done(count)} ${tn('{0} was refused:', '{0} were refused:', lines.length)}`,
      lines,
    });
}

/** Where cards stand, to be said with a move: who sees something else meanwhile moved another card than they meant. */
export function columnsOf(ids: readonly string[]): Readonly<Record<string, string>> {
  return Object.fromEntries(ids.flatMap((id) => (cardOf(id) ? [[id, cardOf(id)!.column]] : [])));
}

export async function moveCards(ids: readonly string[], to: string, from = columnsOf(ids)): Promise<void> {
  const there = ids.filter((id) => cardOf(id));
  if (there.length === 0 && ids.length > 0)
    return say({
      tone: 'refused',
      text: tn('The card is not on this board any more.', 'The cards are not on this board any more.', ids.length),
    });
  const going = there.filter((id) => cardOf(id)?.column !== to);
  if (going.length === 0 || heldBackReason()) return;
  const title = cardOf(going[0]!)?.title ?? '';
  const target = columnTitle(to);
  const answer = await underWay(going, t('Moving to {0}.', target), () =>
    ask(boardRequests.move, { ids: going, to, from }),
  );
  const results = accepted(answer);
  // Let go before it was known that only a time is lacking.
  if (results?.every(({ refusal }) => refusal?.code === SCHEDULE_NEEDED))
    dialog.value = { kind: 'schedule', ids: going };
  else if (results)
    sayResults(results, (count) =>
      results.length === 1
        ? t('{0} moved to {1}.', title, target)
        : tn('{0} card moved to {1}.', '{0} cards moved to {1}.', count, target),
    );
}

/** True: all of them wait for that time now. */
export async function schedule(ids: readonly string[], at: number): Promise<boolean> {
  const words = t('Moving to {0}.', columnTitle('scheduled'));
  const answer = await underWay(ids, words, () => ask(boardRequests.move, { ids, to: 'scheduled', at }));
  const results = accepted(answer);
  if (!results) return false;
  sayResults(results, (count) => tn('{0} card scheduled.', '{0} cards scheduled.', count));
  return results.every(({ refusal }) => refusal === null);
}

/** What a drop does, in one step. */
export async function changeCards(
  ids: readonly string[],
  change: BulkChange,
  from?: Readonly<Record<string, string>>,
): Promise<void> {
  const { status, ...fields } = change;
  if (status !== undefined && Object.keys(fields).length === 0) return moveCards(ids, status, from);
  return bulk(ids, change);
}

export async function bulk(ids: readonly string[], change: BulkChange): Promise<void> {
  const words = change.archive ? t('Archiving.') : t('Changing.');
  const answer = await underWay(ids, words, () => ask(boardRequests.bulk, { ids, change }));
  const results = accepted(answer);
  if (!results) return;
  sayResults(results, (count) => bulkDone(change, count));
  if (results.every((result) => result.refusal === null)) clearSelection();
}

function bulkDone(change: BulkChange, count: number): string {
  if (change.archive) return tn('{0} card archived.', '{0} cards archived.', count);
  if (change.assignee === null) return tn('{0} card is nobody’s now.', '{0} cards are nobody’s now.', count);
  if (change.assignee !== undefined)
    return tn('{0} card given to {1}.', '{0} cards given to {1}.', count, change.assignee);
  if (change.tenant !== undefined || change.project !== undefined)
    return tn('{0} card moved to another lane.', '{0} cards moved to another lane.', count);
  if (change.priority !== undefined)
    return tn('{0} card has priority {1} now.', '{0} cards have priority {1} now.', count, change.priority);
  if (change.status) return tn('{0} card moved to {1}.', '{0} cards moved to {1}.', count, columnTitle(change.status));
  return tn('{0} card changed.', '{0} cards changed.', count);
}

export async function assign(ids: readonly string[], assignee: string | null): Promise<void> {
  const only = ids[0];
  if (ids.length !== 1 || only === undefined) return bulk(ids, { assignee });
  const answer = await underWay([only], t('Assigning.'), () =>
    ask(boardRequests.edit, { id: only, change: { assignee } }),
  );
  const value = accepted(answer);
  if (value?.warning) say({ tone: 'warned', text: value.warning });
  else if (value) announce(assignee === null ? t('Nobody is assigned now.') : t('{0} is assigned now.', assignee));
}

export async function archive(ids: readonly string[]): Promise<void> {
  const results = accepted(await underWay(ids, t('Archiving.'), () => ask(boardRequests.archive, { ids })));
  if (!results) return;
  sayResults(results, (count) => tn('{0} card archived.', '{0} cards archived.', count), true);
  if (results.some(({ id, refusal }) => id === openId.peek() && refusal === null)) closeCard();
}

export async function restore(ids: readonly string[]): Promise<void> {
  const results = accepted(await underWay(ids, t('Restoring.'), () => ask(boardRequests.restore, { ids })));
  if (results) sayResults(results, (count) => tn('{0} card restored.', '{0} cards restored.', count));
}

export async function undoLast(label: string): Promise<void> {
  if (accepted(await ask(boardRequests.undo, null)) !== undefined)
    say({ tone: 'done', text: t('Undone: {0}.', label) });
}

export function openCard(id: string): void {
  openId.value = id;
  send(boardCommands.openCard, { id });
}

/** Closings that the host was told of and has not confirmed yet. */
let closing = 0;

export function closeCard(): void {
  openId.value = null;
  // Opened again before the host has heard of this, it is not shown as it was: it would go away under who writes in it.
  detail.value = null;
  closing += 1;
  send(boardCommands.openCard, { id: null });
}

/** Another host never heard of them, and will not confirm them. */
export function forgetClosings(): void {
  closing = 0;
}

/** The host has nothing (more) in the drawer: the page asked for that, or the card is gone. */
export function drawerEmptied(): void {
  if (closing > 0) closing -= 1;
  else openId.value = null;
}
