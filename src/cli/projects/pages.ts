import type { Project, ProjectRecord, ProjectStatus, Story, StoryState } from '../../core/project/model';
import { storiesById, unmetDependencies, workOrder } from '../../core/project/order';
import { plain } from '../../core/text';
import type { ProjectsNotice } from '../../services/projects/api';
import { longDuration, type Page, plural } from '../terminal/page';
import { oneLine } from '../terminal/width';

type Style = Parameters<Page['paint']>[0];

const STATUS_STYLES: Readonly<Record<ProjectStatus, Style>> = {
  'running-ralph': 'blue',
  'running-manual': 'blue',
  planning: 'cyan',
  approved: 'cyan',
  pending: 'yellow',
  failed: 'red',
  complete: 'green',
  blocked: 'red',
  idle: 'dim',
};

const STORY_SIGNS: Readonly<Record<StoryState, readonly [sign: string, style: Style]>> = {
  passed: ['✔', 'green'],
  open: ['○', undefined],
  'in-progress': ['●', 'blue'],
  blocked: ['■', 'yellow'],
  failed: ['✘', 'red'],
};

export function projectListPage(
  page: Page,
  records: readonly ProjectRecord[],
  notices: readonly ProjectsNotice[],
): string {
  if (records.length === 0) {
    return [...notices.map(noticeLine), 'No projects here. A project is a folder with a prd.json.'].join('\n');
  }
  const table = page.table(
    ['PROJECT', 'STATUS', 'DONE', 'LEFT', 'PROBLEMS', 'WHY'],
    records.map((record) => [
      record.slug,
      page.paint(STATUS_STYLES[record.status], record.status),
      record.storiesTotal === 0 ? '' : `${record.storiesDone}/${record.storiesTotal}`,
      record.etaSeconds ? `~${longDuration(record.etaSeconds * 1000)}` : '',
      record.problems.length === 0 ? '' : String(record.problems.length),
      oneLine(plain(record.statusReason)),
    ]),
    [2, 3, 4],
  );
  return [...notices.map(noticeLine), table].join('\n');
}

export function projectPage(page: Page, project: Project): string {
  const { record } = project;
  const facts = [
    ['Status', `${page.paint(STATUS_STYLES[record.status], record.status)}  ${plain(record.statusReason)}`],
    [
      'Stories',
      record.storiesTotal === 0 ? 'none' : `${record.storiesDone} of ${record.storiesTotal} pass${etaText(record)}`,
    ],
    ['PRD', record.prdPath ?? 'none yet'],
    ['Branch', record.branch ?? ''],
    ['Last', record.lastMessagePreview ?? ''],
    ['Error', record.errorReason ?? ''],
  ].filter(([, value]) => value);
  const problems = record.problems.map(
    (each) =>
      `  ${each.file}:${each.line}:${each.column}  ${page.paint(each.severity === 'error' ? 'red' : 'yellow', each.code)}  ${plain(each.message)}`,
  );
  return [
    page.bold(`${record.slug}  ${oneLine(plain(record.name))}`),
    ...facts.map(([name, value]) => `  ${page.dim((name ?? '').padEnd(8))} ${oneLine(value ?? '')}`),
    ...(project.prdStale
      ? [page.paint('yellow', '  The file has a mistake. This is what could be read of it last.')]
      : []),
    ...(problems.length > 0 ? ['', page.bold(plural(problems.length, 'problem')), ...problems] : []),
    ...(project.prd?.stories.length ? ['', storyTable(page, project.prd.stories)] : []),
  ].join('\n');
}

function etaText({ etaSeconds, etaRange }: ProjectRecord): string {
  if (!etaSeconds) return '';
  const about = `, about ${longDuration(etaSeconds * 1000)} left`;
  return etaRange ? `${about} (${etaRange.map((seconds) => longDuration(seconds * 1000)).join(' to ')})` : about;
}

function storyTable(page: Page, stories: readonly Story[]): string {
  const byId = storiesById(stories);
  return page.table(
    ['', 'STORY', 'PRIO', 'WAITS FOR', 'TITLE'],
    workOrder(stories).map((story) => {
      const [sign, style] = STORY_SIGNS[story.state];
      const waits = story.state === 'passed' ? [] : unmetDependencies(story, byId).map(({ id }) => id);
      return [
        page.paint(style, sign),
        story.idMadeUp ? page.dim(story.id) : plain(story.id),
        story.priorityText ?? '',
        waits.slice(0, 3).join(', ') + (waits.length > 3 ? ', …' : ''),
        oneLine(plain(story.title)),
      ];
    }),
    [2],
  );
}

function noticeLine(notice: ProjectsNotice): string {
  return `${notice.path ? `${notice.path}: ` : ''}${notice.message}`;
}
