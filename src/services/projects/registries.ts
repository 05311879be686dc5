import path from 'node:path';
import type { Registry } from '../../core/project/model';
import { parseRegistry } from '../../core/project/registry';
import { saidBy, say, spoken } from '../../core/sentence';
import type { Documents } from '../../ports/documents';
import type { Files } from '../../ports/files';
import type { ProjectsNotice, ProjectsSettings } from './api';
import { registryPathOf } from './registry-file';

export interface LoadedRegistry {
  readonly home: string;
  readonly path: string;
  readonly stamp: string;
  readonly fingerprint: string;
  readonly modifiedAt: number;
  /** The last one that could be read. */
  readonly registry: Registry | undefined;
  readonly notice: ProjectsNotice | undefined;
}

/** The registry of each workspace folder and root, read again only when it has changed. */
export class Registries {
  readonly #documents: Pick<Documents, 'read'>;
  readonly #files: Files;
  #loaded = new Map<string, LoadedRegistry>();

  constructor(documents: Pick<Documents, 'read'>, files: Files) {
    this.#documents = documents;
    this.#files = files;
  }

  all(): Iterable<LoadedRegistry> {
    return this.#loaded.values();
  }

  of(home: string): LoadedRegistry | undefined {
    return this.#loaded.get(home);
  }

  notices(): readonly ProjectsNotice[] {
    return [...this.#loaded.values()].flatMap(({ notice }) => notice ?? []);
  }

  /** Where registries are, besides the homes, which are watched anyway. */
  folders(homes: readonly string[], settings: ProjectsSettings): readonly string[] {
    const folders = homes.map((home) => path.dirname(registryPathOf(home, settings)));
    return [...new Set(folders)].filter((folder) => !homes.includes(folder));
  }

  /** `only`: paths that were reported; undefined: look at all. */
  async load(
    homes: readonly string[],
    settings: ProjectsSettings,
    only: ReadonlySet<string> | undefined,
  ): Promise<void> {
    for (const home of [...this.#loaded.keys()]) if (!homes.includes(home)) this.#loaded.delete(home);
    await Promise.all(
      homes.map(async (home) => {
        const file = registryPathOf(home, settings);
        const before = this.#loaded.get(home);
        if (before && before.path !== file) this.#loaded.delete(home);
        else if (only && !only.has(file)) return;
        const loaded = await this.#read(home, file, this.#loaded.get(home));
        if (loaded) this.#loaded.set(home, loaded);
        else this.#loaded.delete(home);
      }),
    );
  }

  async #read(home: string, file: string, before: LoadedRegistry | undefined): Promise<LoadedRegistry | undefined> {
    const stat = await this.#files.stat(file);
    if (!stat) return undefined;
    if (before?.stamp === stat.stamp) return before;
    const { stamp, modifiedAt } = stat;
    const read = await this.#documents.read(file);
    if (!read.ok) {
      if (read.refusal.code === 'not_found') return undefined;
      const notice = { code: 'registry_unreadable' as const, ...spoken(saidBy(read.refusal)), path: file };
      return { home, path: file, stamp, fingerprint: '', modifiedAt, registry: before?.registry, notice };
    }
    const { fingerprint } = read.value;
    if (before?.fingerprint === fingerprint) return { ...before, stamp, modifiedAt };
    const { registry, problems } = parseRegistry(read.value.text);
    const first = problems[0];
    const notice: ProjectsNotice | undefined = first && {
      code: 'registry_unreadable',
      ...spoken(say('Line {line}: {problem}', { line: first.line, problem: saidBy(first) })),
      path: file,
    };
    return { home, path: file, stamp, fingerprint, modifiedAt, registry: registry ?? before?.registry, notice };
  }
}
