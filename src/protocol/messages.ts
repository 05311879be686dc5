import type { Result } from '../core/result';

/**
 * A message is a constant that carries its types: "find references" on it shows the whole conversation.
 * Commands go from the webview to the host and get no reply; requests go either way and get one;
 * notifications go from the host to the webview.
 */
export interface Command<P> {
  readonly kind: 'command';
  readonly name: string;
  /** Never set: it only carries the type. */
  readonly payload?: P;
}

export interface Request<P, R> {
  readonly kind: 'request';
  readonly name: string;
  readonly payload?: P;
  readonly reply?: R;
}

export interface Notification<P> {
  readonly kind: 'notification';
  readonly name: string;
  readonly payload?: P;
}

export type AnyMessage = Command<unknown> | Request<unknown, unknown> | Notification<unknown>;
export type MessageGroup<M extends AnyMessage = AnyMessage> = Readonly<Record<string, M>>;

export type PayloadOf<M extends AnyMessage> = Exclude<M['payload'], undefined>;

export function command<P>(name: string): Command<P> {
  return { kind: 'command', name };
}

export function request<P, R>(name: string): Request<P, R> {
  return { kind: 'request', name };
}

export function notification<P>(name: string): Notification<P> {
  return { kind: 'notification', name };
}

/** What a request's handler may know beyond its payload. */
export interface Asked {
  /** Fires when the other side no longer wants the answer. */
  readonly signal: AbortSignal;
}

/** One handler for each message of a group: a missing or a superfluous one does not compile. */
export type Handlers<G extends MessageGroup> = {
  readonly [K in keyof G]: G[K] extends Request<infer P, infer R>
    ? (payload: P, asked: Asked) => Result<R> | Promise<Result<R>>
    : G[K] extends Command<infer P> | Notification<infer P>
      ? (payload: P) => void
      : never;
};
