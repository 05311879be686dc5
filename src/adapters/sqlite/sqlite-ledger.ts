import fs from 'node:fs';
import path from 'node:path';
import type { DatabaseSync } from 'node:sqlite';
import { say, spoken } from '../../core/sentence';
import type { Disposable } from '../../ports/disposable';
import type { Commit, Committed, Decision, FoldId, Ledger, LedgerEvent, Snapshot, StoreCode } from '../../ports/ledger';
import { noteChecked } from './check';
import { CommitQueue } from './commit-queue';
import type { OpenOptions } from './connection';
import { storeCodeOf, storeRefusal } from './failure';
import { type CommitPage, Followers } from './followers';
import { type Mark, newestOf, OverwriteWatch } from './overwritten';
import { obstacleIn } from './reading-copy';
import { endOf, Statements, snapshotStatements } from './rows';
import { MIGRATIONS } from './schema';
import { CHECK, CHECKPOINT, inThread, type ThreadTask } from './thread';
import { touch, watchWal } from './wal-watch';

const LONG_PAGE = 500;
const STUMBLE_MS = 50;
const CHECKPOINT_EVERY = 400;
const LARGE_STATE = 256 * 1024;

/** The ledger over one open database. `open-ledger.ts` opens, checks and recovers it. */
export class SqliteLedger implements Ledger {
  /** Whoever opened it knows what befalls it: see `LastingLedger`. */
  readonly trouble = undefined;
  readonly #db: DatabaseSync;
  readonly #file: string;
  readonly #sql: Statements;
  readonly #queue: CommitQueue;
  readonly #followers: Followers;
  readonly #options: OpenOptions;
  readonly #inode: bigint;
  readonly #overwriting: OverwriteWatch;
  /** The newest commit, as it was known when there was a new one last. */
  #newest: Mark | undefined;
  #overwritten = false;
  #thread: Promise<boolean> = Promise.resolve(true);
  #sinceCheckpoint = 0;
  #told = false;
  #watch: Disposable | undefined;
  #closed = false;

  constructor(db: DatabaseSync, file: string, options: OpenOptions) {
    this.#db = db;
    // SQLite keeps the `-wal` beside the file that a link leads to.
    this.#file = fs.realpathSync(file);
    this.#inode = fs.statSync(this.#file, { bigint: true }).ino;
    this.#options = options;
    this.#overwriting = new OverwriteWatch(this.#file);
    this.#newest = newestOf(db);
    this.#sql = new Statements(db, (stream, seq) => this.#unreadable(stream, seq));
    this.#followers = new Followers(
      {
        position: () => this.#position(),
        after: (position, limit, wanted) => this.#after(position, limit, wanted),
        ofStream: (stream, seq, limit) => this.#read(stream, seq, limit),
        ofPrefix: (prefix, position, limit) => this.#readAll(prefix, position, limit),
      },
      (error) => this.#stumble(error),
    );
    this.#queue = new CommitQueue(
      db,
      this.#sql,
      options.now,
      () => this.#obstacle(),
      () => {
        this.#newest = newestOf(db);
        touch(this.#file);
        this.#followers.schedule();
        this.#considerCheckpoint();
      },
    );
  }

  commit<E extends LedgerEvent, T>(
    stream: string,
    actor: string,
    folded: () => number,
    decide: (newer: readonly Commit<E>[], at: number) => Decision<E, T>,
  ): Promise<Committed<E, T>> {
    if (this.#options.writable) return this.#queue.add(stream, actor, folded, decide);
    return Promise.resolve({ ok: false, refusal: storeRefusal('ledger_read_only'), by: 'store' });
  }

  async read<E extends LedgerEvent>(stream: string, after = 0, limit = -1): Promise<readonly Commit<E>[]> {
    return breathing(this.#read<E>(stream, after, limit));
  }

  async readAll(prefix: string, after = 0, limit = -1): Promise<readonly Commit[]> {
    return breathing(this.#readAll(prefix, after, limit));
  }

  async streams(prefix: string): Promise<readonly { readonly stream: string; readonly seq: number }[]> {
    const found: { stream: string; seq: number }[] = [];
    const next = (after: string) => this.#sql.nextStream.get(prefix, after, endOf(prefix))?.stream;
    for (let name = next(''); name !== undefined; name = next(String(name))) {
      const stream = String(name);
      found.push({ stream, seq: Number(this.#sql.newestOf.get(stream)?.seq) });
    }
    return found;
  }

  onUpset(): Disposable {
    return { dispose() {} };
  }

  async position(): Promise<number> {
    return this.#position();
  }

  follow<E extends LedgerEvent>(
    stream: string,
    after: number,
    listener: (commits: readonly Commit<E>[]) => void,
  ): Disposable {
    return this.#followed(this.#followers.ofStream(stream, after, listener));
  }

  followAll(prefix: string, after: number, listener: (commits: readonly Commit[]) => void): Disposable {
    return this.#followed(this.#followers.ofPrefix(prefix, after, listener));
  }

  async snapshot(stream: string, fold: FoldId): Promise<Snapshot | undefined> {
    const row = this.#sql.snapshot.get(stream, fold.name, fold.version);
    if (!row) return undefined;
    const state = row.state;
    return { seq: Number(row.seq), state: state instanceof Uint8Array ? state : String(state) };
  }

  async writeSnapshot(stream: string, fold: FoldId, snapshot: Snapshot): Promise<void> {
    if (this.#closed || !this.#options.writable) return;
    const statements = snapshotStatements(stream, fold, snapshot);
    if (snapshot.state.length > LARGE_STATE && !this.#options.shortLived) {
      await this.#inThread({ kind: 'write', statements });
      return;
    }
    try {
      this.#db.exec('BEGIN IMMEDIATE');
      for (const { sql, values } of statements) this.#db.prepare(sql).run(...values);
      this.#db.exec('COMMIT');
    } catch (error) {
      if (this.#db.isTransaction) this.#db.exec('ROLLBACK');
      if (storeCodeOf(error) === undefined) throw error;
    }
  }

  async close(): Promise<void> {
    if (this.#closed) return;
    this.#closed = true;
    await this.#queue.close();
    this.#followers.clear();
    this.#watch?.dispose();
    await this.#thread;
    this.#db.close();
  }

  /** The newest commit of a stream. */
  seqOf(stream: string): number {
    return Number(this.#sql.newestOf.get(stream)?.seq ?? 0);
  }

  /** The last commit of all; what has it under the same position went on from there. */
  get last(): Mark | undefined {
    return this.#newest;
  }

  /** Another ledger was copied over the file: what lies there is no longer what this one held. */
  get overwritten(): boolean {
    return this.#overwritten;
  }

  get file(): string {
    return this.#file;
  }

  /** Writes everything that it holds to another file, also when its own was deleted meanwhile. */
  async copyTo(file: string): Promise<void> {
    await process.getBuiltinModule('node:sqlite').backup(this.#db, file);
  }

  /** Whether something can be written again; a byte decides, as nobody but the disk knows. */
  canWrite(): boolean {
    if (this.#closed || obstacleIn(path.dirname(this.#file)) !== undefined) return false;
    try {
      this.#db.exec('BEGIN IMMEDIATE');
      this.#db.exec(`INSERT INTO meta VALUES ('wroteAgain', 1) ON CONFLICT DO UPDATE SET value = value + 1`);
      this.#db.exec('COMMIT');
      return true;
    } catch (error) {
      if (this.#db.isTransaction) this.#db.exec('ROLLBACK');
      if (storeCodeOf(error) === undefined) throw error;
      return false;
    }
  }

  checkInBackground(): void {
    void this.#inThread(CHECK).then((sound) => {
      if (sound && !this.#closed && this.#options.writable) noteChecked(this.#db, this.#file, this.#options.now());
    });
  }

  /** One thing at a time in the thread; closing waits for it. */
  #inThread(task: ThreadTask): Promise<boolean> {
    this.#thread = this.#thread.then(async () => {
      const sound = await inThread(task, this.#file);
      if (!sound && !this.#closed) this.#options.trouble('ledger_damaged');
      return sound;
    });
    return this.#thread;
  }

  /** Counts commits, own ones and those that were pushed here. */
  #considerCheckpoint(): void {
    this.#sinceCheckpoint += 1;
    if (this.#sinceCheckpoint < CHECKPOINT_EVERY || this.#options.shortLived || !this.#options.writable) return;
    this.#sinceCheckpoint = 0;
    void this.#inThread(CHECKPOINT);
  }

  #followed(follower: Disposable): Disposable {
    this.#watch ??= watchWal(this.#file, {
      look: () => this.#look(),
      check: () => {
        if (!this.#closed && (this.#isMoved() || this.#isOverwritten())) this.#options.trouble('ledger_moved');
      },
      failed: (error) =>
        this.#options.notify({
          code: 'follow_slow',
          ...spoken(
            say('Changes by other processes may show up late: the ledger cannot be watched ({reason}).', {
              reason: error.message,
            }),
          ),
        }),
    });
    return {
      dispose: () => {
        follower.dispose();
        if (this.#followers.size > 0) return;
        this.#watch?.dispose();
        this.#watch = undefined;
      },
    };
  }

  #unreadable(stream: string, seq: number): void {
    if (this.#told) return;
    this.#told = true;
    const why = say('Change {seq} of {stream} cannot be read any more and is passed over. The disk may be failing.', {
      seq,
      stream,
    });
    this.#options.notify({ code: 'commit_unreadable', ...spoken(why), details: { stream, seq } });
  }

  #look(): boolean {
    try {
      // Less than there was: not new, but another ledger.
      if (this.#position() < (this.#newest?.position ?? 0)) return false;
      const found = this.#followers.look();
      if (found) {
        this.#newest = newestOf(this.#db);
        this.#considerCheckpoint();
      }
      return found;
    } catch (error) {
      this.#stumble(error);
      return false;
    }
  }

  /** Reading for followers went wrong: a busy moment passes, damage is for whoever opened the ledger. */
  #stumble(error: unknown): void {
    const code = storeCodeOf(error);
    if (code === undefined) throw error;
    if (code === 'ledger_damaged') this.#options.trouble(code);
    else setTimeout(() => this.#followers.schedule(), STUMBLE_MS);
  }

  /** Seen from inside the writer's transaction, so that nobody can change it until the commit is done. */
  #obstacle(): StoreCode | undefined {
    if (this.#isMoved()) return 'ledger_moved';
    this.#overwritten ||= this.#overwriting.lacks(this.#newest);
    if (this.#overwritten) return 'ledger_moved';
    return Number(this.#sql.version.get()?.user_version) > MIGRATIONS.length ? 'ledger_too_new' : undefined;
  }

  #isMoved(): boolean {
    return fs.statSync(this.#file, { bigint: true, throwIfNoEntry: false })?.ino !== this.#inode;
  }

  #isOverwritten(): boolean {
    this.#overwritten ||= this.#overwriting.isOverwritten(this.#newest);
    return this.#overwritten;
  }

  #position(): number {
    return Number(this.#sql.position.get()?.position ?? 0);
  }

  #read<E extends LedgerEvent>(stream: string, after: number, limit: number): readonly Commit<E>[] {
    return this.#sql.commits<E>(this.#sql.after.all(stream, after, limit));
  }

  #readAll(prefix: string, after: number, limit: number): readonly Commit[] {
    return this.#sql.commits(this.#sql.all.all(after, prefix, endOf(prefix), limit));
  }

  #after(position: number, limit: number, wanted: (stream: string) => boolean): CommitPage {
    const rows = this.#sql.all.all(position, '', endOf(''), limit);
    return {
      commits: this.#sql.commits(rows.filter((row) => wanted(String(row.stream)))),
      upTo: Number(rows.at(-1)?.position ?? position),
      more: rows.length === limit,
    };
  }
}

/** After a long page others get their turn, so that reading a long stream page by page never holds up an editor. */
async function breathing<T>(page: readonly T[]): Promise<readonly T[]> {
  if (page.length >= LONG_PAGE) await new Promise((resolve) => setImmediate(resolve));
  return page;
}
