import { createHash } from 'node:crypto';
import fs from 'node:fs';
import path from 'node:path';
import { ledgerOf } from '../../src/adapters/ledger-home';
import { workerLogFile } from '../../src/adapters/worker-log';
import type { BoardCommand, Outcome } from '../../src/core/board/commands';
import type { Result } from '../../src/core/result';
import { openBoards } from '../../src/services/boards/boards';
import { WORKER_LOGS, weekOfWork } from './demo-week';

const HARBOUR = { name: 'Harbour office', description: 'What the office and its agents work on', icon: 'compass' };

/**
 * A week of work on the default board of a demo workspace, made by the product's own rules: each step is a command that was
 * accepted at its time, so that ages, timelines and time travel have something true to show. Nothing runs in it.
 */
export async function fillDemoBoard(workspace: string, now: number): Promise<void> {
  const week = weekOfWork(now);
  let moment = week[0]!.at;
  const ledger = ledgerOf(workspace, { now: () => moment });
  const boards = await openBoards({
    ledger,
    clock: { now: () => moment, at: () => ({ dispose() {} }), after: () => ({ dispose() {} }) },
    actor: 'Mara',
    randomHex: sameEachTime(),
  });
  try {
    must('the board', await boards.execute({ type: 'edit', slug: 'default', changes: HARBOUR }));
    const board = must('the board', await boards.open());
    const tasks = new Map<string, string>();
    const runs = new Map<string, string>();
    for (const { at, who, card, command } of week) {
      moment = at;
      const asked = named(command(tasks.get(card) ?? '', runs.get(card) ?? ''), tasks);
      const outcome: Outcome = must(card, await board.execute(asked, who));
      tasks.set(card, outcome.task);
      if (outcome.run) runs.set(card, outcome.run);
    }
    for (const [card, text] of Object.entries(WORKER_LOGS)) writeLog(workspace, tasks.get(card) ?? '', text);
  } finally {
    await boards.close();
    await ledger.close();
  }
}

function writeLog(workspace: string, task: string, text: string): void {
  const file = workerLogFile(workspace, 'default', task);
  fs.mkdirSync(path.dirname(file), { recursive: true });
  fs.writeFileSync(file, text);
}

function must<T>(what: string, result: Result<T>): T {
  if (!result.ok) throw new Error(`The demo board cannot be made, at ${what}: ${result.refusal.message}`);
  return result.value;
}

/** Parents are given by the names that the demo has for its cards. */
function named(command: BoardCommand, tasks: ReadonlyMap<string, string>): BoardCommand {
  if (command.type !== 'create' || !command.parents) return command;
  return { ...command, parents: command.parents.map((name) => tasks.get(name) ?? name) };
}

function sameEachTime(): (bytes: number) => string {
  let count = 0;
  return (bytes) =>
    createHash('sha256')
      .update(`harbour ${++count}`)
      .digest('hex')
      .slice(0, 2 * bytes);
}
