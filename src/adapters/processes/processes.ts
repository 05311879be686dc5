import { execFile } from 'node:child_process';
import type { Processes, ProcessIdentity } from '../../ports/processes';
import { type ProcessRow, type ProcessTable, processTable } from './process-table';

/** Everything that we start carries these, so that it is found again even when its parents are gone. */
const MARKS = ['SIGNALBOX_RUNNER', 'SIGNALBOX_AGENT'] as const;

const LOOK_MS = 20;
const SAME_START_MS = 2_000;
const MOST_ROUNDS = 10;

export class SystemProcesses implements Processes {
  readonly #table: ProcessTable;

  constructor(table: ProcessTable = processTable()) {
    this.#table = table;
  }

  async identify(pid: number): Promise<(ProcessIdentity & { readonly command: string }) | undefined> {
    if (!Number.isInteger(pid) || pid <= 0) return undefined;
    const row = await this.#table.one(pid);
    if (!row) return undefined;
    const { startedAt, command, born } = row;
    return { pid, startedAt, command, ...(born === undefined ? {} : { born }) };
  }

  async stopTree(identity: ProcessIdentity, graceMs: number): Promise<void> {
    const root = await this.#table.one(identity.pid);
    const known = root && Math.abs(root.startedAt - identity.startedAt) <= SAME_START_MS;
    // A reused pid belongs to somebody else now, and so may everything that carries its number.
    if (root && !known) return;
    const first = treeOf(identity.pid, await this.#table.all(), known === true, identity.startedAt);
    await this.#end(first, graceMs, async (seen) =>
      treeOf(identity.pid, await this.#table.all(), known === true, identity.startedAt, seen),
    );
  }

  async stopMarked(mark: string): Promise<void> {
    const find = async () => {
      const found = await Promise.all(MARKS.map((variable) => this.#table.marked(variable, mark)));
      return found.flat().filter((pid) => pid !== process.pid);
    };
    await this.#end(await find(), 0, find);
  }

  /** Asks, waits, kills, and looks again for what was started meanwhile. */
  async #end(
    first: readonly number[],
    graceMs: number,
    again: (seen: ReadonlySet<number>) => Promise<readonly number[]>,
  ): Promise<void> {
    const seen = new Set(first);
    if (first.length === 0) return;
    if (process.platform === 'win32') {
      await Promise.all(first.map(killOnWindows));
      return;
    }
    if (graceMs > 0) {
      for (const pid of first) signal(pid, 'SIGTERM');
      await this.#gone(first, graceMs);
    }
    for (let round = 0; round < MOST_ROUNDS; round += 1) {
      const left = await again(seen);
      if (left.length === 0) return;
      for (const pid of left) {
        seen.add(pid);
        signal(pid, 'SIGKILL');
      }
      await this.#gone(left, 500);
    }
  }

  async #gone(pids: readonly number[], withinMs: number): Promise<void> {
    const deadline = performance.now() + withinMs;
    for (;;) {
      const rows = await Promise.all(pids.map((pid) => this.#table.one(pid)));
      if (rows.every((row) => row === undefined) || performance.now() >= deadline) return;
      await new Promise((resolve) => setTimeout(resolve, LOOK_MS));
    }
  }
}

function signal(pid: number, name: NodeJS.Signals): void {
  try {
    process.kill(pid, name);
  } catch {
    // It is gone already, or was never ours to end.
  }
}

const killOnWindows = (pid: number) =>
  new Promise<void>((resolve) => {
    execFile('taskkill', ['/PID', String(pid), '/T', '/F'], () => resolve());
  });

/**
 * The process, its descendants, and what is left in its group and session. When the process itself has died, its
 * children belong to somebody else, but group and session still carry its number.
 */
function treeOf(
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
    (root > 1 && (row.group === root || row.session === root));
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
