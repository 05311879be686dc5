import { attentionOf } from '../../core/project/attention';
import type { Project } from '../../core/project/model';
import { statusSentence } from '../../core/project/record';
import { tell, tellMessage } from '../../core/translate';
import type { Disposable } from '../../ports/disposable';
import type { Projects } from '../../services/projects/api';
import type { AttentionItem, AttentionSource } from '../attention/sources';
import { t } from '../translate';
import { age, firstLine, problemPlace } from './appearance';

/** The projects that wait for the person, as rows of Needs You. */
export class ProjectsAttention implements AttentionSource {
  readonly #projects: Projects;

  constructor(projects: Projects) {
    this.#projects = projects;
  }

  items(): readonly AttentionItem[] {
    return this.#projects.list().flatMap((project) => itemOf(project) ?? []);
  }

  onChange(listener: () => void): Disposable {
    return this.#projects.onChange(listener);
  }
}

function itemOf(project: Project): AttentionItem | undefined {
  const attention = attentionOf(project);
  if (!attention) return undefined;
  const { slug } = project.record;
  const reveal = {
    command: 'signalbox.projects.reveal',
    title: t('Show Project'),
    arguments: [{ kind: 'project', project }],
  };
  const common = { id: `project:${project.key}`, severity: attention.severity, subject: project, open: reveal };
  switch (attention.kind) {
    case 'unreadable': {
      const { problem } = attention;
      return {
        ...common,
        icon: { id: 'error', color: 'problemsErrorIcon.foreground' },
        label: t('{project} cannot be read', { project: slug }),
        description: problemPlace(problem),
        tooltip: tellMessage(problem, t),
        since: undefined,
        context: 'project hasProblems',
        open: { command: 'signalbox.projects.openProblem', title: t('Open Problem'), arguments: [problem] },
      };
    }
    case 'failed':
      return {
        ...common,
        icon: { id: 'error', color: 'problemsErrorIcon.foreground' },
        label: t('{project} failed', { project: slug }),
        description: firstLine(tell(attention.reason, t), 60),
        tooltip: tell(attention.reason, t),
        since: undefined,
        context: 'project',
      };
    case 'halted':
      return {
        ...common,
        icon: { id: 'stop-circle', color: 'problemsErrorIcon.foreground' },
        label: t('{project} was halted', { project: slug }),
        description: [t('circuit breaker'), age(attention.since, Date.now(), t)].filter(Boolean).join(' · '),
        tooltip: attention.reason || t('Its circuit breaker is open.'),
        since: time(attention.since),
        context: 'project',
      };
    case 'blocked':
      return {
        ...common,
        icon: { id: 'circle-slash', color: 'problemsWarningIcon.foreground' },
        label: t('{project} is blocked', { project: slug }),
        description: '',
        tooltip: tell(attention.reason, t),
        since: undefined,
        context: 'project',
      };
    case 'approve':
      return {
        ...common,
        icon: { id: 'question', color: 'charts.blue' },
        label: t('Approve {project}?', { project: slug }),
        description: age(attention.since, Date.now(), t),
        tooltip: project.record.description || tell(statusSentence(project.record), t),
        since: time(attention.since),
        context: 'project awaitsApproval',
      };
  }
}

function time(text: string | null): number | undefined {
  const at = text ? Date.parse(text) : Number.NaN;
  return Number.isNaN(at) ? undefined : at;
}
