import type { Prd, Story } from '../project/model';
import type { CreateTask } from './commands';
import { type ImportSource, idFor, importedTask } from './import-records';
import { LIMITS, type Status, type TaskId } from './model';

/** The stories of a PRD as tasks: what passes is done, what depends on others waits for them. */
export function tasksOfStories(prd: Prd, project: string, at: number, actor: string): ImportSource {
  const idOf = (story: Pick<Story, 'id'>): TaskId => idFor(`story:${project}/${story.id}`);
  const priorityOf = priorities(prd);
  const known = new Map(prd.stories.map((story) => [story.id, story]));
  const problems: string[] = [];
  const seen = new Set<string>();
  const tasks = prd.stories.flatMap((story, index) => {
    if (seen.has(story.id)) {
      problems.push(`${story.id} is there twice: only the first one was taken.`);
      return [];
    }
    seen.add(story.id);
    const parents = story.dependsOn.filter((id) => {
      if (known.has(id)) return id !== story.id;
      problems.push(`${story.id} depends on ${id}, which is not there.`);
      return false;
    });
    const status = statusOf(story);
    const createdAt = at - prd.stories.length + index;
    return [
      importedTask(
        {
          id: idOf(story),
          title: titleOf(story),
          createdAt,
          createdBy: actor,
          since: at,
          updatedAt: at,
          status,
          priority: priorityOf(story),
          project,
          story: story.id.slice(0, 200),
          parents: [...new Set(parents.map((id) => idOf({ id })))],
          completedAt: status === 'done' ? at : null,
          block: status === 'blocked' ? { kind: 'needs_input', reason: story.reason ?? '', gaveUp: false } : null,
          lastError: story.state === 'failed' ? (story.reason?.slice(0, 160) ?? 'It failed in an earlier run.') : null,
          idempotencyKey: `story:${project}/${story.id}`,
        },
        { body: bodyOf(story) },
      ),
    ];
  });
  return { format: 'prd', tasks, problems };
}

/** One story as a new task. Asked for twice, it is found again by its key. */
export function taskOfStory(prd: Prd, story: Story, project: string): CreateTask {
  return {
    type: 'create',
    title: titleOf(story),
    body: bodyOf(story),
    priority: priorities(prd)(story),
    project,
    story: story.id.slice(0, 200),
    idempotencyKey: `story:${project}/${story.id}`,
  };
}

/** A PRD's smaller number comes first; a board's larger one does. */
function priorities(prd: Prd): (story: Story) => number {
  const rank = (story: Story) => story.priority ?? Number.POSITIVE_INFINITY;
  const ranks = [...new Set(prd.stories.map(rank))].sort((a, b) => a - b);
  return (story) => 10 * (ranks.length - 1 - ranks.indexOf(rank(story)));
}

/** Whoever is open waits in To Do: the board promotes those whom nothing holds back. */
function statusOf(story: Story): Status {
  if (story.state === 'passed') return 'done';
  return story.state === 'blocked' ? 'blocked' : 'todo';
}

const titleOf = (story: Story): string => (story.title.replace(/\s+/g, ' ').trim() || story.id).slice(0, LIMITS.title);

function bodyOf(story: Story): string {
  return [
    story.description,
    story.acceptanceCriteria.length ? story.acceptanceCriteria.map((criterion) => `- [ ] ${criterion}`).join('\n') : '',
    story.notes,
  ]
    .filter(Boolean)
    .join('\n\n');
}
