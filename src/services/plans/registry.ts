import path from 'node:path';
import { markPlan, type PlanMark } from '../../core/plan/registry';
import type { Project } from '../../core/project/model';
import { RALPH_FOLDERS } from '../../core/project/places';
import { parseRegistry } from '../../core/project/registry';
import { EMPTY_REGISTRY } from '../../core/project/registry-verbs';
import { checkSlug } from '../../core/project/slug';
import { projectWord } from '../../core/project/words';
import { ok, type Result, refuse } from '../../core/result';
import { saidBy, say } from '../../core/sentence';
import type { Clock } from '../../ports/clock';
import type { Documents } from '../../ports/documents';
import type { Files } from '../../ports/files';
import type { PlanProject, PlanProjects } from '../../ports/plan-projects';

export interface PlanRegistryDeps {
  /** The workspace folder that the plans belong to. */
  readonly workspace: string;
  /** The live project of that slug. */
  find(slug: string): Promise<Project | undefined>;
  /** Where the registry is when no entry says so. */
  registryPath(): string;
  readonly documents: Documents;
  readonly files: Files;
  readonly clock: Clock;
}

/** What stands in the way of planning anew without being asked. */
const COMMITTED: readonly string[] = ['approved', 'running-ralph', 'running-manual', 'complete'];
const NEW_RALPH_FOLDER = 'scripts/ralph';

/** Projects and their registry, as plans see them. */
export class RegistryPlanProjects implements PlanProjects {
  readonly #deps: PlanRegistryDeps;

  constructor(deps: PlanRegistryDeps) {
    this.#deps = deps;
  }

  async find(slug: string): Promise<Result<PlanProject>> {
    const found = await this.#project(slug);
    if (!found.ok) return found;
    const { record, folder } = found.value;
    const prdPath = record.prdPath ?? undefined;
    const ralph = prdPath === undefined ? await this.#ralphFolder(folder) : path.dirname(prdPath);
    return ok({
      slug: record.slug,
      description: record.description,
      folder: record.hasWorkspace ? this.#relative(folder) : '.',
      ralphFolder: this.#relative(ralph),
      ...(prdPath === undefined ? {} : { prdPath: this.#relative(prdPath) }),
    });
  }

  async startPlanning(slug: string, plan: string, force: boolean): Promise<Result<void>> {
    const found = await this.#project(slug);
    if (!found.ok) return found;
    const { status } = found.value.record;
    if (!force && COMMITTED.includes(status)) {
      return refuse(
        'already_committed',
        say('"{slug}" is {status} already. Say that you want to re-plan it.', { slug, status: projectWord(status) }),
        {
          status,
        },
      );
    }
    return this.#mark(found.value, { mark: 'planning', plan });
  }

  async finishPlanning(slug: string, plan: string, finalPlanPath: string): Promise<Result<void>> {
    const found = await this.#project(slug);
    return found.ok ? this.#mark(found.value, { mark: 'approved', plan, finalPlanPath }) : found;
  }

  async abandonPlanning(slug: string): Promise<Result<void>> {
    const found = await this.#project(slug);
    return found.ok ? this.#mark(found.value, { mark: 'pending' }) : found;
  }

  async #project(slug: string): Promise<Result<Project>> {
    const checked = checkSlug(slug);
    if (!checked.ok) return checked;
    const project = await this.#deps.find(slug);
    return project
      ? ok(project)
      : refuse('not_found', say('There is no project "{slug}". Propose it first.', { slug }), { slug });
  }

  async #mark(project: Project, mark: PlanMark): Promise<Result<void>> {
    const { documents, clock } = this.#deps;
    const name = project.entry?.name ?? project.record.slug;
    const description = project.record.description || `Planned with Signalbox.`;
    const edited = await documents.edit<string>(
      project.registry?.path ?? this.#deps.registryPath(),
      ({ text }) => {
        const { registry, problems } = parseRegistry(text);
        if (!registry) {
          const [first] = problems;
          return refuse(
            'registry_unreadable',
            say('The registry cannot be read: {problem}', { problem: first ? saidBy(first) : say('it is no JSON.') }),
          );
        }
        return markPlan(registry, name, description, mark, new Date(clock.now()).toISOString());
      },
      { createFrom: EMPTY_REGISTRY },
    );
    return edited.ok ? ok(undefined) : edited;
  }

  async #ralphFolder(folder: string): Promise<string> {
    for (const name of RALPH_FOLDERS) {
      if (name === '') continue;
      const candidate = path.join(folder, ...name.split('/'));
      if ((await this.#deps.files.stat(candidate))?.kind === 'folder') return candidate;
    }
    return path.join(folder, ...NEW_RALPH_FOLDER.split('/'));
  }

  #relative(absolute: string): string {
    return path.relative(this.#deps.workspace, absolute).split(path.sep).join('/') || '.';
  }
}
