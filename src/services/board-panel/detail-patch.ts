import type { DetailPatch, TaskDetail } from '../../protocol/board';

const LISTS: ReadonlySet<string> = new Set(['comments', 'events', 'runs', 'log', 'earlier']);

/** What changed on the open card; undefined: nothing. A change costs what changed, not the length of the body. */
export function detailPatch(before: TaskDetail, after: TaskDetail): DetailPatch | undefined {
  if (before.id !== after.id) return { open: after };
  const comments = appended(before.comments, after.comments, (comment) => comment.id);
  const events = appended(before.events, after.events, (event) => `${event.seq}/${event.index}`);
  if (!comments || !events) return { open: after };
  const known = new Map(before.runs.map((run) => [run.id, JSON.stringify(run)]));
  const runs = after.runs.filter((run) => known.get(run.id) !== JSON.stringify(run));
  const set: Record<string, unknown> = {};
  for (const [field, value] of Object.entries(after)) {
    if (LISTS.has(field)) continue;
    if (!isSame(value, before[field as keyof TaskDetail])) set[field] = value;
  }
  const unset = Object.keys(before).filter((field) => !(field in after));
  const log = logChange(before, after);
  const patch = {
    id: after.id,
    ...(Object.keys(set).length > 0 && { set: set as Partial<TaskDetail> }),
    ...(unset.length > 0 && { unset }),
    ...(comments.length > 0 && { comments }),
    ...(events.length > 0 && { events }),
    ...(runs.length > 0 && { runs }),
    ...(log && { log }),
  };
  return Object.keys(patch).length > 1 ? patch : undefined;
}

const isSame = (one: unknown, other: unknown) =>
  one === other || (typeof one === 'object' && JSON.stringify(one) === JSON.stringify(other));

/** What the newer list has after the end of the older one; undefined: it is another list. */
function appended<T>(before: readonly T[], after: readonly T[], keyOf: (item: T) => string): readonly T[] | undefined {
  const last = before.at(-1);
  if (last === undefined) return after;
  const at = after.findLastIndex((item) => keyOf(item) === keyOf(last));
  return at < 0 ? undefined : after.slice(at + 1);
}

function logChange(before: TaskDetail, after: TaskDetail) {
  if (isSame(before.log, after.log)) return undefined;
  if (before.log && after.log && after.log.bytes > before.log.bytes) {
    const text = new TextEncoder().encode(after.log.text);
    const overlap = text.length - (after.log.bytes - before.log.bytes);
    if (overlap >= 0) {
      const known = new TextDecoder().decode(text.subarray(0, overlap));
      if (before.log.text.endsWith(known))
        return { append: after.log.text.slice(known.length), bytes: after.log.bytes };
    }
  }
  return { replace: after.log };
}
