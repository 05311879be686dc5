import path from 'node:path';
import { sameList } from '../../core/lists';
import type { Project, RegistryEntry, ToolState } from '../../core/project/model';
import { namedPrd } from '../../core/project/places';
import { recordOf } from '../../core/project/record';
import { slugOf, uniqueSlugs } from '../../core/project/slug';
import type { LiveProcess } from '../../core/project/status';
import type { Documents } from '../../ports/documents';
import type { Files } from '../../ports/files';
import type { Processes } from '../../ports/processes';
import type { ProjectsNotice, ProjectsSettings } from './api';
import type { FolderMap, Place } from './folders';
import type { LoadedPrd } from './prd-files';
import { PrdFiles } from './prd-files';
import { findProcess, stillRuns } from './process-of';
import type { LoadedRegistry } from './registries';
import { Registries } from './registries';
import { ToolFiles } from './tool-files';

interface Ports {
  readonly files: Files;
  readonly saved: Pick<Documents, 'read'>;
  readonly processes: Processes;
}

/** What was read of one project's folder. */
interface Contents {
  readonly place: Place;
  readonly loaded: LoadedPrd | undefined;
  readonly tools: ToolState;
}

/** A project before it has its slug: a place on disk, a registry entry, or both. */
interface Candidate {
  readonly key: string;
  readonly home: string;
  readonly contents: Contents | undefined;
  readonly entry: RegistryEntry | undefined;
  readonly registry: LoadedRegistry | undefined;
}

export interface Dirty {
  readonly files: ReadonlySet<string>;
  readonly placesChanged: boolean;
}

const AT_ONCE = 24;

/** Turns what is on disk into projects, and of an older set only those again that something happened to. */
export class ProjectBuilder {
  readonly #folders: FolderMap;
  readonly #ports: Ports;
  readonly #prds: PrdFiles;
  readonly #tools: ToolFiles;
  readonly #registries: Registries;
  #contents = new Map<string, Contents>();
  #processes = new Map<string, LiveProcess>();
  #slugs: ReadonlyMap<string, string> = new Map();

  constructor(folders: FolderMap, ports: Ports) {
    this.#folders = folders;
    this.#ports = ports;
    this.#prds = new PrdFiles(ports.saved, ports.files);
    this.#tools = new ToolFiles(ports.files, folders);
    this.#registries = new Registries(ports.saved, ports.files);
  }

  notices(): readonly ProjectsNotice[] {
    return this.#registries.notices();
  }

  registryFolders(settings: ProjectsSettings): readonly string[] {
    return this.#registries.folders(this.#folders.homes, settings);
  }

  async buildAll(settings: ProjectsSettings): Promise<ReadonlyMap<string, Project>> {
    await this.#registries.load(this.#folders.homes, settings, undefined);
    const places = this.#folders.places();
    this.#forgetAllBut(places);
    await this.#readPlaces(places, () => true);
    return this.#assemble(new Map(), () => true);
  }

  async rebuild(
    settings: ProjectsSettings,
    before: ReadonlyMap<string, Project>,
    dirty: Dirty,
  ): Promise<ReadonlyMap<string, Project>> {
    await this.#registries.load(this.#folders.homes, settings, dirty.files);
    const touched = new Set<string>();
    const tools = new Set<string>();
    for (const file of dirty.files) {
      for (const owner of this.#folders.ownersOf(file)) {
        touched.add(owner);
        if (!isPrdName(file)) tools.add(owner);
      }
    }
    const known = this.#contents;
    const places = dirty.placesChanged
      ? this.#folders.places()
      : [...touched].flatMap((folder) => known.get(folder)?.place ?? []);
    const isTouched = (place: Place) => {
      const old = known.get(place.folder);
      return touched.has(place.folder) || !old || !sameList(old.place.prdFiles, place.prdFiles);
    };
    if (dirty.placesChanged) this.#forgetAllBut(places);
    await this.#readPlaces(places, isTouched, (folder) => tools.has(folder) || dirty.placesChanged);
    return this.#assemble(before, (key) => touched.has(key));
  }

  /** Only whether what ran still does; nothing is read. */
  async recheckProcesses(before: ReadonlyMap<string, Project>): Promise<ReadonlyMap<string, Project>> {
    const ended = new Set<string>();
    await Promise.all(
      [...this.#processes].map(async ([key, process]) => {
        if (!(await stillRuns(process, this.#ports.processes))) ended.add(key);
      }),
    );
    return ended.size === 0 ? before : this.#assemble(before, (key) => ended.has(key));
  }

  #forgetAllBut(places: readonly Place[]): void {
    const there = new Set(places.map((place) => place.folder));
    for (const folder of [...this.#contents.keys()]) if (!there.has(folder)) this.#forget(folder);
  }

  #forget(folder: string): void {
    for (const file of this.#contents.get(folder)?.place.prdFiles ?? []) this.#prds.forget(file);
    this.#contents.delete(folder);
  }

  async #readPlaces(
    places: readonly Place[],
    wanted: (place: Place) => boolean,
    wantsTools: (folder: string) => boolean = () => true,
  ): Promise<void> {
    const todo = places.filter(wanted);
    const next = todo[Symbol.iterator]();
    const worker = async () => {
      for (const place of next) {
        const old = this.#contents.get(place.folder);
        const [loaded, tools] = await Promise.all([
          this.#choosePrd(place.prdFiles),
          old && !wantsTools(place.folder) ? old.tools : this.#tools.read(place.folder),
        ]);
        this.#contents.set(place.folder, { place, loaded, tools });
      }
    };
    await Promise.all(Array.from({ length: Math.min(AT_ONCE, todo.length) }, worker));
  }

  /** The first that is a PRD with stories, or would be one but for a mistake in it; else the first that can be shown at all. */
  async #choosePrd(files: readonly string[]): Promise<LoadedPrd | undefined> {
    const seen: LoadedPrd[] = [];
    for (let at = 0; at < files.length; ) {
      const folder = path.dirname(files[at] as string);
      const group = files.filter((file) => path.dirname(file) === folder);
      at += group.length;
      const loaded = (await Promise.all(group.map((file) => this.#prds.load(file)))).filter(
        (each) => each !== undefined,
      );
      loaded.sort((a, b) => b.modifiedAt - a.modifiedAt || (a.path < b.path ? -1 : 1));
      const hit = loaded.find((each) => (each.shown?.stories.length ?? 0) > 0 || each.parsed.broken);
      if (hit) return hit;
      seen.push(...loaded);
    }
    return seen.find((each) => each.shown) ?? seen[0];
  }

  async #assemble(
    before: ReadonlyMap<string, Project>,
    touched: (key: string) => boolean,
  ): Promise<ReadonlyMap<string, Project>> {
    const candidates = this.#candidates();
    this.#nameThem(candidates);
    const projects = new Map<string, Project>();
    await Promise.all(
      candidates.map(async (candidate) => {
        const { key } = candidate;
        const old = before.get(key);
        const slug = this.#slugs.get(key) ?? key;
        const asBefore =
          old !== undefined &&
          !touched(key) &&
          old.record.slug === slug &&
          old.entry === candidate.entry &&
          old.registry?.version === candidate.registry?.registry?.version;
        projects.set(key, asBefore ? old : await this.#project(candidate, slug));
      }),
    );
    // In the order of the candidates, whatever finished first.
    return new Map(candidates.map(({ key }) => [key, projects.get(key) as Project]));
  }

  #candidates(): readonly Candidate[] {
    const taken = new Map<string, Candidate>();
    for (const [folder, contents] of this.#contents) {
      const { home } = contents.place;
      taken.set(folder, { key: folder, home, contents, entry: undefined, registry: this.#registries.of(home) });
    }
    for (const registry of this.#registries.all()) {
      const byName = this.#foldersByName(registry.home);
      for (const entry of registry.registry?.entries ?? []) {
        const slug = slugOf(entry.name);
        const folder = byName.get(slug.toLowerCase()) ?? path.join(registry.home, slug);
        const found = taken.get(folder);
        if (found?.entry) continue;
        taken.set(folder, { key: folder, home: registry.home, contents: found?.contents, entry, registry });
      }
    }
    return [...taken.values()];
  }

  /** Of one home, the folder that an entry of that name means: the one nearest to the top. */
  #foldersByName(home: string): ReadonlyMap<string, string> {
    const byName = new Map<string, string>();
    for (const [folder, { place }] of this.#contents) {
      if (place.home !== home) continue;
      const name = slugOf(path.basename(folder)).toLowerCase();
      const other = byName.get(name);
      if (other === undefined || folder.split(path.sep).length < other.split(path.sep).length) byName.set(name, folder);
    }
    return byName;
  }

  #nameThem(candidates: readonly Candidate[]): void {
    const same = candidates.length === this.#slugs.size && candidates.every(({ key }) => this.#slugs.has(key));
    if (same) return;
    this.#slugs = uniqueSlugs(
      candidates.map(({ key, home }) => {
        const above = path.relative(home, path.dirname(key)).split(path.sep).filter(Boolean).reverse();
        return { key, name: path.basename(key), parents: key === home ? [] : [...above, path.basename(home)] };
      }),
    );
  }

  async #project(candidate: Candidate, slug: string): Promise<Project> {
    const { key, home, contents, entry, registry } = candidate;
    const process = await findProcess(
      { entry, registry, folders: this.#folders.ralphFoldersOf(key), tools: contents?.tools },
      this.#ports,
    );
    if (process) this.#processes.set(key, process);
    else this.#processes.delete(key);
    const loaded = contents?.loaded;
    const record = recordOf({
      slug,
      folderName: path.basename(key),
      hasWorkspace: contents !== undefined || this.#exists(key),
      prdPath: loaded?.path,
      prd: loaded?.shown,
      problems: loaded?.parsed.problems ?? [],
      entry,
      process,
      tools: contents?.tools ?? {},
    });
    return {
      key,
      folder: key,
      home,
      record,
      prd: loaded?.shown,
      prdStale: loaded?.stale ?? false,
      otherPrdPaths: (contents?.place.prdFiles ?? []).filter((file) => file !== loaded?.path),
      entry,
      registry: registry?.registry && { path: registry.path, version: registry.registry.version },
      tools: contents?.tools ?? {},
    };
  }

  #exists(folder: string): boolean {
    return (
      this.#folders.node(folder) !== undefined ||
      (this.#folders.node(path.dirname(folder))?.folders.has(path.basename(folder)) ?? false)
    );
  }
}

function isPrdName(file: string): boolean {
  const name = path.basename(file);
  return name === 'prd.json' || namedPrd(name) !== undefined;
}
