import { FileDocuments } from '../../adapters/documents';
import { RealFiles } from '../../adapters/files';
import { SystemProcesses } from '../../adapters/processes/processes';
import { systemClock } from '../../adapters/system-clock';
import { ChokidarWatcher } from '../../adapters/watch';
import { ok } from '../../core/result';
import { DEFAULT_SETTINGS } from '../../services/projects/api';
import type { ProjectsPorts } from '../../services/projects/live';
import { readProjects } from '../../services/projects/open';
import type { Context } from '../context';
import type { Noun } from '../noun';
import { verb } from '../noun';

const silent = { debug() {}, info() {}, warn() {}, error() {} };

function portsOf(): ProjectsPorts {
  return {
    files: new RealFiles(),
    documents: new FileDocuments(),
    watcher: new ChokidarWatcher(),
    processes: new SystemProcesses(),
    clock: systemClock,
    log: silent,
  };
}

const settingsOf = (context: Context) => ({ ...DEFAULT_SETTINGS, folders: [context.workspace] });

const list = verb({
  name: 'list',
  summary: 'every project of the workspace with its status',
  async run({ context }) {
    const projects = await readProjects(settingsOf(context), portsOf());
    const records = projects.list().map((project) => project.record);
    projects.dispose();
    const text = records.map(
      (record) => `${record.slug}  ${record.status}  ${record.storiesDone}/${record.storiesTotal}`,
    );
    return ok({ data: records, text: text.join('\n') });
  },
});

export const projectsNoun: Noun = { name: 'projects', summary: 'PRDs and their status', verbs: [list] };
