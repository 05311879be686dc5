import fs from 'node:fs';
import path from 'node:path';
import { type Result, refuse } from '../../core/result';
import { say, spoken } from '../../core/sentence';
import type { Disposable } from '../../ports/disposable';
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
} from '../../ports/ledger';
import { nearestExisting } from '../drives';
import type { LedgerNotice, OpenCode } from './connection';
import { refusalOf, storeCodeOf, storeRefusal } from './failure';
import { openLedger } from './open-ledger';
import type { SqliteLedger } from './sqlite-ledger';

export interface LedgerPlace {
  /** Where the ledger is, or would be. */
  find(): string;
  /** Prepares the place for a new ledger and says where it is. May throw what the file system throws. */
  make(): string;
  readonly tag: string;
  readonly writable: () => boolean;
  readonly notify: (notice: LedgerNotice) => void;
  readonly now: () => number;
  readonly shortLived: boolean;
}

interface Following {
  attach(ledger: Ledger): Disposable;
  attached: Disposable | undefined;
}

interface Open {
  readonly ledger: SqliteLedger;
  readonly writable: boolean;
}

/**
 * The ledger of a place, through all that may befall its file: opened when it is first used, made by the first commit,
 * opened again when it was recovered from damage or another one was put in its place. Followers stay on through all of it.
 */
export class LastingLedger implements Ledger {
  readonly #place: LedgerPlace;
  readonly #followings = new Set<Following>();
  #open: Open | undefined;
  #opening: Promise<Result<Open | undefined, OpenCode>> | undefined;
  #arrival: fs.FSWatcher | undefined;
  readonly #work = new Set<Promise<unknown>>();
  #suspect = false;
  #closed = false;

  constructor(place: LedgerPlace) {
    this.#place = place;
  }

  commit<E extends LedgerEvent, T>(
    stream: string,
    actor: string,
    folded: () => number,
    decide: (newer: readonly Commit<E>[], at: number) => Decision<E, T>,
  ): Promise<Committed<E, T>> {
    return this.#working(() => this.#commit(stream, actor, folded, decide));
  }

  async #commit<E extends LedgerEvent, T>(
    stream: string,
    actor: string,
    folded: () => number,
    decide: (newer: readonly Commit<E>[], at: number) => Decision<E, T>,
  ): Promise<Committed<E, T>> {
    if (this.#closed) return { ok: false, refusal: storeRefusal('ledger_closed'), by: 'store' };
    for (let first = true; ; first = false) {
      const open = await this.#reach(true);
      if (!open.ok) return { ok: false, refusal: open.refusal as { code: StoreCode; message: string }, by: 'store' };
      const committed = await open.value!.ledger.commit(stream, actor, folded, decide);
      if (committed.ok || committed.by === 'decision' || !first) return committed;
      const { code } = committed.refusal;
      if (code !== 'ledger_moved' && code !== 'ledger_damaged') return committed;
      await this.#reopen(open.value!, code);
      // The fold may hold what was lost with the damaged file; whoever owns it folds anew and asks again.
      if (code === 'ledger_damaged') return committed;
    }
  }

  read<E extends LedgerEvent>(stream: string, after?: number, limit?: number): Promise<readonly Commit<E>[]> {
    return this.#reading((ledger) => ledger.read<E>(stream, after, limit), []);
  }

  readAll(prefix: string, after?: number, limit?: number): Promise<readonly Commit[]> {
    return this.#reading((ledger) => ledger.readAll(prefix, after, limit), []);
  }

  streams(prefix: string): Promise<readonly { readonly stream: string; readonly seq: number }[]> {
    return this.#reading((ledger) => ledger.streams(prefix), []);
  }

  position(): Promise<number> {
    return this.#reading((ledger) => ledger.position(), 0);
  }

  snapshot(stream: string, fold: FoldId): Promise<Snapshot | undefined> {
    return this.#reading((ledger) => ledger.snapshot(stream, fold), undefined);
  }

  async writeSnapshot(stream: string, fold: FoldId, snapshot: Snapshot): Promise<void> {
    if (this.#closed) return;
    await this.#working(async () => {
      const open = await this.#reach(false);
      if (open.ok) await open.value?.ledger.writeSnapshot(stream, fold, snapshot);
    });
  }

  follow<E extends LedgerEvent>(
    stream: string,
    after: number,
    listener: (commits: readonly Commit<E>[]) => void,
  ): Disposable {
    let seq = after;
    return this.#follow((ledger) =>
      ledger.follow<E>(stream, seq, (commits) => {
        seq = commits.at(-1)!.seq;
        listener(commits);
      }),
    );
  }

  followAll(prefix: string, after: number, listener: (commits: readonly Commit[]) => void): Disposable {
    let position = after;
    return this.#follow((ledger) =>
      ledger.followAll(prefix, position, (commits) => {
        position = commits.at(-1)!.position;
        listener(commits);
      }),
    );
  }

  async close(): Promise<void> {
    this.#closed = true;
    this.#followings.clear();
    this.#arrival?.close();
    while (this.#work.size > 0) await Promise.allSettled(this.#work);
    await this.#opening;
    await this.#open?.ledger.close();
  }

  /** Closing waits for what is under way. */
  #working<T>(work: () => Promise<T>): Promise<T> {
    const promise = work();
    this.#work.add(promise);
    const done = () => void this.#work.delete(promise);
    promise.then(done, done);
    return promise;
  }

  #follow(attach: (ledger: Ledger) => Disposable): Disposable {
    const following: Following = { attach, attached: undefined };
    this.#followings.add(following);
    if (this.#open) following.attached = attach(this.#open.ledger);
    else void this.#working(() => this.#arrive());
    return {
      dispose: () => {
        this.#followings.delete(following);
        following.attached?.dispose();
        if (this.#followings.size > 0) return;
        this.#arrival?.close();
        this.#arrival = undefined;
      },
    };
  }

  #reading<T>(read: (ledger: Ledger) => Promise<T>, nothing: T): Promise<T> {
    return this.#working(() => this.#read(read, nothing));
  }

  async #read<T>(read: (ledger: Ledger) => Promise<T>, nothing: T): Promise<T> {
    if (this.#closed) throw new LedgerUnavailable(storeRefusal('ledger_closed'));
    for (let first = true; ; first = false) {
      const open = await this.#reach(false);
      if (!open.ok) throw new LedgerUnavailable(open.refusal);
      if (!open.value) return nothing;
      try {
        return await read(open.value.ledger);
      } catch (error) {
        if (!first || storeCodeOf(error) !== 'ledger_damaged') throw new LedgerUnavailable(refusalOf(error));
        await this.#reopen(open.value, 'ledger_damaged');
      }
    }
  }

  /** The open ledger; undefined when there is none yet and none is to be made. */
  async #reach(make: boolean): Promise<Result<Open | undefined, OpenCode>> {
    for (;;) {
      const writable = this.#place.writable();
      if (make && !writable)
        return refuse('ledger_read_only', say('Nothing is written while this workspace is not trusted.'));
      if (this.#open && (this.#open.writable || !writable)) return { ok: true, value: this.#open };
      if (this.#open) await this.#letGo(this.#open);
      // Everybody waits in the same way, so that commits go on in the order in which they came.
      this.#opening ??= this.#openNow(make, writable).finally(() => {
        this.#opening = undefined;
      });
      const opened = await this.#opening;
      if (!opened.ok || (!opened.value && !make)) return opened;
    }
  }

  async #openNow(make: boolean, writable: boolean): Promise<Result<Open | undefined, OpenCode>> {
    const { tag, notify, now, shortLived } = this.#place;
    try {
      const found = this.#place.find();
      if (!make && !fs.existsSync(found)) return { ok: true, value: undefined };
      const opened = await openLedger(make ? this.#place.make() : found, {
        tag,
        notify,
        now,
        shortLived,
        writable,
        suspect: this.#suspect,
        trouble: (code) => {
          const open = this.#open;
          if (open && !this.#closed) void this.#working(() => this.#reopen(open, code));
        },
      });
      if (!opened.ok) return opened;
      this.#suspect = false;
      this.#open = { ledger: opened.value, writable };
      this.#arrival?.close();
      this.#arrival = undefined;
      for (const following of this.#followings) following.attached = following.attach(opened.value);
      return { ok: true, value: this.#open };
    } catch (error) {
      return { ok: false, refusal: refusalOf(error) };
    }
  }

  async #reopen(troubled: Open, code: StoreCode): Promise<void> {
    if (this.#open !== troubled) return;
    this.#suspect ||= code === 'ledger_damaged';
    const held = code === 'ledger_moved' ? await troubled.ledger.position() : 0;
    await this.#letGo(troubled);
    await this.#arrive();
    const open = await this.#reach(false);
    if (!open.ok || ((await open.value?.ledger.position()) ?? 0) >= held) return;
    const why = say('The ledger was removed or replaced by an older one. Reload to see what it holds now.');
    this.#place.notify({ code: 'ledger_replaced', ...spoken(why) });
  }

  async #letGo(open: Open): Promise<void> {
    if (this.#open !== open) return;
    this.#open = undefined;
    for (const following of this.#followings) following.attached?.dispose();
    await open.ledger.close();
  }

  async #arrive(): Promise<void> {
    if (this.#closed) return;
    const open = await this.#reach(false);
    if (open.ok && !open.value) this.#awaitArrival();
  }

  /** Somebody follows a ledger that does not exist yet: watches the nearest folder on the way to it. */
  #awaitArrival(): void {
    this.#arrival?.close();
    this.#arrival = undefined;
    if (this.#closed || this.#open || this.#followings.size === 0) return;
    const folder = nearestExisting(path.dirname(this.#place.find()));
    const look = () => void this.#working(() => this.#arrive());
    try {
      const names = new Set([path.basename(this.#place.find()), '.signalbox', 'ledger.location']);
      this.#arrival = fs
        .watch(folder, (_kind, name) => {
          if (name === null || names.has(name)) look();
        })
        .on('error', () => {});
    } catch (error) {
      this.#place.notify({
        code: 'follow_slow',
        ...spoken(
          say('Changes by other processes show up after a reload only: {folder} cannot be watched ({reason}).', {
            folder,
            reason: (error as Error).message,
          }),
        ),
      });
    }
    // It may have come between the look and the watch.
    if (fs.existsSync(this.#place.find()) || nearestExisting(path.dirname(this.#place.find())) !== folder) look();
  }
}
