import type { BoardCommand } from './commands';
import type { Status, Task, TaskFields } from './model';

type FieldName = Exclude<keyof TaskFields, 'body'>;

const FIELDS = [
  'title',
  'assignee',
  'priority',
  'tenant',
  'workspaceKind',
  'workspacePath',
  'maxRuntimeSeconds',
  'maxRetries',
  'skills',
  'scheduledAt',
  'project',
  'story',
] as const satisfies readonly FieldName[];

export interface Step {
  readonly before: Task | undefined;
  readonly after: Task;
  /** Given when the step changed the body. */
  readonly bodyBefore?: string;
}

/**
 * The commands that take one change of a task back, by the board's own verbs: each is decided by the rules of the moment.
 * Undefined: it cannot be taken back, such as a worker that was stopped or a comment that others have read.
 */
export function inverseOf({ before, after, bodyBefore }: Step): readonly BoardCommand[] | undefined {
  if (!before) return [{ type: 'archive', task: after.id }];
  const way = wayBack(after.status, before);
  if (!way) return undefined;
  const commands = [...relinking(before, after), ...way, ...editing(before, after, bodyBefore)];
  return commands.length ? commands : undefined;
}

function relinking(before: Task, after: Task): BoardCommand[] {
  const child = after.id;
  return [
    ...missing(after.parents, before.parents).map((parent) => ({ type: 'unlink', parent, child }) as const),
    ...missing(before.parents, after.parents).map((parent) => ({ type: 'link', parent, child }) as const),
    ...missing(after.children, before.children).map((id) => ({ type: 'unlink', parent: child, child: id }) as const),
    ...missing(before.children, after.children).map((id) => ({ type: 'link', parent: child, child: id }) as const),
  ];
}

const missing = (all: readonly string[], from: readonly string[]) => all.filter((id) => !from.includes(id));

/** The verbs that lead from a status to where the task was; undefined: no verb does. */
function wayBack(from: Status, goal: Task): BoardCommand[] | undefined {
  const task = goal.id;
  const to = goal.status;
  if (from === to) return [];
  if (from === 'running' || to === 'running') return undefined;
  // Only a ready card can be blocked, and one with parents may not become ready first: that is not known here.
  if (to === 'blocked' && goal.parents.length > 0 && from !== 'archived') return undefined;
  if (to === 'archived') return [{ type: 'archive', task }];
  if (from === 'archived') return [{ type: 'restore', task }];
  if (from === 'done') return followed({ type: 'reopen', task }, 'ready', goal);
  if (from === 'blocked') return followed({ type: 'unblock', task }, 'ready', goal);
  if (to === 'done') return [{ type: 'complete', task }];
  if (to === 'blocked') {
    const { kind, reason } = goal.block ?? { kind: 'needs_input', reason: '' };
    const block: BoardCommand = { type: 'block', task, kind, reason };
    return from === 'ready' ? [block] : [{ type: 'move', task, to: 'ready' }, block];
  }
  return [{ type: 'move', task, to, ...(goal.scheduledAt !== null && { at: goal.scheduledAt }) }];
}

function followed(first: BoardCommand, then: Status, goal: Task): BoardCommand[] | undefined {
  // A task that waits for its parents steps back by itself.
  if (goal.status === 'ready' || goal.status === 'todo') return [first];
  const rest = wayBack(then, goal);
  return rest && [first, ...rest];
}

function editing(before: Task, after: Task, bodyBefore: string | undefined): BoardCommand[] {
  const changes: Partial<Record<keyof TaskFields, unknown>> = {};
  for (const name of FIELDS) {
    if (JSON.stringify(before[name]) !== JSON.stringify(after[name])) changes[name] = before[name];
  }
  if (bodyBefore !== undefined) changes.body = bodyBefore;
  if (Object.keys(changes).length === 0) return [];
  return [{ type: 'edit', task: after.id, changes: changes as Partial<TaskFields> }];
}

/** Whether nobody changed the task in between: what is taken back must still be there. */
export function isUntouched(now: Task | undefined, after: Task): boolean {
  return now !== undefined && now.events.at(-1) === after.events.at(-1);
}
