import { readJson } from '../json/reader';
import type { JsonNode } from '../json/tree';
import { member } from '../json/tree';
import { textOf } from './fields';
import type { ToolState } from './model';

/** Reads what other Ralph tools leave behind. These files are written carelessly: what cannot be understood says nothing. */

/** The newest entry of `progress.txt`: the last `## ` block, or the last line that says something. */
export function parseProgress(text: string): ToolState['progress'] {
  const blocks = text.split(/^##\s+/m);
  const last =
    blocks.length > 1 ? blocks.findLast((block, index) => index > 0 && !/^codebase patterns/i.test(block)) : undefined;
  if (last !== undefined) {
    const [heading = '', ...rest] = last.split(/\r?\n/);
    const body = rest.map(plainLine).filter((line) => line !== '');
    return { heading: heading.trim(), text: body.join(' '), at: dateIn(heading), storyId: storyIdIn(heading) };
  }
  const lines = text.split(/\r?\n/).map(plainLine);
  const line = lines.findLast((each) => each !== '' && !/^(started:|# ralph progress)/i.test(each));
  return line === undefined ? undefined : { heading: '', text: line, at: dateIn(line), storyId: undefined };
}

/** The times of all entries of `progress.txt`, oldest first, in ISO 8601 as far as they are dates. */
export function progressTimes(text: string): readonly { at: string; storyId: string | undefined }[] {
  return text.split(/\r?\n/).flatMap((line) => {
    if (!line.startsWith('## ')) return [];
    const at = dateIn(line);
    return at === undefined ? [] : [{ at, storyId: storyIdIn(line) }];
  });
}

function plainLine(line: string): string {
  const text = line.trim();
  return /^(-{3,}|={3,})$/.test(text) ? '' : text.replace(/^[-*]\s+/, '').replace(/\*\*/g, '');
}

/** `2026-01-31`, `2026-01-31 14:05[:06]` or ISO 8601 anywhere in a line. */
function dateIn(line: string): string | undefined {
  return /\d{4}-\d\d-\d\d(?:[T ]\d\d:\d\d(?::\d\d(?:\.\d+)?)?(?:Z|[+-]\d\d:?\d\d)?)?/.exec(line)?.[0].replace(' ', 'T');
}

function storyIdIn(heading: string): string | undefined {
  return /\b[A-Z][A-Z0-9]*-[A-Z]?\d+[a-z]?\b/.exec(heading.replace(/\d{4}-\d\d-\d\d/g, ''))?.[0];
}

/** frankbria's `.ralph/status.json`. */
export function parseLoopStatus(text: string): ToolState['loop'] {
  const { root } = readJson(text);
  const status = textOf(member(root, 'status'));
  if (status === undefined) return undefined;
  return {
    status,
    loopCount: numberOf(member(root, 'loop_count')),
    lastAction: textOf(member(root, 'last_action')) || undefined,
    exitReason: textOf(member(root, 'exit_reason')) || undefined,
    at: textOf(member(root, 'timestamp')),
  };
}

/** frankbria's `.circuit_breaker_state`. */
export function parseCircuitBreaker(text: string): ToolState['circuitBreaker'] {
  const { root } = readJson(text);
  const state = textOf(member(root, 'state'));
  if (state !== 'CLOSED' && state !== 'HALF_OPEN' && state !== 'OPEN') return undefined;
  return {
    state,
    reason: textOf(member(root, 'reason')) || undefined,
    since: textOf(member(root, 'opened_at')) ?? textOf(member(root, 'last_change')),
  };
}

/** The checkboxes of frankbria's `fix_plan.md`. */
export function parseFixPlan(text: string): ToolState['fixPlan'] {
  let done = 0;
  let total = 0;
  let next: string | undefined;
  for (const line of text.split(/\r?\n/)) {
    const box = /^\s*[-*+]\s+\[([ xX])\]\s+(\S.*)$/.exec(line);
    if (!box) continue;
    total += 1;
    if (box[1] !== ' ') done += 1;
    else next ??= box[2]?.trim();
  }
  return total === 0 ? undefined : { done, total, next };
}

/** ralph-tui's `.ralph-tui/ralph.lock`. */
export function parseTuiLock(text: string): ToolState['tuiLock'] {
  const { root } = readJson(text);
  const pid = numberOf(member(root, 'pid'));
  if (pid === undefined || !Number.isSafeInteger(pid) || pid <= 0) return undefined;
  return {
    pid,
    host: textOf(member(root, 'hostname')),
    startedAt: textOf(member(root, 'startedAt') ?? member(root, 'acquiredAt')),
  };
}

/** A pid file: the number alone on its line, or JSON with a `pid`. */
export function parsePid(text: string): number | undefined {
  const plain = /^\s*(\d{1,10})\s*(?:\r?\n|$)/.exec(text)?.[1];
  const pid = plain === undefined ? numberOf(member(readJson(text).root, 'pid')) : Number(plain);
  return pid !== undefined && Number.isSafeInteger(pid) && pid > 0 ? pid : undefined;
}

export interface LogFacts {
  readonly seconds: number | undefined;
  readonly storyId: string | undefined;
  /** What the agent said last. */
  readonly message: string | undefined;
}

/** Facts of an iteration's log, of its name and its last part. ralph-tui writes a header of `Key: value` lines. */
export function parseIterationLog(name: string, head: string, tail: string): LogFacts {
  const duration = /^[\s#*-]*\**duration(?: ?ms)?\**\s*[:=]\**\s*([\d.,]+)\s*(ms|s|m)?/im.exec(head);
  const raw = duration?.[1] === undefined ? undefined : Number(duration[1].replace(/,/g, ''));
  const unit = duration?.[2] ?? (/duration ?ms/i.test(duration?.[0] ?? '') ? 'ms' : 's');
  const seconds =
    raw === undefined || Number.isNaN(raw) ? undefined : unit === 'ms' ? raw / 1000 : unit === 'm' ? raw * 60 : raw;
  const storyId = /^[\s#*-]*\**(?:task|story)(?: ?id)?\**\s*[:=]\**\s*(\S+)/im.exec(head)?.[1] ?? storyIdIn(name);
  return { seconds, storyId, message: lastWords(tail) };
}

/** The last lines that are words for people, not dividers or machine lines. */
function lastWords(text: string): string | undefined {
  const lines = text
    .split(/\r?\n/)
    // biome-ignore lint/suspicious/noControlCharactersInRegex: colours of a terminal are what is taken out
    .map((line) => line.replace(/\x1b\[[0-9;?]*[A-Za-z]/g, '').trim())
    .filter((line) => /\p{L}/u.test(line) && !/^(?:[-=]{3,}|<promise>)/.test(line));
  const last = lines.at(-1);
  if (last === undefined) return undefined;
  const said = last.startsWith('{') ? textInJsonLine(last) : last;
  return said === '' ? undefined : said;
}

/** Logs of stream-json agents end in a result line. */
function textInJsonLine(line: string): string | undefined {
  const { root } = readJson(line);
  return textOf(member(root, 'result')) ?? textOf(member(root, 'text')) ?? textOf(member(root, 'message'));
}

function numberOf(node: JsonNode | undefined): number | undefined {
  if (node?.type === 'number') return node.value;
  return node?.type === 'string' && /^\d+$/.test(node.value) ? Number(node.value) : undefined;
}
