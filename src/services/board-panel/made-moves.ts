import type { Project } from '../../core/project/model';
import { ok, type Refusal, type Result, refuse } from '../../core/result';
import type { Translate } from '../../core/translate';
import type { CardResult } from '../../protocol/board-messages';
import type { Projects } from '../projects/api';
import type { CardMoves } from './shelf';

export type DecidingProjects = Pick<Projects, 'list' | 'decide'>;

/** Two places of the projects board stand for a verb of the registry. Of every other place it is said how a project comes there. */
export class ProjectMoves implements CardMoves {
  readonly #projects: DecidingProjects;
  readonly #columns: readonly string[];
  readonly #t: Translate;

  constructor(projects: DecidingProjects, columns: readonly string[], t: Translate) {
    this.#projects = projects;
    this.#columns = columns;
    this.#t = t;
  }

  whereTo(ids: readonly string[]): Readonly<Record<string, Refusal | null>> {
    const chosen = this.#chosen(ids);
    return Object.fromEntries(
      this.#columns.map((to) => [
        to,
        chosen.map((project) => this.#why(project, to)).find((why) => why !== null) ?? null,
      ]),
    );
  }

  async move(ids: readonly string[], to: string): Promise<Result<readonly CardResult[]>> {
    const results: CardResult[] = [];
    for (const project of this.#chosen(ids)) {
      const refusal = this.#why(project, to) ?? (await this.#decide(project, to));
      results.push({ id: project.key, refusal });
    }
    return ok(results);
  }

  async #decide(project: Project, to: string): Promise<Refusal | null> {
    const verb = to === 'approved' ? 'approve' : 'unapprove';
    const done = await this.#projects.decide(verb, project.record.slug);
    return done.ok ? null : done.refusal;
  }

  #chosen(ids: readonly string[]): readonly Project[] {
    const wanted = new Set(ids);
    return this.#projects.list().filter(({ key }) => wanted.has(key));
  }

  #why({ entry, record }: Project, to: string): Refusal | null {
    const t = this.#t;
    if (to === record.status) return null;
    switch (to) {
      case 'approved':
        if (!entry) return no(t('This project was never proposed, so there is nothing to approve. Plan it instead.'));
        return entry.status === 'approved'
          ? no(t('It is approved already. Its card follows what its agent does.'))
          : null;
      case 'pending':
        return entry?.status === 'approved' && record.status === 'approved'
          ? null
          : no(t('Only an approved project on which nothing works goes back to Pending.'));
      case 'planning':
        return no(t('Planning begins with a talk: choose Plan in the card’s menu.'));
      case 'running-ralph':
      case 'running-manual':
        return no(t('An agent brings it here when it begins to work.'));
      case 'complete':
      case 'idle':
        return no(t('Its stories decide that: it is complete when all of them pass.'));
      default:
        return no(t('A project comes here when its agent reports that.'));
    }
  }
}

/** prd.json alone says where a story stands. */
export class StoryMoves implements CardMoves {
  readonly #columns: readonly string[];
  readonly #columnOf: (id: string) => string | undefined;
  readonly #t: Translate;

  constructor(columns: readonly string[], columnOf: (id: string) => string | undefined, t: Translate) {
    this.#columns = columns;
    this.#columnOf = columnOf;
    this.#t = t;
  }

  whereTo(ids: readonly string[]): Readonly<Record<string, Refusal | null>> {
    return Object.fromEntries(this.#columns.map((to) => [to, this.#why(ids, to)]));
  }

  async move(ids: readonly string[], to: string): Promise<Result<readonly CardResult[]>> {
    return ok(ids.map((id) => ({ id, refusal: this.#why([id], to) })));
  }

  #why(ids: readonly string[], to: string): Refusal | null {
    const t = this.#t;
    const from = new Set(ids.map((id) => this.#columnOf(id)));
    if (from.size === 1 && from.has(to)) return null;
    if (from.has('passed'))
      return no(t('To take a story out of Done, choose Roll Back in its menu: its commits go with it.'));
    if (to === 'passed') return no(t('A story is done when prd.json says that it passes: its agent writes that.'));
    return no(t('prd.json says where a story stands. To work on it on a board, choose Create Task in its menu.'));
  }
}

function no(message: string): Refusal {
  return refuse('read_only', message).refusal;
}
