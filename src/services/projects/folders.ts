import path from 'node:path';
import type { FolderRole } from '../../core/project/places';
import { excluder, isWantedFile, prdFilesAmong, RALPH_FOLDERS, roleInside } from '../../core/project/places';
import type { FileEntry, Files } from '../../ports/files';
import type { ProjectsSettings } from './api';

/** One folder that is looked at, with the names in it that matter. */
export interface FolderNode {
  readonly path: string;
  readonly home: string;
  readonly role: FolderRole;
  readonly left: number;
  readonly files: ReadonlySet<string>;
  readonly folders: ReadonlySet<string>;
}

/** A project's place on disk: its folder and the PRD files in it, the most likely first. */
export interface Place {
  readonly folder: string;
  readonly home: string;
  readonly prdFiles: readonly string[];
}

/** More folders than this are a home directory or a disk, not a workspace. */
const MOST_FOLDERS = 50_000;

/**
 * The folders in which projects may be, as they were when last listed. Each is listed again only when something was reported
 * in it, so that one new folder costs one listing.
 */
export class FolderMap {
  readonly #files: Files;
  readonly #nodes = new Map<string, FolderNode>();
  #settings: ProjectsSettings;
  #excluded: (relative: string) => boolean;
  #wanted: (name: string, role: FolderRole) => boolean;
  #fresh = new Set<string>();
  #gone = new Set<string>();

  constructor(files: Files, settings: ProjectsSettings) {
    this.#files = files;
    this.#settings = settings;
    this.#excluded = excluder(settings.exclude);
    this.#wanted = wantedBy(settings);
  }

  get homes(): readonly string[] {
    return [...new Set([...this.#settings.folders, ...this.#settings.roots])];
  }

  /** Too much to look through: the rest was left out. */
  get overflowed(): boolean {
    return this.#nodes.size >= MOST_FOLDERS;
  }

  node(folder: string): FolderNode | undefined {
    return this.#nodes.get(folder);
  }

  /** Whether a file can matter, by its name and the folder that it is in. */
  wants(file: string): boolean {
    return this.#wanted(path.basename(file), this.#nodes.get(path.dirname(file))?.role ?? 'space');
  }

  /** Folders that came and went since the last call, for the watcher. */
  takeDifference(): { readonly fresh: readonly string[]; readonly gone: readonly string[] } {
    const difference = { fresh: [...this.#fresh], gone: [...this.#gone] };
    this.#fresh = new Set();
    this.#gone = new Set();
    return difference;
  }

  /** Takes over other settings; what both look at stays as it is. */
  async configure(settings: ProjectsSettings): Promise<void> {
    const before = this.#settings;
    this.#settings = settings;
    this.#excluded = excluder(settings.exclude);
    this.#wanted = wantedBy(settings);
    const sameRules =
      before.depth === settings.depth &&
      before.registry === settings.registry &&
      before.exclude.join('\0') === settings.exclude.join('\0');
    const homes = new Set(this.homes);
    for (const node of [...this.#nodes.values()]) if (!sameRules || !homes.has(node.home)) this.#forget(node.path);
    await this.scan();
  }

  /** Lists every home that is not known yet, with everything in it. */
  async scan(): Promise<void> {
    for (const root of this.#settings.roots) await this.#visit(root, root, 'root', 0);
    for (const folder of this.#settings.folders) {
      const known = this.#nodes.get(folder);
      if (known && known.home === folder) continue;
      await this.#visit(folder, folder, 'space', this.#settings.depth);
    }
  }

  /** Lists one known folder again; new folders in it are looked through, vanished ones forgotten. */
  async relist(folder: string): Promise<void> {
    const node = this.#nodes.get(folder);
    if (node) await this.#visit(folder, node.home, node.role, node.left, true);
  }

  /** A folder that is there and ought to be known, and is not. */
  isMissing(folder: string): boolean {
    const parent = this.#nodes.get(path.dirname(folder));
    if (!parent || this.#nodes.has(folder)) return false;
    const name = path.basename(folder);
    return !parent.folders.has(name) || this.#roleOf(parent, folder, name) !== undefined;
  }

  /** Forgets a folder with all in it. */
  drop(folder: string): void {
    const inside = folder + path.sep;
    const parent = this.#nodes.get(path.dirname(folder));
    if (parent?.folders.has(path.basename(folder))) {
      const folders = new Set(parent.folders);
      folders.delete(path.basename(folder));
      this.#nodes.set(parent.path, { ...parent, folders });
    }
    for (const known of [...this.#nodes.keys()]) if (known === folder || known.startsWith(inside)) this.#forget(known);
  }

  /** Every folder that is a project: one with a PRD, or directly inside a root. */
  places(): readonly Place[] {
    const roots = new Set(this.#settings.roots);
    const places: Place[] = [];
    for (const node of this.#nodes.values()) {
      if (node.role !== 'space') continue;
      const prdFiles = this.prdFilesOf(node.path);
      if (prdFiles.length > 0 || roots.has(path.dirname(node.path))) {
        places.push({ folder: node.path, home: node.home, prdFiles });
      }
    }
    return places;
  }

  prdFilesOf(folder: string): readonly string[] {
    return this.ralphFoldersOf(folder).flatMap((node) =>
      prdFilesAmong([...node.files]).map((file) => path.join(node.path, file)),
    );
  }

  /** The project's own folder and the Ralph folders in it that exist, the most likely first. */
  ralphFoldersOf(folder: string): readonly FolderNode[] {
    const partOfParent = path.basename(folder) === 'scripts' && this.#nodes.get(path.dirname(folder))?.role === 'space';
    return RALPH_FOLDERS.flatMap((relative) => {
      const node = this.#nodes.get(relative === '' ? folder : path.join(folder, ...relative.split('/')));
      if (!node || (relative !== '' && node.role !== 'ralph')) return [];
      return relative === 'ralph' && partOfParent ? [] : [node];
    });
  }

  /** The project folders that a path inside them may belong to, nearest first. */
  *ownersOf(file: string): Iterable<string> {
    let folder = path.dirname(file);
    for (let up = 0; up < 5; up++) {
      if (this.#nodes.get(folder)?.role === 'space') yield folder;
      const parent = path.dirname(folder);
      if (parent === folder) return;
      folder = parent;
    }
  }

  async #visit(folder: string, home: string, role: FolderRole, left: number, again = false): Promise<void> {
    const known = this.#nodes.get(folder);
    if (known && !again && known.left >= left && known.role === role) return;
    if (!known && this.overflowed) return;
    const entries = await this.#files.list(folder);
    if (!entries) {
      this.drop(folder);
      return;
    }
    const actual = ownRole(role, folder, entries);
    const folders = new Set(entries.flatMap((entry) => (entry.kind === 'folder' ? [entry.name] : [])));
    const files = entries.filter((entry) => entry.kind === 'file' || entry.kind === 'dangling');
    this.#nodes.set(folder, {
      path: folder,
      home,
      role: actual,
      left,
      files: new Set(files.flatMap(({ name }) => (this.#wanted(name, actual) ? [name] : []))),
      folders,
    });
    this.#gone.delete(folder);
    if (!known) this.#fresh.add(folder);
    for (const name of known?.folders ?? []) if (!folders.has(name)) this.drop(path.join(folder, name));
    await this.#visitInside(folder, home, actual, left, entries);
  }

  async #visitInside(
    folder: string,
    home: string,
    role: FolderRole,
    left: number,
    entries: readonly FileEntry[],
  ): Promise<void> {
    const visits = entries.flatMap((entry) => {
      if (entry.kind !== 'folder') return [];
      const child = path.join(folder, entry.name);
      const inner = this.#roleOf({ home, role, left }, child, entry.name);
      return inner === undefined || this.#nodes.has(child) ? [] : [{ entry, child, inner }];
    });
    for (const group of groupsOf(visits, 16)) {
      await Promise.all(
        group.map(async ({ entry, child, inner }) => {
          if (entry.link && !(await this.#leadsOutside(child))) return;
          await this.#visit(child, home, inner, left - 1);
        }),
      );
    }
  }

  #roleOf(parent: Pick<FolderNode, 'home' | 'role' | 'left'>, child: string, name: string): FolderRole | undefined {
    const role = roleInside(parent.role, name, parent.left);
    if (role === undefined || this.#excluded(path.relative(parent.home, child).replaceAll(path.sep, '/')))
      return undefined;
    return role;
  }

  /** A link to a folder that is looked at anyway would show its projects twice, or go round in a circle. */
  async #leadsOutside(link: string): Promise<boolean> {
    const real = await this.#files.real(link);
    if (real === undefined) return false;
    return !this.homes.some(
      (home) => real === home || real.startsWith(home + path.sep) || home.startsWith(real + path.sep),
    );
  }

  #forget(folder: string): void {
    if (!this.#nodes.delete(folder)) return;
    this.#fresh.delete(folder);
    this.#gone.add(folder);
  }
}

/** A repository that happens to be called `ralph` or `tasks` is a project of its own. */
function ownRole(role: FolderRole, folder: string, entries: readonly FileEntry[]): FolderRole {
  if (role !== 'ralph' || path.basename(folder).startsWith('.')) return role;
  return entries.some(({ name }) => name === '.git') ? 'space' : role;
}

function wantedBy(settings: ProjectsSettings): (name: string, role: FolderRole) => boolean {
  const registry = path.basename(settings.registry);
  return (name, role) => name === registry || isWantedFile(name, role);
}

function groupsOf<T>(items: readonly T[], size: number): readonly (readonly T[])[] {
  const groups: T[][] = [];
  for (let at = 0; at < items.length; at += size) groups.push(items.slice(at, at + size));
  return groups;
}
