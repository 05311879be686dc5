import { randomBytes } from 'node:crypto';
import { ledgerOf } from '../../src/adapters/ledger-home';
import { systemClock } from '../../src/adapters/system-clock';
import type { BoardCommand } from '../../src/core/board/commands';
import type { Clock } from '../../src/ports/clock';
import { openBoards } from '../../src/services/boards/boards';
import type { OpenBoard } from '../../src/services/boards/open-board';

const AGENTS = ['claude', 'codex', 'gemini'] as const;
const PROJECTS = ['billing', 'booking-api', 'checkout', 'reminders'] as const;
const AT_ONCE = 500;

/** Does something on the default board of a workspace, in this process, and lets go of it. */
export async function onBoard<T>(
  workspace: string,
  work: (board: OpenBoard) => Promise<T>,
  clock: Clock = systemClock,
): Promise<T> {
  const ledger = ledgerOf(workspace);
  const randomHex = (bytes: number) => randomBytes(bytes).toString('hex');
  const boards = await openBoards({ ledger, clock, actor: 'mara', randomHex });
  try {
    const opened = await boards.open();
    if (!opened.ok) throw new Error(opened.refusal.message);
    return await work(opened.value);
  } finally {
    await boards.close();
    await ledger.close();
  }
}

const WEEK = 7 * 24 * 3_600_000;
/** What a task and its next step ask for the time. */
const LOOKS = 4;

/** Goes through the last week while the board is filled. */
function pastWeek(looks: number): Clock {
  const now = Date.now();
  let past = now - WEEK;
  return {
    ...systemClock,
    now: () => {
      past = Math.min(now, past + WEEK / looks);
      return past;
    },
  };
}

/** Puts so many tasks on the default board, spread over columns, people, projects and a week as on a board that is in use. */
export async function fillBoard(workspace: string, tasks: number): Promise<void> {
  const fill = async (board: OpenBoard) => {
    for (let from = 0; from < tasks; from += AT_ONCE) {
      const indexes = Array.from({ length: Math.min(AT_ONCE, tasks - from) }, (_, index) => from + index);
      const made = await inTurn(board, indexes.map(newTask));
      const steps = indexes.map((index) => made[index - from]!).flatMap((id, index) => nextStep(id, from + index));
      await inTurn(board, steps);
    }
  };
  await onBoard(workspace, fill, pastWeek(tasks * LOOKS));
}

async function inTurn(board: OpenBoard, commands: readonly BoardCommand[]): Promise<string[]> {
  const done = await Promise.all(commands.map((command) => board.execute(command)));
  return done.map((result) => {
    if (!result.ok) throw new Error(result.refusal.message);
    return result.value.task;
  });
}

function newTask(index: number): BoardCommand {
  return {
    type: 'create',
    title: `Task ${index}: ${TITLES[index % TITLES.length]}`,
    priority: (index * 7) % 30,
    ...(index % 5 === 0 ? { status: 'triage' as const } : {}),
    ...(index % 4 === 0 ? {} : { assignee: AGENTS[index % AGENTS.length]! }),
    project: PROJECTS[index % PROJECTS.length]!,
    story: `US-${String(index % 1000).padStart(3, '0')}`,
    tenant: index % 2 ? 'north' : 'south',
    body: index % 100 === 0 ? 'A very long text. '.repeat(5_700) : index % 10 === 0 ? LONGER : 'A short text.',
  };
}

function nextStep(task: string, index: number): BoardCommand[] {
  if (index % 5 === 0) return [];
  if (index % 2 === 0) return [{ type: 'complete', task, summary: 'Done.' }];
  if (index % 7 === 0) return [{ type: 'block', task, reason: 'Which region?', kind: 'needs_input' }];
  return [];
}

const LONGER = 'A longer text. '.repeat(200);

const TITLES = [
  'Retry queue for failed SMS',
  'Sync payouts nightly',
  'Week view',
  'Tenant id in the audit log',
] as const;
