import type { ProjectsSettings } from './api';
import type { ProjectsPorts } from './live';
import { LiveProjects } from './live';

/** The model as it is now, read once and not watched: for commands that answer and end. */
export async function readProjects(settings: ProjectsSettings, ports: ProjectsPorts): Promise<LiveProjects> {
  const unwatched = {
    watch: () => ({ ready: Promise.resolve(), add: () => {}, remove: () => {}, dispose: () => {} }),
  };
  const projects = new LiveProjects(settings, { ...ports, watcher: unwatched });
  await projects.start();
  return projects;
}
