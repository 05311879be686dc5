import type { Refusal } from '../../src/core/result';
import type { Disposable } from '../../src/ports/disposable';
import {
  type Commit,
  type Committed,
  type Decision,
  type FoldId,
  type Ledger,
  type LedgerEvent,
  LedgerUnavailable,
  type Snapshot,
  type StoreCode,
} from '../../src/ports/ledger';

/** A ledger for unit tests: the whole contract, in memory. `failNext` makes the store itself refuse. */
export class MemoryLedger implements Ledger {
  readonly #commits: Commit[] = [];
  readonly #snapshots = new Map<string, Snapshot>();
  readonly #followers = new Set<() => void>();
  readonly #now: () => number;
  #turn: Promise<unknown> = Promise.resolve();
  #failure: Refusal<StoreCode> | undefined;
  #closed = false;

  constructor(now: () => number = Date.now) {
    this.#now = now;
  }

  trouble: Refusal | undefined;
  readonly #upset = new Set<(upset: { readonly replaced: boolean }) => void>();

  onUpset(listener: (upset: { readonly replaced: boolean }) => void) {
    this.#upset.add(listener);
    return { dispose: () => void this.#upset.delete(listener) };
  }

  /** What befalls it: trouble that comes or goes, or that everything in it from a position on is gone. */
  upset(upset: { readonly trouble?: Refusal | undefined; readonly keep?: number }): void {
    this.trouble = upset.trouble;
    if (upset.keep !== undefined) {
      this.#commits.length = upset.keep;
      this.#snapshots.clear();
    }
    for (const listener of [...this.#upset]) listener({ replaced: upset.keep !== undefined });
  }

  /** The next commit is decided, then lost, as when the disk is full. */
  failNext(code: StoreCode): void {
    this.#failure = { code, message: code };
  }

  commit<E extends LedgerEvent, T>(
    stream: string,
    actor: string,
    folded: () => number,
    decide: (newer: readonly Commit<E>[], at: number) => Decision<E, T>,
  ): Promise<Committed<E, T>> {
    const answer = this.#turn.then((): Committed<E, T> => {
      if (this.#closed) return { ok: false, refusal: { code: 'ledger_closed', message: 'Closed.' }, by: 'store' };
      const own = this.#of<E>(stream, 0);
      const at = Math.max(this.#now(), own.at(-1)?.at ?? 0);
      const decision = decide(structuredClone(own.slice(folded())), at);
      const failure = this.#failure;
      this.#failure = undefined;
      if (failure) return { ok: false, refusal: failure, by: 'store' };
      if (!decision.ok) return { ok: false, refusal: decision.refusal, by: 'decision' };
      if (decision.events.length === 0) return { ok: true, value: decision.value, commit: undefined };
      const events = structuredClone(decision.events);
      const commit = { position: this.#commits.length + 1, stream, seq: own.length + 1, at, actor, events };
      this.#commits.push(commit);
      for (const wake of this.#followers) wake();
      return { ok: true, value: decision.value, commit };
    });
    this.#turn = answer.catch(() => {});
    return answer;
  }

  async read<E extends LedgerEvent>(stream: string, after = 0, limit = Number.POSITIVE_INFINITY) {
    if (this.trouble) throw new LedgerUnavailable(this.trouble);
    return structuredClone(this.#of<E>(stream, after).slice(0, limit));
  }

  async readAll(prefix: string, after = 0, limit = Number.POSITIVE_INFINITY) {
    if (this.trouble) throw new LedgerUnavailable(this.trouble);
    return structuredClone(this.#under(prefix, after).slice(0, limit));
  }

  async streams(prefix: string) {
    const newest = new Map(this.#under(prefix, 0).map((commit) => [commit.stream, commit.seq]));
    return [...newest].map(([stream, seq]) => ({ stream, seq })).toSorted((a, b) => (a.stream < b.stream ? -1 : 1));
  }

  async position() {
    return this.#commits.length;
  }

  follow<E extends LedgerEvent>(stream: string, after: number, listener: (commits: readonly Commit<E>[]) => void) {
    let seq = after;
    return this.#follower(() => {
      const commits = this.#of<E>(stream, seq);
      seq = commits.at(-1)?.seq ?? seq;
      if (commits.length > 0) listener(structuredClone(commits));
    });
  }

  followAll(prefix: string, after: number, listener: (commits: readonly Commit[]) => void) {
    let position = after;
    return this.#follower(() => {
      const commits = this.#under(prefix, position);
      position = commits.at(-1)?.position ?? position;
      if (commits.length > 0) listener(structuredClone(commits));
    });
  }

  async snapshot(stream: string, fold: FoldId) {
    return structuredClone(this.#snapshots.get(JSON.stringify([stream, fold.name, fold.version])));
  }

  async writeSnapshot(stream: string, fold: FoldId, snapshot: Snapshot) {
    const key = JSON.stringify([stream, fold.name, fold.version]);
    if ((this.#snapshots.get(key)?.seq ?? -1) < snapshot.seq) this.#snapshots.set(key, structuredClone(snapshot));
  }

  async close() {
    await this.#turn;
    this.#closed = true;
    this.#followers.clear();
  }

  #of<E extends LedgerEvent>(stream: string, after: number): Commit<E>[] {
    return this.#commits.filter((commit) => commit.stream === stream && commit.seq > after) as Commit<E>[];
  }

  #under(prefix: string, after: number): Commit[] {
    return this.#commits.filter((commit) => commit.stream.startsWith(prefix) && commit.position > after);
  }

  #follower(deliver: () => void): Disposable {
    let waiting = false;
    const wake = () => {
      if (waiting) return;
      waiting = true;
      setImmediate(() => {
        waiting = false;
        if (this.#followers.has(wake)) deliver();
      });
    };
    this.#followers.add(wake);
    wake();
    return { dispose: () => void this.#followers.delete(wake) };
  }
}
