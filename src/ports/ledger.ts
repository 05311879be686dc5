import type { Refusal } from '../core/result';
import type { Disposable } from './disposable';

/** What happened, as data. `type` names it; the rest belongs to the stream's own domain. */
export interface LedgerEvent {
  readonly type: string;
}

/** One decision's events, appended together. `seq` counts from 1 without gaps within its stream. */
export interface Commit<E extends LedgerEvent = LedgerEvent> {
  /** Order over the whole ledger: increasing, but not contiguous. */
  readonly position: number;
  readonly stream: string;
  readonly seq: number;
  /** Milliseconds since 1970 by the clock of the process that wrote; never earlier than the stream's commit before it. */
  readonly at: number;
  readonly actor: string;
  /** Empty only where a commit was lost to damage and its place had to be kept. */
  readonly events: readonly E[];
}

/** Names a way to fold a stream. A snapshot counts only for the same name and version. */
export interface FoldId {
  readonly name: string;
  readonly version: number;
}

export interface Snapshot {
  /** The last commit that is folded into `state`. */
  readonly seq: number;
  readonly state: Uint8Array | string;
}

/** No events means: nothing to change, and nothing is appended. */
export type Decision<E extends LedgerEvent, T> =
  | { readonly ok: true; readonly events: readonly E[]; readonly value: T }
  | { readonly ok: false; readonly refusal: Refusal };

/** Why the store itself could not do it. Nothing was appended. */
export type StoreCode =
  | 'disk_full'
  | 'ledger_busy'
  | 'ledger_read_only'
  | 'ledger_too_new'
  /** Another file is in the place of the one that was open. */
  | 'ledger_moved'
  | 'ledger_damaged'
  | 'ledger_closed'
  | 'ledger_failed';

export type Committed<E extends LedgerEvent, T> =
  | { readonly ok: true; readonly value: T; readonly commit: Commit<E> | undefined }
  /** `decide` said no. */
  | { readonly ok: false; readonly refusal: Refusal; readonly by: 'decision' }
  /** The store could not. What `decide` was shown may not have lasted either: fold it again from what can be read. */
  | { readonly ok: false; readonly refusal: Refusal<StoreCode>; readonly by: 'store' };

/** What reading throws when the ledger cannot be reached at all. Whoever runs commands turns it into its refusal. */
export class LedgerUnavailable extends Error {
  readonly refusal: Refusal;

  constructor(refusal: Refusal) {
    super(refusal.message);
    this.refusal = refusal;
  }
}

export interface Ledger {
  /** Why it cannot be used as it should be just now. It is tried again by itself for as long as somebody listens. */
  readonly trouble: Refusal | undefined;
  /**
   * Calls when trouble came or went, and with `replaced` when what was read from it may be no more: another ledger is in the place
   * of this one, or it was recovered. Fold anew then.
   */
  onUpset(listener: (upset: { readonly replaced: boolean }) => void): Disposable;

  /**
   * Decides on the newest state inside the writer's transaction: `decide` is handed every commit of the stream after
   * `folded()` (what the caller has folded when its turn comes) and answers with the events to append, or a refusal.
   * A caller that wants to see nothing says `Infinity`. All events of a decision are appended, or none. The promise resolves when the commit is durable.
   * `decide` is synchronous, must not call the ledger, may run more than once and so changes nothing but the fold of `newer`.
   */
  commit<E extends LedgerEvent, T>(
    stream: string,
    actor: string,
    folded: () => number,
    decide: (newer: readonly Commit<E>[], at: number) => Decision<E, T>,
  ): Promise<Committed<E, T>>;

  /** The commits of a stream with `seq > after`, in order; at most `limit`. */
  read<E extends LedgerEvent>(stream: string, after?: number, limit?: number): Promise<readonly Commit<E>[]>;

  /** The commits of every stream whose name starts with `prefix` and whose `position > after`, in order of position. */
  readAll(prefix: string, after?: number, limit?: number): Promise<readonly Commit[]>;

  /** Names of the streams that start with `prefix`, in order, with the newest seq of each. */
  streams(prefix: string): Promise<readonly { readonly stream: string; readonly seq: number }[]>;

  /** Position of the newest commit, 0 in an empty ledger: where "from now on" begins. */
  position(): Promise<number>;

  /**
   * Pushes every commit of one stream after `seq`, past and future, in order, without gap or double; also from other
   * processes. Never calls from inside `follow` itself. Keeps the process alive until disposed.
   */
  follow<E extends LedgerEvent>(
    stream: string,
    after: number,
    listener: (commits: readonly Commit<E>[]) => void,
  ): Disposable;

  /** The same over every stream with the prefix, by `position`. */
  followAll(prefix: string, after: number, listener: (commits: readonly Commit[]) => void): Disposable;

  /** The newest snapshot of that very fold. */
  snapshot(stream: string, fold: FoldId): Promise<Snapshot | undefined>;
  /** Keeps it unless a newer one is there. A snapshot that cannot be written is no loss, so this never fails. */
  writeSnapshot(stream: string, fold: FoldId, snapshot: Snapshot): Promise<void>;

  /** Finishes what was asked for, then lets go of everything. */
  close(): Promise<void>;
}
