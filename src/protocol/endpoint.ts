import { type Refusal, type Result, refuse } from '../core/result';
import { type Sentence, say } from '../core/sentence';
import { type Envelope, readEnvelope } from './envelope';
import type { AnyMessage, Asked, Command, Handlers, MessageGroup, Notification, Request } from './messages';

/** A pair of pipes to the other side. Nothing is assumed of it: it may lose, double, reorder and forge messages. */
export interface Channel {
  /** May say that nobody took the message: `false`, or a promise of it. */
  post(message: unknown): unknown;
  onMessage(listener: (message: unknown) => void): () => void;
}

export interface Timers {
  /** Calls once after `ms`; the result takes it back. */
  after(ms: number, call: () => void): () => void;
}

/** Turns what came over the wire into a payload, or refuses it. */
export type Check = (payload: unknown) => Result<unknown>;

export interface EndpointOptions {
  readonly channel: Channel;
  readonly timers: Timers;
  /** A name that nobody used before: random. */
  readonly newName: () => string;
  readonly requestTimeoutMs?: number;
  readonly helloEveryMs?: number;
  /** A conversation began: the page was loaded or reloaded, or the host restarted. Everything said before is void. */
  readonly connected?: (generation: string) => void;
  /** Puts a refusal that is answered with into the reader's language. */
  readonly tell?: (refusal: Refusal) => Refusal;
  /** The page's end only: whether the host answers. After a `false` it is called until it does. */
  readonly answering?: (answers: boolean) => void;
  readonly answerWithinMs?: number;
  /** A message was dropped or a handler threw. */
  readonly problem?: (message: string, error?: unknown) => void;
}

interface Pending {
  settle(result: Result<unknown>): void;
}

interface Served {
  readonly abort: AbortController;
}

type Handler = (payload: unknown, asked: Asked) => unknown;

interface Registration {
  readonly kind: AnyMessage['kind'];
  readonly handle: Handler;
  readonly check: Check | undefined;
}

export interface RequestOptions {
  readonly signal?: AbortSignal;
  readonly timeoutMs?: number;
}

/**
 * One end of a conversation. Expected failures are refusals: `timeout`, `cancelled`, `disposed`, `disconnected` (a new
 * generation began while the answer was awaited), `unknown_message`, `invalid_payload`, `internal`.
 */
export abstract class Endpoint {
  protected readonly options: EndpointOptions;
  readonly #registrations = new Map<string, Registration>();
  readonly #pending = new Map<number, Pending>();
  readonly #served = new Map<number, Served>();
  readonly #stopListening: () => void;
  #nextId = 1;
  #disposed = false;
  protected generation: string | undefined;

  constructor(options: EndpointOptions) {
    this.options = options;
    this.#stopListening = options.channel.onMessage((message) => {
      if (!this.#disposed) this.#receive(message);
    });
  }

  /** Whether a conversation is going on. */
  get isConnected(): boolean {
    return this.generation !== undefined && !this.#disposed;
  }

  /** Takes the messages of a group. `checks` names one for each message; a group without checks is trusted. */
  handle<G extends MessageGroup>(group: G, handlers: Handlers<G>, checks?: Readonly<Record<keyof G, Check>>): void {
    for (const key of Object.keys(group) as (keyof G & string)[]) {
      const { kind, name } = group[key]!;
      const handle = handlers[key] as unknown as Handler;
      this.#registrations.set(registeredName(kind, name), { kind, handle, check: checks?.[key] });
    }
  }

  request<P, R>(message: Request<P, R>, payload: P, options: RequestOptions = {}): Promise<Result<R>> {
    if (this.#disposed) return Promise.resolve(refuse('disposed', say('This panel was closed.')));
    if (this.generation === undefined)
      return Promise.resolve(refuse('disconnected', say('The other side is not there yet. Try again.')));
    if (options.signal?.aborted) return Promise.resolve(refuse('cancelled', say('Cancelled.')));
    const id = this.#nextId++;
    const g = this.generation;
    return new Promise((resolve) => {
      const abandon = (refusal: Result<R>) => {
        this.#post({ t: 'cancel', g, id });
        settle(refusal);
      };
      const aborted = () => abandon(refuse('cancelled', say('Cancelled.')));
      const stopTimer = this.options.timers.after(options.timeoutMs ?? this.options.requestTimeoutMs ?? 30_000, () =>
        abandon(refuse('timeout', say('No answer came in time. Try again.'), { message: message.name })),
      );
      const settle = (result: Result<unknown>) => {
        if (!this.#pending.delete(id)) return;
        stopTimer();
        options.signal?.removeEventListener('abort', aborted);
        resolve(result as Result<R>);
      };
      this.#pending.set(id, { settle });
      options.signal?.addEventListener('abort', aborted);
      this.#post({ t: 'ask', g, id, m: message.name, p: payload });
    });
  }

  /** Answers everything that is pending with `disposed`, cancels what is being served, and falls silent. */
  dispose(): void {
    if (this.#disposed) return;
    this.#disposed = true;
    this.#stopListening();
    this.#drop('disposed', say('This panel was closed.'));
  }

  /** Sends where nobody answers; what `post` says about it comes back. */
  protected say<P>(message: Command<P> | Notification<P>, payload: P): unknown {
    if (this.generation === undefined) return false;
    return this.#post({ t: 'say', g: this.generation, m: message.name, p: payload });
  }

  protected post(message: Envelope): void {
    this.#post(message);
  }

  protected begin(generation: string): void {
    if (generation === this.generation) return;
    this.generation = generation;
    this.#drop('disconnected', say('The panel was reloaded before the answer came. Try again.'));
    this.options.connected?.(generation);
  }

  /** Greetings are the two ends' own; true: it was one. */
  protected abstract greet(message: Envelope): boolean;
  /** A message of another conversation arrived. */
  protected abstract stranger(): void;

  #post(message: Envelope): unknown {
    if (this.#disposed) return false;
    try {
      return this.options.channel.post(message);
    } catch (error) {
      this.options.problem?.('A message could not be sent.', error);
      return false;
    }
  }

  #drop(code: 'disposed' | 'disconnected', why: Sentence): void {
    for (const pending of [...this.#pending.values()]) pending.settle(refuse(code, why));
    for (const served of this.#served.values()) served.abort.abort();
    this.#served.clear();
  }

  #receive(raw: unknown): void {
    const message = readEnvelope(raw);
    if (message === undefined) this.options.problem?.('A message that is not of this protocol was dropped.');
    else if (!this.greet(message) && 'g' in message) {
      if (message.g === this.generation) this.#receiveOwn(message);
      else this.stranger();
    }
  }

  #receiveOwn(message: Envelope): void {
    switch (message.t) {
      case 'say':
        this.#serveSaid(message.m, message.p);
        break;
      case 'ask':
        void this.#serveAsked(message.id, message.m, message.p);
        break;
      case 'answer':
        this.#pending.get(message.id)?.settle(message.r);
        break;
      case 'cancel':
        this.#served.get(message.id)?.abort.abort();
    }
  }

  #serveSaid(name: string, payload: unknown): void {
    const registration =
      this.#registrations.get(registeredName('command', name)) ??
      this.#registrations.get(registeredName('notification', name));
    if (registration === undefined) {
      this.options.problem?.(`Nobody takes the message ${shorten(name)}.`);
      return;
    }
    const checked = registration.check?.(payload) ?? { ok: true as const, value: payload };
    if (!checked.ok) {
      this.options.problem?.(`The message ${name} was dropped: ${checked.refusal.message}`);
      return;
    }
    try {
      registration.handle(checked.value, { signal: new AbortController().signal });
    } catch (error) {
      this.options.problem?.(`The handler of ${name} failed.`, error);
    }
  }

  async #serveAsked(id: number, name: string, payload: unknown): Promise<void> {
    // The same request twice is a doubled message: it is served once.
    if (this.#served.has(id)) return;
    const g = this.generation;
    const abort = new AbortController();
    this.#served.set(id, { abort });
    const answer = await this.#answer(name, payload, abort.signal);
    const { tell } = this.options;
    const result = answer.ok || !tell ? answer : { ok: false as const, refusal: tell(answer.refusal) };
    if (this.#served.get(id)?.abort === abort) this.#served.delete(id);
    if (g === this.generation && g !== undefined) this.#post({ t: 'answer', g, id, r: result });
  }

  async #answer(name: string, payload: unknown, signal: AbortSignal): Promise<Result<unknown>> {
    const registration = this.#registrations.get(registeredName('request', name));
    if (registration === undefined)
      return refuse('unknown_message', say('Nobody answers {name}.', { name: shorten(name) }));
    const checked = registration.check?.(payload) ?? { ok: true as const, value: payload };
    if (!checked.ok) return checked;
    try {
      return (await registration.handle(checked.value, { signal })) as Result<unknown>;
    } catch (error) {
      this.options.problem?.(`The handler of ${name} failed.`, error);
      return refuse('internal', say('Something went wrong in Signalbox. The log says more.'));
    }
  }
}

function registeredName(kind: AnyMessage['kind'], name: string): string {
  return `${kind}/${name}`;
}

function shorten(name: string): string {
  return JSON.stringify(name.slice(0, 60));
}
