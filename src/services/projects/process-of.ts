import path from 'node:path';
import type { RegistryEntry, ToolState } from '../../core/project/model';
import { TOOL_FILES } from '../../core/project/places';
import type { LiveProcess } from '../../core/project/status';
import { isRalphLoop, isRecorded } from '../../core/project/status';
import { parsePid } from '../../core/project/tools';
import type { Files } from '../../ports/files';
import type { Processes } from '../../ports/processes';
import type { FolderNode } from './folders';
import type { LoadedRegistry } from './registries';

interface Sources {
  readonly entry: RegistryEntry | undefined;
  readonly registry: LoadedRegistry | undefined;
  readonly folders: readonly FolderNode[];
  readonly tools: ToolState | undefined;
}

interface Ports {
  readonly files: Files;
  readonly processes: Processes;
}

/** The process that works on a project: the first recorded one that is alive and is the one that was recorded. */
export async function findProcess(sources: Sources, { files, processes }: Ports): Promise<LiveProcess | undefined> {
  for (const { pid, at, loopsOnly } of await recordsOf(sources, files)) {
    const found = await processes.identify(pid);
    if (!found || found.unsure || !isRecorded(found.startedAt, at)) continue;
    if (loopsOnly && !isRalphLoop(found.command)) continue;
    return found;
  }
  return undefined;
}

export async function stillRuns(process: LiveProcess, processes: Processes): Promise<boolean> {
  const found = await processes.identify(process.pid);
  return found !== undefined && (found.unsure === true || isRecorded(found.startedAt, process.startedAt));
}

interface PidRecord {
  readonly pid: number;
  /** When it was written down. */
  readonly at: number;
  /** The record may come from another machine, so that only a loop's own name makes it believable. */
  readonly loopsOnly?: boolean;
}

async function recordsOf({ entry, registry, folders, tools }: Sources, files: Files): Promise<readonly PidRecord[]> {
  const records: PidRecord[] = [];
  if (entry?.pid !== undefined) {
    const written = [entry.startedAt, registry?.registry?.lastUpdated].map((text) => Date.parse(text ?? ''));
    records.push({ pid: entry.pid, at: written.find(Number.isFinite) ?? registry?.modifiedAt ?? 0 });
  }
  for (const folder of folders) {
    if (!folder.files.has(TOOL_FILES.pid)) continue;
    const file = path.join(folder.path, TOOL_FILES.pid);
    const [text, stat] = await Promise.all([files.head(file, 4096), files.stat(file)]);
    const pid = parsePid(text ?? '');
    if (pid !== undefined && stat) records.push({ pid, at: stat.modifiedAt });
  }
  if (tools?.tuiLock) {
    const at = Date.parse(tools.tuiLock.startedAt ?? '');
    records.push({ pid: tools.tuiLock.pid, at: Number.isFinite(at) ? at : Date.now(), loopsOnly: true });
  }
  return records;
}
