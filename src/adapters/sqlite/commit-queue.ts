import type { DatabaseSync } from 'node:sqlite';
import type { Refusal } from '../../core/result';
import type { Commit, Committed, Decision, LedgerEvent, StoreCode } from '../../ports/ledger';
import { refusalOf, storeCodeOf, storeRefusal } from './failure';
import type { Statements } from './rows';

/** How long one group may keep the event loop, and how long a commit may wait for other processes. */
const GROUP_MS = 6;
const PATIENCE_MS = 20_000;

interface Job {
  readonly deadline: number;
  /** Decides and appends; answers with what to say once the group is durable. */
  run(): () => void;
  refuse(refusal: Refusal<StoreCode>): void;
  fail(error: unknown): void;
}

/**
 * Commits that were asked for in the same moment share one transaction and one fsync. Each still has its own decision on
 * the newest state, the ones before it in the group included, and each is answered only when the group is durable.
 * A busy ledger is waited for with timers, so that an extension host is never held up by other processes.
 */
export class CommitQueue {
  readonly #db: DatabaseSync;
  readonly #sql: Statements;
  readonly #now: () => number;
  readonly #beforeGroup: () => StoreCode | undefined;
  readonly #committed: () => void;
  #jobs: Job[] = [];
  #waiting = false;
  #closed = false;
  #retries = 0;
  #idle: (() => void)[] = [];

  constructor(
    db: DatabaseSync,
    sql: Statements,
    now: () => number,
    beforeGroup: () => StoreCode | undefined,
    committed: () => void,
  ) {
    this.#db = db;
    this.#sql = sql;
    this.#now = now;
    this.#beforeGroup = beforeGroup;
    this.#committed = committed;
  }

  add<E extends LedgerEvent, T>(
    stream: string,
    actor: string,
    folded: () => number,
    decide: (newer: readonly Commit<E>[], at: number) => Decision<E, T>,
  ): Promise<Committed<E, T>> {
    const { promise, resolve, reject } = Promise.withResolvers<Committed<E, T>>();
    const refuse = (refusal: Refusal<StoreCode>) => resolve({ ok: false, refusal, by: 'store' });
    if (this.#closed) {
      refuse(storeRefusal('ledger_closed'));
      return promise;
    }
    this.#jobs.push({
      deadline: performance.now() + PATIENCE_MS,
      run: () => {
        const answer = this.#decideAndAppend(stream, actor, folded(), decide);
        return () => resolve(answer);
      },
      refuse,
      fail: reject,
    });
    this.#schedule(0);
    return promise;
  }

  /** Resolves when everything that was asked for is answered; what comes later is refused. */
  async close(): Promise<void> {
    this.#closed = true;
    if (this.#jobs.length > 0 || this.#waiting) await new Promise<void>((resolve) => this.#idle.push(resolve));
  }

  #schedule(delay: number): void {
    if (this.#waiting) return;
    this.#waiting = true;
    const go = () => {
      this.#waiting = false;
      this.#runGroup();
      if (this.#jobs.length > 0) return this.#schedule(this.#pause());
      for (const resolve of this.#idle.splice(0)) resolve();
    };
    if (delay === 0) setImmediate(go);
    else setTimeout(go, delay);
  }

  /** Under contention everybody draws a short lot, so that no process can keep the ledger to itself. */
  #pause(): number {
    return this.#retries === 0 ? 0 : 1 + Math.random() * Math.min(4 * this.#retries, 40);
  }

  #runGroup(): void {
    try {
      this.#db.exec('BEGIN IMMEDIATE');
    } catch (error) {
      this.#couldNotBegin(error);
      return;
    }
    this.#retries = 0;
    const answers: (() => void)[] = [];
    const group: Job[] = [];
    try {
      const obstacle = this.#beforeGroup();
      if (obstacle) {
        this.#db.exec('ROLLBACK');
        for (const job of this.#jobs.splice(0)) job.refuse(storeRefusal(obstacle));
        return;
      }
      const until = performance.now() + GROUP_MS;
      do {
        const job = this.#jobs.shift()!;
        group.push(job);
        answers.push(this.#runJob(job));
      } while (this.#jobs.length > 0 && performance.now() < until);
      this.#db.exec('COMMIT');
    } catch (error) {
      if (this.#db.isTransaction) this.#db.exec('ROLLBACK');
      this.#refuseAll(group, error);
      return;
    }
    for (const answer of answers) answer();
    this.#committed();
  }

  #runJob(job: Job): () => void {
    try {
      return job.run();
    } catch (error) {
      if (storeCodeOf(error) !== undefined) throw error;
      return () => job.fail(error);
    }
  }

  #couldNotBegin(error: unknown): void {
    this.#retries += 1;
    const now = performance.now();
    const patient = (job: Job) => storeCodeOf(error) === 'ledger_busy' && job.deadline > now;
    const given = this.#jobs;
    this.#jobs = given.filter(patient);
    this.#refuseAll(
      given.filter((job) => !patient(job)),
      error,
    );
  }

  /** What is no trouble of the store is a bug, and still nobody may wait for an answer for ever. */
  #refuseAll(jobs: readonly Job[], error: unknown): void {
    const known = storeCodeOf(error) !== undefined;
    for (const job of jobs) known ? job.refuse(refusalOf(error)) : job.fail(error);
  }

  #decideAndAppend<E extends LedgerEvent, T>(
    stream: string,
    actor: string,
    folded: number,
    decide: (newer: readonly Commit<E>[], at: number) => Decision<E, T>,
  ): Committed<E, T> {
    const newest = this.#sql.newestOf.get(stream);
    const seq = Number(newest?.seq ?? 0);
    // The caller has folded what this ledger never held: it is another one than before.
    if (seq < folded && folded !== Number.POSITIVE_INFINITY) {
      return { ok: false, refusal: storeRefusal('ledger_moved'), by: 'store' };
    }
    const at = Math.max(this.#now(), Number(newest?.at ?? 0));
    const newer = seq > folded ? this.#sql.commits<E>(this.#sql.after.all(stream, folded, -1)) : [];
    const decision = decide(newer, at);
    if (!decision.ok) return { ok: false, refusal: decision.refusal, by: 'decision' };
    if (decision.events.length === 0) return { ok: true, value: decision.value, commit: undefined };
    const events = JSON.stringify(decision.events);
    const { lastInsertRowid } = this.#sql.insert.run(stream, seq + 1, at, actor, events);
    const commit = { position: Number(lastInsertRowid), stream, seq: seq + 1, at, actor, events: decision.events };
    return { ok: true, value: decision.value, commit };
  }
}
