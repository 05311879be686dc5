/**
 * What a page keeps beside the editor's own `setState`. The editor forgets that state when it gives up a panel whose extension
 * host is gone; the storage of the webview's origin, which the editor holds for each kind of panel, is still there for the
 * page that takes its place. It is the same storage for every window, so each page has a name of its own in it. Two windows on
 * one folder can have a page of the same name: what a page keeps says whose it is, and the storage of the window, which
 * survives its reload, has it too. So no window finds the half-typed text of another where its own should be.
 * A browser may forbid it: then only what `setState` holds survives.
 */
export interface Kept {
  readonly [key: string]: unknown;
}

/** When it was written, within what is kept. */
export const SAVED_AT = 'savedAt';

/** Which window wrote it. */
export const OWNER = 'owner';

const PREFIX = 'signalbox/kept/';
const OWNER_KEY = 'signalbox/owner';
const FORGOTTEN_AFTER_MS = 30 * 24 * 3600 * 1000;

type Storage = Pick<globalThis.Storage, 'getItem' | 'setItem' | 'removeItem' | 'key' | 'length'>;

export function readKept(storage: Storage | undefined, name: string): Kept | undefined {
  return name === '' ? undefined : parsed(attempt(() => storage?.getItem(PREFIX + name)));
}

export function writeKept(storage: Storage | undefined, name: string, kept: Kept): void {
  if (name !== '') attempt(() => storage?.setItem(PREFIX + name, JSON.stringify(kept)));
}

/** Pages that were closed long ago left this behind. */
export function forgetOld(storage: Storage | undefined, now: number): void {
  attempt(() => {
    const names = Array.from({ length: storage?.length ?? 0 }, (_, index) => storage?.key(index) ?? '');
    for (const name of names.filter((each) => each.startsWith(PREFIX))) {
      const at = parsed(storage?.getItem(name))?.[SAVED_AT];
      if (typeof at !== 'number' || at < now - FORGOTTEN_AFTER_MS) storage?.removeItem(name);
    }
  });
}

/** Of what is the window's own the newest; where there is none, the newest that there is: its owner may have crashed. */
export function newest(owner: string, ...all: readonly (Kept | undefined)[]): Kept {
  const found = all.filter((kept) => kept !== undefined);
  const own = found.filter((kept) => kept[OWNER] === owner);
  const at = (kept: Kept) => (typeof kept[SAVED_AT] === 'number' ? kept[SAVED_AT] : 0);
  const among = own.length > 0 ? own : found;
  return among.reduce((one, other) => (at(other) > at(one) ? other : one), among[0] ?? {});
}

/** The name of the window; another one where its storage is forbidden. */
export function ownerOf(storage: Storage | undefined, made: string): string {
  const known = attempt(() => storage?.getItem(OWNER_KEY) ?? undefined);
  if (known === undefined) attempt(() => storage?.setItem(OWNER_KEY, made));
  return known ?? made;
}

function parsed(text: string | null | undefined): Kept | undefined {
  if (!text) return undefined;
  const value = attempt(() => JSON.parse(text) as unknown);
  return typeof value === 'object' && value !== null ? (value as Kept) : undefined;
}

function attempt<T>(work: () => T): T | undefined {
  try {
    return work();
  } catch {
    return undefined;
  }
}
