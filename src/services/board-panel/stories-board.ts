import type { Problem, Project, Story, StoryState } from '../../core/project/model';
import { type Translate, tellMessage } from '../../core/translate';
import {
  type BoardHead,
  type CardView,
  type LinkedCard,
  MADE_VERBS,
  type MadeVerb,
  NO_TIME,
  type TaskDetail,
} from '../../protocol/board';
import { StoryMoves } from './made-moves';
import { type MadeBoard, type ProjectsView, plainDetail } from './made-source';
import { problemDiagnostic } from './projects-board';
import type { CardMoves } from './shelf';
import type { ColumnSpec } from './source';

const PREFIX = 'made:stories/';

export const storiesRef = (slug: string): string => `${PREFIX}${slug}`;

/** The project that a board of stories is of; undefined: it is another board. */
export function projectOfRef(ref: string): string | undefined {
  return ref.startsWith(PREFIX) ? ref.slice(PREFIX.length) : undefined;
}

/** The stories of one project's PRD as cards, by what the file says of them. */
export class StoriesBoard implements MadeBoard {
  readonly moves: CardMoves;
  readonly #slug: string;
  readonly #projects: ProjectsView;
  readonly #t: Translate;

  constructor(slug: string, projects: ProjectsView, t: Translate) {
    this.#slug = slug;
    this.#projects = projects;
    this.#t = t;
    const columns = this.columns().map(({ id }) => id);
    this.moves = new StoryMoves(columns, (id) => this.#storyOf(id)?.state);
  }

  head(): BoardHead {
    const t = this.#t;
    const project = this.#projects.find(this.#slug);
    return {
      ref: storiesRef(this.#slug),
      kind: 'stories',
      name: project ? t('Stories of {project}', { project: project.record.name }) : this.#slug,
      icon: 'checklist',
      readOnly: t('Made from prd.json: a card moves when its story does.'),
      movable: true,
      empty: project
        ? t('This project has no stories yet. Plan it to get some.')
        : t('This project is not in the workspace any more.'),
    };
  }

  columns(): readonly ColumnSpec[] {
    const t = this.#t;
    const titles: readonly (readonly [StoryState, string])[] = [
      ['open', t('To Do')],
      ['in-progress', t('In Progress')],
      ['blocked', t('Blocked')],
      ['failed', t('Failed')],
      ['passed', t('Done')],
    ];
    return titles.map(([id, title]) => ({
      id,
      title,
      ...(id !== 'open' && id !== 'passed' && { hiddenWhenEmpty: true }),
    }));
  }

  cards(): readonly CardView[] {
    const project = this.#projects.find(this.#slug);
    return project?.prd ? project.prd.stories.map((story) => this.#card(project, story)) : [];
  }

  detail(id: string): TaskDetail | undefined {
    const project = this.#projects.find(this.#slug);
    const stories = project?.prd?.stories ?? [];
    const story = this.#storyOf(id);
    if (!project || !story) return undefined;
    const link = (each: Story): LinkedCard => ({
      id: cardId(each, stories),
      title: each.title,
      column: each.state,
      where: each.id,
    });
    return plainDetail(this.#card(project, story), {
      body: bodyOf(story, this.#t),
      diagnostics: problemsOf(project, story).map((problem) => problemDiagnostic(problem, this.#t)),
      parents: stories.filter((each) => story.dependsOn.includes(each.id)).map(link),
      children: stories.filter((each) => each.dependsOn.includes(story.id)).map(link),
    });
  }

  concerns(project: Project): boolean {
    return project.record.slug.toLowerCase() === this.#slug.toLowerCase();
  }

  #storyOf(id: string): Story | undefined {
    const stories = this.#projects.find(this.#slug)?.prd?.stories ?? [];
    return stories.find((each) => cardId(each, stories) === id);
  }

  #card(project: Project, story: Story): CardView {
    const stories = project.prd?.stories ?? [];
    const [problem] = problemsOf(project, story);
    const state = problem ? undefined : this.#stateOf(story, stories);
    const severity = problem?.severity === 'error' ? 'error' : 'warning';
    return {
      id: cardId(story, stories),
      column: story.state,
      title: story.title,
      order: [story.priority ?? Number.MAX_SAFE_INTEGER, story.index],
      priority: 0,
      since: NO_TIME,
      project: project.record.slug,
      story: story.id,
      ...(problem && {
        diagnostic: { kind: problem.code, severity, title: tellMessage(problem, this.#t) },
        state: { kind: severity, text: tellMessage(problem, this.#t) },
      }),
      ...(state && { state }),
      ...(story.dependsOn.length > 0 && { links: story.dependsOn.length }),
      opens: { kind: 'story', project: project.record.slug, story: story.id },
      offers: offersOf(story),
    };
  }

  #stateOf(story: Story, stories: readonly Story[]): CardView['state'] {
    if (story.reason !== undefined) return { kind: story.state === 'failed' ? 'error' : 'blocked', text: story.reason };
    if (story.state !== 'open') return undefined;
    const open = stories.filter((each) => story.dependsOn.includes(each.id) && each.state !== 'passed');
    if (open.length === 0) return undefined;
    const names = open.map(({ id }) => id).join(', ');
    return { kind: 'waits_for_parents', text: this.#t('Waits for {stories}.', { stories: names }) };
  }
}

function offersOf(story: Story): readonly MadeVerb[] {
  const named = story.idMadeUp ? ['openSource'] : [story.state === 'passed' ? 'rollBack' : 'createTask', 'openSource'];
  return MADE_VERBS.filter((verb) => named.includes(verb));
}

/** The story's id; where two share one, the later ones are told apart by their place. */
function cardId(story: Story, stories: readonly Story[]): string {
  const first = stories.find(({ id }) => id === story.id);
  return first === story ? story.id : `${story.id}~${story.index}`;
}

const problemsOf = (project: Project, story: Story): readonly Problem[] =>
  project.record.problems.filter(({ storyIndex }) => storyIndex === story.index);

function bodyOf(story: Story, t: Translate): string {
  const criteria = story.acceptanceCriteria.map((criterion) => `- ${criterion}`).join('\n');
  return [
    story.description,
    criteria && `**${t('Acceptance criteria')}**\n\n${criteria}`,
    story.notes && `**${t('Notes')}**\n\n${story.notes}`,
  ]
    .filter(Boolean)
    .join('\n\n');
}
