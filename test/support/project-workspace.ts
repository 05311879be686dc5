import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { FileDocuments } from '../../src/adapters/documents';
import { RealFiles } from '../../src/adapters/files';
import { SystemProcesses } from '../../src/adapters/processes/processes';
import { systemClock } from '../../src/adapters/system-clock';
import { ChokidarWatcher } from '../../src/adapters/watch';
import type { Files } from '../../src/ports/files';
import type { Watcher } from '../../src/ports/watcher';
import type { ProjectsChange, ProjectsSettings } from '../../src/services/projects/api';
import { DEFAULT_SETTINGS } from '../../src/services/projects/api';
import { LiveProjects, type ProjectsPorts } from '../../src/services/projects/live';

/** A PRD of the reference format with one story for each flag. */
export function prdOf(name: string, ...passes: readonly boolean[]): string {
  const userStories = passes.map((each, index) => ({
    id: `US-${String(index + 1).padStart(3, '0')}`,
    title: `Story ${index + 1} of ${name}`,
    description: '',
    acceptanceCriteria: [],
    priority: index + 1,
    passes: each,
    notes: '',
  }));
  return `${JSON.stringify({ project: name, branchName: `ralph/${name}`, description: '', userStories }, null, 2)}\n`;
}

/** A folder that is a workspace, and the live models that were opened on it. */
export class ProjectWorkspace {
  readonly root = fs.realpathSync(fs.mkdtempSync(path.join(os.tmpdir(), 'projects-')));
  readonly #open: LiveProjects[] = [];

  path(relative: string): string {
    return path.join(this.root, ...relative.split('/'));
  }

  write(relative: string, text: string | Buffer): string {
    const file = this.path(relative);
    fs.mkdirSync(path.dirname(file), { recursive: true });
    fs.writeFileSync(file, text);
    return file;
  }

  /** As editors and agents write: a file beside it, renamed over it. */
  replace(relative: string, text: string): void {
    const file = this.path(relative);
    fs.writeFileSync(`${file}.next`, text);
    fs.renameSync(`${file}.next`, file);
  }

  remove(relative: string): void {
    fs.rmSync(this.path(relative), { recursive: true, force: true });
  }

  live(settings: Partial<ProjectsSettings> = {}, ports: Partial<ProjectsPorts> = {}): WatchedProjects {
    const projects = new LiveProjects(
      { ...DEFAULT_SETTINGS, folders: [this.root], ...settings },
      { ...realPorts(), ...ports },
    );
    this.#open.push(projects);
    return new WatchedProjects(projects);
  }

  close(): void {
    for (const projects of this.#open) projects.dispose();
    fs.rmSync(this.root, { recursive: true, force: true });
  }
}

function realPorts(): ProjectsPorts {
  const errors: unknown[] = [];
  const documents = new FileDocuments();
  return {
    files: new RealFiles(),
    documents,
    saved: documents,
    watcher: new ChokidarWatcher(),
    processes: new SystemProcesses(),
    clock: systemClock,
    log: { debug() {}, info() {}, warn() {}, error: (...all) => void errors.push(all) },
  };
}

/** A live model with everything that it posted. */
export class WatchedProjects {
  readonly model: LiveProjects;
  readonly changes: ProjectsChange[] = [];
  readonly #waiting = new Set<() => void>();

  constructor(model: LiveProjects) {
    this.model = model;
    model.onChange((change) => {
      this.changes.push(change);
      for (const wake of [...this.#waiting]) wake();
    });
  }

  /** Starts and waits until changes are seen. */
  async started(): Promise<this> {
    await this.model.start();
    await this.model.settled();
    this.changes.length = 0;
    return this;
  }

  /** Resolves when the model is so; the change that made it so need not be the next one. */
  until(wanted: () => boolean): Promise<void> {
    if (wanted()) return Promise.resolve();
    return new Promise((resolve) => {
      const wake = () => {
        if (!wanted()) return;
        this.#waiting.delete(wake);
        resolve();
      };
      this.#waiting.add(wake);
    });
  }

  /** `slug status done/total` of each project. */
  get lines(): readonly string[] {
    return this.model.list().map(({ record }) => {
      const { slug, status, storiesDone, storiesTotal } = record;
      return `${slug} ${status} ${storiesDone}/${storiesTotal}`;
    });
  }

  line(slug: string): string | undefined {
    return this.lines.find((line) => line.startsWith(`${slug} `));
  }
}

/** Counts what is asked of the disk. */
export class CountingFiles extends RealFiles implements Files {
  calls = 0;
  override list(folder: string) {
    this.calls += 1;
    return super.list(folder);
  }
  override stat(file: string) {
    this.calls += 1;
    return super.stat(file);
  }
  override head(file: string, bytes: number) {
    this.calls += 1;
    return super.head(file, bytes);
  }
  override tail(file: string, bytes: number) {
    this.calls += 1;
    return super.tail(file, bytes);
  }
}

export type { Watcher };
