import type { JsonArray, JsonNode, JsonObject } from '../json/tree';
import { member } from '../json/tree';
import { type Sentence, say } from '../sentence';
import { ID_KEYS } from './fields';
import type { ParsedPrd, Problem, Story } from './model';

/** Replaces the text between two offsets, in UTF-16 units. */
export interface TextEdit {
  readonly offset: number;
  readonly end: number;
  readonly text: string;
}

/** A repair of which there is only one. */
export interface Fix {
  readonly title: Sentence;
  readonly edits: readonly TextEdit[];
}

/** A text and what was read of it. */
interface Source {
  readonly text: string;
  readonly root: JsonNode | undefined;
}

/** The repairs for one problem of this text; none where it is not certain what was meant. */
export function fixesOf({ text, root }: Source, { prd }: ParsedPrd, problem: Problem): readonly Fix[] {
  const { details } = problem;
  if (problem.code === 'syntax_error') return syntaxFixes(text, problem);
  const story = problem.storyIndex === undefined ? undefined : prd?.stories[problem.storyIndex];
  const node = story && nodeOf(root, story);
  if (!prd || !node) return [];
  if (problem.code === 'duplicate_id') return freshIdFix(node, prd.stories, story);
  if (problem.code === 'bad_type' && details?.field === 'passes') return missingPassesFix(text, node);
  if (problem.code === 'unknown_dependency') {
    return dependencyFixes(node, prd.stories, story, String(details?.dependency));
  }
  return [];
}

function syntaxFixes(text: string, { details }: Problem): readonly Fix[] {
  const offset = Number(details?.offset);
  const end = Number(details?.end);
  if (details?.mistake === 'trailing_comma' && text.slice(offset, end) === ',') {
    return [{ title: say('Remove the comma'), edits: [{ offset, end, text: '' }] }];
  }
  if (details?.mistake === 'missing_comma') {
    const at = text.slice(0, offset).trimEnd().length;
    return [{ title: say('Add the comma'), edits: [{ offset: at, end: at, text: ',' }] }];
  }
  return [];
}

/** The second story with an id gets the next one that is free: `US-004` becomes `US-010` where nine are taken. */
function freshIdFix(node: JsonObject, stories: readonly Story[], story: Story): readonly Fix[] {
  const place = ID_KEYS.map((name) => member(node, name)).find((value) => value !== undefined);
  const id = nextId(story.id, stories);
  if (place?.type !== 'string' || !id) return [];
  const edit = { offset: place.offset, end: place.end, text: JSON.stringify(id) };
  return [{ title: say('Change the id to "{id}"', { id }), edits: [edit] }];
}

function nextId(id: string, stories: readonly Story[]): string | undefined {
  const [, stem, digits = ''] = /^(.*?)(\d+)$/.exec(id) ?? [];
  if (stem === undefined) return undefined;
  const numbers = stories.flatMap((story) => {
    const tail = story.id.startsWith(stem) ? story.id.slice(stem.length) : '';
    return /^\d{1,9}$/.test(tail) ? [Number(tail)] : [];
  });
  return stem + String(Math.max(...numbers) + 1).padStart(digits.length, '0');
}

/** After `priority` where it stands in the reference format, else at the end; on a line of its own where the others have one. */
function missingPassesFix(text: string, node: JsonObject): readonly Fix[] {
  if (node.keys.length === 0) return [];
  if (member(node, 'passes')) return [];
  const after = node.keys.findIndex((key) => key.name === 'priority');
  const index = after < 0 ? node.keys.length - 1 : after;
  const key = node.keys[index];
  const value = node.values[index];
  if (!key || !value) return [];
  const line = text.slice(text.lastIndexOf('\n', key.offset) + 1, key.offset);
  const eol = text.includes('\r\n') ? '\r\n' : '\n';
  const gap = /^\s*$/.test(line) ? eol + line : ' ';
  const edit = { offset: value.end, end: value.end, text: `,${gap}"passes": false` };
  return [{ title: say('Add "passes": false'), edits: [edit] }];
}

/** What was meant, if exactly one id is a slip of the pen away; and always: without it. */
function dependencyFixes(
  node: JsonObject,
  stories: readonly Story[],
  story: Story,
  dependency: string,
): readonly Fix[] {
  const list = listHolding(node, dependency);
  const item = list?.items.find((each) => wordOf(each) === dependency);
  if (!list || !item) return [];
  const near = nearestId(dependency, stories, story);
  const remove: Fix = {
    title: say('Remove "{id}" from the list', { id: dependency }),
    edits: [{ ...placeWithComma(list, item), text: '' }],
  };
  if (!near) return [remove];
  const replace: Fix = {
    title: say('Change to "{id}"', { id: near }),
    edits: [{ offset: item.offset, end: item.end, text: JSON.stringify(near) }],
  };
  return [replace, remove];
}

function listHolding(node: JsonObject, dependency: string): JsonArray | undefined {
  return node.values
    .filter((value) => value.type === 'array')
    .find((list) => list.items.some((item) => wordOf(item) === dependency));
}

function wordOf(node: JsonNode): string | undefined {
  return node.type === 'string' || node.type === 'number' ? String(node.value) : undefined;
}

/** The item with the comma that parts it from its neighbour. */
function placeWithComma({ items, ...list }: JsonArray, item: JsonNode): { offset: number; end: number } {
  const index = items.indexOf(item);
  const next = items[index + 1];
  const previous = items[index - 1];
  if (next) return { offset: item.offset, end: next.offset };
  if (previous) return { offset: previous.end, end: item.end };
  return { offset: list.offset + 1, end: list.end - 1 };
}

function nearestId(wrong: string, stories: readonly Story[], self: Story): string | undefined {
  const plain = (id: string) =>
    id
      .toLowerCase()
      .replace(/[^a-z0-9]/g, '')
      .replace(/([a-z]|^)0+(?=\d)/g, '$1');
  const near = stories.filter(
    ({ id, idMadeUp }) => !idMadeUp && id !== self.id && !self.dependsOn.includes(id) && plain(id) === plain(wrong),
  );
  return near.length === 1 ? near[0]?.id : undefined;
}

function nodeOf(root: JsonNode | undefined, story: Story): JsonObject | undefined {
  let node = root;
  for (const step of story.path) {
    node = typeof step === 'number' ? (node?.type === 'array' ? node.items[step] : undefined) : member(node, step);
  }
  return node?.type === 'object' ? node : undefined;
}
