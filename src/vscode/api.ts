import type { Projects } from '../services/projects/api';
import type { Attention } from './attention/sources';
import type { ProjectsTree } from './projects/tree';

/** What `activate()` answers: what tests inside the editor look at, since the editor shows no tree to them. */
export interface Signalbox {
  readonly projects: Projects;
  readonly tree: ProjectsTree;
  readonly attention: Attention;
}
