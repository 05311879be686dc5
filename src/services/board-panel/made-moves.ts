import type { Project } from '../../core/project/model';
import { ok, type Refusal, type Result, refuse } from '../../core/result';
import { type Sentence, say } from '../../core/sentence';
import type { CardResult } from '../../protocol/board-messages';
import type { Projects } from '../projects/api';
import type { CardMoves } from './shelf';

export type DecidingProjects = Pick<Projects, 'list' | 'decide'>;

/** Two places of the projects board stand for a verb of the registry. Of every other place it is said how a project comes there. */
export class ProjectMoves implements CardMoves {
  readonly #projects: DecidingProjects;
  readonly #columns: readonly string[];

  constructor(projects: DecidingProjects, columns: readonly string[]) {
    this.#projects = projects;
    this.#columns = columns;
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
    if (to === record.status) return null;
    switch (to) {
      case 'approved':
        if (!entry) return no(say('This project was never proposed, so there is nothing to approve. Plan it instead.'));
        return entry.status === 'approved'
          ? no(say('It is approved already. Its card follows what its agent does.'))
          : null;
      case 'pending':
        return entry?.status === 'approved' && record.status === 'approved'
          ? null
          : no(say('Only an approved project on which nothing works goes back to Pending.'));
      case 'planning':
        return no(say('Planning begins with a talk: choose Plan in the card’s menu.'));
      case 'running-ralph':
      case 'running-manual':
        return no(say('An agent brings it here when it begins to work.'));
      case 'complete':
      case 'idle':
        return no(say('Its stories decide that: it is complete when all of them pass.'));
      default:
        return no(say('A project comes here when its agent reports that.'));
    }
  }
}

/** prd.json alone says where a story stands. */
export class StoryMoves implements CardMoves {
  readonly #columns: readonly string[];
  readonly #columnOf: (id: string) => string | undefined;

  constructor(columns: readonly string[], columnOf: (id: string) => string | undefined) {
    this.#columns = columns;
    this.#columnOf = columnOf;
  }

  whereTo(ids: readonly string[]): Readonly<Record<string, Refusal | null>> {
    return Object.fromEntries(this.#columns.map((to) => [to, this.#why(ids, to)]));
  }

  async move(ids: readonly string[], to: string): Promise<Result<readonly CardResult[]>> {
    return ok(ids.map((id) => ({ id, refusal: this.#why([id], to) })));
  }

  #why(ids: readonly string[], to: string): Refusal | null {
    const from = new Set(ids.map((id) => this.#columnOf(id)));
    if (from.size === 1 && from.has(to)) return null;
    if (from.has('passed'))
      return no(say('To take a story out of Done, choose Roll Back in its menu: its commits go with it.'));
    if (to === 'passed') return no(say('A story is done when prd.json says that it passes: its agent writes that.'));
    return no(say('prd.json says where a story stands. To work on it on a board, choose Create Task in its menu.'));
  }
}

function no(why: Sentence): Refusal {
  return refuse('read_only', why).refusal;
}
