import type { Attachment, BoardEvent, TaskComment, TaskDetails, TaskHappening, TaskId } from './model';

interface CommitLike {
  readonly seq: number;
  readonly at: number;
  readonly actor: string;
  readonly events: readonly BoardEvent[];
}

/** The long texts and the timeline of one task, folded from the commits that name it (`Task.events`). */
export function foldDetails(task: TaskId, commits: readonly CommitLike[]): TaskDetails {
  let body = '';
  let comments: TaskComment[] = [];
  let attachments: Attachment[] = [];
  let ending: Pick<TaskDetails, 'summary' | 'result' | 'metadata'> = { summary: null, result: null, metadata: null };
  const history: TaskHappening[] = [];
  for (const { seq, at, actor, events } of commits) {
    for (const event of events) {
      if (!tellsOf(event, task)) continue;
      if (event.type === 'imported') history.push(...event.history.map((happening) => ({ seq, ...happening })));
      else history.push({ seq, at, actor, event: briefly(event) });
      if (event.task !== task) continue;
      switch (event.type) {
        case 'imported':
          body = event.details.body;
          comments = [...event.details.comments];
          attachments = [...event.details.attachments];
          ending = event.details;
          break;
        case 'created':
          body = event.body ?? '';
          break;
        case 'edited':
          body = event.changes.body ?? body;
          break;
        case 'commented':
          comments.push({ author: event.author ?? actor, at, text: event.text });
          break;
        case 'attached':
          attachments.push({ name: event.name, target: event.target });
          break;
        case 'completed':
          ending = event;
          break;
        case 'review_requested':
          ending = { summary: event.summary, result: null, metadata: null };
          break;
      }
    }
  }
  const { summary, result, metadata } = ending;
  return { body, comments, attachments, summary, result, metadata, history };
}

/** A timeline tells that a text changed, not the whole text once more. */
function briefly(event: BoardEvent): BoardEvent {
  if (event.type === 'created' && event.body !== undefined) return { ...event, body: event.body.slice(0, 200) };
  if (event.type === 'commented') return { ...event, text: event.text.slice(0, 200) };
  if (event.type === 'edited' && event.changes.body !== undefined) {
    return { ...event, changes: { ...event.changes, body: event.changes.body.slice(0, 200) } };
  }
  return event;
}

/** Whether an event belongs to the timeline of a task. A link is told on both its ends. */
function tellsOf(event: BoardEvent, task: TaskId): boolean {
  if (event.type === 'heartbeat' || event.type === 'cost') return false;
  if (event.task === task) return true;
  if (event.type === 'linked' || event.type === 'unlinked') return event.parent === task;
  return event.type === 'created' && event.parents.includes(task);
}
