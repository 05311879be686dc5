import { type TaskFields, WORKSPACE_KINDS, type WorkspaceKind } from '../../core/board/model';
import { ok, type Result, refuse } from '../../core/result';
import { say } from '../../core/sentence';
import type { Context } from '../context';
import type { ValuesOf } from '../noun';
import { parseWhen, TIME_HELP } from '../when';

/** The fields of a task as options. */
export const FIELDS = {
  body: { type: 'string', value: 'TEXT', help: 'Markdown; - reads it from standard input' },
  assignee: { type: 'string', value: 'WHO', help: 'an agent profile or a person' },
  priority: { type: 'string', value: 'N', help: 'a whole number; the higher one is first' },
  tenant: { type: 'string', value: 'TEXT', help: 'for whom' },
  project: { type: 'string', value: 'SLUG', completes: 'project', help: 'the project it belongs to' },
  story: { type: 'string', value: 'ID', help: 'the story it stands for' },
  at: { type: 'string', value: 'TIME', help: `not before then: ${TIME_HELP}` },
  skill: { type: 'string', value: 'NAME', multiple: true, help: 'what its worker is given' },
  // Not --workspace: that names the workspace folder, for every verb.
  'workspace-kind': { type: 'string', value: 'KIND', choices: WORKSPACE_KINDS, help: 'where its worker works' },
  'workspace-path': { type: 'string', value: 'DIR', completes: 'file', help: 'which folder' },
  'max-runtime': { type: 'string', value: 'SECONDS', help: 'an attempt that takes longer is stopped' },
  'max-retries': { type: 'string', value: 'N', help: 'so many failures in a row block it' },
} as const;

export async function fieldsOf(context: Context, given: ValuesOf<typeof FIELDS>): Promise<Result<Partial<TaskFields>>> {
  const fields: { -readonly [K in keyof TaskFields]?: TaskFields[K] } = {};
  if (given.body !== undefined) fields.body = given.body === '-' ? await context.readInput() : given.body;
  if (given.assignee !== undefined) fields.assignee = given.assignee;
  if (given.tenant !== undefined) fields.tenant = given.tenant;
  if (given.project !== undefined) fields.project = given.project;
  if (given.story !== undefined) fields.story = given.story;
  if (given.skill !== undefined) fields.skills = given.skill;
  if (given['workspace-kind'] !== undefined) fields.workspaceKind = given['workspace-kind'] as WorkspaceKind;
  if (given['workspace-path'] !== undefined) fields.workspacePath = given['workspace-path'];
  if (given.at !== undefined) {
    const at = given.at === '' ? ok(null) : parseWhen(given.at, context.clock.now(), 'future');
    if (!at.ok) return at;
    fields.scheduledAt = at.value;
  }
  if (given.priority !== undefined) {
    const priority = numberOf('priority', given.priority || '0');
    if (!priority.ok) return priority;
    fields.priority = priority.value;
  }
  for (const [option, field] of [
    ['max-runtime', 'maxRuntimeSeconds'],
    ['max-retries', 'maxRetries'],
  ] as const) {
    const text = given[option];
    if (text === undefined) continue;
    const number = text === '' ? ok(null) : numberOf(option, text);
    if (!number.ok) return number;
    fields[field] = number.value;
  }
  return ok(fields);
}

function numberOf(option: string, text: string): Result<number> {
  const number = Number(text);
  return Number.isSafeInteger(number)
    ? ok(number)
    : refuse('invalid_value', say('--{option} has to be a whole number, not "{text}".', { option, text }), {
        field: option,
      });
}
