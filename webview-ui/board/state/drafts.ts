import { keptSignal } from '../../ui/host-api';

/** Half-typed text, by where it is typed. */
export const drafts = keptSignal<Readonly<Record<string, string>>>('drafts', {});
/** What stood there when a text was begun: somebody else may change it meanwhile. */
const begunFrom = keptSignal<Readonly<Record<string, string>>>('draftsFrom', {});

/** What was stored of a text that is still being typed: that it stands there is nobody else's change. */
const stored = new Map<string, string>();

/** `from`: what is being changed, where it is not begun from nothing. */
export function setDraft(key: string, text: string | undefined, from?: string): void {
  const before = drafts.peek()[key];
  if (before === text) return;
  drafts.value = withEntry(drafts.peek(), key, text);
  if (text === undefined) {
    begunFrom.value = withEntry(begunFrom.peek(), key, undefined);
    stored.delete(key);
  } else if (before === undefined && from !== undefined) begunFrom.value = withEntry(begunFrom.peek(), key, from);
}

/** Stores what was typed in a field. What is typed in it meanwhile stays, as a further change. */
export async function saveField(key: string, text: string, save: () => Promise<boolean>): Promise<void> {
  const typed = drafts.peek()[key];
  stored.set(key, text);
  if ((await save()) && drafts.peek()[key] === typed) setDraft(key, undefined);
}

/** A line was said and is free for the next one; what was typed behind it stays. */
export function lineSaid(key: string, said: string): void {
  const typed = drafts.peek()[key] ?? '';
  const rest = typed.startsWith(said) ? typed.slice(said.length).trimStart() : typed;
  setDraft(key, rest === '' ? undefined : rest);
}

/** What was refused stands in its field again, before what was typed there since. */
export function giveBack(key: string, text: string): void {
  const typed = drafts.peek()[key]?.trim();
  setDraft(key, typed ? `${text} ${typed}` : text);
}

/** The line of a new card, which is that of its board. */
export function quickKey(board: string | undefined, column: string | undefined): string {
  return `quick/${board ?? ''}/${column ?? ''}`;
}

/** Whether somebody else wrote there since the text was begun: then saving it would undo what they did. */
export function isOvertaken(key: string, now: string): boolean {
  const from = begunFrom.value[key];
  const draft = drafts.value[key];
  return draft !== undefined && from !== undefined && from !== now && draft !== now && stored.get(key) !== now;
}

/** The person has seen what stands there now and goes on from it. */
export function goOnFrom(key: string, now: string): void {
  begunFrom.value = withEntry(begunFrom.peek(), key, now);
}

function withEntry(
  all: Readonly<Record<string, string>>,
  key: string,
  text: string | undefined,
): Readonly<Record<string, string>> {
  const { [key]: _old, ...others } = all;
  return text === undefined ? others : { ...others, [key]: text };
}
