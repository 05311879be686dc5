import { effect, type Signal, signal } from '@preact/signals';

interface HostApi {
  postMessage(message: unknown): void;
  getState(): unknown;
  setState(state: unknown): void;
}

declare function acquireVsCodeApi(): HostApi;

/** May be taken only once a page. */
export const hostApi: HostApi = acquireVsCodeApi();

const kept = { ...(hostApi.getState() as Record<string, unknown> | undefined) };
let saving = false;

/**
 * A signal that survives hide, reload and restart: what a person was doing (what is open, half typed), never domain data.
 * Written at most once a frame's worth of typing, and whenever the page is hidden.
 */
export function keptSignal<T>(key: string, initial: T): Signal<T> {
  const made = signal<T>(key in kept ? (kept[key] as T) : initial);
  effect(() => {
    if (kept[key] === made.value) return;
    kept[key] = made.value;
    if (saving) return;
    saving = true;
    setTimeout(() => {
      saving = false;
      hostApi.setState({ ...kept });
    }, 50);
  });
  return made;
}

/** Kept for the page itself, so that `deserializeWebviewPanel` of the next window knows what was on show. */
export function keep(key: string, value: unknown): void {
  if (kept[key] === value) return;
  kept[key] = value;
  hostApi.setState({ ...kept });
}

addEventListener('visibilitychange', () => hostApi.setState({ ...kept }));
addEventListener('pagehide', () => hostApi.setState({ ...kept }));
