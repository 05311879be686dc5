import type { JsonNode, Place } from '../json/tree';
import { member } from '../json/tree';
import type { StoryState } from './model';

/** The names under which PRDs in the wild keep the same thing, the most usual first. */
export const STORY_LISTS = ['userStories', 'stories', 'tasks', 'features', 'items'] as const;
export const ID_KEYS = ['id', 'storyId', 'story_id', 'taskId', 'task_id', 'featureId', 'feature_id', 'key'] as const;
export const TITLE_KEYS = ['title', 'name', 'summary', 'story', 'task', 'feature'] as const;
export const DESCRIPTION_KEYS = ['description', 'details', 'story', 'spec', 'body'] as const;
export const CRITERIA_KEYS = [
  'acceptanceCriteria',
  'acceptance_criteria',
  'acceptance',
  'criteria',
  'requirements',
  'steps',
  'testSteps',
  'tests',
] as const;
export const DEPENDENCY_KEYS = [
  'dependsOn',
  'dependencies',
  'deps',
  'depends_on',
  'blockedBy',
  'blocked_by',
  'prerequisites',
  'requires',
] as const;
export const NOTES_KEYS = ['notes', 'completionNotes', 'completion_notes', 'note'] as const;
export const STATUS_KEYS = ['status', 'state'] as const;
/** Flags that say the same as `passes` in other dialects. */
export const DONE_FLAGS = ['passes', 'passed', 'completed', 'complete', 'done', 'tested'] as const;
export const REASON_KEYS = [
  'blockedReason',
  'blocked_reason',
  'failureReason',
  'failure_reason',
  'error',
  'reason',
] as const;
export const GROUP_KEYS = ['phase', 'category', 'feature_id', 'epic', 'gate', 'workstream', 'component'] as const;
export const PROJECT_NAME_KEYS = ['project', 'name', 'projectName', 'title', 'productName', 'feature'] as const;
export const BRANCH_KEYS = ['branchName', 'branch_name', 'branch'] as const;

const STATE_WORDS: Readonly<Record<StoryState, readonly string[]>> = {
  passed:
    'done completed complete passed pass passes passing finished closed verified merged shipped implemented resolved'.split(
      ' ',
    ),
  'in-progress': 'inprogress active started wip doing running ongoing working'.split(' '),
  blocked: 'blocked onhold stuck'.split(' '),
  failed: 'failed fail failing error broken'.split(' '),
  open: 'pending todo open notstarted new ready backlog planned incomplete queued draft'.split(' '),
};
const STATE_BY_WORD = new Map(
  Object.entries(STATE_WORDS).flatMap(([state, words]) => words.map((word) => [word, state as StoryState] as const)),
);

/** The state that a status word stands for; undefined for a word that nobody agreed on. */
export function stateOfWord(word: string): StoryState | undefined {
  return STATE_BY_WORD.get(word.toLowerCase().replace(/[\s_-]/g, ''));
}

const PRIORITY_WORDS: Readonly<Record<string, number>> = {
  blocker: 0,
  critical: 0,
  urgent: 0,
  highest: 0,
  high: 1,
  must: 1,
  medium: 2,
  med: 2,
  normal: 2,
  should: 2,
  low: 3,
  could: 3,
  lowest: 4,
  trivial: 4,
  wont: 4,
};

/** A rank, lower first: of numbers, digits, `P1` and words such as `high`. */
export function rankOfPriority(text: string): number | undefined {
  const word = text.trim().toLowerCase();
  const digits = /^p?(-?\d+(?:\.\d+)?)$/.exec(word);
  if (digits) return Number(digits[1]);
  return PRIORITY_WORDS[word.replace(/[^a-z]/g, '')];
}

/** A node with the key under which it was found. */
export interface Found {
  readonly key: string;
  readonly node: JsonNode;
}

/** The first of those names that the object has and that is not null. */
export function firstOf(object: JsonNode, names: readonly string[]): Found | undefined {
  for (const key of names) {
    const node = member(object, key);
    if (node && node.type !== 'null') return { key, node };
  }
  return undefined;
}

/** The first of those names that holds text that is not blank, or a number. */
export function firstText(object: JsonNode, names: readonly string[]): { text: string; node: JsonNode } | undefined {
  for (const name of names) {
    const node = member(object, name);
    const text = textOf(node);
    if (node && text !== undefined && text.trim() !== '') return { text, node };
  }
  return undefined;
}

/** Text of a string or a number. */
export function textOf(node: JsonNode | undefined): string | undefined {
  if (node?.type === 'string') return node.value;
  if (node?.type === 'number') return String(node.value);
  return undefined;
}

/** The lines of a list as people write it: strings, or objects that carry their text under some name. */
export function textsOf(node: JsonNode): { text: string; place: Place }[] {
  if (node.type === 'array') return node.items.flatMap((item) => lineOf(item));
  if (node.type === 'object') return node.values.flatMap((value) => lineOf(value));
  return lineOf(node);
}

const LINE_KEYS = ['id', 'storyId', 'text', 'description', 'title', 'name', 'criterion', 'step'] as const;

function lineOf(node: JsonNode): { text: string; place: Place }[] {
  const plain = textOf(node);
  if (plain !== undefined) return plain.trim() === '' ? [] : [{ text: plain, place: node }];
  const inside = firstText(node, LINE_KEYS);
  return inside ? [{ text: inside.text, place: inside.node }] : [];
}
