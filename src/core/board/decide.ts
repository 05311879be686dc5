import { refuse } from '../result';
import { inARow, say, spoken } from '../sentence';
import type { BoardCommand, BoardDecision, CreateTask, DecideContext, EditTask, Warning } from './commands';
import { decideAttempt } from './decide-attempt';
import { decideImport } from './decide-import';
import { link, refuseOpenParents, unlink } from './decide-links';
import { move } from './decide-move';
import { Draft } from './draft';
import { cleanFields, realChanges } from './fields';
import { type Column, LIMITS, type Task, type TaskFields, type TaskId } from './model';
import { type BoardState, openParents } from './state';
import { about, noSuchTask, onlyByClaim, scheduleNeeded, type Verdict, workerOf } from './verdict';
import { statusWord } from './words';

/** All rules of the board: what a command does to it, or why not. Pure; the board stays as it is. */
export function decide(board: BoardState, command: BoardCommand, context: DecideContext): BoardDecision {
  const draft = new Draft(board, context.at, context.actor);
  draft.wake();
  const verdict = dispatch(draft, command, context);
  if (!verdict.ok && !verdict.recorded) return { ok: false, refusal: verdict.refusal };
  draft.settle();
  return { ok: true, events: draft.events, value: verdict };
}

function dispatch(draft: Draft, command: BoardCommand, context: DecideContext): Verdict {
  switch (command.type) {
    case 'create':
      return create(draft, command, context);
    case 'link':
      return link(draft, command.parent, command.child);
    case 'unlink':
      return unlink(draft, command.parent, command.child);
    case 'wake':
      return about('');
    case 'import':
      return decideImport(draft, command.tasks);
  }
  const task = draft.get(command.task);
  if (!task) return noSuchTask(command.task);
  switch (command.type) {
    case 'edit':
      return edit(draft, task, command, context);
    case 'reassign': {
      if (task.status === 'running' && command.reclaim) {
        draft.emit({ type: 'reclaimed', task: task.id, reason: 'reassigned', saved: command.saved ?? null });
      }
      return edit(
        draft,
        draft.get(task.id)!,
        { type: 'edit', task: task.id, changes: { assignee: command.assignee } },
        context,
      );
    }
    case 'move':
      return move(draft, task, command.to, command);
    case 'comment':
      return comment(draft, task, command.text);
    case 'attach':
      return attach(draft, task, command.target, command.name);
    default:
      return decideAttempt(draft, task, command, context);
  }
}

const BEGINNINGS: readonly Column[] = ['triage', 'todo', 'scheduled', 'ready'];

function create(draft: Draft, command: CreateTask, context: DecideContext): Verdict {
  const { type: _, status, parents: named = [], idempotencyKey = null, ...given } = command;
  const holder = idempotencyKey === null ? undefined : draft.keyHolder(idempotencyKey);
  if (holder !== undefined) return about(holder, { existed: true });
  const fields = cleanFields(given);
  if (!fields.ok) return fields;
  if (status === 'running') return onlyByClaim();
  if (status && !BEGINNINGS.includes(status)) {
    return refuse(
      'invalid_value',
      say('A new task begins in {columns}, not in {status}.', {
        columns: inARow(BEGINNINGS.map(statusWord)),
        status: statusWord(status),
      }),
      {
        field: 'status',
      },
    );
  }
  const parents = [...new Set(named)];
  for (const id of parents) if (!draft.get(id)) return noSuchTask(id);
  const open = openParents(draft, { parents });
  if (status === 'ready' && open.length) return refuseOpenParents('', open);
  const { scheduledAt = null } = fields.value;
  if (status === 'scheduled' && scheduledAt === null) return scheduleNeeded();
  const later = scheduledAt !== null && scheduledAt > context.at;
  const begins = status ?? (later ? 'scheduled' : open.length ? 'todo' : 'ready');
  const task = freshId(draft, context);
  draft.emit({ type: 'created', task, status: begins, parents, idempotencyKey, ...fields.value });
  return about(task, { warnings: assigneeWarnings(fields.value, context) });
}

function freshId(draft: Draft, context: DecideContext): TaskId {
  for (;;) {
    const id = context.newTaskId();
    if (!draft.get(id)) return id;
  }
}

function edit(draft: Draft, task: Task, command: EditTask, context: DecideContext): Verdict {
  const fields = cleanFields(command.changes);
  if (!fields.ok) return fields;
  const changes = realChanges(task, fields.value);
  if ('assignee' in changes && task.status === 'running' && command.status !== 'ready') {
    return refuse(
      'still_running',
      say('{id} is being worked on by {worker}. Reclaim it in the same step to give it to somebody else.', {
        id: task.id,
        worker: workerOf(task),
      }),
      { task: task.id, worker: workerOf(task) },
    );
  }
  if (Object.keys(changes).length) draft.emit({ type: 'edited', task: task.id, changes });
  const warnings = assigneeWarnings(changes, context);
  const to = command.status ?? impliedStatus(draft.get(task.id)!, changes, context.at);
  if (to === undefined) return about(task.id, { warnings });
  const moved = move(draft, draft.get(task.id)!, to, command);
  return moved.ok ? about(task.id, { warnings: [...warnings, ...moved.value.warnings] }) : moved;
}

/** A time that is still to come, given to a task that nobody works on, schedules it. */
function impliedStatus(task: Task, { scheduledAt }: Partial<TaskFields>, now: number): Column | undefined {
  if (scheduledAt === undefined || scheduledAt === null || scheduledAt <= now) return undefined;
  return task.status === 'todo' || task.status === 'ready' ? 'scheduled' : undefined;
}

function assigneeWarnings({ assignee }: Partial<TaskFields>, { profiles }: DecideContext): readonly Warning[] {
  if (!assignee || !profiles || profiles.has(assignee)) return [];
  return [
    {
      code: 'unknown_profile',
      ...spoken(
        say('No agent profile is called {name}, so no worker will take this task by itself.', { name: assignee }),
      ),
    },
  ];
}

function comment(draft: Draft, task: Task, given: string): Verdict {
  const text = given.trim();
  if (!text) return refuse('empty_comment', say('A comment may not be empty.'));
  if (text.length > LIMITS.comment)
    return refuse('too_large', say('A comment has at most {limit} KB.', { limit: LIMITS.comment / 1024 }));
  draft.emit({ type: 'commented', task: task.id, text });
  return about(task.id);
}

function attach(draft: Draft, task: Task, given: string, name?: string): Verdict {
  const target = given.trim();
  const isAddress = /^https:\/\/[^\s]+$/.test(target);
  const isInside = /^(?![/\\]|[A-Za-z]:|[a-z]+:\/\/)[^\0\n\r]+$/.test(target) && !target.split(/[/\\]/).includes('..');
  if (!isAddress && !isInside) {
    return refuse('invalid_value', say('Attach a path inside the workspace, or an https address.'), {
      field: 'target',
    });
  }
  draft.emit({ type: 'attached', task: task.id, name: name?.trim() || target.split('/').at(-1) || target, target });
  return about(task.id);
}
