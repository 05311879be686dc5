import { attentionOf } from '../../core/project/attention';
import { PROJECT_STATUSES, type Project, type ProjectStatus } from '../../core/project/model';

export const SORTS = ['status', 'name', 'recent', 'progress'] as const;
export type Sort = (typeof SORTS)[number];

/** What a person chose to see of the projects. */
export interface Arrangement {
  readonly sort: Sort;
  /** Empty: all of them. */
  readonly statuses: readonly ProjectStatus[];
}

export const DEFAULT_ARRANGEMENT: Arrangement = { sort: 'status', statuses: [] };

/** What runs, then what waits for a person, then what is at rest, done last. */
const STATUS_ORDER: readonly ProjectStatus[] = [
  'running-ralph',
  'running-manual',
  'failed',
  'blocked',
  'planning',
  'approved',
  'pending',
  'idle',
  'complete',
];

export function arrange(projects: readonly Project[], { sort, statuses }: Arrangement): Project[] {
  const shown = statuses.length === 0 ? projects : projects.filter(({ record }) => statuses.includes(record.status));
  const compare = COMPARE[sort];
  return [...shown].sort((one, other) => compare(one, other) || byName(one, other));
}

/** What was kept from an earlier session, as far as it still makes sense. */
export function readArrangement(kept: unknown): Arrangement {
  const { sort, statuses } = (typeof kept === 'object' && kept !== null ? kept : {}) as Partial<Arrangement>;
  return {
    sort: SORTS.find((known) => known === sort) ?? DEFAULT_ARRANGEMENT.sort,
    statuses: Array.isArray(statuses) ? PROJECT_STATUSES.filter((known) => statuses.includes(known)) : [],
  };
}

const COMPARE: Readonly<Record<Sort, (one: Project, other: Project) => number>> = {
  status: (one, other) => rank(one) - rank(other),
  name: () => 0,
  recent: (one, other) => lastSign(other) - lastSign(one),
  progress: (one, other) => share(other) - share(one),
};

/** A file that cannot be read is as much in the way as a failure. */
function rank(project: Project): number {
  const stuck = attentionOf(project)?.severity === 'error' && !project.record.status.startsWith('running');
  return STATUS_ORDER.indexOf(stuck ? 'failed' : project.record.status);
}

const names = new Intl.Collator('en', { numeric: true, sensitivity: 'base' });

function byName(one: Project, other: Project): number {
  return names.compare(one.record.slug, other.record.slug);
}

function lastSign({ record }: Project): number {
  const times = [record.lastIterationAt, record.startedAt, record.approvedAt, record.proposedAt];
  return Math.max(0, ...times.map((time) => (time ? Date.parse(time) || 0 : 0)));
}

function share({ record }: Project): number {
  return record.storiesTotal === 0 ? -1 : record.storiesDone / record.storiesTotal;
}
