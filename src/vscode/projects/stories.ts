import type { Prd, Problem, Project, Story } from '../../core/project/model';
import { storiesById, unmetDependencies, workOrder } from '../../core/project/order';
import type { StoryFacts } from './appearance';

const orders = new WeakMap<Prd, readonly Story[]>();
const facts = new WeakMap<Project, readonly StoryFacts[]>();
const NO_FACTS: StoryFacts = { waitsFor: [], problem: undefined };

/** In the order in which they are or were worked. Worked out once per model: it is never changed in place. */
export function storiesInOrder({ prd }: Project): readonly Story[] {
  if (!prd) return [];
  let order = orders.get(prd);
  if (!order) {
    order = workOrder(prd.stories);
    orders.set(prd, order);
  }
  return order;
}

const doubled = new WeakMap<Prd, readonly number[]>();

/** By the story's index: how many stories before it have the same id. */
export function doublesOf({ prd }: Project): readonly number[] {
  if (!prd) return [];
  let doubles = doubled.get(prd);
  if (!doubles) {
    const seen = new Map<string, number>();
    doubles = prd.stories.map(({ id }) => {
      const before = seen.get(id) ?? 0;
      seen.set(id, before + 1);
      return before;
    });
    doubled.set(prd, doubles);
  }
  return doubles;
}

export function storyFacts(project: Project, story: Story): StoryFacts {
  let known = facts.get(project);
  if (!known) {
    known = project.prd ? factsOfStories(project.prd, project.record.problems) : [];
    facts.set(project, known);
  }
  return known[story.index] ?? NO_FACTS;
}

/** By the story's index. */
export function factsOfStories({ stories }: Prd, problems: readonly Problem[]): readonly StoryFacts[] {
  const byId = storiesById(stories);
  const worst = new Map<number, Problem>();
  for (const problem of problems) {
    if (problem.storyIndex === undefined || problem.severity === 'info') continue;
    if (worst.get(problem.storyIndex)?.severity !== 'error') worst.set(problem.storyIndex, problem);
  }
  return stories.map((story) => ({
    waitsFor: story.state === 'passed' ? [] : unmetDependencies(story, byId).map(({ id }) => id),
    problem: worst.get(story.index),
  }));
}

/** Ids of the stories that wait for this one, directly or through others. */
export function dependentsOf({ stories }: Prd, id: string): ReadonlySet<string> {
  const direct = new Map<string, string[]>();
  for (const story of stories) {
    for (const need of story.dependsOn) direct.set(need, [...(direct.get(need) ?? []), story.id]);
  }
  const found = new Set<string>();
  const queue = [id];
  for (let next = queue.pop(); next !== undefined; next = queue.pop()) {
    for (const dependent of direct.get(next) ?? []) {
      if (found.has(dependent)) continue;
      found.add(dependent);
      queue.push(dependent);
    }
  }
  return found;
}
