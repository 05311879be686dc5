import { type Sentence, type Spoken, say, spoken } from '../sentence';
import type { PermissionOption, PermissionRequest } from './event';

export const AGENT_ADAPTERS = ['acp', 'claude', 'codex', 'lm', 'command'] as const;
export type AgentAdapterName = (typeof AGENT_ADAPTERS)[number];

/**
 * `ask`: a person decides everything. `edits`: reading, searching and editing inside the folder are allowed, the rest is
 * asked. `all`: everything is allowed. `none`: everything that asks is rejected.
 */
export const PERMISSION_POLICIES = ['ask', 'edits', 'all', 'none'] as const;
export type PermissionPolicy = (typeof PERMISSION_POLICIES)[number];

export interface ProfileLimits {
  /** Steps of the agent within one turn. */
  readonly turns?: number;
  /** US dollars within one session. */
  readonly budgetUsd?: number;
  /** Seconds that one turn may take. */
  readonly seconds?: number;
}

export interface AgentProfile {
  readonly name: string;
  readonly adapter: AgentAdapterName;
  /** The executable, or for `command` a shell line with {prompt} or {promptFile}. */
  readonly command?: string;
  readonly args?: readonly string[];
  readonly env?: Readonly<Record<string, string>>;
  readonly model?: string;
  readonly permissions?: PermissionPolicy;
  readonly limits?: ProfileLimits;
}

/** The agent that ships with Signalbox. */
export const DEMO_PROFILE: AgentProfile = { name: 'demo', adapter: 'acp', command: 'signalbox-demo-agent' };

/** The models of the editor, when it has any. */
export const EDITOR_PROFILE: AgentProfile = { name: 'editor', adapter: 'lm' };

export interface ProfileProblem extends Spoken {
  readonly index: number;
}

/** Reads the setting. What cannot be used is named and left out; the others still work. */
export function parseProfiles(value: unknown): {
  readonly profiles: readonly AgentProfile[];
  readonly problems: readonly ProfileProblem[];
} {
  const profiles: AgentProfile[] = [];
  const problems: ProfileProblem[] = [];
  if (value === undefined || value === null) return { profiles, problems };
  if (!Array.isArray(value))
    return { profiles, problems: [{ index: 0, ...spoken(say('The profiles must be a list.')) }] };
  value.forEach((entry: unknown, index) => {
    const read = parseProfile(entry);
    if ('template' in read) problems.push({ index, ...spoken(read) });
    else if (profiles.some((other) => sameName(other.name, read.name)))
      problems.push({ index, ...spoken(say('There are two profiles named "{name}".', { name: read.name })) });
    else profiles.push(read);
  });
  return { profiles, problems };
}

export function sameName(a: string, b: string): boolean {
  return a.toLowerCase() === b.toLowerCase();
}

function parseProfile(entry: unknown): AgentProfile | Sentence {
  if (!isRecord(entry)) return say('A profile must be an object.');
  const { name, adapter, command, args, env, model, permissions, limits } = entry;
  if (typeof name !== 'string' || name.trim() === '') return say('A profile needs a name.');
  const wrong = (problem: Sentence) => say('Profile "{name}": {problem}', { name, problem });
  if (!isOneOf(AGENT_ADAPTERS, adapter)) return wrong(oneOf('adapter', AGENT_ADAPTERS));
  if (command !== undefined && (typeof command !== 'string' || command.trim() === '' || command.includes('\0')))
    return wrong(say('"command" must be a text.'));
  if (command === undefined && (adapter === 'acp' || adapter === 'command')) return wrong(say('"command" is needed.'));
  if (args !== undefined && !isTexts(args)) return wrong(say('"args" must be a list of texts.'));
  if (args !== undefined && args.length > 0 && adapter === 'command')
    return wrong(say('"args" has no place beside a shell line; write it into "command".'));
  if (env !== undefined && !(isRecord(env) && isTexts(Object.values(env))))
    return wrong(say('"env" must map names to texts.'));
  if (model !== undefined && typeof model !== 'string') return wrong(say('"model" must be a text.'));
  if (permissions !== undefined && !isOneOf(PERMISSION_POLICIES, permissions))
    return wrong(oneOf('permissions', PERMISSION_POLICIES));
  const bounds = parseLimits(limits);
  if (bounds && 'template' in bounds) return wrong(bounds);
  return {
    name: name.trim(),
    adapter,
    ...(command === undefined ? {} : { command }),
    ...(args === undefined ? {} : { args }),
    ...(env === undefined ? {} : { env: env as Record<string, string> }),
    ...(model === undefined || model === '' ? {} : { model }),
    ...(permissions === undefined ? {} : { permissions }),
    ...(bounds === undefined ? {} : { limits: bounds }),
  };
}

function oneOf(field: string, choices: readonly string[]): Sentence {
  return say('"{field}" must be one of {choices}.', { field, choices: choices.join(', ') });
}

function parseLimits(value: unknown): ProfileLimits | Sentence | undefined {
  if (value === undefined) return undefined;
  if (!isRecord(value)) return say('"limits" must be an object.');
  const limits: Record<string, number> = {};
  for (const key of ['turns', 'budgetUsd', 'seconds'] as const) {
    const limit = value[key];
    if (limit === undefined) continue;
    if (typeof limit !== 'number' || !(limit > 0))
      return say('"{field}" must be a number above 0.', { field: `limits.${key}` });
    limits[key] = limit;
  }
  return limits;
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function isTexts(value: unknown): value is readonly string[] {
  return Array.isArray(value) && value.every((each) => typeof each === 'string' && !each.includes('\0'));
}

function isOneOf<const T extends string>(known: readonly T[], value: unknown): value is T {
  return typeof value === 'string' && (known as readonly string[]).includes(value);
}

/** What the policy answers without a person; undefined means: ask. `inside` tells whether a path is in the agent's folder. */
export function decidePermission(
  policy: PermissionPolicy,
  request: PermissionRequest,
  inside: (path: string) => boolean,
): PermissionOption | undefined {
  const pick = (...kinds: readonly PermissionOption['kind'][]) =>
    kinds.map((kind) => request.options.find((option) => option.kind === kind)).find((option) => option !== undefined);
  if (policy === 'all') return pick('allow_once', 'allow_always');
  if (policy === 'none') return pick('reject_once', 'reject_always');
  const harmless = request.kind === 'read' || request.kind === 'search' || request.kind === 'think';
  const edits = request.kind === 'edit' && request.paths.length > 0;
  if (policy === 'edits' && (harmless || edits) && request.paths.every(inside))
    return pick('allow_once', 'allow_always');
  return undefined;
}
