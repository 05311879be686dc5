/**
 * What a person is writing to a plan. A text has a key from its first letter until somebody heard it, and the ledger keeps the
 * keys of what was said: so the same text is never said twice, and a copy of it that comes back later (from a page's stored
 * state, from before a reload, in a second window) is known for what it is and disappears.
 */
export interface Draft {
  readonly key: string;
  readonly text: string;
  /** On its way. The page may be gone before it hears what became of it: then the next one asks. */
  readonly sent?: Sent;
  /** The same text may be somewhere else under this key: changing it begins a text of its own, whatever becomes of that one. */
  readonly copied?: true;
}

export interface Sent {
  readonly key: string;
  readonly text: string;
  /** The project, where it begins a plan. */
  readonly slug?: string;
}

/** By plan; '' is a plan that has not begun. */
export type Drafts = Readonly<Record<string, Draft>>;

export const textIn = (drafts: Drafts, place: string): string => drafts[place]?.text ?? '';

/** `newKey`: one that nobody used before. */
export function typed(drafts: Drafts, place: string, text: string, newKey: string): Drafts {
  const before = drafts[place];
  if (text === (before?.text ?? '')) return drafts;
  const key = before && before.text !== '' && !before.copied ? before.key : newKey;
  return put(drafts, place, { key, text, ...(before?.sent && { sent: before.sent }) });
}

/** Nothing changes while something else is on its way, or when there is nothing to say. */
export function send(drafts: Drafts, place: string, newKey: string, slug?: string): Drafts {
  const draft = drafts[place];
  if (!draft || draft.sent || draft.text.trim() === '') return drafts;
  const sent = { key: draft.key, text: draft.text.trim(), ...(slug === undefined ? {} : { slug }) };
  return put(drafts, place, { key: newKey, text: '', sent });
}

/** These were said. Whatever still holds one of them, wherever it comes from, is done with. */
export function heard(drafts: Drafts, keys: readonly string[]): Drafts {
  let left = drafts;
  for (const [place, { key, text, sent, copied }] of Object.entries(drafts)) {
    const isSaid = keys.includes(key);
    const arrived = sent !== undefined && keys.includes(sent.key);
    if (!isSaid && !arrived) continue;
    left = put(left, place, {
      key,
      text: isSaid ? '' : text,
      ...(sent && !arrived && { sent }),
      ...(copied && !isSaid && { copied }),
    });
  }
  return left;
}

/** What was sent was not taken: it stands in the field again, before what was typed since. */
export function returned(drafts: Drafts, place: string, key: string, to = place): Drafts {
  const draft = drafts[place];
  if (draft?.sent?.key !== key) return drafts;
  const { text } = draft.sent;
  const without = put(drafts, place, { key: draft.key, text: draft.text });
  const there = textIn(without, to);
  const before = without[to];
  // Alone it keeps its key: should it have been heard after all, it is not said again.
  const back: Draft =
    before === undefined || there === '' ? { key, text, copied: true } : { ...before, text: joined(text, there) };
  return put(without, to, before?.sent ? { ...back, sent: before.sent } : back);
}

/** A message that had not been said yet is written on, before what is half typed. */
export function writtenOn(drafts: Drafts, place: string, text: string, newKey: string): Drafts {
  return typed(drafts, place, joined(text, textIn(drafts, place)), newKey);
}

/** What a page finds when it begins: its own from before a reload, or what another page left. */
export function restored(kept: unknown, newKey: () => string): Drafts {
  const drafts: Record<string, Draft> = {};
  if (typeof kept !== 'object' || kept === null) return drafts;
  for (const [place, entry] of Object.entries(kept)) {
    const draft = readDraft(entry, newKey);
    if (draft) drafts[place] = draft.text === '' ? draft : { ...draft, copied: true };
  }
  return drafts;
}

function readDraft(entry: unknown, newKey: () => string): Draft | undefined {
  // As it was kept once.
  if (typeof entry === 'string') return entry === '' ? undefined : { key: newKey(), text: entry };
  if (typeof entry !== 'object' || entry === null) return undefined;
  const { key, text, sent } = entry as Partial<Record<keyof Draft, unknown>>;
  if (typeof key !== 'string' || typeof text !== 'string') return undefined;
  const { key: sentKey, text: sentText, slug } = (sent ?? {}) as Partial<Record<keyof Sent, unknown>>;
  const isSent = typeof sentKey === 'string' && typeof sentText === 'string';
  return {
    key,
    text,
    ...(isSent && { sent: { key: sentKey, text: sentText, ...(typeof slug === 'string' && { slug }) } }),
  };
}

function put(drafts: Drafts, place: string, draft: Draft): Drafts {
  const { [place]: _, ...others } = drafts;
  return draft.text === '' && !draft.sent ? others : { ...others, [place]: draft };
}

const joined = (...texts: readonly string[]) => texts.filter((text) => text !== '').join('\n\n');
