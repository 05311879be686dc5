import { isHarmless, readJson } from '../json/reader';
import type { JsonDocument, JsonNode, Mistake, MistakeKind } from '../json/tree';
import { member } from '../json/tree';
import { type Sentence, say } from '../sentence';
import { checkStories } from './check';
import { BRANCH_KEYS, firstText, PROJECT_NAME_KEYS, STORY_LISTS } from './fields';
import type { ParsedPrd, Prd, Problem } from './model';
import { byPlace, problem, rangeOf, START_OF_FILE } from './problem';
import type { DraftStory } from './story';
import { readStory } from './story';

/** Most problems that one file is worth: past that a person fixes the first and looks again. */
const MOST_PROBLEMS = 500;

/** Reads the text of a `prd.json` of any dialect. Never throws; positions are in the text. */
export function parsePrd(text: string): ParsedPrd {
  return interpretPrd(text, readJson(text));
}

/** The second half of `parsePrd`, for who has read the JSON in slices. */
function interpretPrd(text: string, document: JsonDocument): ParsedPrd {
  const steps = interpretPrdInSteps(text, document);
  for (;;) {
    const step = steps.next();
    if (step.done) return step.value;
  }
}

const STORIES_A_STEP = 100;

/** The same in slices of some milliseconds. */
export function* interpretPrdInSteps(text: string, document: JsonDocument): Generator<undefined, ParsedPrd> {
  if (document.root === undefined && /^[\s\uFEFF]*$/.test(text)) {
    return broken([problem('empty_file', START_OF_FILE, say('The file is empty.'))]);
  }
  if (document.tooMany) {
    return broken([problem('too_large', START_OF_FILE, say('The file holds too many values to be a PRD.'))]);
  }
  const syntax: Problem[] = withoutEchoes(document.mistakes).map(syntaxProblem);
  const list = document.root && findStories(document.root);
  if (!document.root || !list) {
    if (syntax.length > 0) return { prd: undefined, problems: syntax, broken: true, whole: false };
    const where = document.root ? { ...rangeOf(document.root), ...firstLineOf(document.root) } : START_OF_FILE;
    return { prd: undefined, problems: [notAPrd(document.root, where)], broken: false, whole: false };
  }
  const problems: Problem[] = [...syntax];
  const drafts: DraftStory[] = [];
  for (const { node, path, group, key } of list.items) {
    const draft = readStory(node, { index: drafts.length, path, group, key }, problems);
    if (draft) drafts.push(draft);
    if (drafts.length % STORIES_A_STEP === 0) yield;
  }
  checkStories(drafts, list.key, problems);
  const prd: Prd = {
    name: firstText(list.owner, PROJECT_NAME_KEYS)?.text ?? '',
    description: firstText(list.owner, ['description', 'overview', 'summary'])?.text ?? '',
    branchName: firstText(list.owner, BRANCH_KEYS)?.text,
    stories: drafts.map((draft) => draft.story),
    listKey: list.key,
  };
  return {
    prd,
    // In a text that lost its thread, what looks wrong further on mostly is not.
    problems: (document.whole ? problems : syntax).sort(byPlace).slice(0, MOST_PROBLEMS),
    broken: syntax.length > 0,
    whole: document.whole,
  };
}

function broken(problems: readonly Problem[]): ParsedPrd {
  return { prd: undefined, problems, broken: true, whole: false };
}

interface Item {
  readonly node: JsonNode;
  readonly path: readonly (string | number)[];
  readonly group: string | undefined;
  /** The name under which the story stands where the list is an object. */
  readonly key: string | undefined;
}

interface StoryList {
  readonly key: string;
  readonly items: readonly Item[];
  /** The object that names the project. */
  readonly owner: JsonNode;
}

/** Where the stories are, over all dialects; undefined when nothing looks like a list of them. */
function findStories(root: JsonNode): StoryList | undefined {
  if (root.type === 'array') {
    const fits = root.items.length === 0 || root.items.some((item) => item.type === 'object');
    return fits ? { key: '', items: itemsOf(root, [], undefined), owner: root } : undefined;
  }
  return listIn(root, []) ?? WRAPPERS.map((name) => listIn(member(root, name), [name])).find(Boolean);
}

const WRAPPERS = ['prd', 'plan', 'data'];

function listIn(owner: JsonNode | undefined, base: readonly (string | number)[]): StoryList | undefined {
  if (owner?.type !== 'object') return undefined;
  const lists = STORY_LISTS.map((key) => ({ key, node: member(owner, key) }))
    .filter(({ node }) => isList(node))
    .map(({ key, node }) => ({ key, owner, items: itemsOf(node as JsonNode, [...base, key], undefined) }));
  const phases = member(owner, 'phases');
  if (phases && isList(phases)) {
    const items = itemsOf(phases, [...base, 'phases'], undefined).flatMap(phaseItems);
    lists.push({ key: 'phases' as never, owner, items });
  }
  return lists.find((list) => list.items.length > 0) ?? lists[0];
}

/** A phase holds its stories under one of the usual names; one that holds none is itself a story. */
function phaseItems(phase: Item): readonly Item[] {
  const group = firstText(phase.node, ['name', 'title', 'phase', 'id'])?.text ?? phase.key;
  const inner = STORY_LISTS.map((key) => ({ key, node: member(phase.node, key) })).filter(({ node }) => isList(node));
  if (inner.length === 0) return [phase];
  return inner.flatMap(({ key, node }) => itemsOf(node as JsonNode, [...phase.path, key], group));
}

/** An array, or an object whose values are objects (ids as names). */
function isList(node: JsonNode | undefined): boolean {
  if (node?.type === 'array') return true;
  return node?.type === 'object' && node.values.length > 0 && node.values.every((value) => value.type === 'object');
}

function itemsOf(list: JsonNode, path: readonly (string | number)[], group: string | undefined): Item[] {
  if (list.type === 'array') {
    return list.items
      .map((node, index) => ({ node, path: [...path, index], group, key: undefined }))
      .filter(({ node }) => !(node.type === 'null' && node.missing));
  }
  if (list.type !== 'object') return [];
  return list.values.map((node, index) => {
    const key = list.keys[index]?.name ?? '';
    return { node, path: [...path, key], group, key };
  });
}

function notAPrd(root: JsonNode | undefined, where: Problem | ReturnType<typeof rangeOf>): Problem {
  const wrong = ['userStories', 'stories']
    .map((key) => ({ key, node: member(root, key) }))
    .find(({ node }) => node !== undefined);
  if (wrong?.node) {
    return problem(
      'bad_type',
      rangeOf(wrong.node),
      say('"{field}" has to be a list of stories.', { field: wrong.key }),
      {
        details: { field: wrong.key },
      },
    );
  }
  return problem('not_a_prd', where, say('There is no list of stories in this file, such as "userStories".'));
}

/** After the first mistake that loses the thread, the others are mostly its echo. */
function withoutEchoes(mistakes: readonly Mistake[]): readonly Mistake[] {
  const lost = mistakes.findIndex((mistake) => !isHarmless(mistake));
  return lost < 0 ? mistakes : mistakes.slice(0, lost + 1);
}

/** A whole file underlined would be noise: only its first bracket is. */
function firstLineOf(node: JsonNode) {
  if (node.type !== 'object' && node.type !== 'array') return {};
  return { endLine: node.line, endColumn: node.column + 1 };
}

const SENTENCES: Readonly<Record<MistakeKind, Sentence>> = {
  trailing_comma: say('There is a comma after the last entry. Remove it.'),
  missing_comma: say('A comma is missing before this.'),
  missing_colon: say('A colon is missing between name and value.'),
  comment: say('JSON has no comments. Remove it.'),
  control_character: say('There is a raw control character in the text. Write it as an escape, such as \\n or \\t.'),
  bad_escape: say('This text has an escape that JSON does not know.'),
  bad_number: say('This is no number that JSON knows.'),
  bad_symbol: say('This does not belong here.'),
  missing_value: say('A value is missing here.'),
  missing_key: say('A name in quotes is missing here.'),
  unexpected_end: say('The file ends too early. A closing bracket is missing.'),
  unterminated_string: say('The closing quote is missing on this line.'),
  wrong_bracket: say('This bracket closes nothing that is open.'),
  trailing_content: say('There is something after the end of the document.'),
};

function syntaxProblem(mistake: Mistake): Problem {
  return problem('syntax_error', rangeOf(mistake), SENTENCES[mistake.kind], {
    details: { mistake: mistake.kind, offset: mistake.offset, end: mistake.end },
  });
}
