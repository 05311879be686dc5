import { effect, type Signal, signal } from '@preact/signals';

interface HostApi {
  postMessage(message: unknown): void;
  getState(): unknown;
  setState(state: unknown): void;
}

declare function acquireVsCodeApi(): HostApi;

/** May be taken only once a page. */
export const hostApi: HostApi = acquireVsCodeApi();

const stored: Record<string, unknown> = { ...(hostApi.getState() as Record<string, unknown> | undefined) };
let saving = false;

/**
 * A signal that survives hide, reload and restart: what a person was doing (what is open, half typed), never domain data.
 * Written at most once a frame's worth of typing, and whenever the page is hidden.
 */
export function keptSignal<T>(key: string, initial: T): Signal<T> {
  const made = signal<T>(key in stored ? (stored[key] as T) : initial);
  effect(() => {
    if (stored[key] === made.value) return;
    stored[key] = made.value;
    if (saving) return;
    saving = true;
    setTimeout(() => {
      saving = false;
      hostApi.setState({ ...stored });
    }, 50);
  });
  return made;
}

/** What was kept, without a signal. */
export function kept<T>(key: string): T | undefined {
  return stored[key] as T | undefined;
}

export function keep(key: string, value: unknown): void {
  stored[key] = value;
  hostApi.setState({ ...stored });
}

addEventListener('visibilitychange', () => hostApi.setState({ ...stored }));
addEventListener('pagehide', () => hostApi.setState({ ...stored }));
