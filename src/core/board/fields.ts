import { ok, type Result, refuse } from '../result';
import { asIs, type Sentence, say } from '../sentence';
import type { BoardCode } from './commands';
import { LIMITS, type Task, type TaskFields, WORKSPACE_KINDS } from './model';

type Check =
  | { readonly ok: false; readonly refusal: { readonly code: BoardCode; readonly message: string } }
  | undefined;

/** The fields as they are kept: trimmed, '' as none, doubles gone; or the first one that cannot be kept. */
export function cleanFields<F extends Partial<TaskFields>>(fields: F): Result<F, BoardCode> {
  const clean: Record<string, unknown> = {};
  for (const [name, given] of Object.entries(fields)) {
    if (given === undefined) continue;
    const value = tidy(name as keyof TaskFields, given);
    const wrong = check(name as keyof TaskFields, value);
    if (wrong) return wrong;
    clean[name] = value;
  }
  return ok(clean as F);
}

/** Of the changes, those that change something. The body is not in memory, so it always counts. */
export function realChanges(task: Task, changes: Partial<TaskFields>): Partial<TaskFields> {
  const real = Object.entries(changes).filter(([name, value]) => {
    if (name === 'body') return value !== '' || task.hasBody;
    const now = task[name as keyof Task];
    return Array.isArray(value) ? JSON.stringify(value) !== JSON.stringify(now) : value !== now;
  });
  return Object.fromEntries(real);
}

function tidy(name: keyof TaskFields, value: unknown): unknown {
  if (name === 'skills' && Array.isArray(value)) {
    return [...new Set(value.map((skill) => String(skill).trim()).filter(Boolean))];
  }
  if (typeof value !== 'string' || name === 'body') return value;
  const trimmed = value.trim();
  return trimmed === '' && name !== 'title' ? null : trimmed;
}

function check(name: keyof TaskFields, value: unknown): Check {
  switch (name) {
    case 'title':
      if (typeof value !== 'string' || value === '') return refuse('invalid_title', say('A task needs a title.'));
      if (value.length > LIMITS.title)
        return refuse(
          'invalid_title',
          say('A title has at most {limit} characters; this one has {length}.', {
            limit: LIMITS.title,
            length: value.length,
          }),
        );
      return hasControls(value) ? refuse('invalid_title', say('A title is one line of text.')) : undefined;
    case 'body':
      if (typeof value !== 'string') return wrong(name, say('text'));
      return byteLength(value) > LIMITS.body
        ? refuse('too_large', say('A body has at most {limit} KB.', { limit: LIMITS.body / 1024 }), {
            limit: LIMITS.body,
          })
        : undefined;
    case 'priority':
      return Number.isSafeInteger(value) ? undefined : wrong(name, say('a whole number'));
    case 'maxRuntimeSeconds':
      return value === null || (Number.isSafeInteger(value) && (value as number) > 0)
        ? undefined
        : wrong(name, say('a whole number of seconds, at least 1'));
    case 'maxRetries':
      return value === null || (Number.isSafeInteger(value) && (value as number) >= 1 && (value as number) <= 100)
        ? undefined
        : wrong(name, say('a whole number from 1 to 100'));
    case 'scheduledAt':
      return value === null || (Number.isFinite(value) && (value as number) >= 0)
        ? undefined
        : wrong(name, say('a moment'));
    case 'workspaceKind':
      return WORKSPACE_KINDS.some((kind) => kind === value) ? undefined : wrong(name, asIs(WORKSPACE_KINDS.join(', ')));
    case 'skills':
      return Array.isArray(value) && value.length <= LIMITS.skills && value.every((skill) => skill.length <= 200)
        ? undefined
        : wrong(name, say('at most {most} names', { most: LIMITS.skills }));
    default:
      if (value === null) return undefined;
      if (typeof value !== 'string' || hasControls(value)) return wrong(name, say('one line of text'));
      return value.length > (name === 'workspacePath' ? 4096 : 200) ? wrong(name, say('shorter')) : undefined;
  }
}

function wrong(name: string, wanted: Sentence) {
  return refuse('invalid_value' as const, say('{name} has to be {wanted}.', { name, wanted }), { field: name });
}

// biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is looked for
const hasControls = (text: string): boolean => /[\u0000-\u001f\u007f]/.test(text);

/** The length in UTF-8. */
export function byteLength(text: string): number {
  let bytes = text.length;
  for (let index = 0; index < text.length; index++) {
    const code = text.charCodeAt(index);
    if (code > 0x7f) bytes += code > 0x7ff ? (code >= 0xd800 && code <= 0xdfff ? 1 : 2) : 1;
  }
  return bytes;
}
