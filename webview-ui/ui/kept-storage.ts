/**
 * What a page keeps beside the editor's own `setState`. The editor forgets that state when it gives up a panel whose extension
 * host is gone; the storage of the webview's origin, which the editor holds for each kind of panel, is still there for the
 * page that takes its place. It is the same storage for every window, so each page has a name of its own in it.
 * A browser may forbid it: then only what `setState` holds survives.
 */
export interface Kept {
  readonly [key: string]: unknown;
}

/** When it was written, within what is kept. */
export const SAVED_AT = 'savedAt';

const PREFIX = 'signalbox/kept/';
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

/** The one that was written last. */
export function newest(one: Kept | undefined, other: Kept | undefined): Kept {
  const at = (kept: Kept | undefined) => (typeof kept?.[SAVED_AT] === 'number' ? kept[SAVED_AT] : 0);
  return (at(other) > at(one) ? other : (one ?? other)) ?? {};
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
