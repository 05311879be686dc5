import type { DetailPatch, LogTail, RunView, TaskDetail } from '../../../src/protocol/board';

/** What the drawer keeps of a log that goes on and on. */
const LOG_KEPT = 64 * 1024;

export function patchDetail(before: TaskDetail | null, patch: DetailPatch | null): TaskDetail | null {
  if (patch === null) return null;
  if ('open' in patch) return patch.open;
  if (before?.id !== patch.id) return before;
  const after: Record<string, unknown> = { ...before, ...patch.set };
  for (const field of patch.unset ?? []) delete after[field];
  if (patch.comments) after.comments = [...before.comments, ...patch.comments];
  if (patch.events) after.events = [...before.events, ...patch.events];
  if (patch.runs) after.runs = mergeRuns(before.runs, patch.runs);
  if (patch.log) after.log = patchLog(before.log, patch.log);
  return after as unknown as TaskDetail;
}

function mergeRuns(before: readonly RunView[], changed: readonly RunView[]): readonly RunView[] {
  const byId = new Map(before.map((run) => [run.id, run]));
  for (const run of changed) byId.set(run.id, run);
  return [...byId.values()].sort((a, b) => a.startedAt - b.startedAt);
}

type LogPatch = NonNullable<Extract<DetailPatch, { id: string }>['log']>;

function patchLog(before: LogTail | null, patch: LogPatch): LogTail | null {
  if ('replace' in patch) return patch.replace;
  const text = (before?.text ?? '') + patch.append;
  return {
    text: text.length > LOG_KEPT ? text.slice(text.indexOf('\n', text.length - LOG_KEPT) + 1) : text,
    bytes: patch.bytes,
  };
}
