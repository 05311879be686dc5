import type { Disposable } from '../../ports/disposable';
import type { Commit, LedgerEvent } from '../../ports/ledger';

/** What followers are fed from. Reads are synchronous, so that what one turn sees is one moment of the ledger. */
export interface FollowSource {
  position(): number;
  /** Commits of any stream after a position; those of streams that nobody wants may be left out. */
  after(position: number, limit: number, wanted: (stream: string) => boolean): CommitPage;
  ofStream(stream: string, seq: number, limit: number): readonly Commit[];
  ofPrefix(prefix: string, position: number, limit: number): readonly Commit[];
}

export interface CommitPage {
  readonly commits: readonly Commit[];
  /** Position of the last commit that was looked at, left out or not. */
  readonly upTo: number;
  readonly more: boolean;
}

interface Follower {
  wants(stream: string): boolean;
  /** The next page of its own past. */
  past(limit: number): readonly Commit[];
  deliver(commits: readonly Commit[]): void;
  caughtUp: boolean;
}

const PAGE = 1_000;
/** What is new is folded and shown by whoever hears of it, all in one turn. */
const NEW_PAGE = 250;
const TURN_MS = 6;

/** Delivers commits to followers: first each one's past, page by page, then what is new to all of them in one read. */
export class Followers {
  readonly #source: FollowSource;
  readonly #stumble: (error: unknown) => void;
  readonly #followers = new Set<Follower>();
  /** Everything up to here was delivered to every follower that is caught up. */
  #cursor = 0;
  #pending: NodeJS.Immediate | undefined;

  constructor(source: FollowSource, stumble: (error: unknown) => void) {
    this.#source = source;
    this.#stumble = stumble;
  }

  get size(): number {
    return this.#followers.size;
  }

  ofStream<E extends LedgerEvent>(
    stream: string,
    after: number,
    listener: (commits: readonly Commit<E>[]) => void,
  ): Disposable {
    let seq = after;
    return this.#add({
      wants: (name) => name === stream,
      past: (limit) => this.#source.ofStream(stream, seq, limit),
      deliver: (commits) => {
        const fresh = commits.filter((commit) => commit.stream === stream && commit.seq > seq);
        seq = fresh.at(-1)?.seq ?? seq;
        if (fresh.length > 0) listener(fresh as readonly Commit[] as readonly Commit<E>[]);
      },
      caughtUp: false,
    });
  }

  ofPrefix(prefix: string, after: number, listener: (commits: readonly Commit[]) => void): Disposable {
    let position = after;
    return this.#add({
      wants: (name) => name.startsWith(prefix),
      past: (limit) => this.#source.ofPrefix(prefix, position, limit),
      deliver: (commits) => {
        const fresh = commits.filter((commit) => commit.stream.startsWith(prefix) && commit.position > position);
        position = fresh.at(-1)?.position ?? position;
        if (fresh.length > 0) listener(fresh);
      },
      caughtUp: false,
    });
  }

  /** Something may be new. Answers whether it was; delivery happens in a later turn. */
  look(): boolean {
    if (this.#followers.size === 0 || this.#source.position() === this.#cursor) return false;
    this.schedule();
    return true;
  }

  schedule(): void {
    if (this.#followers.size > 0) this.#pending ??= setImmediate(() => this.#turn());
  }

  clear(): void {
    this.#followers.clear();
    clearImmediate(this.#pending);
  }

  #add(follower: Follower): Disposable {
    this.#followers.add(follower);
    this.schedule();
    return { dispose: () => void this.#followers.delete(follower) };
  }

  #turn(): void {
    this.#pending = undefined;
    const until = performance.now() + TURN_MS;
    try {
      if (this.#deliverPast(until) || this.#deliverNew(until)) this.schedule();
    } catch (error) {
      this.#stumble(error);
    }
  }

  #deliverPast(until: number): boolean {
    for (const follower of this.#followers) {
      while (!follower.caughtUp) {
        if (performance.now() > until) return true;
        const first = ![...this.#followers].some((other) => other.caughtUp);
        const now = this.#source.position();
        const page = follower.past(PAGE);
        follower.caughtUp = page.length < PAGE;
        if (follower.caughtUp && first) this.#cursor = now;
        this.#call(follower, page);
      }
    }
    return false;
  }

  #deliverNew(until: number): boolean {
    const wanted = (stream: string) => [...this.#followers].some((follower) => follower.wants(stream));
    for (;;) {
      const page = this.#source.after(this.#cursor, NEW_PAGE, wanted);
      this.#cursor = page.upTo;
      for (const follower of this.#followers) if (follower.caughtUp) this.#call(follower, page.commits);
      if (!page.more) return false;
      if (performance.now() > until) return true;
    }
  }

  /** A listener that throws is a bug, but not the other followers' trouble. */
  #call(follower: Follower, commits: readonly Commit[]): void {
    if (commits.length === 0 || !this.#followers.has(follower)) return;
    try {
      follower.deliver(commits);
    } catch (error) {
      queueMicrotask(() => {
        throw error;
      });
    }
  }
}
