import type { Sentence, Spoken } from '../sentence';
/** What a project is: one shape over every dialect of `prd.json`, its registry entry and what other tools left in its folder. */

export const PROJECT_STATUSES = [
  'running-ralph',
  'running-manual',
  'planning',
  'approved',
  'pending',
  'failed',
  'complete',
  'blocked',
  'idle',
] as const;
export type ProjectStatus = (typeof PROJECT_STATUSES)[number];

const PROBLEM_CODES = [
  'empty_file',
  'syntax_error',
  'not_a_prd',
  'duplicate_id',
  'unknown_dependency',
  'dependency_cycle',
  'bad_type',
  'too_large',
  'unreadable',
] as const;
export type ProblemCode = (typeof PROBLEM_CODES)[number];

/** A stretch of a document. Lines and columns count from 1, columns in UTF-16 units; the end is exclusive. */
export interface TextRange {
  readonly line: number;
  readonly column: number;
  readonly endLine: number;
  readonly endColumn: number;
}

/** Something in a file that a person should put right. */
export interface Problem extends TextRange, Spoken {
  readonly code: ProblemCode;
  readonly severity: 'error' | 'warning' | 'info';
  /** Absolute path; empty in what the parser answers, which knows text only. */
  readonly file: string;
  /** The story it is about, by its place in the file. */
  readonly storyIndex?: number;
  /** What the sentence names, for quick fixes. */
  readonly details?: Readonly<Record<string, string | number>>;
}

/** Where a story stands by its own file. `blocked` and `failed` only where a tool wrote so. */
export type StoryState = 'passed' | 'open' | 'in-progress' | 'blocked' | 'failed';

export interface Story {
  /** Place in the file, from 0, over all phases. Names the story where ids are missing or doubled. */
  readonly index: number;
  readonly id: string;
  /** The file has no id: this one is made up for showing and is never written. */
  readonly idMadeUp: boolean;
  readonly title: string;
  readonly titleMadeUp: boolean;
  readonly description: string;
  readonly acceptanceCriteria: readonly string[];
  readonly state: StoryState;
  /** What the file says under `passes`; undefined: nothing. */
  readonly passes: boolean | null | undefined;
  /** The file's own word for the state, where it has one. */
  readonly statusWord: string | undefined;
  /** Lower is worked first; undefined: none given. */
  readonly priority: number | undefined;
  /** As the file has it, such as `high`. */
  readonly priorityText: string | undefined;
  /** Ids, unknown ones included. A title that names a story is turned into that story's id. */
  readonly dependsOn: readonly string[];
  readonly notes: string;
  readonly labels: readonly string[];
  /** The phase, category or feature that holds it. */
  readonly group: string | undefined;
  /** Why it is blocked or failed, where a tool wrote so. */
  readonly reason: string | undefined;
  /** Steps from the document's root to the story's object. */
  readonly path: readonly (string | number)[];
  /** The whole object in the text. */
  readonly range: TextRange;
  /** The value to point at: the id, else the title, else the opening brace. */
  readonly anchor: TextRange;
}

export interface Prd {
  readonly name: string;
  readonly description: string;
  readonly branchName: string | undefined;
  /** In file order. */
  readonly stories: readonly Story[];
  /** Where the list is: `userStories`, `stories`, …, `phases`, or '' for a root array. */
  readonly listKey: string;
}

export interface ParsedPrd {
  /** Undefined: nothing in the text can be taken for a PRD. Set beside syntax errors as far as the text could be understood. */
  readonly prd: Prd | undefined;
  readonly problems: readonly Problem[];
  /** The text is no valid JSON: it must not be written, and a last good model is the better one to show. */
  readonly broken: boolean;
  /** Broken, but nothing was lost: every story could still be read. */
  readonly whole: boolean;
}

export const REGISTRY_STATUSES = ['pending', 'planning', 'approved', 'failed', 'cancelled', 'complete'] as const;
export type RegistryStatus = (typeof REGISTRY_STATUSES)[number];

/** One project in `approved-tasks.json`. */
export interface RegistryEntry {
  readonly name: string;
  readonly description: string;
  /** Undefined: a word that we do not know. */
  readonly status: RegistryStatus | undefined;
  readonly planningSessionId: string | undefined;
  readonly finalPlanPath: string | undefined;
  readonly repo: string | undefined;
  readonly branch: string | undefined;
  readonly baseBranch: string | undefined;
  /** Times as they are written. */
  readonly proposedAt: string | undefined;
  readonly approvedAt: string | undefined;
  readonly startedAt: string | undefined;
  readonly pid: number | undefined;
  readonly error: string | undefined;
  /** Its place in the `projects` array. */
  readonly index: number;
}

export interface Registry {
  readonly entries: readonly RegistryEntry[];
  /** Of the list in the file, entries that could not be understood included. */
  readonly length: number;
  readonly version: number;
  readonly lastUpdated: string | undefined;
}

/** What other tools say about the project, as far as it helps a person. */
export interface ToolState {
  /** The newest block of `progress.txt`. */
  readonly progress?: {
    readonly heading: string;
    readonly text: string;
    readonly at: string | undefined;
    readonly storyId: string | undefined;
  };
  readonly lastBranch?: string;
  /** frankbria's loop: `.ralph/status.json`. */
  readonly loop?: {
    readonly status: string;
    readonly loopCount: number | undefined;
    readonly lastAction: string | undefined;
    readonly exitReason: string | undefined;
    readonly at: string | undefined;
  };
  readonly circuitBreaker?: {
    readonly state: 'CLOSED' | 'HALF_OPEN' | 'OPEN';
    readonly reason: string | undefined;
    readonly since: string | undefined;
  };
  readonly fixPlan?: { readonly done: number; readonly total: number; readonly next: string | undefined };
  readonly tuiLock?: {
    readonly pid: number;
    readonly host: string | undefined;
    readonly startedAt: string | undefined;
  };
  /** Iterations that left a log, oldest first; at most the newest 200. */
  readonly iterations?: readonly Iteration[];
  /** What the agent said last, as far as a log or progress file tells. */
  readonly lastMessage?: string;
}

export interface Iteration {
  readonly file: string;
  /** Milliseconds since 1970 at which it ended. */
  readonly endedAt: number;
  readonly seconds: number | undefined;
  readonly storyId: string | undefined;
}

/** What lists, commands and `--json` show of a project. Times are ISO 8601; `null` means: not known or not there. */
export interface ProjectRecord {
  readonly slug: string;
  readonly name: string;
  readonly description: string;
  readonly status: ProjectStatus;
  /** One sentence that says why it has that status. */
  readonly statusReason: string;
  /** How the reason was made; see `Spoken`. */
  readonly statusSaid?: Sentence;
  readonly proposedAt: string | null;
  readonly approvedAt: string | null;
  readonly startedAt: string | null;
  /** Only of a process that is alive and is the recorded one. */
  readonly pid: number | null;
  readonly storiesTotal: number;
  readonly storiesDone: number;
  readonly etaSeconds: number | null;
  /** 20th and 80th percentile. */
  readonly etaRange: readonly [number, number] | null;
  readonly lastIterationAt: string | null;
  readonly lastMessagePreview: string | null;
  readonly errorReason: string | null;
  readonly errorSaid?: Sentence;
  /** Its folder exists. */
  readonly hasWorkspace: boolean;
  readonly hasPrd: boolean;
  readonly prdPath: string | null;
  readonly branch: string | null;
  readonly problems: readonly Problem[];
}

/** A project with all that is known of it. Never changed in place: a new object means that something differs. */
export interface Project {
  /** The same as long as the project exists, also when its slug has to change: the folder's path, else registry and name. */
  readonly key: string;
  /** Absolute. A registry entry without a folder has the folder that it would get. */
  readonly folder: string;
  /** The workspace folder or root that it was found in. */
  readonly home: string;
  readonly record: ProjectRecord;
  /** The model on show: of the newest text that could be read, or the last good one. */
  readonly prd: Prd | undefined;
  /** `prd` is older than the file, which cannot be read now. */
  readonly prdStale: boolean;
  /** Other PRD files of the same folder that are not the one on show. */
  readonly otherPrdPaths: readonly string[];
  readonly entry: RegistryEntry | undefined;
  /** The registry's file, and the version that was read; a verb hands it back. */
  readonly registry: { readonly path: string; readonly version: number } | undefined;
  readonly tools: ToolState;
}
