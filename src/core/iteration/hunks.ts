import { ok, type Result, refuse } from '../result';
import { say } from '../sentence';
import { equalRuns } from './line-diff';
import { Lines } from './lines';

/**
 * One place where two texts differ, by lines: the lines `[start, end)` of the first became `text`. Texts are handed in
 * with one character a byte, so that nothing that is put together again from hunks differs in a single byte.
 */
export interface Hunk {
  readonly start: number;
  readonly end: number;
  readonly text: string;
  /** Of lines. */
  readonly count: number;
}

/** More than these nobody decides one by one: the closest become one. */
const MOST_HUNKS = 2_000;

export function hunksOf(before: string, after: string): readonly Hunk[] {
  if (before === after) return [];
  const [from, to] = [new Lines(before), new Lines(after)];
  let same = equalRuns(from, to);
  for (let least = 2; same.length > MOST_HUNKS; least *= 2) {
    same = same.filter(({ from: start, count }) => count >= least || start === 0 || start + count === from.count);
  }
  const hunks: Hunk[] = [];
  let [start, now] = [0, 0];
  for (const run of [...same, { from: from.count, to: to.count, count: 0 }]) {
    if (run.from > start || run.to > now)
      hunks.push({ start, end: run.from, text: to.slice(now, run.to), count: run.to - now });
    start = run.from + run.count;
    now = run.to + run.count;
  }
  return hunks;
}

/** Hunks in order, none touching another. */
export function applyHunks(before: string, hunks: readonly Hunk[]): string {
  const lines = new Lines(before);
  const parts: string[] = [];
  let at = 0;
  for (const { start, end, text } of hunks) {
    parts.push(lines.slice(at, start), text);
    at = end;
  }
  return parts.join('') + lines.slice(at);
}

/** Both changes of one text together, or undefined where they are about the same lines. */
export function merge(base: string, ours: string, theirs: readonly Hunk[]): string | undefined {
  if (theirs.length === 0) return ours;
  const mine = hunksOf(base, ours);
  const same = (a: Hunk, b: Hunk) => a.start === b.start && a.end === b.end && a.text === b.text;
  const others = theirs.filter((hunk) => !mine.some((own) => same(own, hunk)));
  const all = [...mine, ...others].sort((a, b) => a.start - b.start || a.end - b.end);
  const clash = all.some((hunk, index) => {
    const next = all[index + 1];
    return next !== undefined && (next.start < hunk.end || (next.start === hunk.end && !inOrder(hunk, next)));
  });
  return clash ? undefined : applyHunks(base, all);
}

/** Of two insertions at one place nobody can say which comes first, and a line without an end cannot be followed. */
const inOrder = (hunk: Hunk, next: Hunk) =>
  (hunk.start < hunk.end || next.start < next.end) && (hunk.text === '' || hunk.text.endsWith('\n'));

/** A document through one iteration, byte for byte. */
export interface DocumentStep {
  readonly before: string;
  readonly after: string;
  /** `hunksOf` both. Only asked for where it matters. */
  readonly hunks: readonly Hunk[];
  /** Numbers of the hunks that were rejected, from 1. */
  readonly rejected: ReadonlySet<number>;
}

/** The document as it is after every decision. All rejected: as it was, with what a person wrote in between. */
export function documentAfter(steps: readonly DocumentStep[]): Result<string, 'hunk_conflict'> {
  let current = steps[0]?.before ?? '';
  let expected = current;
  for (const [index, step] of steps.entries()) {
    const { before, after, rejected } = step;
    // What was changed by hand between two iterations is nobody's to reject.
    const between = merge(expected, current, hunksOf(expected, before));
    if (between === undefined) return conflict(index + 1);
    const whole = between === before && rejected.size === 0;
    const kept = whole ? [] : step.hunks.filter((_, number) => !rejected.has(number + 1));
    const next = whole ? after : merge(before, between, kept);
    if (next === undefined) return conflict(index + 1);
    current = next;
    expected = after;
  }
  return ok(current);
}

const conflict = (iteration: number) =>
  refuse(
    'hunk_conflict',
    say('Iteration {iteration} changed the same lines again. Decide about that iteration first.', { iteration }),
    {
      iteration,
    },
  );

/** Characters that came and went, without what both sides of a hunk share at its ends. `decode` makes text of bytes. */
export function countCharacters(
  before: string,
  hunks: readonly Hunk[],
  decode: (bytes: string) => string,
): { readonly added: number; readonly removed: number } {
  const lines = new Lines(before);
  let added = 0;
  let removed = 0;
  for (const hunk of hunks) {
    const old = decode(lines.slice(hunk.start, hunk.end));
    const now = decode(hunk.text);
    const most = Math.min(old.length, now.length);
    let head = 0;
    while (head < most && old.charCodeAt(head) === now.charCodeAt(head)) head += 1;
    if (head > 0 && isFirstHalf(old.charCodeAt(head - 1))) head -= 1;
    let tail = 0;
    while (tail < most - head && old.charCodeAt(old.length - 1 - tail) === now.charCodeAt(now.length - 1 - tail))
      tail += 1;
    if (tail > 0 && isSecondHalf(old.charCodeAt(old.length - tail))) tail -= 1;
    added += charactersOf(now, head, now.length - tail);
    removed += charactersOf(old, head, old.length - tail);
  }
  return { added, removed };
}

/** What is no letter of the basic plane is written as two units. */
const isFirstHalf = (unit: number) => unit >= 0xd800 && unit < 0xdc00;
const isSecondHalf = (unit: number) => unit >= 0xdc00 && unit < 0xe000;

function charactersOf(text: string, start: number, end: number): number {
  let count = 0;
  for (let at = start; at < end; at += 1) if (!isSecondHalf(text.charCodeAt(at))) count += 1;
  return count;
}
