import assert from 'node:assert/strict';
import type { Project } from '../../../src/core/project/model';
import { ok } from '../../../src/core/result';
import { english, type Translate } from '../../../src/core/translate';
import type { WorkerLogs } from '../../../src/ports/worker-logs';
import { type BoardModel, type BoardPatch, type CardView, initialView } from '../../../src/protocol/board';
import type { PatchMessage, SnapshotMessage } from '../../../src/protocol/replica';
import type { Portions } from '../../../src/services/board-panel/card-feed';
import { BoardSession } from '../../../src/services/board-panel/session';
import { WorkspaceShelf } from '../../../src/services/board-panel/workspace-shelf';
import { openBoards } from '../../../src/services/boards/boards';
import type { OpenBoard } from '../../../src/services/boards/open-board';
import type { ProjectsChange, RegistryVerb } from '../../../src/services/projects/api';
import { FakeClock } from '../../support/fake-clock';
import { MemoryLedger } from '../../support/memory-ledger';

export const MINUTE = 60_000;
export const HOUR = 60 * MINUTE;

/** Projects that the test changes by hand. */
class FakeProjects {
  phase = 'ready' as const;
  projects: Project[] = [];
  readonly decided: string[] = [];
  readonly #listeners = new Set<(change: ProjectsChange) => void>();

  list = () => this.projects;
  find = (slug: string) => this.projects.find(({ record }) => record.slug === slug);

  async decide(verb: RegistryVerb, slug: string) {
    this.decided.push(`${verb} ${slug}`);
    return ok({ slug, status: verb, version: 2, path: '/w/approved-tasks.json' });
  }

  get listeners(): number {
    return this.#listeners.size;
  }

  onChange(listener: (change: ProjectsChange) => void) {
    this.#listeners.add(listener);
    return { dispose: () => void this.#listeners.delete(listener) };
  }

  change(projects: Project[]): void {
    this.projects = projects;
    for (const listener of this.#listeners) {
      listener({ rev: 1, phase: 'ready', added: [], changed: projects, removed: [], notices: [] });
    }
  }
}

/** Worker logs that the test writes. */
class FakeLogs implements WorkerLogs {
  readonly #texts = new Map<string, string>();
  readonly #followers = new Map<string, Set<() => void>>();

  async tail(task: string, bytes: number) {
    const text = this.#texts.get(task);
    if (text === undefined) return undefined;
    const whole = Buffer.from(text);
    return { text: whole.subarray(Math.max(0, whole.length - bytes)).toString(), bytes: whole.length };
  }

  follow(task: string, changed: () => void) {
    const followers = this.#followers.get(task) ?? new Set();
    this.#followers.set(task, followers.add(changed));
    return { dispose: () => void followers.delete(changed) };
  }

  file = (task: string) => `/logs/${task}.log`;

  followersOf = (task: string) => this.#followers.get(task)?.size ?? 0;

  print(task: string, text: string): void {
    this.#texts.set(task, (this.#texts.get(task) ?? '') + text);
    for (const changed of this.#followers.get(task) ?? []) changed();
  }
}

/** What a page makes of what it is told; refuses a message that does not follow from the one before. */
export class PageModel {
  model: BoardModel | undefined;
  rev = -1;
  readonly cards = new Map<string, CardView>();
  readonly patches: BoardPatch[] = [];
  /** So many messages are lost on the way. */
  losing = 0;
  /** Asks for a snapshot, as a page does that missed a message. Without it, missing one fails the test. */
  ask: (() => Promise<SnapshotMessage<BoardModel>>) | undefined;
  #asked = false;

  snapshot({ rev, model }: SnapshotMessage<BoardModel>): void {
    if (this.#lost()) return;
    this.rev = rev;
    this.model = model;
    this.cards.clear();
    for (const card of model.cards) this.cards.set(card.id, card);
  }

  patch({ rev, patch }: PatchMessage<BoardPatch>): void {
    if (this.#lost() || (this.ask && rev <= this.rev)) return;
    if (this.ask && rev !== this.rev + 1) {
      this.#doubt(this.ask);
      return;
    }
    assert.equal(rev, this.rev + 1, 'a patch follows on the rev before');
    this.rev = rev;
    this.patches.push(patch);
    for (const card of patch.set ?? []) this.cards.set(card.id, card);
    for (const id of patch.gone ?? []) this.cards.delete(id);
    const model = this.model!;
    const rows = new Map(model.attention.map((row) => [row.key, row] as const));
    for (const row of patch.attention?.set ?? []) rows.set(row.key, row);
    for (const key of patch.attention?.gone ?? []) rows.delete(key);
    this.model = {
      ...model,
      ...(patch.board && { board: patch.board }),
      ...(patch.boards && { boards: patch.boards }),
      ...(patch.tally && { tally: patch.tally }),
      ...(patch.people && { people: patch.people }),
      ...(patch.undo !== undefined && { undo: patch.undo }),
      ...(patch.time !== undefined && { time: patch.time }),
      ...(patch.complete !== undefined && { complete: patch.complete }),
      attention: [...rows.values()],
      columns: (patch.columns ?? model.columns).map((column) => ({
        ...column,
        count: patch.counts?.[column.id] ?? column.count,
      })),
    };
  }

  #lost(): boolean {
    if (this.losing === 0) return false;
    this.losing -= 1;
    return true;
  }

  #doubt(ask: () => Promise<SnapshotMessage<BoardModel>>): void {
    if (this.#asked) return;
    this.#asked = true;
    void ask().then((message) => {
      // An answer that was lost is waited for in vain, and then the next patch asks again.
      this.#asked = false;
      this.snapshot(message);
    });
  }

  column(id: string): string[] {
    return [...this.cards.values()].filter((card) => card.column === id).map((card) => card.title);
  }

  count(id: string): number | undefined {
    return this.model?.columns.find((column) => column.id === id)?.count;
  }
}

export async function panel(
  options: {
    readonly board?: string;
    readonly t?: Translate;
    readonly now?: number;
    readonly actor?: string;
    readonly portions?: Portions;
  } = {},
) {
  const { t = english } = options;
  const clock = new FakeClock(options.now);
  const ledger = new MemoryLedger(() => clock.now());
  let ids = 0;
  const ports = {
    ledger,
    clock,
    actor: options.actor ?? 'mara',
    randomHex: (bytes: number) => (++ids).toString(16).padStart(bytes * 2, '0'),
  };
  const boards = await openBoards(ports);
  const projects = new FakeProjects();
  /** Where a folder lies that has another name now. */
  const paths: Record<string, string> = {};
  const logs = new FakeLogs();
  /** The window's folders; the test changes them and resets the shelf. */
  const folders = ['kestrel'];
  /** Whether the workspace is trusted. */
  const trust = { given: true };
  const shelf = new WorkspaceShelf({
    folders: () =>
      folders.map((name) => ({
        name,
        path: paths[name] ?? name,
        ledger,
        boards: async () => boards,
        logs: () => logs,
      })),
    projects,
    context: { t, formatTime: (moment) => new Date(moment).toISOString() },
    clock,
    mayWrite: () => trust.given,
  });
  const page = new PageModel();
  const gone: string[] = [];
  const problems: unknown[] = [];
  const session = new BoardSession({
    shelf,
    clock,
    t,
    view: initialView,
    board: options.board,
    ...(options.portions && { portions: options.portions }),
    snapshot: (message) => page.snapshot(message),
    patch: (message) => page.patch(message),
    shows: () => {},
    gone: ({ name }) => gone.push(name),
    problem: (message, error) => problems.push([message, error]),
  });
  const opened = await boards.open();
  assert.ok(opened.ok);
  return {
    clock,
    ledger,
    ports,
    boards,
    board: opened.value,
    projects,
    logs,
    folders,
    paths,
    trust,
    shelf,
    page,
    gone,
    session,
    problems,
  };
}

export async function create(board: OpenBoard, title: string, more: object = {}): Promise<string> {
  const done = await board.execute({ type: 'create', title, ...more });
  assert.ok(done.ok, done.ok ? '' : done.refusal.message);
  return done.value.task;
}

export function verbsOf(session: BoardSession) {
  const verbs = session.verbs();
  assert.ok(verbs.ok, verbs.ok ? '' : verbs.refusal.message);
  return verbs.value;
}

/** Lets everything that waits for a promise go on. */
export async function settled(): Promise<void> {
  for (let turn = 0; turn < 50; turn += 1) await Promise.resolve();
}
