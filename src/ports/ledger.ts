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
  /** Milliseconds since 1970, by the clock of the process that wrote. */
  readonly at: number;
  readonly actor: string;
  readonly events: readonly E[];
}

export interface Snapshot {
  readonly stream: string;
  /** The last commit that is folded into `state`. */
  readonly seq: number;
  readonly foldVersion: number;
  readonly state: Uint8Array | string;
}

/** No events means: nothing to change, and nothing is appended. */
export type Decision<E extends LedgerEvent, T> =
  | { readonly ok: true; readonly events: readonly E[]; readonly value: T }
  | { readonly ok: false; readonly refusal: Refusal };

export type Committed<E extends LedgerEvent, T> =
  | { readonly ok: true; readonly value: T; readonly commit: Commit<E> | undefined }
  | { readonly ok: false; readonly refusal: Refusal };

export interface Ledger {
  /**
   * Decides on the newest state inside the writer's transaction: `decide` is handed every commit of the stream after
   * `after` (what the caller has not folded yet) and answers with the events to append or a refusal. All events or none.
   * The promise resolves when the commit is durable. `decide` may run more than once, so it must be pure but for folding `newer`.
   */
  commit<E extends LedgerEvent, T>(
    stream: string,
    actor: string,
    after: number,
    decide: (newer: readonly Commit<E>[], at: number) => Decision<E, T>,
  ): Promise<Committed<E, T>>;

  /** The commits of a stream with `seq > after`, in order; at most `limit`. */
  read<E extends LedgerEvent>(stream: string, after?: number, limit?: number): Promise<readonly Commit<E>[]>;

  /** The commits of every stream whose name starts with `prefix` and whose `position > after`, in order of position. */
  readAll(prefix: string, after?: number, limit?: number): Promise<readonly Commit[]>;

  /** Names of the streams that start with `prefix`, with the newest seq of each. */
  streams(prefix: string): Promise<readonly { readonly stream: string; readonly seq: number }[]>;

  /** Pushes every commit of one stream after `seq`, past and future, in order, without gap or double; also from other processes. */
  follow<E extends LedgerEvent>(
    stream: string,
    after: number,
    listener: (commits: readonly Commit<E>[]) => void,
  ): Disposable;

  /** The same over every stream with the prefix, by `position`. */
  followAll(prefix: string, after: number, listener: (commits: readonly Commit[]) => void): Disposable;

  /** The newest snapshot of that fold version; one of any other version does not count. */
  snapshot(stream: string, foldVersion: number): Promise<Snapshot | undefined>;
  writeSnapshot(snapshot: Snapshot): Promise<void>;

  close(): Promise<void>;
}
