import type { ImportedTask } from './commands';
import type { Task, TaskDetails, TaskId } from './model';

/** What an import found, before it is put on a board. */
export interface ImportSource {
  readonly format: 'signalbox' | 'hermes' | 'prd';
  readonly tasks: readonly ImportedTask[];
  /** What could not be taken over, one sentence each. */
  readonly problems: readonly string[];
  readonly board?: {
    readonly name: string;
    readonly description: string;
    readonly icon: string | null;
    readonly colour: string | null;
  };
}

/** In the order of `Task`, which is the order of an exported line. */
const BARE: Task = {
  id: '',
  title: '',
  status: 'triage',
  since: 0,
  assignee: null,
  priority: 0,
  tenant: null,
  createdBy: '',
  createdAt: 0,
  updatedAt: 0,
  startedAt: null,
  completedAt: null,
  workspaceKind: 'scratch',
  workspacePath: null,
  maxRuntimeSeconds: null,
  maxRetries: null,
  skills: [],
  idempotencyKey: null,
  scheduledAt: null,
  project: null,
  story: null,
  failures: 0,
  lastError: null,
  cooldownUntil: null,
  block: null,
  archivedFrom: null,
  currentRun: null,
  runs: [],
  parents: [],
  children: [],
  hasBody: false,
  comments: 0,
  attachments: 0,
  costUsd: 0,
  unknownCards: [],
  phantomCards: [],
  events: [],
};

const NO_DETAILS: Omit<TaskDetails, 'history'> = {
  body: '',
  comments: [],
  attachments: [],
  summary: null,
  result: null,
  metadata: null,
};

/** A whole record of what is known; the counters follow from the details. */
export function importedTask(
  known: Partial<Task> & Pick<Task, 'id' | 'title' | 'createdAt'>,
  details: Partial<Omit<TaskDetails, 'history'>> = {},
  history: ImportedTask['history'] = [],
): ImportedTask {
  const full = { ...NO_DETAILS, ...details };
  return {
    record: {
      ...BARE,
      since: known.createdAt,
      updatedAt: known.createdAt,
      ...known,
      hasBody: full.body !== '',
      comments: full.comments.length,
      attachments: full.attachments.length,
    },
    details: full,
    history,
  };
}

/** The same name always gives the same id, so that importing twice finds what is there. */
export function idFor(name: string): TaskId {
  let hash = 0x811c9dc5;
  for (let index = 0; index < name.length; index++) {
    hash = Math.imul(hash ^ name.charCodeAt(index), 0x01000193) >>> 0;
  }
  return `t_${hash.toString(16).padStart(8, '0')}`;
}
