import { readJson } from '../json/reader';
import type { JsonNode } from '../json/tree';
import { member } from '../json/tree';
import { say } from '../sentence';
import { textOf } from './fields';
import type { Problem, Registry, RegistryEntry, RegistryStatus } from './model';
import { REGISTRY_STATUSES } from './model';
import { problem, rangeOf, START_OF_FILE } from './problem';

export interface ParsedRegistry {
  readonly registry: Registry | undefined;
  readonly problems: readonly Problem[];
}

/** Reads `approved-tasks.json`. Entries that cannot be understood are left out of the model and named. */
export function parseRegistry(text: string): ParsedRegistry {
  const { root, mistakes } = readJson(text);
  const mistake = mistakes[0];
  if (mistake || !root) {
    const where = mistake ? rangeOf(mistake) : START_OF_FILE;
    const empty = root === undefined && /^\s*$/.test(text);
    const message = empty ? say('The registry is empty.') : say('The registry is no valid JSON.');
    return { registry: undefined, problems: [problem(empty ? 'empty_file' : 'syntax_error', where, message)] };
  }
  const projects = member(root, 'projects');
  if (root.type !== 'object' || (projects && projects.type !== 'array')) {
    const message = say('The registry has to be an object with a list "projects".');
    return { registry: undefined, problems: [problem('bad_type', rangeOf(projects ?? root), message)] };
  }
  const problems: Problem[] = [];
  const entries = (projects?.type === 'array' ? projects.items : []).flatMap((node, index) => {
    const entry = readEntry(node, index);
    if (!entry) problems.push(problem('bad_type', rangeOf(node), say('An entry has to be an object with a "name".')));
    return entry ? [entry] : [];
  });
  const version = member(root, 'version');
  return {
    registry: {
      entries,
      length: projects?.type === 'array' ? projects.items.length : 0,
      version: version?.type === 'number' && Number.isFinite(version.value) ? version.value : 0,
      lastUpdated: textOf(member(root, 'last_updated')),
    },
    problems,
  };
}

function readEntry(node: JsonNode, index: number): RegistryEntry | undefined {
  const name = textOf(member(node, 'name'))?.trim();
  if (!name) return undefined;
  const text = (key: string) => textOf(member(node, key)) || undefined;
  const pid = member(node, 'pid');
  const word = text('status')?.toLowerCase();
  return {
    name,
    description: text('description') ?? '',
    status: REGISTRY_STATUSES.find((status): status is RegistryStatus => status === word),
    planningSessionId: text('planning_session_id'),
    finalPlanPath: text('final_plan_path'),
    repo: text('repo'),
    branch: text('branch'),
    baseBranch: text('base_branch'),
    proposedAt: text('proposed_at'),
    approvedAt: text('approved_at'),
    startedAt: text('started_at'),
    pid: pid?.type === 'number' && Number.isSafeInteger(pid.value) && pid.value > 0 ? pid.value : undefined,
    error: text('error'),
    index,
  };
}
