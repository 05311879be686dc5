import { keptSignal } from '../../ui/host-api';

/** Half-typed text, by where it is typed. */
export const drafts = keptSignal<Readonly<Record<string, string>>>('drafts', {});
/** What stood there when a text was begun: somebody else may change it meanwhile. */
const begunFrom = keptSignal<Readonly<Record<string, string>>>('draftsFrom', {});

/** `from`: what is being changed, where it is not begun from nothing. */
export function setDraft(key: string, text: string | undefined, from?: string): void {
  const before = drafts.peek()[key];
  if (before === text) return;
  drafts.value = withEntry(drafts.peek(), key, text);
  if (text === undefined) begunFrom.value = withEntry(begunFrom.peek(), key, undefined);
  else if (before === undefined && from !== undefined) begunFrom.value = withEntry(begunFrom.peek(), key, from);
}

/** Whether somebody else wrote there since the text was begun: then saving it would undo what they did. */
export function isOvertaken(key: string, now: string): boolean {
  const from = begunFrom.value[key];
  const draft = drafts.value[key];
  return draft !== undefined && from !== undefined && from !== now && draft !== now;
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
