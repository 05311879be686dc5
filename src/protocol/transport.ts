import { Endpoint, type EndpointOptions } from './endpoint';
import { type Envelope, isGreeting } from './envelope';
import type { Command, Notification } from './messages';

/** The extension host's end: names the generation, and says notifications. */
export class HostEndpoint extends Endpoint {
  #page: string | undefined;

  readonly #calls = new Repeated(this.options, () => this.post({ t: 'who' }));

  constructor(options: EndpointOptions) {
    super(options);
    // A page that outlived its host hears this and says hello again.
    this.#calls.start();
  }

  /** Says so: a page that outlives its host need not find out by itself. */
  override dispose(): void {
    this.#calls.stop();
    if (this.generation !== undefined) this.post({ t: 'bye', g: this.generation });
    super.dispose();
  }

  /** Begins anew with whatever page is there: one that was thought gone may have said its hello already. */
  renew(): void {
    this.#page = undefined;
    this.post({ t: 'who' });
  }

  notify<P>(message: Notification<P>, payload: P): unknown {
    return this.say(message, payload);
  }

  protected greet(message: Envelope): boolean {
    if (message.t === 'hello') {
      this.#calls.stop();
      // A page repeats its hello until it is welcomed: the same page gets the same generation.
      const generation =
        message.page === this.#page && this.generation !== undefined ? this.generation : this.options.newName();
      this.#page = message.page;
      this.post({ t: 'welcome', page: message.page, g: generation });
      this.begin(generation);
    }
    return isGreeting(message);
  }

  protected stranger(): void {
    this.options.problem?.('A message of an earlier conversation was dropped.');
    this.post({ t: 'who' });
  }
}

/** The webview's end: says hello until it is welcomed, and says commands. */
export class PageEndpoint extends Endpoint {
  readonly #page: string;
  readonly #hellos = new Repeated(this.options, () => this.post({ t: 'hello', page: this.#page }));
  /** Takes back the time by which an answer is due. */
  #expected: (() => void) | undefined;
  #lost = false;

  constructor(options: EndpointOptions) {
    super(options);
    this.#page = options.newName();
    this.#hellos.start();
    this.#expect();
  }

  /** Asks whether the host is still there. It may be gone without a word: VS Code leaves the page of a crashed host open. */
  probe(): void {
    if (this.#expected || this.#hellos.running) return;
    this.#expect();
    this.post({ t: 'hello', page: this.#page });
  }

  send<P>(message: Command<P>, payload: P): unknown {
    return this.say(message, payload);
  }

  override dispose(): void {
    this.#hellos.stop();
    this.#expected?.();
    super.dispose();
  }

  protected greet(message: Envelope): boolean {
    if (message.t === 'who') this.#hellos.start();
    if (message.t === 'bye' && message.g === this.generation) this.#lose();
    if (message.t === 'welcome' && message.page === this.#page) {
      this.#hellos.stop();
      this.#expected?.();
      this.#expected = undefined;
      if (this.#lost) this.options.answering?.(true);
      this.#lost = false;
      this.begin(message.g);
    }
    return isGreeting(message);
  }

  #expect(): void {
    this.#expected = this.options.timers.after(this.options.answerWithinMs ?? 2000, () => this.#lose());
  }

  #lose(): void {
    this.#expected?.();
    this.#expected = undefined;
    if (!this.#lost) this.options.answering?.(false);
    this.#lost = true;
    if (!this.#hellos.running) this.#hellos.start();
  }

  /** The host goes on in a conversation that this page does not know: its welcome was lost. */
  protected stranger(): void {
    if (!this.#hellos.running) this.#hellos.start();
  }
}

/** Says something now and again until it is stopped, ever more seldom: a channel that works needs it once. */
class Repeated {
  readonly #options: EndpointOptions;
  readonly #say: () => void;
  #cancel: (() => void) | undefined;

  constructor(options: EndpointOptions, say: () => void) {
    this.#options = options;
    this.#say = say;
  }

  get running(): boolean {
    return this.#cancel !== undefined;
  }

  start(): void {
    this.#next(this.#options.helloEveryMs ?? 500);
  }

  stop(): void {
    this.#cancel?.();
    this.#cancel = undefined;
  }

  #next(ms: number): void {
    this.stop();
    // The timer comes first: an answer may arrive while this is being said.
    this.#cancel = this.#options.timers.after(ms, () => this.#next(Math.min(ms * 2, 30_000)));
    this.#say();
  }
}
