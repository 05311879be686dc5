import fs from 'node:fs';
import path from 'node:path';
import { type Refusal, type Result, refuse } from '../../core/result';
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
import { Arrival } from './arrival';
import type { LedgerNotice, OpenCode, OpenOptions } from './connection';
import { refusalOf, storeCodeOf, storeRefusal } from './failure';
import { keepAside, noticeOf, putBack, setAsideName } from './kept-aside';
import { openLedger } from './open-ledger';
import { standAlone } from './overwritten';
import { copyForReading, obstacleIn, type ReadingCopy } from './reading-copy';
import type { SqliteLedger } from './sqlite-ledger';
import { type Upset, Upsets } from './upsets';

export interface LedgerPlace {
  /** Where the ledger is, or would be. */
  find(): string;
  /** Prepares the place for a new ledger and says where it is. May throw what the file system throws. */
  make(): string;
  /** Where a ledger that was removed while it was open is kept. */
  readonly aside: string;
  readonly tag: string;
  readonly writable: () => boolean;
  readonly notify: (notice: LedgerNotice) => void;
  readonly now: () => number;
  readonly shortLived: boolean;
}

/** What keeps a ledger that can be read from being changed, and passes only when somebody does something about it. */
const LASTING: ReadonlySet<StoreCode> = new Set(['disk_full', 'ledger_read_only', 'ledger_failed']);

interface Following {
  attach(ledger: SqliteLedger): Disposable;
  attached: Disposable | undefined;
}

interface Open {
  readonly ledger: SqliteLedger;
  /** What was wanted when it was opened. */
  readonly wanted: boolean;
  /** Set where it can only be read, and that from a copy: its disk is full or read-only. */
  readonly copy: { readonly of: string; readonly why: Refusal<StoreCode> } | undefined;
}

/**
 * The ledger of a place, through all that may befall its file: opened when it is first used, made by the first commit,
 * opened again when it was recovered from damage or another one was put in its place, read from a copy where its disk is full or
 * read-only, and tried again where it cannot even be read. Followers stay on through all of it.
 */
export class LastingLedger implements Ledger {
  readonly #place: LedgerPlace;
  readonly #followings = new Set<Following>();
  readonly #upsets = new Upsets(
    () => void this.#working(() => this.#tryAgain()),
    () => this.#followings.size > 0,
  );
  #open: Open | undefined;
  #opening: Promise<Result<Open | undefined, OpenCode>> | undefined;
  readonly #arrival: Arrival;
  /** Why the open ledger can be read, but not changed: its disk filled up, or went read-only. */
  #unwritable: Refusal<StoreCode> | undefined;
  #reopening: Promise<void> | undefined;
  readonly #work = new Set<Promise<unknown>>();
  readonly #copies = new Set<ReadingCopy>();
  #suspect = false;
  #closed = false;

  constructor(place: LedgerPlace) {
    this.#place = place;
    this.#arrival = new Arrival(place.find, (folder, { message: reason }) =>
      place.notify({
        code: 'follow_slow',
        ...spoken(
          say('Changes by other processes show up after a reload only: {folder} cannot be watched ({reason}).', {
            folder,
            reason,
          }),
        ),
      }),
    );
  }

  get trouble(): Refusal | undefined {
    return this.#upsets.trouble;
  }

  onUpset(listener: (upset: Upset) => void): Disposable {
    return this.#upsets.onUpset(listener);
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
      this.#noteWriting(committed.ok || committed.by === 'decision' ? undefined : committed.refusal);
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
    return this.#follow((ledger) => {
      // Another ledger may hold less; what comes to it is new all the same.
      seq = Math.min(seq, Math.max(after, ledger.seqOf(stream)));
      return ledger.follow<E>(stream, seq, (commits) => {
        seq = commits.at(-1)!.seq;
        listener(commits);
      });
    });
  }

  followAll(prefix: string, after: number, listener: (commits: readonly Commit[]) => void): Disposable {
    let position = after;
    return this.#follow((ledger) => {
      position = Math.min(position, Math.max(after, ledger.last?.position ?? 0));
      return ledger.followAll(prefix, position, (commits) => {
        position = commits.at(-1)!.position;
        listener(commits);
      });
    });
  }

  async close(): Promise<void> {
    this.#closed = true;
    this.#followings.clear();
    this.#upsets.clear();
    this.#arrival.stop();
    while (this.#work.size > 0) await Promise.allSettled(this.#work);
    await this.#opening;
    await this.#open?.ledger.close();
    this.#dropCopies();
  }

  /** Closing waits for what is under way. */
  #working<T>(work: () => Promise<T>): Promise<T> {
    const promise = work();
    this.#work.add(promise);
    const done = () => void this.#work.delete(promise);
    promise.then(done, done);
    return promise;
  }

  #follow(attach: (ledger: SqliteLedger) => Disposable): Disposable {
    const following: Following = { attach, attached: undefined };
    this.#followings.add(following);
    if (this.#open) following.attached = attach(this.#open.ledger);
    else void this.#working(() => this.#arrive());
    return {
      dispose: () => {
        this.#followings.delete(following);
        following.attached?.dispose();
        if (this.#followings.size > 0) return;
        this.#arrival.stop();
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
    for (let tried = false; ; tried = true) {
      const writable = this.#place.writable();
      if (make && !writable)
        return refuse('ledger_read_only', say('Nothing is written while this workspace is not trusted.'));
      const open = this.#open;
      if (open && open.wanted === writable && !open.copy) return { ok: true, value: open };
      if (open?.copy && open.wanted === writable && (!make || tried))
        return make ? { ok: false, refusal: open.copy.why } : { ok: true, value: open };
      if (open) await this.#letGo(open);
      // Everybody waits in the same way, so that commits go on in the order in which they came.
      this.#opening ??= this.#openNow(make, writable).finally(() => {
        this.#opening = undefined;
      });
      const opened = await this.#opening;
      if (!opened.ok || (!opened.value && !make)) return opened;
    }
  }

  async #openNow(make: boolean, writable: boolean): Promise<Result<Open | undefined, OpenCode>> {
    const opened = await this.#tryToOpen(make, writable);
    if (!opened.ok || !opened.value) {
      this.#upsets.settle(opened.ok ? undefined : opened.refusal);
      return opened;
    }
    this.#suspect = false;
    this.#open = opened.value;
    this.#unwritable = undefined;
    this.#arrival.stop();
    for (const following of this.#followings) following.attached = following.attach(opened.value.ledger);
    this.#upsets.settle(opened.value.copy?.why);
    return opened;
  }

  async #tryToOpen(make: boolean, writable: boolean): Promise<Result<Open | undefined, OpenCode>> {
    try {
      const found = this.#place.find();
      if (!make && !fs.existsSync(found)) return { ok: true, value: undefined };
      const obstacle = fs.existsSync(found) ? obstacleIn(path.dirname(fs.realpathSync(found))) : undefined;
      if (obstacle) return await this.#openCopy(found, writable, storeRefusal(obstacle));
      const opened = await openLedger(make ? this.#place.make() : found, this.#options(writable));
      if (!opened.ok) return opened;
      return { ok: true, value: { ledger: opened.value, wanted: writable, copy: undefined } };
    } catch (error) {
      return { ok: false, refusal: refusalOf(error) };
    }
  }

  #options(writable: boolean): OpenOptions {
    const { tag, notify, now, shortLived } = this.#place;
    return {
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
    };
  }

  async #openCopy(of: string, wanted: boolean, why: Refusal<StoreCode>): Promise<Result<Open, OpenCode>> {
    const copy = await copyForReading(of);
    this.#copies.add(copy);
    const opened = await openLedger(copy.file, this.#options(false));
    if (opened.ok) return { ok: true, value: { ledger: opened.value, wanted, copy: { of, why } } };
    this.#dropCopies();
    return opened;
  }

  #dropCopies(): void {
    for (const copy of this.#copies) copy.dispose();
    this.#copies.clear();
  }

  async #tryAgain(): Promise<void> {
    if (this.#closed) return;
    const open = this.#open;
    if (open && this.#unwritable)
      return open.ledger.canWrite() ? this.#noteWriting(undefined) : this.#upsets.schedule();
    if (!open?.copy) return this.#arrive();
    // A look at the folder is cheap, a copy is not.
    const { of } = open.copy;
    if (fs.existsSync(of) && obstacleIn(path.dirname(fs.realpathSync(of)))) return this.#upsets.schedule();
    await this.#letGo(open);
    await this.#arrive();
  }

  /** One write that fails is told to who asked for it; that nothing can be written is for everybody, until it can. */
  #noteWriting(refusal: Refusal<StoreCode> | undefined): void {
    const lasting = refusal && LASTING.has(refusal.code) ? refusal : undefined;
    if (this.#unwritable?.code === lasting?.code || (refusal && !lasting) || !this.#open || this.#open.copy) return;
    this.#unwritable = lasting;
    this.#upsets.settle(lasting, true);
  }

  #reopen(troubled: Open, code: StoreCode): Promise<void> {
    this.#reopening ??= this.#reopenNow(troubled, code).finally(() => {
      this.#reopening = undefined;
    });
    return this.#reopening;
  }

  async #reopenNow(troubled: Open, code: StoreCode): Promise<void> {
    if (this.#open !== troubled) return;
    const { aside, now, find } = this.#place;
    const { overwritten, file } = troubled.ledger;
    const own = !overwritten || (await standAlone(file, setAsideName(file, now())));
    this.#suspect ||= code === 'ledger_damaged' || !own;
    const kept =
      code === 'ledger_moved' && !troubled.copy
        ? await keepAside(troubled.ledger, { file: find(), folder: aside, now: now() })
        : undefined;
    if (this.#open !== troubled) return;
    await this.#letGo(troubled);
    await this.#arrive();
    this.#upsets.tell({ replaced: true });
    if (kept !== undefined) this.#place.notify(noticeOf(kept, (file) => this.#working(() => this.#putBack(file))));
  }

  async #putBack(kept: string): Promise<Result<null>> {
    try {
      const place = this.#place.make();
      if (this.#open) await this.#letGo(this.#open);
      putBack(kept, place, this.#place.now());
    } catch (error) {
      return { ok: false, refusal: refusalOf(error) };
    }
    await this.#arrive();
    this.#upsets.tell({ replaced: true });
    return { ok: true, value: null };
  }

  async #letGo(open: Open): Promise<void> {
    if (this.#open !== open) return;
    this.#open = undefined;
    for (const following of this.#followings) following.attached?.dispose();
    await open.ledger.close();
    this.#dropCopies();
  }

  async #arrive(): Promise<void> {
    if (this.#closed) return;
    const open = await this.#reach(false);
    if (open.ok && !open.value) this.#awaitArrival();
  }

  #awaitArrival(): void {
    this.#arrival.stop();
    if (this.#closed || this.#open || this.#followings.size === 0) return;
    this.#arrival.await(() => void this.#working(() => this.#arrive()));
  }
}
