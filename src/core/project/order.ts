import type { Story } from './model';

/** Lower is worked first: by priority, stories without one last, ties by their place in the file. */
function before(a: Story, b: Story): boolean {
  const difference = (a.priority ?? Number.POSITIVE_INFINITY) - (b.priority ?? Number.POSITIVE_INFINITY);
  return Number.isNaN(difference) || difference === 0 ? a.index < b.index : difference < 0;
}

/** The first story of each id, which is the one that a dependency means. */
export function storiesById(stories: readonly Story[]): ReadonlyMap<string, Story> {
  const byId = new Map<string, Story>();
  for (const story of stories) if (!byId.has(story.id)) byId.set(story.id, story);
  return byId;
}

/** What a story waits for: dependencies that do not pass. Unknown ids hold nothing up. */
export function unmetDependencies(story: Story, byId: ReadonlyMap<string, Story>): readonly Story[] {
  return story.dependsOn.flatMap((id) => {
    const other = byId.get(id);
    return other && other !== story && other.state !== 'passed' ? [other] : [];
  });
}

/** The order in which a loop works or has worked them: by priority, but never before what a story depends on. */
export function workOrder(stories: readonly Story[]): readonly Story[] {
  const byId = storiesById(stories);
  const waiting = new Map<Story, number>();
  const dependents = new Map<Story, Story[]>();
  const ready = new Heap();
  for (const story of stories) {
    const needs = new Set(story.dependsOn.flatMap((id) => byId.get(id) ?? []));
    needs.delete(story);
    waiting.set(story, needs.size);
    for (const need of needs) {
      const list = dependents.get(need);
      if (list) list.push(story);
      else dependents.set(need, [story]);
    }
    if (needs.size === 0) ready.push(story);
  }
  const done = new Set<Story>();
  const order: Story[] = [];
  const take = (story: Story) => {
    if (done.has(story)) return;
    done.add(story);
    order.push(story);
    for (const dependent of dependents.get(story) ?? []) {
      const left = (waiting.get(dependent) ?? 0) - 1;
      waiting.set(dependent, left);
      if (left === 0) ready.push(dependent);
    }
  };
  const rest = new Heap(stories);
  while (order.length < stories.length) {
    const next = ready.pop() ?? rest.pop();
    // A cycle has no first; the one that ranks highest breaks it.
    if (next) take(next);
  }
  return order;
}

/** A binary heap of stories, the one to be worked first on top. */
class Heap {
  readonly #items: Story[] = [];

  constructor(stories: readonly Story[] = []) {
    for (const story of stories) this.push(story);
  }

  push(story: Story): void {
    const items = this.#items;
    let at = items.push(story) - 1;
    while (at > 0) {
      const parent = (at - 1) >> 1;
      if (!before(story, items[parent] as Story)) break;
      items[at] = items[parent] as Story;
      at = parent;
    }
    items[at] = story;
  }

  pop(): Story | undefined {
    const items = this.#items;
    const top = items[0];
    const last = items.pop();
    if (top === undefined || last === undefined || items.length === 0) return top;
    let at = 0;
    for (;;) {
      let child = 2 * at + 1;
      if (child >= items.length) break;
      if (child + 1 < items.length && before(items[child + 1] as Story, items[child] as Story)) child++;
      if (!before(items[child] as Story, last)) break;
      items[at] = items[child] as Story;
      at = child;
    }
    items[at] = last;
    return top;
  }
}
