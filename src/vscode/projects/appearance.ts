import type { Problem, Project, ProjectStatus, Story, StoryState } from '../../core/project/model';
import { errorSentence } from '../../core/project/record';
import { type Translate, tell, tellMessage } from '../../core/translate';
import type { IconName, Row } from '../rows';

const PROJECT_ICONS: Readonly<Record<ProjectStatus, IconName>> = {
  'running-ralph': { id: 'sync', color: 'charts.blue' },
  'running-manual': { id: 'vm-running', color: 'charts.blue' },
  planning: { id: 'comment-discussion' },
  approved: { id: 'thumbsup' },
  pending: { id: 'clockface' },
  failed: { id: 'error', color: 'problemsErrorIcon.foreground' },
  complete: { id: 'pass-filled', color: 'testing.iconPassed' },
  blocked: { id: 'circle-slash', color: 'problemsWarningIcon.foreground' },
  idle: { id: 'circle-large-outline' },
};

const STORY_ICONS: Readonly<Record<StoryState, IconName>> = {
  passed: { id: 'pass', color: 'testing.iconPassed' },
  open: { id: 'circle-large-outline' },
  'in-progress': { id: 'play-circle', color: 'charts.blue' },
  blocked: { id: 'circle-slash', color: 'problemsWarningIcon.foreground' },
  failed: { id: 'error', color: 'problemsErrorIcon.foreground' },
};

export function statusWord(status: ProjectStatus, t: Translate): string {
  switch (status) {
    case 'running-ralph':
      return t('Ralph');
    case 'running-manual':
      return t('running by hand');
    case 'planning':
      return t('planning');
    case 'approved':
      return t('approved');
    case 'pending':
      return t('pending');
    case 'failed':
      return t('failed');
    case 'complete':
      return t('complete');
    case 'blocked':
      return t('blocked');
    case 'idle':
      return t('idle');
  }
}

export function projectRow(project: Project, t: Translate): Row {
  const { record } = project;
  const parts = [statusWord(record.status, t)];
  if (record.storiesTotal > 0) parts.unshift(`${record.storiesDone}/${record.storiesTotal}`);
  if (isRunning(record.status) && record.etaSeconds) parts.push(`~${duration(record.etaSeconds, t)}`);
  const error = record.status === 'failed' && errorSentence(record);
  if (error) parts.push(firstLine(tell(error, t), 60));
  return {
    label: record.slug,
    description: parts.join(' · '),
    icon: projectIcon(project),
    spoken: [
      record.slug,
      statusWord(record.status, t),
      record.storiesTotal > 0
        ? t('{done} of {total} stories done', { done: record.storiesDone, total: record.storiesTotal })
        : '',
      record.branch ? t('branch {branch}', { branch: record.branch }) : '',
      problemCount(record.problems, t),
    ]
      .filter(Boolean)
      .join(', '),
  };
}

/** A project at rest whose PRD cannot be read shows that first; what runs or failed keeps its own sign. */
export function projectIcon(project: Project): IconName {
  const { status, problems } = project.record;
  if (status === 'idle' && problems.some((problem) => problem.severity === 'error')) {
    return { id: 'warning', color: 'problemsErrorIcon.foreground' };
  }
  return statusIcon(status);
}

export function statusIcon(status: ProjectStatus): IconName {
  return PROJECT_ICONS[status];
}

/** What keeps a story waiting and where its problem is, beside what its own file says. */
export interface StoryFacts {
  /** Ids that it depends on and that do not pass yet. */
  readonly waitsFor: readonly string[];
  readonly problem: Problem | undefined;
}

export function storyRow(story: Story, facts: StoryFacts, t: Translate): Row {
  const parts: string[] = [];
  if (facts.problem) parts.push(problemPlace(facts.problem));
  if (story.state !== 'passed') {
    const priority = priorityWord(story);
    if (priority) parts.push(priority);
    if (story.state !== 'open' || facts.waitsFor.length > 0) parts.push(storyWords(story, facts.waitsFor, t));
  }
  return {
    label: story.idMadeUp ? story.title : `${story.id} ${story.title}`,
    description: parts.join(' · '),
    icon: facts.problem
      ? { id: 'warning', color: `problems${facts.problem.severity === 'error' ? 'Error' : 'Warning'}Icon.foreground` }
      : storyIcon(story.state),
    spoken: [
      story.id,
      story.title,
      stateWord(story.state, t),
      story.priority === undefined ? '' : t('priority {priority}', { priority: story.priorityText ?? story.priority }),
      facts.waitsFor.length > 0 ? t('waits for {ids}', { ids: facts.waitsFor.join(', ') }) : '',
      facts.problem ? tellMessage(facts.problem, t) : '',
    ]
      .filter(Boolean)
      .join(', '),
  };
}

export function storyIcon(state: StoryState): IconName {
  return STORY_ICONS[state];
}

/** Where a story stands, in the fewest words: what keeps it waiting goes before its state. */
export function storyWords(story: Story, waitsFor: readonly string[], t: Translate): string {
  if (story.state === 'open' && waitsFor.length > 0) return t('after {ids}', { ids: waitsFor.join(', ') });
  return stateWord(story.state, t);
}

export function stateWord(state: StoryState, t: Translate): string {
  switch (state) {
    case 'passed':
      return t('passed');
    case 'open':
      return t('open');
    case 'in-progress':
      return t('in progress');
    case 'blocked':
      return t('blocked');
    case 'failed':
      return t('failed');
  }
}

export function problemPlace(problem: Problem): string {
  return `${problem.file.replace(/^.*[\\/]/, '')}:${problem.line}`;
}

/** Nothing when there are none; hints are not counted. */
export function problemCount(problems: readonly Problem[], t: Translate): string {
  const count = problems.filter((problem) => problem.severity !== 'info').length;
  if (count === 0) return '';
  return count === 1 ? t('1 problem') : t('{count} problems', { count });
}

/** About how long, in one unit. */
export function duration(seconds: number, t: Translate): string {
  const minutes = seconds / 60;
  if (minutes < 90) return t('{count} min', { count: Math.max(1, Math.round(minutes)) });
  const hours = minutes / 60;
  if (hours < 48) return t('{count} h', { count: Math.round(hours) });
  return t('{count} d', { count: Math.round(hours / 24) });
}

/** How long ago, in one unit; nothing under a minute. */
export function age(since: string | null | undefined, now: number, t: Translate): string {
  const then = since ? Date.parse(since) : Number.NaN;
  const seconds = (now - then) / 1000;
  return seconds >= 60 ? duration(seconds, t) : '';
}

export function isRunning(status: ProjectStatus): boolean {
  return status === 'running-ralph' || status === 'running-manual';
}

export function firstLine(text: string, longest: number): string {
  const line = text.trimStart().split(/\r?\n/, 1)[0] ?? '';
  return line.length > longest ? `${line.slice(0, longest - 1)}…` : line;
}

function priorityWord({ priority, priorityText }: Story): string {
  if (priorityText && !/^-?\d/.test(priorityText)) return priorityText;
  return priority === undefined ? '' : `P${priority}`;
}
