import { PageEndpoint } from '../../src/protocol/transport';
import { hostApi } from './host-api';

/** The page's end of the conversation with the extension. */
export function openEndpoint(connected: () => void): PageEndpoint {
  return new PageEndpoint({
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
    problem: (message, error) => console.warn(message, error),
  });
}
