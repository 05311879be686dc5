import type { Attachment, BoardEvent, TaskComment, TaskDetails, TaskHappening, TaskId } from './model';

interface CommitLike {
  readonly seq: number;
  readonly at: number;
  readonly actor: string;
  readonly events: readonly BoardEvent[];
}

/** The long texts and the timeline of one task, folded from the commits that name it (`Task.events`), as they come. */
export class TaskLife {
  readonly task: TaskId;
  /** The last commit that is folded in. */
  seq = 0;
  #body = '';
  #comments: TaskComment[] = [];
  #attachments: Attachment[] = [];
  #ending: Pick<TaskDetails, 'summary' | 'result' | 'metadata'> = { summary: null, result: null, metadata: null };
  readonly #history: TaskHappening[] = [];

  constructor(task: TaskId) {
    this.task = task;
  }

  /** Its lists grow with what is added: read them, keep nothing. */
  get details(): TaskDetails {
    const { summary, result, metadata } = this.#ending;
    const [body, comments, attachments, history] = [this.#body, this.#comments, this.#attachments, this.#history];
    return { body, comments, attachments, summary, result, metadata, history };
  }

  add({ seq, at, actor, events }: CommitLike): void {
    this.seq = seq;
    for (const event of events) {
      if (!tellsOf(event, this.task)) continue;
      if (event.type === 'imported') for (const happening of event.history) this.#history.push({ seq, ...happening });
      else this.#history.push({ seq, at, actor, event: briefly(event) });
      if (event.task === this.task) this.#take(event, at, actor);
    }
  }

  #take(event: BoardEvent, at: number, actor: string): void {
    switch (event.type) {
      case 'imported':
        this.#body = event.details.body;
        this.#comments = [...event.details.comments];
        this.#attachments = [...event.details.attachments];
        this.#ending = event.details;
        break;
      case 'created':
        this.#body = event.body ?? '';
        break;
      case 'edited':
        this.#body = event.changes.body ?? this.#body;
        break;
      case 'commented':
        this.#comments.push({ author: event.author ?? actor, at, text: event.text });
        break;
      case 'attached':
        this.#attachments.push({ name: event.name, target: event.target });
        break;
      case 'completed':
        this.#ending = event;
        break;
      case 'review_requested':
        this.#ending = { summary: event.summary, result: null, metadata: null };
        break;
    }
  }
}

/** All of a task's life at once. */
export function foldDetails(task: TaskId, commits: readonly CommitLike[]): TaskDetails {
  const life = new TaskLife(task);
  for (const commit of commits) life.add(commit);
  return life.details;
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
