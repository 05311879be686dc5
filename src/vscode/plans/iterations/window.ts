import * as vscode from 'vscode';
import type { Iteration, IterationSession } from '../../../core/iteration/model';
import type { IterationStep } from '../../../core/iteration/steps';
import type { Disposable } from '../../../ports/disposable';
import type { Ledger } from '../../../ports/ledger';
import type { Log } from '../../../ports/log';
import type { Iterations } from '../../../services/iterations/iterations';
import { IterationList } from '../../../services/iterations/list';
import { workspaceFolders } from '../desk';

/** A session, wherever in the window it is. */
export interface SessionRef {
  readonly folder: string;
  readonly id: string;
}

export interface IterationRef extends SessionRef {
  readonly n: number;
}

export interface WindowSession extends SessionRef {
  readonly session: IterationSession;
  /** When it was begun, never before one that was begun earlier: clocks are set back. */
  readonly begunAt: number;
}

export interface WindowIterationsOptions {
  readonly ledger: (folder: string) => Ledger;
  readonly iterations: (folder: string) => Promise<Iterations | undefined>;
  readonly log: Log;
}

/** Lists are told of that long after the first change of many. */
const GATHER_MS = 100;

/** The sessions of all workspace folders of this window, as they are and as they become. */
export class WindowIterations implements Disposable {
  readonly #options: WindowIterationsOptions;
  readonly #lists = new Map<string, { readonly list: IterationList; readonly listening: Disposable }>();
  readonly #changed = new vscode.EventEmitter<ReadonlySet<string>>();
  readonly #folders: Disposable;
  readonly #waiting = new Set<string>();
  #timer: NodeJS.Timeout | undefined;
  /** Keys of the sessions that changed. */
  readonly onChange = this.#changed.event;

  constructor(options: WindowIterationsOptions) {
    this.#options = options;
    this.#folders = vscode.workspace.onDidChangeWorkspaceFolders(() => void this.start());
  }

  /** Looking at a folder without any sessions leaves no trace in it. */
  async start(): Promise<void> {
    const wanted = workspaceFolders();
    for (const [folder, { list, listening }] of this.#lists) {
      if (wanted.includes(folder)) continue;
      listening.dispose();
      list.dispose();
      this.#lists.delete(folder);
    }
    await Promise.all(wanted.filter((folder) => !this.#lists.has(folder)).map((folder) => this.#open(folder)));
    this.#changed.fire(new Set());
  }

  /** Newest first. */
  all(): readonly WindowSession[] {
    return [...this.#lists]
      .flatMap(([folder, { list }]) => {
        const sessions = list.sessions();
        const times = risingTimes(sessions.map(({ startedAt }) => startedAt).reverse()).reverse();
        return sessions.map((session, index) => ({ folder, id: session.id, session, begunAt: times[index]! }));
      })
      .sort((a, b) => b.begunAt - a.begunAt);
  }

  session({ folder, id }: SessionRef): IterationSession | undefined {
    return this.#lists.get(folder)?.list.session(id);
  }

  iteration(ref: IterationRef): Iteration | undefined {
    return this.session(ref)?.done.find(({ n }) => n === ref.n);
  }

  steps({ folder, id }: SessionRef): readonly IterationStep[] {
    return this.#lists.get(folder)?.list.steps(id) ?? [];
  }

  iterations(folder: string): Promise<Iterations | undefined> {
    return this.#options.iterations(folder);
  }

  dispose(): void {
    clearTimeout(this.#timer);
    this.#folders.dispose();
    for (const { list, listening } of this.#lists.values()) {
      listening.dispose();
      list.dispose();
    }
    this.#lists.clear();
    this.#changed.dispose();
  }

  async #open(folder: string): Promise<void> {
    const { log } = this.#options;
    try {
      const iterations = await this.#options.iterations(folder);
      if (!iterations || this.#lists.has(folder)) return;
      const list = new IterationList({
        ledger: this.#options.ledger(folder),
        iterations: {
          follow: (id, after, listener) => iterations.follow(id, after, listener),
          // To end a session whose runner is lost is to write.
          watch: async (id, listener) =>
            vscode.workspace.isTrusted ? iterations.watch(id, listener) : { dispose: () => {} },
        },
        problem: (message, error) => log.error(message, error),
      });
      const listening = list.onChange((id) => this.#tell(keyOf({ folder, id })));
      this.#lists.set(folder, { list, listening });
      await list.start();
    } catch (error) {
      log.warn('The iterations of a folder cannot be shown.', error);
    }
  }

  #tell(key: string): void {
    this.#waiting.add(key);
    this.#timer ??= setTimeout(() => {
      this.#timer = undefined;
      const changed = new Set(this.#waiting);
      this.#waiting.clear();
      this.#changed.fire(changed);
    }, GATHER_MS);
  }
}

/** Times in the order in which things happened, none before the one ahead of it. */
function risingTimes(times: readonly number[]): number[] {
  let latest = Number.NEGATIVE_INFINITY;
  return times.map((time) => {
    latest = Math.max(latest, time);
    return latest;
  });
}

export const keyOf = ({ folder, id }: SessionRef): string => `${folder}#${id}`;
