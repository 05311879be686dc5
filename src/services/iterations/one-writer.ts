import {
  type DocumentWriter,
  freeDocument,
  type IterationEvent,
  type IterationSession,
  takeDocument,
} from '../../core/iteration/model';
import { type Result, refuse } from '../../core/result';
import type { RunnerIdentity } from '../../core/runner/runner';
import { say } from '../../core/sentence';
import type { Clock } from '../../ports/clock';
import type { Disposable } from '../../ports/disposable';
import { decided } from '../runners/runners';
import type { IterationStream } from './stream';

export interface OneWriterDeps {
  readonly runners: { self(): Promise<RunnerIdentity>; isDead(identity: RunnerIdentity): Promise<boolean> };
  readonly clock: Clock;
  readonly actor: string;
}

/** Whether whoever has it still lives is looked at so often, while it is waited for. */
const LOOK_MS = 250;
const LOOKS = 40;

export interface Held<T> {
  /** What the document is about to be written for, as it follows from the state in which it is taken. */
  intent(session: IterationSession | undefined): readonly IterationEvent[];
  /** Finishes what somebody began who died with the document in hand. */
  finish(deciding: readonly IterationEvent[]): Promise<unknown>;
  work(): Promise<Result<T>>;
}

/**
 * Of two windows that decide at once the second waits for the first: what a decision makes of a document follows from the
 * document and from all other decisions, and these two are not written in one go. Who dies with it in hand is found dead.
 */
export class OneWriter {
  readonly #deps: OneWriterDeps;
  readonly #tokens = new Set<string>();
  #self: Promise<RunnerIdentity> | undefined;
  #count = 0;

  constructor(deps: OneWriterDeps) {
    this.#deps = deps;
  }

  async hold<T>(stream: IterationStream, { intent, finish, work }: Held<T>): Promise<Result<T>> {
    const { actor, runners, clock } = this.#deps;
    this.#self ??= runners.self();
    const by = await this.#self;
    this.#count += 1;
    const token = `${by.pid}.${clock.now()}.${this.#count}`;
    this.#tokens.add(token);
    try {
      for (let looks = 0; ; looks += 1) {
        const had = stream.state?.writer;
        const free = had && (await this.#isLeft(had, by)) ? had.token : undefined;
        const left = free === undefined ? [] : (had?.deciding ?? []);
        let taken = false;
        const committed = await stream.commit(actor, (session) => {
          const deciding = left.length > 0 ? left : intent(session);
          const events = takeDocument(session, { token, by, deciding }, free);
          taken = events.length > 0;
          return decided({ ok: true, value: events });
        });
        if (!committed.ok) return { ok: false, refusal: committed.refusal };
        if (taken && left.length > 0) {
          await finish(left);
          await stream.commit(actor, (session) =>
            decided({ ok: true, value: takeDocument(session, { token, by, deciding: intent(session) }, token) }),
          );
        }
        if (taken) break;
        if (looks === LOOKS)
          return refuse('busy', say('Somebody else decides about this document just now. Try again.'));
        await this.#change(stream);
      }
      try {
        return await work();
      } finally {
        await stream.commit(actor, (session) => decided({ ok: true, value: freeDocument(session, token) }));
      }
    } finally {
      this.#tokens.delete(token);
    }
  }

  /** Its process is dead, or is this one, which knows nothing of it any more. */
  async #isLeft({ token, by }: DocumentWriter, self: RunnerIdentity): Promise<boolean> {
    const own = by.pid === self.pid && by.startedAt === self.startedAt && by.host === self.host;
    return own ? !this.#tokens.has(token) : this.#deps.runners.isDead(by);
  }

  #change(stream: IterationStream): Promise<void> {
    return new Promise((resolve) => {
      const held: Disposable[] = [];
      const done = () => {
        for (const each of held) each.dispose();
        resolve();
      };
      held.push(stream.onChange(done), this.#deps.clock.after(LOOK_MS, done));
      // What changed before somebody listened is not told.
      if (!stream.state?.writer) done();
    });
  }
}
