import fs from 'node:fs';
import path from 'node:path';
import { FileDocuments } from '../adapters/documents';
import { RealFiles } from '../adapters/files';
import { SystemProcesses } from '../adapters/processes/processes';
import { systemClock } from '../adapters/system-clock';
import { ChokidarWatcher } from '../adapters/watch';
import { projectsSettingsIn } from '../core/project/settings';
import { DEFAULT_SETTINGS, type Projects, type ProjectsSettings } from '../services/projects/api';
import type { ProjectsPorts } from '../services/projects/live';
import { LiveProjects } from '../services/projects/live';
import { readProjects } from '../services/projects/open';
import type { Context } from './context';

const silent = { debug() {}, info() {}, warn() {}, error() {} };

function projectsPorts(): ProjectsPorts {
  const documents = new FileDocuments();
  return {
    files: new RealFiles(),
    documents,
    saved: documents,
    watcher: new ChokidarWatcher(),
    processes: new SystemProcesses(),
    clock: systemClock,
    log: silent,
  };
}

/** The projects of the command's workspace as they are now, not watched. */
export function openProjects(context: Context): Promise<Projects> {
  return readProjects(settingsOf(context), projectsPorts());
}

/** The same, live. */
export function watchProjects(context: Context): Projects {
  return new LiveProjects(settingsOf(context), projectsPorts());
}

/**
 * The workspace's own settings hold here as they do in the editor. Roots are a person's setting, which only the editor knows:
 * here they come from SIGNALBOX_PROJECT_ROOTS.
 */
function settingsOf({ workspace }: Context): ProjectsSettings {
  const roots = (process.env.SIGNALBOX_PROJECT_ROOTS ?? '').split(path.delimiter).filter(Boolean);
  const inWorkspace = projectsSettingsIn(readText(path.join(workspace, '.vscode', 'settings.json')));
  return {
    ...DEFAULT_SETTINGS,
    ...inWorkspace,
    folders: [workspace],
    roots: roots.map((root) => path.resolve(root)),
  };
}

function readText(file: string): string {
  try {
    return fs.readFileSync(file, 'utf8');
  } catch {
    return '';
  }
}
