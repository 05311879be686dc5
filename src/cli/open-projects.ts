import { FileDocuments } from '../adapters/documents';
import { RealFiles } from '../adapters/files';
import { SystemProcesses } from '../adapters/processes/processes';
import { systemClock } from '../adapters/system-clock';
import { ChokidarWatcher } from '../adapters/watch';
import { DEFAULT_SETTINGS, type Projects } from '../services/projects/api';
import type { ProjectsPorts } from '../services/projects/live';
import { readProjects } from '../services/projects/open';
import type { Context } from './context';

const silent = { debug() {}, info() {}, warn() {}, error() {} };

export function projectsPorts(): ProjectsPorts {
  return {
    files: new RealFiles(),
    documents: new FileDocuments(),
    watcher: new ChokidarWatcher(),
    processes: new SystemProcesses(),
    clock: systemClock,
    log: silent,
  };
}

/** The projects of the command's workspace as they are now, not watched. */
export function openProjects(context: Context): Promise<Projects> {
  return readProjects({ ...DEFAULT_SETTINGS, folders: [context.workspace] }, projectsPorts());
}
