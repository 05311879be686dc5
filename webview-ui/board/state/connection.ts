import type { Result } from '../../../src/core/result';
import type { BoardModel, BoardPatch } from '../../../src/protocol/board';
import { boardNotifications, boardRequests } from '../../../src/protocol/board-messages';
import type { RequestOptions } from '../../../src/protocol/endpoint';
import type { Command, Request } from '../../../src/protocol/messages';
import { Replica } from '../../../src/protocol/replica';
import type { PageEndpoint } from '../../../src/protocol/transport';
import { openEndpoint } from '../../ui/endpoint';
import { patchStore, resetStore } from './store';

export interface Listeners {
  /** A conversation with a host begins: what was said in the one before is void. */
  begun(): void;
  /** After a snapshot is in the store; `first`: the page showed nothing before. */
  snapshot(model: BoardModel, first: boolean): void;
  /** Around a patch: what is on screen can be looked at before and after. */
  patching(patch: BoardPatch, apply: () => void): void;
  perform(order: { readonly verb: string; readonly ids?: readonly string[] }): void;
}

const ASK_AFTER_MS = 3_000;

let endpoint: PageEndpoint | undefined;

export function connect(listeners: Listeners): void {
  let first = true;
  const replica = new Replica<BoardModel, BoardPatch>({
    apply: (model, patch) => {
      listeners.patching(patch, () => patchStore(patch));
      return model;
    },
    requestSnapshot: () => void askForSnapshot(),
    changed: (model, cause) => {
      if (cause !== 'snapshot') return;
      resetStore(model);
      listeners.snapshot(model, first);
      first = false;
    },
  });
  const askForSnapshot = async () => {
    const answer = await ask(boardRequests.snapshot, null);
    if (answer.ok) replica.snapshot(answer.value);
    else replica.failed();
  };
  const made = openEndpoint(() => {
    replica.restart();
    listeners.begun();
    // The host begins with one by itself, unless it was lost on the way.
    setTimeout(() => replica.rev < 0 && void askForSnapshot(), ASK_AFTER_MS);
  });
  endpoint = made;
  made.handle(boardNotifications, {
    snapshot: (message) => replica.snapshot(message),
    patch: (message) => replica.patch(message),
    perform: (order) => listeners.perform(order),
  });
}

export function ask<P, R>(message: Request<P, R>, payload: P, options?: RequestOptions): Promise<Result<R>> {
  if (!endpoint) return Promise.resolve({ ok: false, refusal: { code: 'disconnected', message: '' } });
  return endpoint.request(message, payload, options);
}

export function send<P>(message: Command<P>, payload: P): void {
  endpoint?.send(message, payload);
}
