import type { Refusal, Result } from '../result';
import { ok, refuse } from '../result';
import { say } from '../sentence';
import type { Registry, RegistryEntry, RegistryStatus } from './model';
import { checkBranchName } from './refs';
import { checkSlug, sameSlug } from './slug';
import { projectWord } from './words';

/** One value to set in the registry's document. */
export interface RegistryEdit {
  readonly path: readonly (string | number)[];
  readonly value: unknown;
}

export interface ProposalInput {
  readonly slug: string;
  readonly description: string;
  readonly repo?: string | undefined;
  readonly branch?: string | undefined;
  readonly baseBranch?: string | undefined;
}

export type ProposeCode = 'invalid_slug' | 'invalid_description' | 'invalid_repo' | 'invalid_branch' | 'duplicate_slug';

const DESCRIPTION_LENGTH = { least: 10, most: 4000 } as const;

/** What a new registry file starts from. */
export const EMPTY_REGISTRY = '{\n  "projects": [],\n  "version": 0,\n  "last_updated": null\n}\n';

/** Everything that can be said about a proposal before the registry is looked at; a form asks it on every key. */
export function checkProposal(input: ProposalInput): readonly Refusal<ProposeCode>[] {
  const length = input.description.trim().length;
  const description =
    length < DESCRIPTION_LENGTH.least || length > DESCRIPTION_LENGTH.most
      ? refuse('invalid_description', say('A description has 10 to 4,000 characters.'), { length })
      : ok(undefined);
  const results: Result<unknown, ProposeCode>[] = [
    checkSlug(input.slug),
    description,
    input.repo === undefined ? ok(undefined) : checkRepo(input.repo),
    input.branch === undefined ? ok(undefined) : checkBranchName(input.branch),
    input.baseBranch === undefined ? ok(undefined) : checkBranchName(input.baseBranch),
  ];
  return results.flatMap((result) => (result.ok ? [] : [result.refusal]));
}

/** A folder's name, a path or an address; nothing that git could take for an option. */
function checkRepo(repo: string): Result<string, 'invalid_repo'> {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: control characters have no place in a path
  const wrong = repo.trim() === '' || repo.length > 1000 || repo.startsWith('-') || /[\x00-\x1f\x7f]/.test(repo);
  if (!wrong) return ok(repo);
  return refuse('invalid_repo', say('A repository is a folder name, a path or an address.'), {
    repo: repo.slice(0, 80),
  });
}

/** The edits that add a project as `pending`. `at` is ISO 8601. */
export function propose(
  registry: Registry,
  input: ProposalInput,
  at: string,
): Result<readonly RegistryEdit[], ProposeCode> {
  const wrong = checkProposal(input)[0];
  if (wrong) return { ok: false, refusal: wrong };
  const existing = registry.entries.find((entry) => sameSlug(entry.name, input.slug));
  if (existing) {
    const { status } = existing;
    const word = status ? projectWord(status) : say('unknown');
    return refuse(
      'duplicate_slug',
      say('"{name}" is in the registry already, as {status}.', { name: existing.name, status: word }),
      {
        slug: existing.name,
        status: status ?? 'unknown',
      },
    );
  }
  const entry = {
    name: input.slug,
    description: input.description.trim(),
    status: 'pending',
    planning_session_id: null,
    final_plan_path: null,
    repo: input.repo?.trim() ?? null,
    branch: input.branch ?? null,
    base_branch: input.baseBranch ?? 'main',
    proposed_at: at,
    approved_at: null,
    started_at: null,
    pid: null,
    error: null,
  };
  return ok([{ path: ['projects', registry.length], value: entry }, ...stamped(registry, at)]);
}

export type DecideCode = 'not_found' | 'stale';

const TARGET: Readonly<Record<'approve' | 'unapprove' | 'cancel', RegistryStatus>> = {
  approve: 'approved',
  unapprove: 'pending',
  cancel: 'cancelled',
};

/** The edits of approve, unapprove and cancel. From any status; another version than the one seen is refused. */
export function decideVerb(
  registry: Registry,
  verb: keyof typeof TARGET,
  slug: string,
  ifVersion: number | undefined,
  at: string,
): Result<readonly RegistryEdit[], DecideCode> {
  if (ifVersion !== undefined && ifVersion !== registry.version) {
    const { version } = registry;
    const why = say('The registry has changed since: it is at version {version} now, not {seen}.', {
      version,
      seen: ifVersion,
    });
    return refuse('stale', why, { currentVersion: version });
  }
  const entry = findEntry(registry, slug);
  if (!entry) return refuse('not_found', say('"{slug}" is not in the registry. Propose it first.', { slug }), { slug });
  const base = ['projects', entry.index];
  const edits: RegistryEdit[] = [{ path: [...base, 'status'], value: TARGET[verb] }];
  if (verb === 'approve') edits.push({ path: [...base, 'approved_at'], value: at });
  if (verb === 'unapprove') edits.push({ path: [...base, 'approved_at'], value: null });
  return ok([...edits, ...stamped(registry, at)]);
}

export function findEntry(registry: Registry, slug: string): RegistryEntry | undefined {
  return registry.entries.find((entry) => sameSlug(entry.name, slug));
}

function stamped(registry: Registry, at: string): RegistryEdit[] {
  return [
    { path: ['version'], value: registry.version + 1 },
    { path: ['last_updated'], value: at },
  ];
}
