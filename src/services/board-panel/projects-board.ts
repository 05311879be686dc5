import type { Severity } from '../../core/board/card';
import type { Problem, Project, ProjectStatus } from '../../core/project/model';
import { errorSentence, statusSentence } from '../../core/project/record';
import { type Translate, tell, tellMessage } from '../../core/translate';
import {
  type BoardHead,
  type CardView,
  MADE_VERBS,
  type MadeVerb,
  NO_TIME,
  type TaskDetail,
} from '../../protocol/board';
import { ProjectMoves } from './made-moves';
import { type MadeBoard, type ProjectsView, plainDetail } from './made-source';
import type { CardMoves } from './shelf';
import type { ColumnSpec } from './source';

export const PROJECTS_REF = 'made:projects';

/** Every project as a card, in the column of its status. */
export class ProjectsBoard implements MadeBoard {
  readonly moves: CardMoves;
  readonly #projects: ProjectsView;
  readonly #t: Translate;

  constructor(projects: ProjectsView, t: Translate) {
    this.#projects = projects;
    this.#t = t;
    const columns = this.columns().map(({ id }) => id);
    this.moves = new ProjectMoves(projects, columns);
  }

  head(): BoardHead {
    const t = this.#t;
    return {
      ref: PROJECTS_REF,
      kind: 'projects',
      name: t('Projects'),
      icon: 'project',
      readOnly: t('Made from your projects: a card moves when its project does.'),
      movable: true,
      empty:
        this.#projects.phase === 'ready'
          ? t('No project was found. Propose one, or open a folder that has a prd.json.')
          : t('Still looking for projects…'),
    };
  }

  columns(): readonly ColumnSpec[] {
    const t = this.#t;
    const titles: readonly (readonly [ProjectStatus, string])[] = [
      ['idle', t('Idle')],
      ['pending', t('Pending')],
      ['planning', t('Planning')],
      ['approved', t('Approved')],
      ['running-ralph', t('Running')],
      ['running-manual', t('Running by hand')],
      ['blocked', t('Blocked')],
      ['failed', t('Failed')],
      ['complete', t('Complete')],
    ];
    return titles.map(([id, title]) => ({
      id,
      title,
      ...(id === 'pending' || id === 'approved' ? { empty: this.#wordsFor(id) } : { hiddenWhenEmpty: true }),
      ...((id === 'idle' || id === 'complete') && { quiet: true }),
    }));
  }

  #wordsFor(id: 'pending' | 'approved'): string {
    return id === 'pending'
      ? this.#t('Proposed, and waits for your approval.')
      : this.#t('Drop a project here to approve it: an agent may start on it then.');
  }

  cards(): readonly CardView[] {
    return this.#projects.list().map((project) => this.#card(project));
  }

  detail(id: string): TaskDetail | undefined {
    const project = this.#projects.list().find(({ key }) => key === id);
    if (!project) return undefined;
    const { record, prd } = project;
    const error = errorSentence(record);
    const lines = [
      record.description,
      tell(statusSentence(record), this.#t),
      record.lastMessagePreview ?? '',
      ...(prd?.stories ?? []).map((story) => `- [${story.state === 'passed' ? 'x' : ' '}] ${story.id} ${story.title}`),
    ];
    return plainDetail(this.#card(project), {
      body: lines.filter(Boolean).join('\n\n').replaceAll('\n\n- [', '\n- ['),
      diagnostics: record.problems.map((problem) => problemDiagnostic(problem, this.#t)),
      ...(error && { lastError: tell(error, this.#t) }),
    });
  }

  concerns(): boolean {
    return true;
  }

  #card(project: Project): CardView {
    const { key, record } = project;
    const since = Date.parse(
      record.startedAt ?? record.lastIterationAt ?? record.approvedAt ?? record.proposedAt ?? '',
    );
    const worst = record.problems.find(({ severity }) => severity === 'error');
    const diagnostic = worst
      ? { kind: worst.code, severity: 'error' as Severity, title: tellMessage(worst, this.#t) }
      : record.status === 'failed' || record.status === 'blocked'
        ? {
            kind: record.status,
            severity: (record.status === 'failed' ? 'error' : 'warning') as Severity,
            title: tell(errorSentence(record) ?? statusSentence(record), this.#t),
          }
        : undefined;
    const running = record.status === 'running-ralph' || record.status === 'running-manual';
    return {
      id: key,
      column: record.status,
      title: record.name,
      order: [0, 0],
      priority: 0,
      since: Number.isNaN(since) ? NO_TIME : since,
      project: record.slug,
      ...(record.storiesTotal > 0 && { progress: { done: record.storiesDone, total: record.storiesTotal } }),
      ...(diagnostic && { diagnostic, state: { kind: diagnostic.severity, text: diagnostic.title } }),
      ...(!diagnostic &&
        running && { state: { kind: 'working' as const, text: tell(statusSentence(record), this.#t) } }),
      opens: { kind: 'project', project: record.slug },
      offers: offersOf(project),
    };
  }
}

function offersOf({ record, entry }: Project): readonly MadeVerb[] {
  const possible: Readonly<Record<MadeVerb, boolean>> = {
    approve: entry !== undefined && entry.status !== 'approved',
    unapprove: entry?.status === 'approved',
    cancel: entry !== undefined && entry.status !== 'cancelled',
    plan: true,
    stories: record.hasPrd,
    openSource: record.hasPrd,
    openFolder: record.hasWorkspace,
    rollBack: record.hasPrd && record.storiesDone > 0,
    createTask: false,
  };
  return MADE_VERBS.filter((verb) => possible[verb]);
}

export function problemDiagnostic(problem: Problem, t: Translate): TaskDetail['diagnostics'][number] {
  return {
    code: problem.code,
    severity: problem.severity === 'error' ? 'error' : 'warning',
    title: tellMessage(problem, t),
    detail: t('Line {line}, column {column} of {file}', {
      line: problem.line,
      column: problem.column,
      file: problem.file,
    }),
    firstSeenAt: NO_TIME,
    lastSeenAt: NO_TIME,
    count: 1,
    actions: [{ kind: 'openSource', label: t('Open prd.json') }],
  };
}
