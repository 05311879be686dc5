import type { Outcome, Warning } from '../../core/board/commands';
import type { Attempt, Task, TaskDetails, TaskId } from '../../core/board/model';
import { openParents } from '../../core/board/state';
import { progressOf } from '../../core/board/views';
import { type CardContext, stateLine } from '../../core/board/why';
import { ok, type Result, refuse } from '../../core/result';
import { say } from '../../core/sentence';
import { english } from '../../core/translate';
import type { OpenBoard } from '../../services/boards/open-board';
import type { Context } from '../context';
import type { Answer } from '../noun';
import type { Page } from '../terminal/page';
import { oneLine } from '../terminal/width';

/** A task as `--json` tells it. Part of the contract: fields are added, never renamed. Times are milliseconds since 1970. */
export function taskRecord(task: Task) {
  const { comments, attachments, costUsd, runs, ...rest } = task;
  return {
    ...rest,
    commentCount: comments,
    attachmentCount: attachments,
    cost: costUsd,
    runs: runs.map(runRecord),
  };
}

function runRecord({ costUsd, ...run }: Attempt) {
  return { ...run, cost: costUsd };
}

/** A task as `task show --json` tells it: with its long texts. */
export function fullRecord(board: OpenBoard, task: Task, details: TaskDetails, context: Context) {
  const named = (ids: readonly TaskId[]) =>
    ids.map((id) => {
      const other = board.state.tasks.get(id);
      return { id, title: other?.title ?? null, status: other?.status ?? null };
    });
  return {
    ...taskRecord(task),
    board: board.info.slug,
    body: details.body,
    comments: details.comments,
    attachments: details.attachments,
    summary: details.summary,
    result: details.result,
    metadata: details.metadata,
    links: { parents: named(task.parents), children: named(task.children) },
    openParents: openParents(board.state.tasks, task).map(({ id }) => id),
    progress: progressOf(board.state, task),
    why: stateLine(board.state, task, cardContext(context)) ?? null,
    history: details.history,
  };
}

export function cardContext(context: Context, page: Page = context.page): CardContext {
  return { t: english, formatTime: (moment) => page.time(moment), profiles: context.profileNames() };
}

/** The task that is meant: its id, with or without `t_`, or as much of it as is unique. */
export function findTask(board: OpenBoard, given: string): Result<Task> {
  const wanted = given.trim().toLowerCase();
  const exact = board.state.tasks.get(wanted) ?? board.state.tasks.get(`t_${wanted}`);
  if (exact) return ok(exact);
  const prefix = wanted.startsWith('t_') ? wanted : `t_${wanted}`;
  const near = prefix.length < 5 ? [] : [...board.state.tasks.keys()].filter((id) => id.startsWith(prefix));
  if (near.length === 1) return ok(board.state.tasks.get(near[0]!)!);
  if (near.length > 1) {
    return refuse(
      'ambiguous_id',
      say('{given} may be {ids}. Say more of it.', { given, ids: near.slice(0, 5).join(', ') }),
      {
        candidates: near,
      },
    );
  }
  return refuse('not_found', say('There is no task {given} on the board {board}.', { given, board: board.info.slug }), {
    task: given,
    board: board.info.slug,
  });
}

/** What a change came to: the task as it is now, and a line that tells it. */
export function changeAnswer(board: OpenBoard, outcome: Outcome, before?: Task): Answer {
  const task = board.state.tasks.get(outcome.task);
  if (!task) return { data: { warnings: outcome.warnings }, text: 'Done.' };
  return {
    data: {
      ...taskRecord(task),
      board: board.info.slug,
      ...(outcome.existed && { existed: true }),
      ...(outcome.run && { run: outcome.run }),
      warnings: outcome.warnings,
    },
    text: (page) => [changeLine(page, task, outcome, before), ...warningLines(page, outcome.warnings)].join('\n'),
  };
}

function changeLine(page: Page, task: Task, outcome: Outcome, before?: Task): string {
  const status = before && before.status !== task.status ? `${before.status} → ${task.status}` : task.status;
  const run = outcome.run ? `  run ${outcome.run}` : '';
  const existed = outcome.existed ? '  (was there already)' : '';
  return `${page.bold(task.id)}  ${oneLine(task.title)}  ${page.dim(status + run + existed)}`;
}

const warningLines = (page: Page, warnings: readonly Warning[]): string[] =>
  warnings.map((warning) => `${page.paint('yellow', '!')} ${warning.message}`);
