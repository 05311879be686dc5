import { randomUUID } from 'node:crypto';
import type { Channel, EndpointOptions } from '../../src/protocol/endpoint';
import { HostEndpoint } from '../../src/protocol/transport';

/** A host's end of the wire as the extension makes it, on the timers of the system. */
export function hostEnd(channel: Channel, options: Pick<EndpointOptions, 'connected' | 'tell'> = {}): HostEndpoint {
  return new HostEndpoint({
    channel,
    timers: {
      after: (ms, call) => {
        const timer = setTimeout(call, ms);
        timer.unref();
        return () => clearTimeout(timer);
      },
    },
    newName: randomUUID,
    ...options,
  });
}
