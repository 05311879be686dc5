import type { Result } from '../result';
import { ok, refuse } from '../result';
import { say } from '../sentence';

const SLUG = /^[A-Za-z0-9_-]{1,64}$/;

/** Checked before any file is touched: a slug becomes part of paths and branch names. */
export function checkSlug(slug: string): Result<string, 'invalid_slug'> {
  if (SLUG.test(slug)) return ok(slug);
  return refuse('invalid_slug', say('A slug has 1 to 64 letters, digits, "_" or "-".'), { slug: slug.slice(0, 80) });
}

export function sameSlug(a: string, b: string): boolean {
  return a.toLowerCase() === b.toLowerCase();
}

/** The slug that a folder's name gives. */
export function slugOf(folderName: string): string {
  const plain = folderName
    .slice(0, 200)
    .normalize('NFKD')
    .replace(/\p{M}/gu, '')
    .replace(/[^A-Za-z0-9_-]+/g, '-')
    .replace(/^-+|-+$/g, '')
    .slice(0, 64);
  return plain || 'project';
}

/** A folder that needs a slug, with the names above it, nearest first. */
export interface Named {
  readonly key: string;
  readonly name: string;
  readonly parents: readonly string[];
}

/**
 * One slug for each, different in more than case. Where names are alike the one nearest to the top keeps the plain slug and
 * the others get their parent's name in front. It depends on the set alone, so editor and command line agree.
 */
export function uniqueSlugs(folders: readonly Named[]): ReadonlyMap<string, string> {
  const order = [...folders].sort((a, b) => a.parents.length - b.parents.length || (a.key < b.key ? -1 : 1));
  const taken = new Set<string>();
  const slugs = new Map<string, string>();
  for (const { key, name, parents } of order) {
    const slug = freeSlug(name, parents, taken);
    taken.add(slug.toLowerCase());
    slugs.set(key, slug);
  }
  return slugs;
}

function freeSlug(name: string, parents: readonly string[], taken: ReadonlySet<string>): string {
  const plain = slugOf(name);
  const parent = parents[0] === undefined ? plain : slugOf(`${parents[0]}-${name}`);
  for (const slug of [plain, parent]) if (!taken.has(slug.toLowerCase())) return slug;
  for (let n = 2; ; n++) {
    const suffix = `-${n}`;
    const slug = plain.slice(0, 64 - suffix.length) + suffix;
    if (!taken.has(slug.toLowerCase())) return slug;
  }
}
