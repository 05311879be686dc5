import { ok, type Result, refuse } from '../result';
import { say } from '../sentence';
import { STATUSES, type Status, type Task } from './model';
import type { CardExtras } from './why';

/** Which tasks are shown. Several values of one field mean any of them; several fields mean all of them. */
export interface TaskFilter {
  /** Words that all have to stand in the title, id, project, story, assignee or tenant. */
  readonly text?: string;
  readonly status?: readonly Status[];
  /** '' stands for the tasks that have none; likewise below. */
  readonly assignee?: readonly string[];
  readonly tenant?: readonly string[];
  readonly project?: readonly string[];
  readonly minPriority?: number;
  readonly maxPriority?: number;
  /** Only what has a diagnostic or waits for a person. */
  readonly attention?: boolean;
  /** The archive is shown too. */
  readonly archived?: boolean;
}

export function isEmptyFilter(filter: TaskFilter): boolean {
  return Object.entries(filter).every(
    ([name, value]) => name === 'archived' || !value || (Array.isArray(value) && !value.length),
  );
}

export function matches(task: Task, filter: TaskFilter, extras?: CardExtras): boolean {
  if (filter.status?.length && !filter.status.includes(task.status)) return false;
  if (filter.assignee?.length && !isAmong(filter.assignee, task.assignee)) return false;
  if (filter.tenant?.length && !isAmong(filter.tenant, task.tenant)) return false;
  if (filter.project?.length && !isAmong(filter.project, task.project)) return false;
  if (filter.minPriority !== undefined && task.priority < filter.minPriority) return false;
  if (filter.maxPriority !== undefined && task.priority > filter.maxPriority) return false;
  if (filter.attention && !needsAttention(task, extras)) return false;
  return !filter.text || hasWords(task, filter.text);
}

const isAmong = (wanted: readonly string[], value: string | null): boolean =>
  wanted.some((one) => one.toLowerCase() === (value ?? '').toLowerCase());

function needsAttention(task: Task, extras: CardExtras | undefined): boolean {
  return Boolean(
    extras?.gate || extras?.diagnostic || task.block?.gaveUp || task.unknownCards.length || task.phantomCards.length,
  );
}

function hasWords(task: Task, text: string): boolean {
  const hay = [task.title, task.id, task.project, task.story, task.assignee, task.tenant].join('\n').toLowerCase();
  return text
    .toLowerCase()
    .split(/\s+/)
    .every((word) => hay.includes(word));
}

/** `assignee:codex priority:>=10 status:ready,running attention retry queue` */
export function parseFilter(text: string): Result<TaskFilter, 'invalid_value'> {
  const filter: { -readonly [K in keyof TaskFilter]: TaskFilter[K] } = {};
  const words: string[] = [];
  for (const [, name, quoted, plain] of text.matchAll(/(?:(\w+):)?(?:"([^"]*)"|(\S+))/g)) {
    const value = quoted ?? plain ?? '';
    const wrong = name ? readField(filter, name, value) : undefined;
    if (wrong) return wrong;
    if (name) continue;
    if (value === 'attention') filter.attention = true;
    else if (value === 'archived') filter.archived = true;
    else words.push(value);
  }
  if (words.length) filter.text = words.join(' ');
  return ok(filter);
}

function readField(filter: { -readonly [K in keyof TaskFilter]: TaskFilter[K] }, name: string, value: string) {
  const values = value.split(',').map((one) => (one === 'none' ? '' : one));
  switch (name) {
    case 'assignee':
    case 'tenant':
    case 'project':
      filter[name] = [...(filter[name] ?? []), ...values];
      return undefined;
    case 'status': {
      const unknown = values.find((one) => !STATUSES.some((status) => status === one));
      if (unknown !== undefined)
        return refuse(
          'invalid_value' as const,
          say('There is no status {status}. Known: {statuses}.', { status: unknown, statuses: STATUSES.join(', ') }),
        );
      filter.status = values as Status[];
      if (values.includes('archived')) filter.archived = true;
      return undefined;
    }
    case 'priority': {
      const found = /^(>=|<=|>|<|=)?(-?\d+)$/.exec(value);
      if (!found)
        return refuse('invalid_value' as const, say('Write a priority as priority:10, priority:>=10 or priority:<10.'));
      const number = Number(found[2]);
      const sign = found[1] ?? '=';
      if (sign !== '<' && sign !== '<=') filter.minPriority = sign === '>' ? number + 1 : number;
      if (sign !== '>' && sign !== '>=') filter.maxPriority = sign === '<' ? number - 1 : number;
      return undefined;
    }
    default:
      return refuse(
        'invalid_value' as const,
        say(
          'Nothing can be filtered by {name}. Known: assignee, tenant, project, status, priority, attention, archived and words.',
          { name },
        ),
      );
  }
}
