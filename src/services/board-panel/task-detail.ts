import type { Attempt, Task, TaskComment, TaskDetails, TaskHappening, TaskId } from '../../core/board/model';
import type { BoardState } from '../../core/board/state';
import { tellEvent, weightOf } from '../../core/board/tell';
import type { CardContext } from '../../core/board/why';
import type { Finding } from '../../core/diagnose/board-attention';
import type {
  CommentView,
  EarlierPage,
  EventView,
  LinkedCard,
  RunView,
  TaskDetail,
  TaskVerb,
} from '../../protocol/board';
import { diagnosticView, placeName } from './attention-rows';
import { taskCard } from './task-card';

/** So many go with the drawer; earlier ones are asked for. */
const NEWEST = { comments: 20, events: 50, runs: 20 } as const;

export interface DetailParts {
  readonly details: TaskDetails;
  readonly findings: readonly Finding[];
  /** How many of its links are told. */
  readonly links: number;
}

export function taskDetail(
  board: BoardState,
  task: Task,
  { details, findings, links }: DetailParts,
  context: CardContext,
): TaskDetail {
  const { comments, history } = details;
  const earlierRuns = task.runs.slice(0, -NEWEST.runs);
  const parents = task.parents.slice(0, links);
  const children = task.children.slice(0, Math.max(0, links - parents.length));
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
    parents: linked(board, parents, context),
    children: linked(board, children, context),
    moreLinks: task.parents.length + task.children.length - parents.length - children.length,
    comments: commentViews(comments, Math.max(0, comments.length - NEWEST.comments)),
    runs: runViews(task.runs, earlierRuns.length),
    events: eventViews(board, task.id, history, Math.max(0, history.length - NEWEST.events), context),
    earlier: {
      comments: Math.max(0, comments.length - NEWEST.comments),
      events: Math.max(0, history.length - NEWEST.events),
      runs: {
        count: earlierRuns.length,
        took: earlierRuns.reduce((sum, { startedAt, endedAt }) => sum + (endedAt ?? startedAt) - startedAt, 0),
        cost: earlierRuns.reduce((sum, { costUsd }) => sum + costUsd, 0),
      },
    },
    log: null,
    can: verbsFor(task),
  };
}

interface Wanted {
  readonly of: keyof EarlierPage;
  readonly before: number;
  readonly limit: number;
}

export function earlierPage(
  board: BoardState,
  task: Task,
  { comments, history }: TaskDetails,
  { of, before, limit }: Wanted,
  context: CardContext,
): EarlierPage {
  const from = Math.max(0, before - limit);
  switch (of) {
    case 'comments':
      return { comments: commentViews(comments, from, before) };
    case 'runs':
      return { runs: runViews(task.runs, from, before) };
    case 'events':
      return { events: eventViews(board, task.id, history, from, context, before) };
  }
}

function commentViews(comments: readonly TaskComment[], from: number, to?: number): CommentView[] {
  return comments.slice(from, to).map(({ author, at, text }, index) => ({ id: `${from + index}`, author, at, text }));
}

function runViews(runs: readonly Attempt[], from: number, to?: number): RunView[] {
  return runs.slice(from, to).map((attempt, index) => runView(attempt, from + index));
}

function eventViews(
  board: BoardState,
  about: TaskId,
  history: readonly TaskHappening[],
  from: number,
  { t }: CardContext,
  to?: number,
): EventView[] {
  const nameOf = (id: TaskId) => board.tasks.get(id)?.title ?? id;
  return history.slice(from, to).map(({ seq, at, actor, event }, index) => ({
    seq,
    index: from + index,
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
