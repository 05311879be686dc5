import { type Translate, tell } from '../translate';
import { firstLine } from './evolve';
import type { BoardEvent, TaskFields, TaskId } from './model';
import { statusWord } from './words';

/** What kind of thing happened, for the marks of a timeline. */
export type Weight = 'failed' | 'blocked' | 'asked' | 'done' | 'other';

export function weightOf(event: BoardEvent): Weight {
  switch (event.type) {
    case 'attempt_failed':
      return event.gaveUp ? 'blocked' : 'failed';
    case 'completion_refused':
      return 'failed';
    case 'blocked':
      return event.kind === 'needs_input' ? 'asked' : 'blocked';
    case 'review_requested':
      return 'asked';
    case 'completed':
      return 'done';
    default:
      return 'other';
  }
}

/** One event as a sentence of a timeline. `about` is the task whose timeline it is: a link is told from its end. */
export function tellEvent(event: BoardEvent, about: TaskId, t: Translate, nameOf: (id: TaskId) => string): string {
  switch (event.type) {
    case 'created':
      return event.task === about ? t('Created') : t('Got a child: {task}', { task: event.title });
    case 'imported':
      return t('Imported');
    case 'edited':
      return t('Changed {fields}', { fields: changedNames(event.changes, t).join(', ') });
    case 'linked':
      return event.task === about
        ? t('Waits for {task}', { task: nameOf(event.parent) })
        : t('Got a child: {task}', { task: nameOf(event.task) });
    case 'unlinked':
      return event.task === about
        ? t('No longer waits for {task}', { task: nameOf(event.parent) })
        : t('Lost a child: {task}', { task: nameOf(event.task) });
    case 'promoted':
      return event.to === 'ready' ? t('Ready: nothing holds it back') : t('Its time came; it waits for its parents');
    case 'demoted':
      return t('Waits for its parents again');
    case 'moved':
      return t('Moved to {column}', { column: tell(statusWord(event.to), t) });
    case 'claimed':
      return t('Claimed by {worker}', { worker: event.worker });
    case 'heartbeat':
      return t('Sign of life');
    case 'completed':
      return event.summary ? t('Done: {text}', { text: firstLine(event.summary) }) : t('Done');
    case 'completion_refused':
      return t('Completion refused: {ids} do not exist', { ids: event.unknownCards.join(', ') });
    case 'review_requested':
      return event.summary ? t('Asks for review: {text}', { text: firstLine(event.summary) }) : t('Asks for review');
    case 'changes_requested':
      return event.reason ? t('Changes requested: {text}', { text: firstLine(event.reason) }) : t('Changes requested');
    case 'blocked':
      return event.reason ? t('Blocked: {text}', { text: firstLine(event.reason) }) : t('Blocked');
    case 'unblocked':
      return event.reason ? t('Unblocked: {text}', { text: firstLine(event.reason) }) : t('Unblocked');
    case 'reopened':
      return event.reason ? t('Reopened: {text}', { text: firstLine(event.reason) }) : t('Reopened');
    case 'reclaimed':
      return event.reason ? t('Reclaimed: {text}', { text: firstLine(event.reason) }) : t('Reclaimed from its worker');
    case 'attempt_failed':
      return event.gaveUp
        ? t('Gave up: {text}', { text: firstLine(event.error) })
        : t('Attempt failed: {text}', { text: firstLine(event.error) });
    case 'archived':
      return t('Archived');
    case 'restored':
      return t('Restored');
    case 'commented':
      return t('Comment: {text}', { text: firstLine(event.text) });
    case 'attached':
      return t('Attached {name}', { name: event.name });
    case 'cost':
      return t('Has cost {amount} so far', { amount: `$${event.costUsd.toFixed(2)}` });
  }
}

function changedNames(changes: Partial<TaskFields>, t: Translate): string[] {
  const names: Readonly<Record<keyof TaskFields, string>> = {
    title: t('title'),
    body: t('description'),
    assignee: t('assignee'),
    priority: t('priority'),
    tenant: t('tenant'),
    workspaceKind: t('workspace'),
    workspacePath: t('workspace'),
    maxRuntimeSeconds: t('run time'),
    maxRetries: t('retries'),
    skills: t('skills'),
    scheduledAt: t('schedule'),
    project: t('project'),
    story: t('story'),
  };
  return [...new Set(Object.keys(changes).map((field) => names[field as keyof TaskFields] ?? field))];
}
