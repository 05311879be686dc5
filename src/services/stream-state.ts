import type { Disposable } from '../ports/disposable';
import type { Commit, Committed, Decision, FoldId, Ledger, LedgerEvent } from '../ports/ledger';

/** What a stream means: how its events become state. */
export interface Fold<State, E extends LedgerEvent> extends FoldId {
  initial(): State;
  /**
   * May change `state` in place and answers with the state to go on with. Events that are unknown, or that name what is
   * not there, change nothing: newer versions write new events, and a damaged ledger may have lost some.
   */
  evolve(state: State, event: E, commit: Commit<E>): State;
  /**
   * May take its time and answer later, in slices that let others work: what it needs of `state`, which goes on changing,
   * it has to take before it first waits.
   */
  encode(state: State): string | Uint8Array | Promise<string | Uint8Array>;
  /** Undefined when it cannot be read: the stream is folded from its beginning then. */
  decode(snapshot: string | Uint8Array): State | undefined;
}

export interface StreamChange<State, E extends LedgerEvent> {
  readonly state: State;
  /** What was folded since the last change, in order. */
  readonly commits: readonly Commit<E>[];
  /** True when the state was made anew: look at it whole. */
  readonly reset: boolean;
}

export interface StreamOptions {
  /** A snapshot is worth writing after that many commits without one, or a tenth of the stream. 0: never. */
  readonly snapshotEvery?: number;
}

const SNAPSHOT_EVERY = 1_000;
const PAGE = 2_000;

/**
 * One stream's folded state. It starts from the newest snapshot, catches up, decides commits on the newest state, and
 * follows what other processes append as soon as somebody listens.
 */
export class StreamState<State, E extends LedgerEvent> {
  readonly stream: string;
  readonly #ledger: Ledger;
  readonly #fold: Fold<State, E>;
  readonly #snapshotEvery: number;
  readonly #listeners = new Set<(change: StreamChange<State, E>) => void>();
  #state: State;
  #seq = 0;
  #snapshotSeq = 0;
  /** Folded, but not told yet. */
  #untold: Commit<E>[] = [];
  #reset = false;
  #following: Disposable | undefined;
  #rebuilding: Promise<void> | undefined;
  #snapshotting: Promise<void> | undefined;

  /** Use `openStream`. */
  constructor(ledger: Ledger, stream: string, fold: Fold<State, E>, options: StreamOptions) {
    this.#ledger = ledger;
    this.stream = stream;
    this.#fold = fold;
    this.#snapshotEvery = options.snapshotEvery ?? SNAPSHOT_EVERY;
    this.#state = fold.initial();
  }

  /** Belongs to the fold and may change in place: read it, do not keep parts of it over an `await`. */
  get state(): State {
    return this.#state;
  }

  /** The last commit that `state` holds. */
  get seq(): number {
    return this.#seq;
  }

  /** Decides on the newest state, inside the writer's transaction; the events of a decision are appended all or not at all. */
  async commit<T>(
    actor: string,
    decide: (state: State, at: number, seq: number) => Decision<E, T>,
  ): Promise<Committed<E, T>> {
    await this.#rebuilding;
    let decided = false;
    try {
      const committed = await this.#ledger.commit<E, T>(
        this.stream,
        actor,
        () => this.#seq,
        (newer, at) => {
          decided = true;
          this.#advance(newer);
          return decide(this.#state, at, this.#seq);
        },
      );
      const moved = !committed.ok && committed.refusal.code === 'ledger_moved';
      if (!committed.ok && committed.by === 'store' && (decided || moved)) await this.#rebuild();
      else if (committed.ok && committed.commit) this.#advance([committed.commit]);
      this.#tell();
      return committed;
    } catch (error) {
      await this.#rebuild();
      throw error;
    }
  }

  /** Folds what others appended since. Not needed while somebody listens to changes. */
  async refresh(): Promise<void> {
    await this.#rebuilding;
    await this.#catchUp();
    this.#considerSnapshot();
    this.#tell();
  }

  /** Calls after every change, own or of other processes. The first listener starts following the ledger. */
  onChange(listener: (change: StreamChange<State, E>) => void): Disposable {
    this.#listeners.add(listener);
    this.#follow();
    return {
      dispose: () => {
        this.#listeners.delete(listener);
        if (this.#listeners.size === 0) this.#unfollow();
      },
    };
  }

  /** Stops following and waits for a snapshot that is being written. The ledger stays open. */
  async close(): Promise<void> {
    this.#listeners.clear();
    this.#unfollow();
    await this.#snapshotting;
  }

  async hydrate(): Promise<void> {
    const snapshot = await this.#ledger.snapshot(this.stream, this.#fold);
    const decoded = snapshot && this.#fold.decode(snapshot.state);
    this.#state = decoded ?? this.#fold.initial();
    this.#seq = decoded === undefined ? 0 : snapshot!.seq;
    this.#snapshotSeq = this.#seq;
    await this.#catchUp();
    this.#untold = [];
    this.#considerSnapshot();
  }

  async #catchUp(): Promise<void> {
    for (;;) {
      const page = await this.#ledger.read<E>(this.stream, this.#seq, PAGE);
      this.#advance(page);
      if (page.length < PAGE) return;
    }
  }

  /** Folds what is next and passes over what is folded already. */
  #advance(commits: readonly Commit<E>[]): void {
    for (const commit of commits) {
      if (commit.seq !== this.#seq + 1) continue;
      for (const event of commit.events) this.#state = this.#fold.evolve(this.#state, event, commit);
      this.#seq = commit.seq;
      this.#untold.push(commit);
    }
  }

  #tell(): void {
    const commits = this.#untold;
    const reset = this.#reset;
    if (commits.length === 0 && !reset) return;
    this.#untold = [];
    this.#reset = false;
    for (const listener of this.#listeners) listener({ state: this.#state, commits, reset });
    this.#considerSnapshot();
  }

  /** The store failed after decisions may have folded what never became durable: only what can be read counts. */
  #rebuild(): Promise<void> {
    if (!this.#rebuilding) {
      this.#state = this.#fold.initial();
      this.#seq = 0;
      this.#rebuilding = this.hydrate().finally(() => {
        this.#reset = true;
        this.#rebuilding = undefined;
        // The ledger may be another one that holds less.
        if (!this.#following) return;
        this.#unfollow();
        this.#follow();
      });
    }
    return this.#rebuilding;
  }

  #follow(): void {
    this.#following ??= this.#ledger.follow<E>(this.stream, this.#seq, (commits) => {
      if (this.#rebuilding || commits[0]!.seq > this.#seq + 1) return void this.refresh();
      this.#advance(commits);
      this.#tell();
    });
  }

  #unfollow(): void {
    this.#following?.dispose();
    this.#following = undefined;
  }

  #considerSnapshot(): void {
    if (this.#snapshotEvery === 0 || this.#snapshotting) return;
    // A snapshot costs as much as the state is large, so a long stream gets them further apart.
    const enough = Math.max(this.#snapshotEvery, Math.floor(this.#snapshotSeq / 10));
    if (this.#seq - this.#snapshotSeq < enough) return;
    this.#snapshotSeq = this.#seq;
    this.#snapshotting = this.#writeSnapshot(this.#seq, this.#fold.encode(this.#state)).finally(() => {
      this.#snapshotting = undefined;
    });
  }

  async #writeSnapshot(seq: number, encoding: string | Uint8Array | Promise<string | Uint8Array>): Promise<void> {
    await this.#ledger.writeSnapshot(this.stream, this.#fold, { seq, state: await encoding });
  }
}

/** The stream's state as of now. */
export async function openStream<State, E extends LedgerEvent>(
  ledger: Ledger,
  stream: string,
  fold: Fold<State, E>,
  options: StreamOptions = {},
): Promise<StreamState<State, E>> {
  const opened = new StreamState<State, E>(ledger, stream, fold, options);
  await opened.hydrate();
  return opened;
}
