import type { Disposable } from '../ports/disposable';
import {
  type Commit,
  type Committed,
  type Decision,
  type FoldId,
  type Ledger,
  type LedgerEvent,
  LedgerUnavailable,
} from '../ports/ledger';

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
  /** Undefined when it cannot be read: the stream is folded from its beginning then. May answer later, as `encode`. */
  decode(snapshot: string | Uint8Array): State | undefined | Promise<State | undefined>;
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
  /** The state may hold what never became durable, or what is in the ledger no more. */
  #doubted = false;
  #doubts = 0;
  readonly #upset: Disposable;
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
    this.#upset = ledger.onUpset(({ replaced }) => replaced && void this.#renew());
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
    await this.#rebuilt();
    let decided = false;
    let anew = false;
    let doubts = 0;
    try {
      const committed = await this.#ledger.commit<E, T>(
        this.stream,
        actor,
        () => {
          anew = this.#doubted;
          return anew ? 0 : this.#seq;
        },
        (newer, at) => {
          decided = true;
          doubts = this.#doubts;
          if (anew) this.#startFrom(this.#fold.initial(), 0);
          this.#advance(newer);
          // Who is told to look at it whole needs no list.
          if (anew) this.#untold = [];
          return decide(this.#state, at, this.#seq);
        },
      );
      const moved = !committed.ok && committed.refusal.code === 'ledger_moved';
      if (!committed.ok && committed.by === 'store' && (decided || moved)) await this.#renewIfPossible();
      else if (doubts !== this.#doubts) await this.#refreshIfPossible();
      else if (committed.ok && committed.commit) this.#advance([committed.commit]);
      this.#tell();
      return committed;
    } catch (error) {
      await this.#renewIfPossible();
      throw error;
    }
  }

  /** Folds what others appended since. Not needed while somebody listens to changes. */
  async refresh(): Promise<void> {
    await this.#rebuilt();
    if (this.#doubted) await this.#rebuild();
    else await this.#catchUp();
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
    this.#upset.dispose();
    this.#unfollow();
    await this.#snapshotting;
  }

  /** Reads it all; what was there before stays on until that is done. */
  async hydrate(): Promise<void> {
    const doubts = this.#doubts;
    const snapshot = await this.#ledger.snapshot(this.stream, this.#fold);
    const decoded = snapshot && (await this.#fold.decode(snapshot.state));
    let state = decoded ?? this.#fold.initial();
    let seq = decoded === undefined ? 0 : snapshot!.seq;
    const snapshotSeq = seq;
    for (;;) {
      const page = await this.#ledger.read<E>(this.stream, seq, PAGE);
      for (const commit of page) {
        for (const event of commit.events) state = this.#fold.evolve(state, event, commit);
        seq = commit.seq;
      }
      if (page.length < PAGE) break;
    }
    // What befell the ledger meanwhile makes doubtful what was read until then.
    if (doubts !== this.#doubts) return this.hydrate();
    // A commit that came meanwhile has folded it all already.
    if (this.#rebuilding && !this.#doubted) return;
    this.#startFrom(state, seq);
    this.#snapshotSeq = snapshotSeq;
    this.#considerSnapshot();
  }

  #startFrom(state: State, seq: number): void {
    this.#state = state;
    this.#seq = seq;
    this.#snapshotSeq = 0;
    this.#untold = [];
    this.#reset ||= this.#doubted;
    this.#doubted = false;
  }

  async #catchUp(): Promise<void> {
    for (;;) {
      const doubts = this.#doubts;
      const page = await this.#ledger.read<E>(this.stream, this.#seq, PAGE);
      // It was read from a ledger that is no more; all of it is read anew.
      if (doubts !== this.#doubts) return this.#rebuilt();
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

  /** Something befell the ledger: only what can be read counts. What was read last stays on show until then. */
  #rebuild(): Promise<void> {
    this.#doubted = true;
    this.#doubts += 1;
    this.#untold = [];
    this.#rebuilding ??= this.#hydrateAndFollow().finally(() => {
      this.#rebuilding = undefined;
    });
    return this.#rebuilding;
  }

  async #hydrateAndFollow(): Promise<void> {
    await this.hydrate();
    // The ledger may be another one that holds less.
    if (!this.#following) return;
    this.#unfollow();
    this.#follow();
  }

  async #rebuilt(): Promise<void> {
    try {
      await this.#rebuilding;
    } catch (error) {
      if (!(error instanceof LedgerUnavailable)) throw error;
    }
  }

  /** A ledger that cannot be read says so when it can be again. */
  async #renewIfPossible(): Promise<void> {
    try {
      await this.#rebuild();
    } catch (error) {
      if (!(error instanceof LedgerUnavailable)) throw error;
    }
  }

  async #refreshIfPossible(): Promise<void> {
    try {
      await this.refresh();
    } catch (error) {
      if (!(error instanceof LedgerUnavailable)) throw error;
    }
  }

  async #renew(): Promise<void> {
    await this.#renewIfPossible();
    this.#tell();
  }

  #follow(): void {
    this.#following ??= this.#ledger.follow<E>(this.stream, this.#seq, (commits) => {
      if (this.#doubted && !this.#rebuilding) return void this.#renew();
      if (this.#rebuilding || commits[0]!.seq > this.#seq + 1) return void this.#refreshIfPossible();
      this.#advance(commits);
      this.#tell();
    });
  }

  #unfollow(): void {
    this.#following?.dispose();
    this.#following = undefined;
  }

  #considerSnapshot(): void {
    if (this.#snapshotEvery === 0 || this.#snapshotting || this.#doubted) return;
    // A snapshot costs as much as the state is large, so a long stream gets them further apart.
    const enough = Math.max(this.#snapshotEvery, Math.floor(this.#snapshotSeq / 10));
    if (this.#seq - this.#snapshotSeq < enough) return;
    this.#snapshotSeq = this.#seq;
    this.#snapshotting = this.#writeSnapshot(this.#seq, this.#fold.encode(this.#state)).finally(() => {
      this.#snapshotting = undefined;
    });
  }

  async #writeSnapshot(seq: number, encoding: string | Uint8Array | Promise<string | Uint8Array>): Promise<void> {
    const doubts = this.#doubts;
    const state = await encoding;
    // Of what is in the ledger no more there must be no snapshot in the one that took its place.
    if (doubts === this.#doubts) await this.#ledger.writeSnapshot(this.stream, this.#fold, { seq, state });
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
