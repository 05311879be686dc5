import type { Attempt, Task, TaskDetails, TaskHappening, TaskId } from '../../core/board/model';
import type { BoardState } from '../../core/board/state';
import { tellEvent, weightOf } from '../../core/board/tell';
import type { CardContext } from '../../core/board/why';
import type { Finding } from '../../core/diagnose/board-attention';
import type { EventView, LinkedCard, RunView, TaskDetail, TaskVerb } from '../../protocol/board';
import { diagnosticView, placeName } from './attention-rows';
import { taskCard } from './task-card';

/** So many events go with the drawer; earlier ones are asked for. */
const NEWEST_EVENTS = 50;

export function taskDetail(
  board: BoardState,
  task: Task,
  details: TaskDetails,
  findings: readonly Finding[],
  context: CardContext,
): TaskDetail {
  const events = eventViews(board, task.id, details.history, context);
  const { assignee } = taskCard(board, task, context);
  return {
    id: task.id,
    column: task.status,
    title: task.title,
    body: details.body,
    ...(assignee && task.assignee !== null && { assignee: task.assignee, assigneeKind: assignee.kind }),
    ...(task.priority !== 0 && { priority: task.priority }),
    ...(task.tenant !== null && { tenant: task.tenant }),
    ...(task.project !== null && { project: task.project }),
    ...(task.story !== null && { story: task.story }),
    workspace: task.workspaceKind,
    ...(task.workspacePath !== null && { workspacePath: task.workspacePath }),
    skills: task.skills,
    ...(task.maxRetries !== null && { maxRetries: task.maxRetries }),
    ...(task.maxRuntimeSeconds !== null && { maxRuntimeSeconds: task.maxRuntimeSeconds }),
    ...(task.scheduledAt !== null && { scheduledAt: task.scheduledAt }),
    createdBy: task.createdBy,
    createdAt: task.createdAt,
    since: task.since,
    ...(details.result !== null && { result: details.result }),
    ...(task.lastError !== null && { lastError: task.lastError }),
    ...(task.block && {
      blocked: { reason: task.block.reason, kind: task.block.gaveUp ? 'gave_up' : task.block.kind },
    }),
    ...(task.costUsd > 0 && { cost: task.costUsd }),
    diagnostics: findings.map((finding) => diagnosticView(finding, task.id, task.status, context.t)),
    parents: linked(board, task.parents, context),
    children: linked(board, task.children, context),
    comments: details.comments.map(({ author, at, text }, index) => ({ id: `${index}`, author, at, text })),
    runs: task.runs.map((attempt, index) => runView(attempt, index)),
    events: events.slice(-NEWEST_EVENTS),
    earlierEvents: Math.max(0, events.length - NEWEST_EVENTS),
    log: null,
    can: verbsFor(task),
  };
}

export function eventViews(
  board: BoardState,
  about: TaskId,
  history: readonly TaskHappening[],
  { t }: CardContext,
): EventView[] {
  const nameOf = (id: TaskId) => board.tasks.get(id)?.title ?? id;
  return history.map(({ seq, at, actor, event }, index) => ({
    seq,
    index,
    at,
    actor,
    kind: weightOf(event),
    text: tellEvent(event, about, t, nameOf),
  }));
}

function linkedCard(board: BoardState, task: Task, context: CardContext): LinkedCard {
  const card = taskCard(board, task, context);
  const where = placeName(card);
  return { id: task.id, title: card.title, column: task.status, ...(where !== undefined && { where }) };
}

function linked(board: BoardState, ids: readonly TaskId[], context: CardContext): LinkedCard[] {
  return ids.flatMap((id) => {
    const task = board.tasks.get(id);
    return task ? [linkedCard(board, task, context)] : [];
  });
}

function runView(attempt: Attempt, index: number): RunView {
  return {
    id: attempt.id,
    attempt: index + 1,
    profile: attempt.worker,
    outcome: attempt.outcome ?? 'running',
    startedAt: attempt.startedAt,
    ...(attempt.endedAt !== null && { endedAt: attempt.endedAt }),
    ...(attempt.error !== null && { error: attempt.error }),
    ...(attempt.costUsd > 0 && { cost: attempt.costUsd }),
  };
}

function verbsFor({ status }: Task): TaskVerb[] {
  if (status === 'archived') return ['restore'];
  const verbs: TaskVerb[] = ['edit', 'comment', 'link', 'move', 'archive'];
  if (status === 'ready' || status === 'running') verbs.push('block', 'complete');
  if (status === 'blocked') verbs.push('unblock', 'complete');
  if (status === 'review') verbs.push('requestChanges', 'complete');
  if (status === 'running') verbs.push('reclaim');
  return verbs;
}
