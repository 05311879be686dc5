import {
  evolveIteration,
  type IterationEvent,
  type IterationSession,
  iterationStream,
} from '../../core/iteration/model';
import { addSigns, type IterationStep } from '../../core/iteration/steps';
import type { Disposable } from '../../ports/disposable';
import type { Commit, Ledger } from '../../ports/ledger';
import type { Iterations } from './iterations';

interface Known {
  session: IterationSession | undefined;
  steps: IterationStep[];
  following: Disposable | undefined;
  guarded: boolean;
  guard: Disposable | undefined;
}

export interface IterationListDeps {
  readonly ledger: Ledger;
  readonly iterations: Pick<Iterations, 'follow' | 'watch'>;
  problem(message: string, error: unknown): void;
}

const PREFIX = iterationStream('');

/** All sessions of one workspace folder as they are and as they become, whoever runs or decides them. */
export class IterationList implements Disposable {
  readonly #deps: IterationListDeps;
  readonly #known = new Map<string, Known>();
  readonly #listeners = new Set<(id: string) => void>();
  #following: Disposable | undefined;
  #upset: Disposable | undefined;
  #begins = 0;
  #over = false;

  constructor(deps: IterationListDeps) {
    this.#deps = deps;
  }

  /** Resolves when the sessions that are there now are listed. Rejects when the ledger cannot be read just now: they are when it can be. */
  async start(): Promise<void> {
    const { ledger, problem } = this.#deps;
    this.#upset ??= ledger.onUpset(({ replaced }) => {
      if (ledger.trouble || (this.#following && !replaced)) return;
      this.#begin().catch((error: unknown) => problem('The sessions cannot be listed.', error));
    });
    await this.#begin();
  }

  async #begin(): Promise<void> {
    const { ledger } = this.#deps;
    this.#begins += 1;
    const mine = this.#begins;
    const commits = await ledger.readAll(PREFIX, 0);
    if (this.#over || mine !== this.#begins) return;
    const before = [...this.#known.keys()];
    this.#letGo();
    this.#take(commits);
    this.#following = ledger.followAll(PREFIX, commits.at(-1)?.position ?? 0, (more) => this.#take(more));
    for (const id of before) if (!this.#known.has(id)) this.#tell(id);
  }

  /** Newest first, as the ledger has them: the clock may have been set back between two of them. */
  sessions(): readonly IterationSession[] {
    return [...this.#known.values()].flatMap(({ session }) => session ?? []).reverse();
  }

  session(id: string): IterationSession | undefined {
    return this.#known.get(id)?.session;
  }

  /** What the agent did so far; asking for it is what makes more of it be told. */
  steps(id: string): readonly IterationStep[] {
    const known = this.#known.get(id);
    if (!known) return [];
    known.following ??= this.#deps.iterations.follow(id, 0, (signs) => {
      addSigns(known.steps, signs);
      this.#tell(id);
    });
    return known.steps;
  }

  onChange(listener: (id: string) => void): Disposable {
    this.#listeners.add(listener);
    return { dispose: () => this.#listeners.delete(listener) };
  }

  dispose(): void {
    this.#over = true;
    this.#upset?.dispose();
    this.#listeners.clear();
    this.#letGo();
  }

  #letGo(): void {
    this.#following?.dispose();
    this.#following = undefined;
    for (const { following, guard } of this.#known.values()) {
      following?.dispose();
      guard?.dispose();
    }
    this.#known.clear();
  }

  #take(commits: readonly Commit[]): void {
    const changed = new Set<string>();
    for (const { stream, events, at } of commits) {
      const id = stream.slice(PREFIX.length);
      const known = this.#known.get(id) ?? {
        session: undefined,
        steps: [],
        following: undefined,
        guarded: false,
        guard: undefined,
      };
      this.#known.set(id, known);
      for (const event of events) known.session = evolveIteration(known.session, event as IterationEvent, at);
      changed.add(id);
    }
    for (const id of changed) {
      this.#attend(id);
      this.#tell(id);
    }
  }

  /** A session that runs is watched, so that the loss of its runner is found; what its agent does is followed. */
  #attend(id: string): void {
    const known = this.#known.get(id);
    if (!known) return;
    if (known.session?.status !== 'running') {
      known.guard?.dispose();
      known.guard = undefined;
      known.guarded = false;
      return;
    }
    this.steps(id);
    if (known.guarded) return;
    known.guarded = true;
    this.#deps.iterations
      .watch(id, () => {})
      .then(
        (guard) => {
          if (this.#over || !known.guarded) guard.dispose();
          else known.guard = guard;
        },
        (error: unknown) => this.#deps.problem(`The session ${id} cannot be watched.`, error),
      );
  }

  #tell(id: string): void {
    for (const listener of [...this.#listeners]) listener(id);
  }
}
