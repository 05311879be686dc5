import type { Result } from '../../../src/core/result';
import type { BoardModel, BoardPatch } from '../../../src/protocol/board';
import { boardNotifications, boardRequests } from '../../../src/protocol/board-messages';
import type { Command, Request } from '../../../src/protocol/messages';
import { Replica } from '../../../src/protocol/replica';
import { PageEndpoint, type RequestOptions } from '../../../src/protocol/transport';
import { hostApi } from '../../ui/host-api';
import { patchStore, resetStore } from './store';

export interface Listeners {
  /** After a snapshot is in the store; `first`: the page showed nothing before. */
  snapshot(model: BoardModel, first: boolean): void;
  /** Around a patch: what is on screen can be looked at before and after. */
  patching(patch: BoardPatch, apply: () => void): void;
  perform(order: { readonly verb: string; readonly ids?: readonly string[] }): void;
}

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
  const made = new PageEndpoint({
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
    connected: () => {
      replica.restart();
      void askForSnapshot();
    },
    problem: (message, error) => console.warn(message, error),
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
