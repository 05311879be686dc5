import type { Project } from '../../core/project/model';
import type { Result } from '../../core/result';
import type { Spoken } from '../../core/sentence';
import type { Disposable } from '../../ports/disposable';

/** Where to look. Paths are absolute. */
export interface ProjectsSettings {
  /** The workspace folders. */
  readonly folders: readonly string[];
  /** `signalbox.projects.roots`: each direct child folder is a project, PRD or not. */
  readonly roots: readonly string[];
  /** `signalbox.projects.depth`: how many levels below a workspace folder a project may be. */
  readonly depth: number;
  /** `signalbox.projects.exclude`: patterns against the path below the workspace folder. */
  readonly exclude: readonly string[];
  /** `signalbox.projects.registry`: relative to each workspace folder. */
  readonly registry: string;
}

export const DEFAULT_SETTINGS: Omit<ProjectsSettings, 'folders'> = {
  roots: [],
  depth: 3,
  exclude: [],
  registry: 'approved-tasks.json',
};

/** `unscanned` and `scanning` are not "nothing found". */
export type ProjectsPhase = 'unscanned' | 'scanning' | 'ready';

/** Something about watching or the registry that a person should know, and no project's own problem. */
export interface ProjectsNotice extends Spoken {
  readonly code: 'watch_limit' | 'watch_failed' | 'registry_unreadable' | 'folder_unreadable' | 'too_many_folders';
  /** What it is about, if it is one file or folder. */
  readonly path?: string;
}

/** One update: everything that differs since the one before. The lists are disjoint. */
export interface ProjectsChange {
  /** Counts updates, without gaps. */
  readonly rev: number;
  readonly phase: ProjectsPhase;
  readonly added: readonly Project[];
  readonly changed: readonly Project[];
  /** Keys. */
  readonly removed: readonly string[];
  readonly notices: readonly ProjectsNotice[];
}

export interface Proposal {
  readonly slug: string;
  readonly description: string;
  readonly repo?: string | undefined;
  readonly branch?: string | undefined;
  readonly baseBranch?: string | undefined;
  /** The workspace folder whose registry gets it; else the first one. */
  readonly home?: string | undefined;
}

export type RegistryVerb = 'approve' | 'unapprove' | 'cancel';

/** What a registry verb did. */
export interface RegistryAnswer {
  readonly slug: string;
  readonly status: string;
  readonly version: number;
  readonly path: string;
  /** It stands in the editor's document, which has unsaved changes; on disk, and in the model, it is as soon as that is saved. */
  readonly unsaved?: true;
}

/** The live model of every project. One for each window or command. */
export interface Projects extends Disposable {
  readonly phase: ProjectsPhase;
  readonly rev: number;
  readonly notices: readonly ProjectsNotice[];
  /** In order of slug. */
  list(): readonly Project[];
  /** By slug, without regard to case. */
  find(slug: string): Project | undefined;
  /** Scans, then watches. Resolves after the scan; calling it again answers the same promise. */
  start(): Promise<void>;
  /** Resolves when everything that was seen up to now is in the model. */
  settled(): Promise<void>;
  /** Folders came or went, or settings changed. What stays is not read again. */
  configure(settings: ProjectsSettings): Promise<void>;
  onChange(listener: (change: ProjectsChange) => void): Disposable;

  propose(proposal: Proposal): Promise<Result<RegistryAnswer>>;
  /** `ifVersion`: the registry's version that the caller saw; another one on disk is `stale`. */
  decide(verb: RegistryVerb, slug: string, ifVersion?: number): Promise<Result<RegistryAnswer>>;
}
