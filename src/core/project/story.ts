import type { JsonNode, Place } from '../json/tree';
import { member } from '../json/tree';
import { type Sentence, say } from '../sentence';
import type { Found } from './fields';
import {
  CRITERIA_KEYS,
  DEPENDENCY_KEYS,
  DESCRIPTION_KEYS,
  DONE_FLAGS,
  firstOf,
  firstText,
  GROUP_KEYS,
  ID_KEYS,
  NOTES_KEYS,
  REASON_KEYS,
  rankOfPriority,
  STATUS_KEYS,
  stateOfWord,
  TITLE_KEYS,
  textOf,
  textsOf,
} from './fields';
import type { Problem, Story, StoryState } from './model';
import { problem, rangeOf } from './problem';

const LONGEST_TITLE = 500;
const LONGEST_BODY = 256 * 1024;
/** A title that has to be taken from the description is a headline, not a page. */
const HEADLINE = 100;

/** A story with what the checks over all stories need besides. */
export interface DraftStory {
  story: Story;
  readonly idPlace: Place | undefined;
  /** As written; `checkStories` turns a title into the id that it means. */
  dependencies: readonly { readonly id: string; readonly place: Place }[];
  /** Something in it says whether it is done. */
  readonly saysState: boolean;
}

interface Position {
  readonly index: number;
  readonly path: readonly (string | number)[];
  readonly group: string | undefined;
  readonly key: string | undefined;
}

/** One entry of the list as a story; undefined for what can be none. */
export function readStory(node: JsonNode, at: Position, problems: Problem[]): DraftStory | undefined {
  if (node.type === 'string' && node.value.trim() !== '') return storyOfLine(node, node.value, at);
  if (node.type !== 'object') {
    problems.push(problem('bad_type', rangeOf(node), say('A story has to be an object in braces.')));
    return undefined;
  }
  const reader = new StoryReader(node, at.index, problems);
  const id = firstText(node, ID_KEYS);
  const title = firstText(node, TITLE_KEYS);
  const description = reader.body(firstText(node, DESCRIPTION_KEYS));
  const dependencies = reader.dependencies();
  const priority = reader.priority();
  const { state, passes, statusWord, saysState } = reader.state();
  const made = at.key ?? `#${at.index + 1}`;
  const headline = headlineOf(node, description);
  const story: Story = {
    index: at.index,
    id: id?.text.trim() ?? made,
    idMadeUp: id === undefined && at.key === undefined,
    title: reader.title(title) ?? (headline || id?.text.trim() || `Story ${at.index + 1}`),
    titleMadeUp: title === undefined,
    description,
    acceptanceCriteria: reader.criteria(),
    state,
    passes,
    statusWord,
    priority: priority.rank,
    priorityText: priority.text,
    dependsOn: dependencies.map((dependency) => dependency.id),
    notes: reader.body(firstText(node, NOTES_KEYS)),
    labels: textsOf(member(node, 'labels') ?? member(node, 'tags') ?? { ...node, type: 'null' }).map(
      ({ text }) => text,
    ),
    group: at.group ?? firstText(node, GROUP_KEYS)?.text,
    reason: state === 'blocked' || state === 'failed' ? firstText(node, REASON_KEYS)?.text : undefined,
    path: at.path,
    range: rangeOf(node),
    anchor: rangeOf(id?.node ?? title?.node ?? { ...node, endLine: node.line, endColumn: node.column + 1 }),
  };
  return { story, idPlace: id?.node, dependencies, saysState };
}

function storyOfLine(node: JsonNode, text: string, at: Position): DraftStory {
  const story: Story = {
    index: at.index,
    id: `#${at.index + 1}`,
    idMadeUp: true,
    title: text.slice(0, LONGEST_TITLE),
    titleMadeUp: false,
    description: '',
    acceptanceCriteria: [],
    state: 'open',
    passes: undefined,
    statusWord: undefined,
    priority: undefined,
    priorityText: undefined,
    dependsOn: [],
    notes: '',
    labels: [],
    group: at.group,
    reason: undefined,
    path: at.path,
    range: rangeOf(node),
    anchor: rangeOf(node),
  };
  return { story, idPlace: undefined, dependencies: [], saysState: false };
}

/** Some dialects name a story by what it tests: `{service, method}` or `{command}`. Else the description's first line. */
function headlineOf(node: JsonNode, description: string): string {
  const subject = [firstText(node, ['service', 'command'])?.text, firstText(node, ['method'])?.text].filter(Boolean);
  const line = /\S[^\r\n]*/.exec(description)?.[0] ?? '';
  const text = subject.length === 2 ? subject.join('.') : line || (subject[0] ?? '');
  return text.length > HEADLINE ? `${text.slice(0, HEADLINE - 1)}…` : text;
}

class StoryReader {
  readonly #node: JsonNode;
  readonly #index: number;
  readonly #problems: Problem[];

  constructor(node: JsonNode, index: number, problems: Problem[]) {
    this.#node = node;
    this.#index = index;
    this.#problems = problems;
  }

  title(found: { text: string; node: JsonNode } | undefined): string | undefined {
    const text = found?.text.trim();
    if (!found || text === undefined || text.length <= LONGEST_TITLE) return text;
    this.#tooLarge(found.node, say('This title is longer than {limit} characters.', { limit: LONGEST_TITLE }));
    return `${text.slice(0, LONGEST_TITLE - 1)}…`;
  }

  body(found: { text: string; node: JsonNode } | undefined): string {
    if (!found || found.text.length <= LONGEST_BODY) return found?.text ?? '';
    this.#tooLarge(found.node, say('This text is longer than 256 KB.'));
    return `${found.text.slice(0, LONGEST_BODY - 1)}…`;
  }

  criteria(): string[] {
    const found = firstOf(this.#node, CRITERIA_KEYS);
    if (!found) return [];
    if (found.node.type === 'boolean') {
      this.#badType(found, say('a list of sentences'));
      return [];
    }
    return textsOf(found.node).map(({ text }) => text);
  }

  dependencies(): { id: string; place: Place }[] {
    const found = firstOf(this.#node, DEPENDENCY_KEYS);
    if (!found) return [];
    if (found.node.type === 'boolean') {
      this.#badType(found, say('a list of story ids'));
      return [];
    }
    const texts = found.node.type === 'string' ? splitIds(found.node) : textsOf(found.node);
    return texts.map(({ text, place }) => ({ id: text.trim(), place }));
  }

  priority(): { rank: number | undefined; text: string | undefined } {
    const found = firstOf(this.#node, ['priority', 'prio', 'rank']);
    if (!found) return { rank: undefined, text: undefined };
    const text = textOf(found.node);
    const rank = text === undefined ? undefined : rankOfPriority(text);
    if (rank === undefined) this.#badType(found, say('a number, or a word such as "high"'));
    return { rank, text };
  }

  state(): Pick<Story, 'state' | 'passes' | 'statusWord'> & { saysState: boolean } {
    const passesNode = member(this.#node, 'passes');
    const flag = DONE_FLAGS.map((key) => ({ key, node: member(this.#node, key) })).find(
      ({ node }) => node !== undefined && node.type !== 'null',
    );
    const done = flag?.node && this.#truth({ key: flag.key, node: flag.node });
    const statusWord = firstText(this.#node, STATUS_KEYS)?.text;
    const byWord = statusWord === undefined ? undefined : stateOfWord(statusWord);
    const passes = passesNode?.type === 'null' ? null : passesNode === undefined ? undefined : done;
    const saysState = passesNode !== undefined || done !== undefined || statusWord !== undefined;
    return { state: this.#stateOf(done, byWord), passes, statusWord, saysState };
  }

  /** `passes` and its like outrank words: loops read and write the flag, and words are often left behind. */
  #stateOf(done: boolean | undefined, byWord: StoryState | undefined): StoryState {
    if (done === true) return 'passed';
    if (this.#flag('failed') || byWord === 'failed') return 'failed';
    if (this.#flag('blocked') || byWord === 'blocked') return 'blocked';
    if (done === undefined && byWord === 'passed') return 'passed';
    if (byWord === 'in-progress' || this.#flag('inProgress') || this.#flag('in_progress') || this.#flag('started')) {
      return 'in-progress';
    }
    return 'open';
  }

  #flag(name: string): boolean {
    const node = member(this.#node, name);
    return node?.type === 'boolean' && node.value;
  }

  #truth(found: Found): boolean | undefined {
    const { node } = found;
    if (node.type === 'boolean') return node.value;
    // Dates and notes under `completed` and the like are common; what is neither yes nor no says nothing.
    if (found.key !== 'passes') return undefined;
    this.#badType(found, say('true or false'));
    if (node.type === 'number') return node.value !== 0;
    if (node.type !== 'string') return undefined;
    const word = node.value.trim().toLowerCase();
    if (word === 'true' || word === 'yes') return true;
    return stateOfWord(word) === 'passed';
  }

  #badType(found: Found, expected: Sentence): void {
    this.#problems.push(
      problem('bad_type', rangeOf(found.node), say('"{field}" has to be {expected}.', { field: found.key, expected }), {
        severity: 'warning',
        storyIndex: this.#index,
        details: { field: found.key },
      }),
    );
  }

  #tooLarge(node: JsonNode, message: Sentence): void {
    this.#problems.push(problem('too_large', rangeOf(node), message, { severity: 'warning', storyIndex: this.#index }));
  }
}

/** `"US-001, US-002"` in one string. Only ids without spaces can be told apart there. */
function splitIds(node: JsonNode & { type: 'string' }): { text: string; place: Place }[] {
  if (/^(none|n\/a|-)?$/i.test(node.value.trim())) return [];
  return node.value
    .split(',')
    .map((text) => ({ text: text.trim(), place: node }))
    .filter(({ text }) => text !== '');
}
