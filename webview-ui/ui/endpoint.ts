import { signal } from '@preact/signals';
import { PageEndpoint } from '../../src/protocol/transport';
import { hostApi } from './host-api';

/** Whether the extension answers. While it does not, what is on screen may be old. */
export const answering = signal(true);

/** While a person looks, but does nothing. */
const LOOK_EVERY_MS = 15_000;
/** While they do something: they must not go on with what is no longer true. */
const ACT_EVERY_MS = 1000;

/** The page's end of the conversation with the extension. */
export function openEndpoint(connected: () => void): PageEndpoint {
  const endpoint = new PageEndpoint({
    channel: {
      post: (message) => hostApi.postMessage(message),
      onMessage: (listener) => {
        const heard = (event: MessageEvent) => listener(event.data);
        addEventListener('message', heard);
        return () => removeEventListener('message', heard);
      },
    },
    timers: {
      after: (ms, call) => {
        const timer = setTimeout(call, ms);
        return () => clearTimeout(timer);
      },
    },
    newName: () => crypto.randomUUID(),
    connected,
    answering: (answers) => {
      answering.value = answers;
    },
    problem: (message, error) => console.warn(message, error),
  });
  const probe = () => document.visibilityState === 'visible' && endpoint.probe();
  let soon = false;
  const active = () => {
    if (soon) return;
    soon = true;
    setTimeout(() => {
      soon = false;
      probe();
    }, ACT_EVERY_MS);
  };
  for (const event of ['keydown', 'pointerdown', 'focus', 'visibilitychange'] as const)
    addEventListener(event, active, { capture: true, passive: true });
  setInterval(probe, LOOK_EVERY_MS);
  return endpoint;
}
