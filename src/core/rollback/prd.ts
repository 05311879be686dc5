import { DONE_FLAGS, STATUS_KEYS } from '../project/fields';
import type { Prd, Story } from '../project/model';
import type { PrdThen } from './history';

/** A change of one value in the PRD's JSON. */
export interface PrdEdit {
  readonly path: readonly (string | number)[];
  readonly value: unknown;
}

export function asThen(prd: Prd): PrdThen {
  return {
    branchName: prd.branchName,
    stories: prd.stories.map((story) => ({ id: story.id, title: story.title, passes: story.state === 'passed' })),
  };
}

/** The edits that make the named stories pass no longer, or pass again, in the words that each story uses. */
export function flipEdits(prd: Prd, ids: readonly string[], passes: boolean, value: unknown): PrdEdit[] {
  return prd.stories
    .filter((story) => ids.includes(story.id) && (story.state === 'passed') !== passes)
    .flatMap((story) => flipStory(prd, story, passes, objectAt(value, story.path)));
}

function flipStory(prd: Prd, story: Story, passes: boolean, object: Record<string, unknown>): PrdEdit[] {
  const edits: PrdEdit[] = DONE_FLAGS.filter(
    (key) => typeof object[key] === 'boolean' || (key === 'passes' && key in object),
  ).map((key) => ({ path: [...story.path, key], value: passes }));
  for (const key of STATUS_KEYS) {
    if (typeof object[key] === 'string') edits.push({ path: [...story.path, key], value: wordFor(prd, story, passes) });
  }
  return edits.length > 0 ? edits : [{ path: [...story.path, 'passes'], value: passes }];
}

/** The word that the file itself uses for a story in that state. */
function wordFor(prd: Prd, story: Story, passes: boolean): string {
  const example = prd.stories.find(
    (other) =>
      other !== story && other.statusWord !== undefined && (passes ? other.state === 'passed' : other.state === 'open'),
  );
  return example?.statusWord ?? (passes ? 'completed' : 'pending');
}

function objectAt(value: unknown, path: readonly (string | number)[]): Record<string, unknown> {
  let at = value;
  for (const step of path) at = (at as Record<string | number, unknown> | undefined)?.[step];
  return typeof at === 'object' && at !== null ? (at as Record<string, unknown>) : {};
}

/** What agents write into a PRD as they go: differences in these alone are carried over a rollback without asking. */
const BOOKKEEPING = new Set(['passes', 'notes']);

/**
 * The person's uncommitted bookkeeping as edits on the reverted text, but for the stories that are rolled back;
 * undefined when anything else differs.
 */
export function bookkeepingEdits(
  head: { readonly prd: Prd; readonly value: unknown },
  disk: { readonly prd: Prd; readonly value: unknown },
  reverted: { readonly prd: Prd; readonly value: unknown },
  rolledBack: readonly string[],
): PrdEdit[] | undefined {
  if (!onlyBookkeepingDiffers(head, disk)) return undefined;
  const edits: PrdEdit[] = [];
  for (const [i, story] of disk.prd.stories.entries()) {
    const target = reverted.prd.stories.find((each) => each.id === story.id);
    if (!target) continue;
    const before = objectAt(head.value, head.prd.stories[i]!.path);
    const now = objectAt(disk.value, story.path);
    const there = objectAt(reverted.value, target.path);
    for (const key of BOOKKEEPING) {
      if (key === 'passes' && rolledBack.includes(story.id)) continue;
      if (!same(before[key], now[key]) && !same(there[key], now[key])) {
        edits.push({ path: [...target.path, key], value: now[key] });
      }
    }
  }
  return edits;
}

export function onlyBookkeepingDiffers(
  a: { readonly prd: Prd; readonly value: unknown },
  b: { readonly prd: Prd; readonly value: unknown },
): boolean {
  if (a.prd.stories.length !== b.prd.stories.length) return false;
  const pathsA = new Set(a.prd.stories.map((story) => JSON.stringify(story.path)));
  const pathsB = new Set(b.prd.stories.map((story) => JSON.stringify(story.path)));
  return same(withoutBookkeeping(a.value, [], pathsA), withoutBookkeeping(b.value, [], pathsB));
}

function withoutBookkeeping(value: unknown, path: readonly (string | number)[], stories: ReadonlySet<string>): unknown {
  if (Array.isArray(value)) return value.map((item, i) => withoutBookkeeping(item, [...path, i], stories));
  if (typeof value !== 'object' || value === null) return value;
  const isStory = stories.has(JSON.stringify(path));
  return Object.fromEntries(
    Object.entries(value)
      .filter(([key]) => !(isStory && BOOKKEEPING.has(key)))
      .map(([key, inner]) => [key, withoutBookkeeping(inner, [...path, key], stories)]),
  );
}

function same(a: unknown, b: unknown): boolean {
  return JSON.stringify(a) === JSON.stringify(b);
}
