import { parseFilter, type TaskFilter } from '../../core/board/filter';
import { BLOCK_KINDS, type BlockKind, COLUMNS, type Column, STATUSES, type Status } from '../../core/board/model';
import { cardView, tasksInColumn } from '../../core/board/views';
import { whyNotRunning } from '../../core/board/why';
import { ok, type Result, refuse } from '../../core/result';
import { say } from '../../core/sentence';
import { cardTable } from '../boards/board-page';
import { markOfState } from '../boards/marks';
import { cardContext, findTask, fullRecord, taskRecord } from '../boards/records';
import { FIELDS, fieldsOf } from '../boards/task-fields';
import { taskPage } from '../boards/task-page';
import type { Context } from '../context';
import { type Answer, type Noun, verb } from '../noun';
import { parseWhen, TIME_HELP } from '../when';
import { withoutUndefined } from './board';
import { act, actOn, ID } from './task-act';
import { bulkVerb, logVerb } from './task-many';

const REASON = { reason: { type: 'string', value: 'TEXT', help: 'why' } } as const;
const RUN = { run: { type: 'string', value: 'RUN', help: 'refused when another run holds the task by now' } } as const;

export const task: Noun = {
  name: 'task',
  summary: 'the tasks on a board: create, claim, complete, block, link, move them',
  verbs: [
    verb({
      name: 'create',
      summary: 'Makes a task. It is ready when no open parent holds it back.',
      arguments: [{ name: 'title', help: 'one line, at most 500 characters' }],
      options: {
        ...FIELDS,
        parent: { type: 'string', value: 'ID', multiple: true, completes: 'task', help: 'has to be done first' },
        status: {
          type: 'string',
          value: 'STATUS',
          choices: ['triage', 'todo', 'scheduled', 'ready'],
          help: 'where it begins',
        },
        'idempotency-key': { type: 'string', value: 'KEY', help: 'the same key gives the task that exists' },
      },
      examples: [
        'signalbox task create "Retry queue for failed SMS" --assignee codex --priority 20',
        'signalbox task create "Backfill 2025" --parent t_7be1f09c --project billing --story US-009',
        'signalbox task create "Nightly report" --at "tomorrow 02:00" --idempotency-key report-$(date +%F)',
        'signalbox task create "Long one" --body - < description.md',
      ],
      run: async ({ context, args, options }) => {
        const { parent, status, 'idempotency-key': idempotencyKey, ...given } = options;
        const fields = await fieldsOf(context, given);
        if (!fields.ok) return fields;
        return act(context, (board) => {
          const parents: string[] = [];
          for (const id of parent ?? []) {
            const found = findTask(board, id);
            if (!found.ok) return found;
            parents.push(found.value.id);
          }
          return ok({
            type: 'create',
            ...fields.value,
            title: args[0]!,
            parents,
            ...withoutUndefined({ status: status as Column | undefined, idempotencyKey }),
          });
        });
      },
    }),
    verb({
      name: 'show',
      summary: 'A task as a page: what holds it, what it is, its links, runs, comments and history.',
      arguments: [ID],
      examples: ['signalbox task show t_7be1f09c', 'signalbox task show 7be1'],
      run: ({ context, args }) => show(context, args[0]!),
    }),
    verb({
      name: 'list',
      summary: 'Tasks as lines.',
      options: {
        filter: { type: 'string', value: 'FILTER', help: 'as in board show' },
        status: { type: 'string', value: 'STATUS', choices: STATUSES, multiple: true, help: 'only these' },
        assignee: { type: 'string', value: 'WHO', help: 'only theirs; "none" for nobody' },
        limit: { type: 'string', value: 'N', help: 'at most so many' },
      },
      examples: [
        'signalbox task list --status ready --assignee codex',
        'signalbox task list --filter "project:billing priority:>=10" --json',
      ],
      run: ({ context, options }) => list(context, options),
    }),
    verb({
      name: 'edit',
      summary: 'Changes fields, all in one step. An empty value clears one.',
      arguments: [ID],
      options: {
        title: { type: 'string', value: 'TEXT', help: 'one line' },
        ...FIELDS,
        status: {
          type: 'string',
          value: 'STATUS',
          choices: STATUSES,
          help: 'in the same step, by the rules of a move',
        },
      },
      examples: [
        'signalbox task edit t_7be1f09c --priority 30 --assignee claude',
        'signalbox task edit t_7be1f09c --assignee "" --status triage',
      ],
      run: async ({ context, args, options: { title, status, ...given } }) => {
        const fields = await fieldsOf(context, given);
        if (!fields.ok) return fields;
        const changes = { ...fields.value, ...withoutUndefined({ title }) };
        return actOn(context, args[0]!, (id) => ({
          type: 'edit',
          task: id,
          changes,
          ...withoutUndefined({ status: status as Status | undefined }),
        }));
      },
    }),
    verb({
      name: 'move',
      summary: 'Puts a task into another column. Nothing but a claim reaches running.',
      arguments: [ID, { name: 'status', help: 'the column', choices: STATUSES }],
      options: { at: { type: 'string', value: 'TIME', help: `when, for scheduled: ${TIME_HELP}` } },
      examples: [
        'signalbox task move t_7be1f09c ready',
        'signalbox task move t_7be1f09c scheduled --at "tomorrow 09:00"',
      ],
      run: async ({ context, args, options }) => {
        const at = options.at === undefined ? ok(undefined) : parseWhen(options.at, context.clock.now(), 'future');
        if (!at.ok) return at;
        return actOn(context, args[0]!, (id) => ({
          type: 'move',
          task: id,
          to: args[1] as Status,
          ...withoutUndefined({ at: at.value }),
        }));
      },
    }),
    verb({
      name: 'claim',
      summary: 'Takes a ready task to work on it: the only way into running. One wins, however many try.',
      arguments: [ID],
      options: { as: { type: 'string', value: 'WORKER', help: 'who works on it; else who you are' } },
      examples: ['signalbox task claim t_7be1f09c --as codex'],
      run: ({ context, args, options }) => {
        const worker = options.as ?? context.actor;
        return actOn(context, args[0]!, (id) => ({ type: 'claim', task: id, worker }), worker);
      },
    }),
    verb({
      name: 'heartbeat',
      summary: 'Renews the lease of 900 seconds.',
      arguments: [ID],
      options: RUN,
      examples: ['signalbox task heartbeat t_7be1f09c --run r_1a2b3c4d'],
      run: ({ context, args, options }) =>
        actOn(context, args[0]!, (id) => ({ type: 'heartbeat', task: id, ...withoutUndefined(options) })),
    }),
    verb({
      name: 'complete',
      summary: 'Says that a task is done.',
      arguments: [ID],
      options: {
        summary: { type: 'string', value: 'TEXT', help: 'what was done' },
        result: { type: 'string', value: 'TEXT', help: 'what children of it need to know; else the summary' },
        metadata: { type: 'string', value: 'JSON', help: 'anything, as JSON' },
        created: {
          type: 'string',
          value: 'ID',
          multiple: true,
          completes: 'task',
          help: 'a task that was created on the way; refused when it does not exist',
        },
        ...RUN,
      },
      examples: [
        'signalbox task complete t_7be1f09c --summary "Payouts are synced, 12 tests"',
        'signalbox task complete t_7be1f09c --created t_99ab12cd --metadata \'{"files":3}\'',
      ],
      run: ({ context, args, options: { metadata, created, ...said } }) => {
        const data = metadata === undefined ? ok(undefined) : parseJson(metadata);
        if (!data.ok) return Promise.resolve(data);
        return actOn(context, args[0]!, (id) => ({
          type: 'complete',
          task: id,
          ...withoutUndefined({ ...said, metadata: data.value, createdCards: created }),
        }));
      },
    }),
    verb({
      name: 'block',
      summary: 'Stops a task until somebody unblocks it.',
      arguments: [ID],
      options: {
        ...REASON,
        kind: { type: 'string', value: 'KIND', choices: BLOCK_KINDS, help: 'what it needs' },
        ...RUN,
      },
      examples: ['signalbox task block t_7be1f09c --kind needs_input --reason "Shared Redis, or one of our own?"'],
      run: ({ context, args, options: { kind, ...said } }) =>
        actOn(context, args[0]!, (id) => ({
          type: 'block',
          task: id,
          ...withoutUndefined({ ...said, kind: kind as BlockKind | undefined }),
        })),
    }),
    reasoned('unblock', 'Lets a blocked task go on. Its streak of failures is forgotten.', 'Use the shared one'),
    verb({
      name: 'review',
      summary: 'Asks a person to look at what a running task has done.',
      arguments: [ID],
      options: { summary: { type: 'string', value: 'TEXT', help: 'what to look at' }, ...RUN },
      examples: ['signalbox task review t_7be1f09c --summary "3 files, please look at the retry"'],
      run: ({ context, args, options }) =>
        actOn(context, args[0]!, (id) => ({ type: 'request_review', task: id, ...withoutUndefined(options) })),
    }),
    verb({
      name: 'request-changes',
      summary: 'Sends a task in review back to ready, with what has to change.',
      arguments: [ID],
      options: REASON,
      examples: ['signalbox task request-changes t_7be1f09c --reason "Tests for bank holidays are missing"'],
      run: ({ context, args, options }) =>
        actOn(context, args[0]!, (id) => ({ type: 'request_changes', task: id, ...withoutUndefined(options) })),
    }),
    reasoned('reopen', 'Takes back that a task is done.', 'It fails on bank holidays'),
    verb({
      name: 'archive',
      summary: 'Puts a task away. A run of it is closed and its worker stopped.',
      arguments: [ID],
      examples: ['signalbox task archive t_7be1f09c'],
      run: ({ context, args }) => actOn(context, args[0]!, (id) => ({ type: 'archive', task: id })),
    }),
    verb({
      name: 'restore',
      summary: 'Takes a task out of the archive, to where it was.',
      arguments: [ID],
      examples: ['signalbox task restore t_7be1f09c'],
      run: ({ context, args }) => actOn(context, args[0]!, (id) => ({ type: 'restore', task: id })),
    }),
    reasoned('reclaim', 'Takes a running task back from its worker, whose work is saved first.', 'It hangs'),
    verb({
      name: 'reassign',
      summary: 'Gives a task to somebody else; "" to nobody.',
      arguments: [ID, { name: 'who', help: 'an agent profile or a person' }],
      options: { reclaim: { type: 'boolean', help: 'takes it from its worker in the same step' } },
      examples: ['signalbox task reassign t_7be1f09c claude --reclaim'],
      run: ({ context, args, options }) =>
        actOn(context, args[0]!, (id) => ({
          type: 'reassign',
          task: id,
          assignee: args[1] || null,
          ...withoutUndefined(options),
        })),
    }),
    verb({
      name: 'comment',
      summary: 'Says something about a task. The next attempt reads it.',
      arguments: [ID, { name: 'text', help: 'what to say; - reads it from standard input', rest: true }],
      examples: ['signalbox task comment t_7be1f09c "On bank holidays Stripe sends no payout"'],
      run: async ({ context, args }) => {
        const text = args[1] === '-' && args.length === 2 ? await context.readInput() : args.slice(1).join(' ');
        return actOn(context, args[0]!, (id) => ({ type: 'comment', task: id, text }));
      },
    }),
    verb({
      name: 'attach',
      summary: 'Names a file of the workspace, or an https address, that belongs to a task.',
      arguments: [ID, { name: 'target', help: 'a path inside the workspace, or an https address', completes: 'file' }],
      options: { name: { type: 'string', value: 'TEXT', help: 'how to call it' } },
      examples: ['signalbox task attach t_7be1f09c docs/payouts.md'],
      run: ({ context, args, options }) =>
        actOn(context, args[0]!, (id) => ({
          type: 'attach',
          task: id,
          target: args[1]!,
          ...withoutUndefined(options),
        })),
    }),
    linking('link', 'Makes a task wait for another one.'),
    linking('unlink', 'Lets a task no longer wait for another one.'),
    bulkVerb,
    logVerb,
    verb({
      name: 'why',
      summary: 'Why a task is not running.',
      arguments: [ID],
      examples: ['signalbox task why t_7be1f09c'],
      run: ({ context, args }) => why(context, args[0]!),
    }),
  ],
};

function reasoned(type: 'unblock' | 'reopen' | 'reclaim', summary: string, example: string) {
  return verb({
    name: type,
    summary,
    arguments: [ID],
    options: REASON,
    examples: [`signalbox task ${type} t_7be1f09c --reason "${example}"`],
    run: ({ context, args, options }) =>
      actOn(context, args[0]!, (id) => ({ type, task: id, ...withoutUndefined(options) })),
  });
}

function linking(type: 'link' | 'unlink', summary: string) {
  return verb({
    name: type,
    summary,
    arguments: [
      { ...ID, name: 'parent', help: 'has to be done first' },
      { ...ID, name: 'child', help: 'waits for it' },
    ],
    examples: [`signalbox task ${type} t_7be1f09c t_99ab12cd`],
    run: ({ context, args }) =>
      act(context, (board) => {
        const parent = findTask(board, args[0]!);
        const child = findTask(board, args[1]!);
        if (!parent.ok) return parent;
        return child.ok ? ok({ type, parent: parent.value.id, child: child.value.id }) : child;
      }),
  });
}

function parseJson(text: string): Result<unknown> {
  try {
    return ok(JSON.parse(text));
  } catch {
    return refuse('invalid_value', say('--metadata has to be JSON.'));
  }
}

async function show(context: Context, given: string): Promise<Result<Answer>> {
  const opened = await context.openBoard();
  if (!opened.ok) return opened;
  const found = findTask(opened.value, given);
  if (!found.ok) return found;
  const details = (await opened.value.details(found.value.id))!;
  return ok({
    data: fullRecord(opened.value, found.value, details, context),
    text: (page) => taskPage(page, opened.value.state, found.value, details, cardContext(context, page)),
  });
}

interface ListOptions {
  readonly filter?: string | undefined;
  readonly status?: readonly string[] | undefined;
  readonly assignee?: string | undefined;
  readonly limit?: string | undefined;
}

async function list(context: Context, options: ListOptions): Promise<Result<Answer>> {
  const parsed = parseFilter(options.filter ?? '');
  if (!parsed.ok) return parsed;
  const limit = options.limit === undefined ? Number.POSITIVE_INFINITY : Number(options.limit);
  if (!(limit >= 1)) return refuse('invalid_value', say('--limit is a number, at least 1.'));
  const opened = await context.openBoard();
  if (!opened.ok) return opened;
  const board = opened.value.state;
  const filter: TaskFilter = {
    ...parsed.value,
    ...(options.assignee !== undefined && { assignee: [options.assignee === 'none' ? '' : options.assignee] }),
  };
  const wanted =
    (options.status as readonly Status[] | undefined) ?? filter.status ?? (filter.archived ? STATUSES : COLUMNS);
  const found = STATUSES.filter((status) => wanted.includes(status)).flatMap((status) =>
    tasksInColumn(board, status, filter),
  );
  const tasks = found.slice(0, limit);
  return ok({
    data: { tasks: tasks.map(taskRecord), total: found.length },
    text: (page) => {
      const table = cardTable(
        page,
        tasks.map((each) => cardView(board, each, cardContext(context, page))),
      );
      return tasks.length < found.length ? `${table}\n${page.dim(`and ${found.length - tasks.length} more`)}` : table;
    },
  });
}

async function why(context: Context, given: string): Promise<Result<Answer>> {
  const opened = await context.openBoard();
  if (!opened.ok) return opened;
  const found = findTask(opened.value, given);
  if (!found.ok) return found;
  const { id, status } = found.value;
  const reason = whyNotRunning(opened.value.state, found.value, cardContext(context)) ?? null;
  return ok({
    data: { id, status, why: reason },
    text: (page) => {
      if (!reason) return `${id} is ${status}.${status === 'ready' ? ' It can be claimed.' : ''}`;
      const { sign, style } = markOfState(reason.kind);
      return `${page.paint(style, sign)} ${reason.text}`;
    },
  });
}
