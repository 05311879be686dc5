import path from 'node:path';
import type { Project } from '../../core/project/model';
import { isNoisyFile } from '../../core/project/places';
import { sameSlug } from '../../core/project/slug';
import type { Result } from '../../core/result';
import { saidBy, say, spoken } from '../../core/sentence';
import type { Clock } from '../../ports/clock';
import type { Disposable } from '../../ports/disposable';
import type { Documents } from '../../ports/documents';
import type { Files } from '../../ports/files';
import type { Log } from '../../ports/log';
import type { Processes } from '../../ports/processes';
import type { Watched, Watcher } from '../../ports/watcher';
import type {
  Projects,
  ProjectsChange,
  ProjectsNotice,
  ProjectsPhase,
  ProjectsSettings,
  Proposal,
  RegistryAnswer,
  RegistryVerb,
} from './api';
import { ProjectBuilder } from './builder';
import { Burst } from './burst';
import { sameProject } from './difference';
import { FolderMap } from './folders';
import { decideInRegistry, proposeInRegistry } from './registry-file';

export interface ProjectsPorts {
  readonly files: Files;
  /** Where the registry is edited: in the editor, while it is open there with unsaved changes. */
  readonly documents: Documents;
  /** What is on disk, and so what everybody else sees: the model shows this, never what is half typed. */
  readonly saved: Pick<Documents, 'read'>;
  readonly watcher: Watcher;
  readonly processes: Processes;
  readonly clock: Clock;
  readonly log: Log;
}

/** While a recorded process runs, how often to look whether it still does: no file tells when one ends. */
const PROCESS_CHECK_MS = 2000;

/**
 * The live model. Whatever is reported lands in a set of paths; after a short calm the set is looked at in one go, only the
 * projects that own those paths are read again, and one change is posted if anything differs.
 */
export class LiveProjects implements Projects {
  readonly #ports: ProjectsPorts;
  readonly #folders: FolderMap;
  readonly #builder: ProjectBuilder;
  readonly #burst: Burst;
  readonly #listeners = new Set<(change: ProjectsChange) => void>();
  #settings: ProjectsSettings;
  #projects: ReadonlyMap<string, Project> = new Map();
  #sorted: readonly Project[] = [];
  #phase: ProjectsPhase = 'unscanned';
  #rev = 0;
  #notices: readonly ProjectsNotice[] = [];
  #watchNotice: ProjectsNotice | undefined;
  #watched: Watched | undefined;
  #started: Promise<void> | undefined;
  #work: Promise<void> = Promise.resolve();
  #processCheck: Disposable | undefined;
  #disposed = false;

  constructor(settings: ProjectsSettings, ports: ProjectsPorts) {
    this.#settings = settings;
    this.#ports = ports;
    this.#folders = new FolderMap(ports.files, settings);
    this.#builder = new ProjectBuilder(this.#folders, ports);
    this.#burst = new Burst(ports.clock, ports.files, (paths) =>
      this.#enqueue(() => this.#update(paths)).catch(() => {}),
    );
  }

  get phase(): ProjectsPhase {
    return this.#phase;
  }

  get rev(): number {
    return this.#rev;
  }

  get notices(): readonly ProjectsNotice[] {
    return this.#notices;
  }

  list(): readonly Project[] {
    return this.#sorted;
  }

  find(slug: string): Project | undefined {
    return this.#sorted.find((project) => sameSlug(project.record.slug, slug));
  }

  onChange(listener: (change: ProjectsChange) => void): Disposable {
    this.#listeners.add(listener);
    return { dispose: () => this.#listeners.delete(listener) };
  }

  start(): Promise<void> {
    this.#started ??= this.#enqueue(async () => {
      this.#phase = 'scanning';
      this.#post(this.#projects);
      await this.#folders.scan();
      const projects = await this.#builder.buildAll(this.#settings);
      this.#phase = 'ready';
      this.#post(projects, true);
    }).then(() => this.#watch());
    return this.#started;
  }

  async settled(): Promise<void> {
    await this.#started;
    await this.#watched?.ready;
    do {
      await this.#burst.calm();
      await this.#work;
    } while (this.#burst.pending);
  }

  configure(settings: ProjectsSettings): Promise<void> {
    return this.#enqueue(async () => {
      this.#settings = settings;
      if (this.#phase === 'unscanned') {
        await this.#folders.configure(settings);
        return;
      }
      await this.#folders.configure(settings);
      const projects = await this.#builder.buildAll(settings);
      this.#watched?.add(this.#builder.registryFolders(settings));
      this.#rewatch();
      this.#post(projects);
    });
  }

  async propose(proposal: Proposal): Promise<Result<RegistryAnswer>> {
    const answer = await proposeInRegistry(proposal, this.#settings, this.#ports);
    if (answer.ok) await this.#enqueue(() => this.#update([answer.value.path]));
    return answer;
  }

  async decide(verb: RegistryVerb, slug: string, ifVersion?: number): Promise<Result<RegistryAnswer>> {
    const project = this.find(slug);
    const answer = await decideInRegistry({ verb, slug, ifVersion, project }, this.#settings, this.#ports);
    if (answer.ok) await this.#enqueue(() => this.#update([answer.value.path]));
    return answer;
  }

  dispose(): void {
    this.#disposed = true;
    this.#burst.dispose();
    this.#watched?.dispose();
    this.#processCheck?.dispose();
    this.#listeners.clear();
  }

  #enqueue(work: () => Promise<void>): Promise<void> {
    const done = this.#work.then(async () => {
      if (!this.#disposed) await work();
    });
    this.#work = done.catch((error: unknown) => this.#ports.log.error('projects: an update failed', error));
    return done;
  }

  #watch(): void {
    if (this.#disposed) return;
    const { fresh } = this.#folders.takeDifference();
    this.#watched = this.#ports.watcher.watch(
      [...fresh, ...this.#builder.registryFolders(this.#settings)],
      (paths) => this.#burst.add(paths, isNoisyFile),
      (problem) => {
        const code = problem.code === 'unavailable' ? 'watch_failed' : 'watch_limit';
        this.#watchNotice = { code, ...spoken(saidBy(problem)) };
        this.#post(this.#projects);
      },
      { wanted: (file) => this.#folders.wants(file) },
    );
  }

  async #update(paths: readonly string[]): Promise<void> {
    const dirty = await this.#look(paths);
    this.#rewatch();
    const projects = await this.#builder.rebuild(this.#settings, this.#projects, dirty);
    this.#post(projects);
  }

  /** What each path means: folders are listed again where something came or went, files are handed to their project. */
  async #look(paths: readonly string[]): Promise<{ files: Set<string>; placesChanged: boolean }> {
    const files = new Set<string>();
    const relist = new Set<string>();
    let placesChanged = false;
    await Promise.all(
      paths.map(async (each) => {
        const parent = this.#folders.node(path.dirname(each));
        const stat = await this.#ports.files.stat(each);
        if (this.#folders.node(each)) {
          if (stat?.kind === 'folder') relist.add(each);
          else {
            this.#folders.drop(each);
            placesChanged = true;
          }
        }
        const name = path.basename(each);
        if (stat?.kind === 'folder') {
          if (parent && this.#folders.isMissing(each)) relist.add(parent.path);
          return;
        }
        files.add(each);
        const known = parent?.files.has(name) || parent?.folders.has(name);
        if (parent && (stat !== undefined) !== (known ?? false)) relist.add(parent.path);
      }),
    );
    for (const folder of relist) {
      const before = this.#folders.node(folder);
      await this.#folders.relist(folder);
      const after = this.#folders.node(folder);
      placesChanged ||=
        !after || !before || !sameNames(before.files, after.files) || !sameNames(before.folders, after.folders);
    }
    return { files, placesChanged };
  }

  #rewatch(): void {
    const { fresh, gone } = this.#folders.takeDifference();
    if (gone.length > 0) this.#watched?.remove(gone);
    if (fresh.length > 0) this.#watched?.add(fresh);
  }

  /** Posts one change if anything differs. Projects that do not differ keep their object. */
  #post(projects: ReadonlyMap<string, Project>, always = false): void {
    if (this.#disposed) return;
    const added: Project[] = [];
    const changed: Project[] = [];
    const merged = new Map<string, Project>();
    for (const [key, project] of projects) {
      const before = this.#projects.get(key);
      const same = before !== undefined && (before === project || sameProject(before, project));
      merged.set(key, same ? before : project);
      if (!before) added.push(project);
      else if (!same) changed.push(project);
    }
    const removed = [...this.#projects.keys()].filter((key) => !projects.has(key));
    const notices = this.#currentNotices();
    const noticesDiffer = JSON.stringify(notices) !== JSON.stringify(this.#notices);
    const phaseDiffers = this.#postedPhase !== this.#phase;
    this.#scheduleProcessCheck(merged);
    if (!always && added.length + changed.length + removed.length === 0 && !noticesDiffer && !phaseDiffers) return;
    this.#projects = merged;
    this.#sorted = [...merged.values()].sort(bySlug);
    this.#notices = notices;
    this.#postedPhase = this.#phase;
    this.#rev += 1;
    const change = { rev: this.#rev, phase: this.#phase, added, changed, removed, notices };
    for (const listener of [...this.#listeners]) listener(change);
  }

  #postedPhase: ProjectsPhase = 'unscanned';

  #currentNotices(): readonly ProjectsNotice[] {
    const notices = [...this.#builder.notices()];
    if (this.#watchNotice) notices.push(this.#watchNotice);
    if (this.#folders.overflowed) {
      const why = say('There are too many folders to look through. Exclude some, or lower the depth, in the settings.');
      notices.push({ code: 'too_many_folders', ...spoken(why) });
    }
    return notices;
  }

  /** Only while something runs. */
  #scheduleProcessCheck(projects: ReadonlyMap<string, Project>): void {
    const running = [...projects.values()].some((project) => project.record.pid !== null);
    if (!running) {
      this.#processCheck?.dispose();
      this.#processCheck = undefined;
      return;
    }
    this.#processCheck ??= this.#ports.clock.after(PROCESS_CHECK_MS, () => {
      this.#processCheck = undefined;
      void this.#enqueue(async () => this.#post(await this.#builder.recheckProcesses(this.#projects)));
    });
  }
}

function sameNames(a: ReadonlySet<string>, b: ReadonlySet<string>): boolean {
  return a.size === b.size && [...a].every((name) => b.has(name));
}

function bySlug(a: Project, b: Project): number {
  const [left, right] = [a.record.slug.toLowerCase(), b.record.slug.toLowerCase()];
  return left < right ? -1 : left > right ? 1 : 0;
}
