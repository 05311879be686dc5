import type { ChildOfOurs, FoundProcess, Processes, ProcessIdentity } from '../../ports/processes';
import { type AskSystem, askSystem } from './ask-system';
import type { ProcessRow, ProcessTable } from './process-row';
import { processTable } from './process-table';
import { windowsTool } from './windows-table';

const LOOK_MS = 20;
const SAME_START_MS = 2_000;
const MOST_ROUNDS = 10;
/** So long the kernel may take to bury what was killed. */
const KILLED_MS = 500;

/** What is used of the operating system, so that what happens on another one can be tried. */
export interface SystemParts {
  readonly platform: NodeJS.Platform;
  readonly table: ProcessTable;
  readonly ask: AskSystem;
  /** Sends a signal, or with 0 only asks whether there is such a process. False when there is none. */
  signal(pid: number, name: NodeJS.Signals | 0): boolean;
}

const THIS_SYSTEM: Omit<SystemParts, 'table'> = {
  platform: process.platform,
  ask: askSystem,
  signal(pid, name) {
    try {
      return process.kill(pid, name);
    } catch (error) {
      // Somebody else's is there all the same.
      return (error as NodeJS.ErrnoException).code === 'EPERM';
    }
  },
};

export class SystemProcesses implements Processes {
  readonly #system: SystemParts;

  constructor(system: Partial<SystemParts> = {}) {
    this.#system = { ...THIS_SYSTEM, ...system, table: system.table ?? processTable(system.platform) };
  }

  async identify(pid: number): Promise<FoundProcess | undefined> {
    if (!Number.isInteger(pid) || pid <= 0) return undefined;
    try {
      const row = await this.#system.table.one(pid);
      if (!row) return undefined;
      const { startedAt, command, born } = row;
      return { pid, startedAt, command, ...(born === undefined ? {} : { born }) };
    } catch {
      // The system tells nothing more of it now, so whose it is stays open; of ourselves we know.
      if (pid === process.pid) return { pid, startedAt: Math.round(performance.timeOrigin), command: '' };
      return this.#system.signal(pid, 0) ? { pid, startedAt: 0, command: '', unsure: true } : undefined;
    }
  }

  async stopTree(target: ProcessIdentity | ChildOfOurs, graceMs: number): Promise<void> {
    const { pid } = target;
    const until = performance.now() + graceMs;
    const ours = 'child' in target;
    // It is told at once; the others are looked for while it puts its things away.
    if (ours) await this.#tell(pid, graceMs);
    const rows = await this.#rows();
    if (!rows) {
      if (ours && this.#system.platform !== 'win32') this.#endGroup(pid);
      return;
    }
    const root = rows.find((row) => row.pid === pid);
    const known = root !== undefined && (ours || isSame(root, target));
    // A reused pid belongs to somebody else now, and so may everything that carries its number.
    if (root && !known) return;
    const startedAt = root?.startedAt ?? (ours ? 0 : target.startedAt);
    const first = treeOf(pid, rows, known, startedAt);
    await this.#end(first, until, async (seen) => treeOf(pid, (await this.#rows()) ?? [], known, startedAt, seen));
  }

  /** Windows ends it and all whose parents are there; what is left is found afterwards, as it still names its parents. */
  async #tell(pid: number, graceMs: number): Promise<void> {
    if (this.#system.platform === 'win32') return this.#endOnWindows([pid]);
    if (graceMs <= 0) return;
    this.#system.signal(-pid, 'SIGTERM');
    this.#system.signal(pid, 'SIGTERM');
  }

  async stopMarked(mark: string): Promise<void> {
    const find = async () =>
      (await this.#system.table.marked(mark).catch(() => [])).filter((pid) => pid !== process.pid);
    await this.#end(await find(), performance.now(), find);
  }

  #rows(): Promise<readonly ProcessRow[] | undefined> {
    return this.#system.table.all().catch(() => undefined);
  }

  /** All that can be done when the system does not tell what runs. */
  #endGroup(pid: number): void {
    this.#system.signal(-pid, 'SIGKILL');
    this.#system.signal(pid, 'SIGKILL');
  }

  /** Asks, waits, kills, and looks again for what was started meanwhile. */
  async #end(
    first: readonly number[],
    until: number,
    again: (seen: ReadonlySet<number>) => Promise<readonly number[]>,
  ): Promise<void> {
    if (first.length === 0) return;
    if (this.#system.platform === 'win32') return this.#endOnWindows(first);
    if (performance.now() < until) for (const pid of first) this.#system.signal(pid, 'SIGTERM');
    const seen = new Set(first);
    let left = await this.#left(first, until);
    for (let round = 0; round < MOST_ROUNDS; round += 1) {
      for (const pid of left) {
        seen.add(pid);
        this.#system.signal(pid, 'SIGKILL');
      }
      await this.#left(left, performance.now() + KILLED_MS);
      left = await again(seen);
      if (left.length === 0) return;
    }
  }

  /** With all that still has its parent there. */
  async #endOnWindows(pids: readonly number[]): Promise<void> {
    const taskkill = windowsTool('taskkill.exe');
    await Promise.all(
      pids.map((pid) => this.#system.ask(taskkill, ['/PID', String(pid), '/T', '/F']).catch(() => undefined)),
    );
  }

  /** Those that are still there when the time is up. */
  async #left(pids: readonly number[], until: number): Promise<readonly number[]> {
    for (;;) {
      const rows = await Promise.all(pids.map((pid) => this.#system.table.one(pid).catch(() => undefined)));
      const left = pids.filter((_, index) => rows[index] !== undefined);
      if (left.length === 0 || performance.now() >= until) return left;
      await new Promise((resolve) => setTimeout(resolve, LOOK_MS));
    }
  }
}

const isSame = (row: ProcessRow, { startedAt, born }: ProcessIdentity) =>
  row.born !== undefined && born !== undefined
    ? row.born === born
    : Math.abs(row.startedAt - startedAt) <= SAME_START_MS;

/**
 * The process, its descendants, and what is left in its group and session. When the process itself has died, its
 * children belong to somebody else, but group and session still carry its number, and Windows still names it as their parent.
 */
export function treeOf(
  root: number,
  rows: readonly ProcessRow[],
  alive: boolean,
  startedAt: number,
  seen: ReadonlySet<number> = new Set(),
): readonly number[] {
  const found = new Set<number>();
  const inside = (row: ProcessRow) =>
    found.has(row.parent) ||
    (seen.has(row.parent) && row.parent > 1) ||
    seen.has(row.pid) ||
    (root > 1 && (row.parent === root || row.group === root || row.session === root));
  if (alive && rows.some((row) => row.pid === root)) found.add(root);
  for (let grown = true; grown; ) {
    grown = false;
    for (const row of rows) {
      const older = row.startedAt + SAME_START_MS < startedAt;
      if (found.has(row.pid) || row.pid <= 1 || row.pid === process.pid || older || !inside(row)) continue;
      if (row.pid === root && !alive) continue;
      found.add(row.pid);
      grown = true;
    }
  }
  return [...found];
}
