import { say } from '../sentence';
import type { Problem } from './model';
import { problem, rangeOf } from './problem';
import type { DraftStory } from './story';

/** What can only be seen over all stories: doubled ids, dependencies on nothing, cycles, stories that say no state. */
export function checkStories(drafts: readonly DraftStory[], listKey: string, problems: Problem[]): void {
  const byId = new Map<string, DraftStory>();
  for (const draft of drafts) {
    const first = byId.get(draft.story.id);
    if (!first) byId.set(draft.story.id, draft);
    else if (draft.idPlace) problems.push(duplicate(draft, first, rangeOf(draft.idPlace)));
  }
  resolveTitles(drafts, byId);
  for (const draft of drafts) {
    for (const { id, place } of draft.dependencies) {
      if (byId.has(id)) continue;
      const message = say('"{story}" depends on "{id}", and there is no such story.', { story: draft.story.id, id });
      const details = { storyId: draft.story.id, dependency: id };
      problems.push(
        problem('unknown_dependency', rangeOf(place), message, {
          severity: 'warning',
          storyIndex: draft.story.index,
          details,
        }),
      );
    }
  }
  for (const cycle of cyclesOf(drafts, byId)) problems.push(cycleProblem(cycle));
  missingState(drafts, listKey, problems);
}

/** Where stories have no ids, people name what they depend on by its title. */
function resolveTitles(drafts: readonly DraftStory[], byId: ReadonlyMap<string, DraftStory>): void {
  const byTitle = new Map<string, string>();
  for (const { story } of drafts) if (!byTitle.has(story.title)) byTitle.set(story.title, story.id);
  for (const draft of drafts) {
    if (draft.dependencies.every(({ id }) => byId.has(id))) continue;
    draft.dependencies = draft.dependencies.map(({ id, place }) => ({
      id: byId.has(id) ? id : (byTitle.get(id) ?? id),
      place,
    }));
    draft.story = { ...draft.story, dependsOn: draft.dependencies.map(({ id }) => id) };
  }
}

function duplicate(draft: DraftStory, first: DraftStory, where: ReturnType<typeof rangeOf>): Problem {
  const message = say('The id "{id}" is used twice. Line {line} has it too.', {
    id: draft.story.id,
    line: first.story.anchor.line,
  });
  const details = { storyId: draft.story.id, firstLine: first.story.anchor.line };
  return problem('duplicate_id', where, message, { storyIndex: draft.story.index, details });
}

/** The reference format wants `passes` on each story; elsewhere only when the neighbours have it. */
function missingState(drafts: readonly DraftStory[], listKey: string, problems: Problem[]): void {
  const silent = drafts.filter((draft) => !draft.saysState);
  if (listKey !== 'userStories' && !drafts.some((draft) => draft.story.passes !== undefined)) return;
  for (const { story } of silent) {
    const message = say('"{story}" does not say whether it passes. It counts as open.', { story: story.id });
    const details = { field: 'passes', storyId: story.id };
    problems.push(problem('bad_type', story.anchor, message, { severity: 'info', storyIndex: story.index, details }));
  }
}

function cycleProblem(cycle: readonly DraftStory[]): Problem {
  const first = cycle[0] as DraftStory;
  const members = new Set(cycle.map((draft) => draft.story.id));
  const place = first.dependencies.find((dependency) => members.has(dependency.id))?.place;
  const names = cycle.slice(0, 10).map((draft) => draft.story.id);
  const list = names.join(', ') + (cycle.length > 10 ? ', …' : '');
  const message =
    cycle.length === 1
      ? say('"{story}" depends on itself.', { story: first.story.id })
      : say('These stories wait for each other: {stories}.', { stories: list });
  const details = { storyId: first.story.id, count: cycle.length };
  return problem('dependency_cycle', place ? rangeOf(place) : first.story.anchor, message, {
    storyIndex: first.story.index,
    details,
  });
}

/** Groups of stories that wait for each other, each in file order. Tarjan's algorithm with its own stack. */
function cyclesOf(drafts: readonly DraftStory[], byId: ReadonlyMap<string, DraftStory>): DraftStory[][] {
  const edges = drafts.map((draft) =>
    draft.dependencies.flatMap(({ id }) => {
      const target = byId.get(id);
      return target ? [target.story.index] : [];
    }),
  );
  const order = new Int32Array(drafts.length).fill(-1);
  const low = new Int32Array(drafts.length);
  const onStack = new Uint8Array(drafts.length);
  const stack: number[] = [];
  const cycles: DraftStory[][] = [];
  let counter = 0;
  for (let start = 0; start < drafts.length; start++) {
    if (order[start] !== -1) continue;
    const work: { node: number; edge: number }[] = [{ node: start, edge: 0 }];
    while (work.length > 0) {
      const frame = work.at(-1) as { node: number; edge: number };
      const { node } = frame;
      if (frame.edge === 0) {
        order[node] = low[node] = counter++;
        stack.push(node);
        onStack[node] = 1;
      }
      const next = edges[node]?.[frame.edge++];
      if (next === undefined) {
        work.pop();
        const parent = work.at(-1)?.node;
        if (parent !== undefined) low[parent] = Math.min(low[parent] as number, low[node] as number);
        if (low[node] === order[node]) cycles.push(...component(node, stack, onStack, edges, drafts));
      } else if (order[next] === -1) work.push({ node: next, edge: 0 });
      else if (onStack[next]) low[node] = Math.min(low[node] as number, order[next] as number);
    }
  }
  return cycles.sort((a, b) => (a[0]?.story.index ?? 0) - (b[0]?.story.index ?? 0));
}

/** Takes a finished component off the stack: none when it is a single story that does not depend on itself. */
function component(
  root: number,
  stack: number[],
  onStack: Uint8Array,
  edges: readonly (readonly number[])[],
  drafts: readonly DraftStory[],
): DraftStory[][] {
  const members = stack.splice(stack.lastIndexOf(root));
  for (const member of members) onStack[member] = 0;
  if (members.length === 1 && !edges[root]?.includes(root)) return [];
  return [members.sort((a, b) => a - b).map((index) => drafts[index] as DraftStory)];
}
