import { effect, type Signal, signal } from '@preact/signals';
import { forgetOld, type Kept, newest, OWNER, ownerOf, readKept, SAVED_AT, writeKept } from './kept-storage';
import { pageData } from './page-data';

interface HostApi {
  postMessage(message: unknown): void;
  getState(): unknown;
  setState(state: unknown): void;
}

declare function acquireVsCodeApi(): HostApi;

/** May be taken only once a page. */
export const hostApi: HostApi = acquireVsCodeApi();

/** That of every window, and that of this one alone. */
const [storage, ownStorage] = [storageOf(() => localStorage), storageOf(() => sessionStorage)];
const owner = ownerOf(ownStorage, crypto.randomUUID());
const stored: Record<string, unknown> = {
  ...newest(
    owner,
    hostApi.getState() as Kept | undefined,
    readKept(ownStorage, pageData.keep),
    readKept(storage, pageData.keep),
  ),
  // The serializer reads it: the name goes on with the panel.
  keep: pageData.keep,
  [OWNER]: owner,
};
/** Something is to be written that is not written yet. */
let waiting = false;

/**
 * A signal that survives hide, reload and restart: what a person was doing (what is open, half typed), never domain data.
 * Written at most once a frame's worth of typing, and whenever the page is hidden.
 */
export function keptSignal<T>(key: string, initial: T): Signal<T> {
  const made = signal<T>(key in stored ? (stored[key] as T) : initial);
  effect(() => {
    if (stored[key] !== made.value) keepSoon(key, made.value);
  });
  return made;
}

/** What was kept, without a signal. */
export function kept<T>(key: string): T | undefined {
  return stored[key] as T | undefined;
}

export function keep(key: string, value: unknown): void {
  stored[key] = value;
  write();
}

export function keepSoon(key: string, value: unknown): void {
  stored[key] = value;
  if (waiting) return;
  waiting = true;
  setTimeout(() => waiting && write(), 50);
}

/** What was kept a moment ago is not lost, whatever happens next. */
export function keepNow(): void {
  if (waiting) write();
}

function write(): void {
  waiting = false;
  stored[SAVED_AT] = Date.now();
  hostApi.setState({ ...stored });
  for (const each of [storage, ownStorage]) writeKept(each, pageData.keep, stored);
}

function storageOf(find: () => Storage): Storage | undefined {
  try {
    return find();
  } catch {
    return undefined;
  }
}

// A page that ends writes last what others want to have said about its end.
addEventListener('visibilitychange', write);
addEventListener('pagehide', write);
setTimeout(() => forgetOld(storage, Date.now()), 5000);
