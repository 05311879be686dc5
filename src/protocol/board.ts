import type { CardView as CoreCard, Severity } from '../core/board/card';
import { staleness } from '../core/board/card';
import type { Status } from '../core/board/model';

/**
 * What the board panel shows, as plain data. The host makes it, the webview draws it; the webview filters, sorts and virtualises.
 * Every text is in the reader's language already.
 */

/**
 * Which board: the slug of a stored one, or one that is made from the projects: `made:projects`, `made:stories/<project>`.
 * A slug cannot hold a colon.
 */
export type BoardRef = string;

export interface BoardModel {
  readonly board: BoardHead;
  readonly columns: readonly ColumnView[];
  /** Every card of the shown columns, in no particular order: `compareCards` puts a column in order. */
  readonly cards: readonly CardView[];
  /** False while further cards follow as patches: the counts are right already. */
  readonly complete: boolean;
  readonly boards: readonly BoardChoice[];
  /** Worst first; while the model is not complete, the worst ones. */
  readonly attention: readonly AttentionRow[];
  /** Of all rows. */
  readonly tally: Tally;
  readonly people: readonly PersonChoice[];
  readonly view: ViewState;
  /** What the host can take back; null: nothing. */
  readonly undo: UndoView | null;
  /** Null on a board without a past of its own (the made ones). */
  readonly time: TimeView | null;
  /** The open card; null: none is open. */
  readonly drawer: TaskDetail | null;
}

export interface BoardHead {
  readonly ref: BoardRef;
  readonly kind: 'stored' | 'projects' | 'stories';
  readonly name: string;
  readonly description?: string;
  readonly icon?: string;
  readonly color?: string;
  /** Why nothing can be changed here; absent: it can. In the past `time.past` says so. */
  readonly readOnly?: string;
  /** Cards can be lifted all the same: a place either stands for a verb of what they are made from, or says what to do instead. */
  readonly movable?: true;
  /** What to say where no card is: the reason and the next step. */
  readonly empty?: string;
}

export interface ColumnView {
  readonly id: string;
  readonly title: string;
  readonly count: number;
  /** Narrow, with short cards: Triage, To Do, Done. */
  readonly quiet?: boolean;
  /** Drawn only while it holds cards. */
  readonly hiddenWhenEmpty?: boolean;
  /** Cards can be created here by a person. */
  readonly creatable?: boolean;
  /** What lands in this column, for when it is empty. */
  readonly empty?: string;
}

/** A card as the core describes it, at its place in the panel. On a stored board the column is the task's status. */
export interface CardView extends Omit<CoreCard, 'status'> {
  readonly column: string;
  /** Smaller first, compared pairwise; then by title and id. */
  readonly order: readonly [number, number];
  /** Only in the past: the column in which it stands now; `null`: it is gone or archived. */
  readonly nowIn?: string | null;
  /** On a made board: what its project or story allows now, the likeliest first. */
  readonly offers?: readonly MadeVerb[];
}

/** What can be done with a project's or a story's card. Each leads to what the tree of projects has as well. */
export const MADE_VERBS = [
  'approve',
  'plan',
  'stories',
  'createTask',
  'openSource',
  'openFolder',
  'rollBack',
  'unapprove',
  'cancel',
] as const;
export type MadeVerb = (typeof MADE_VERBS)[number];

/** `since` of a card whose age nobody knows. */
export const NO_TIME = 0;

/** The colour of a card's age. */
export function ageOf(card: CardView, now: number): 'fresh' | 'warning' | 'error' {
  return staleness({ ...card, status: card.column as Status }, now);
}

/** The one order of cards inside a column, on both sides. */
export function compareCards(
  a: Pick<CardView, 'id' | 'title' | 'order'>,
  b: Pick<CardView, 'id' | 'title' | 'order'>,
): number {
  return (
    a.order[0] - b.order[0] ||
    a.order[1] - b.order[1] ||
    (a.title < b.title ? -1 : a.title > b.title ? 1 : a.id < b.id ? -1 : a.id > b.id ? 1 : 0)
  );
}

export interface BoardChoice {
  readonly ref: BoardRef;
  readonly kind: 'stored' | 'projects' | 'stories';
  readonly name: string;
  readonly icon?: string;
  readonly color?: string;
  /** Cards that are not done. */
  readonly open: number;
  readonly total: number;
  readonly archived?: boolean;
  /** It cannot be archived. */
  readonly permanent?: boolean;
  /** The folder, when several are open. */
  readonly folder?: string;
}

export interface PersonChoice {
  readonly name: string;
  readonly kind: 'agent' | 'person';
  /** Open cards on this board. */
  readonly open: number;
}

export interface AttentionRow {
  /** Names the row for as long as its cause lasts. */
  readonly key: string;
  readonly severity: Severity;
  readonly code: string;
  readonly title: string;
  /** The card that it opens. */
  readonly card: string;
  readonly cardTitle: string;
  readonly where?: string;
  readonly assignee?: string;
  readonly assigneeKind?: 'agent' | 'person';
  readonly since: number;
  readonly actions: readonly ActionView[];
}

/** How many rows of attention there are. */
export type Tally = Readonly<Record<Severity, number>>;

export const NO_TALLY: Tally = { critical: 0, error: 0, warning: 0 };

/** A button of a diagnostic. The first one of a list is the suggested one. */
export interface ActionView {
  readonly kind:
    | 'assign'
    | 'unblock'
    | 'comment'
    | 'reclaim'
    | 'retry'
    | 'openLog'
    | 'openRun'
    | 'openSource'
    | 'copyCommand'
    | 'answer';
  readonly label: string;
  /** For `copyCommand`: what is copied. */
  readonly text?: string;
}

/** What a person set up on the board; kept per workspace by the host, never domain data. */
export interface ViewState {
  readonly text: string;
  readonly assignees: readonly string[];
  readonly tenants: readonly string[];
  readonly priorities: readonly number[];
  readonly attentionOnly: boolean;
  readonly archived: boolean;
  readonly lanes: 'none' | 'assignee' | 'tenant' | 'project';
  /** A person's own folding, by column id; a column that is not named folds by the width ladder. */
  readonly folded: Readonly<Record<string, boolean>>;
  readonly foldedLanes: readonly string[];
  readonly attentionOpen: boolean;
}

export const initialView: ViewState = {
  text: '',
  assignees: [],
  tenants: [],
  priorities: [],
  attentionOnly: false,
  archived: false,
  lanes: 'none',
  folded: {},
  foldedLanes: [],
  attentionOpen: true,
};

export interface UndoView {
  /** What would be taken back: "Move of Retry queue". */
  readonly label: string;
}

export interface TimeView {
  /** The board's first and newest commit. */
  readonly from: number;
  readonly to: number;
  readonly commits: number;
  /** Set while the past is on show: everything is read-only then. */
  readonly past: PastView | null;
}

export interface PastView {
  readonly at: number;
  /** The last commit that is folded in, counting from 1. */
  readonly seq: number;
  /** Cards that stand elsewhere now. */
  readonly moved: number;
}

/** A mark on the slider. Where many fall together only the worst is sent, with their number. */
export interface TimeMark {
  readonly at: number;
  readonly seq: number;
  readonly kind: 'failed' | 'blocked' | 'asked' | 'done' | 'other';
  readonly text: string;
  readonly card?: string;
  readonly count: number;
}

export interface TaskDetail {
  readonly id: string;
  readonly column: string;
  readonly title: string;
  readonly body: string;
  readonly assignee?: string;
  readonly assigneeKind?: 'agent' | 'person';
  readonly priority?: number;
  readonly tenant?: string;
  readonly project?: string;
  readonly story?: string;
  readonly workspace?: string;
  readonly workspacePath?: string;
  readonly skills: readonly string[];
  readonly maxRetries?: number;
  readonly maxRuntimeSeconds?: number;
  readonly scheduledAt?: number;
  readonly createdBy: string;
  readonly createdAt: number;
  readonly since: number;
  readonly result?: string;
  readonly lastError?: string;
  readonly blocked?: { readonly reason: string; readonly kind: string };
  readonly cost?: number;
  readonly diagnostics: readonly DiagnosticView[];
  readonly parents: readonly LinkedCard[];
  readonly children: readonly LinkedCard[];
  /** So many further links were not sent: ask with `showLinks`. */
  readonly moreLinks: number;
  /** The newest ones, newest last, as of runs and events. */
  readonly comments: readonly CommentView[];
  readonly runs: readonly RunView[];
  readonly events: readonly EventView[];
  /** Those that were not sent: ask with `earlier`. */
  readonly earlier: Earlier;
  readonly log: LogTail | null;
  /** What may be done with it now: buttons that would only be refused are not offered. */
  readonly can: readonly TaskVerb[];
}

export interface Earlier {
  readonly comments: number;
  readonly events: number;
  readonly runs: { readonly count: number; readonly took: number; readonly cost: number };
}

export const NOTHING_EARLIER: Earlier = { comments: 0, events: 0, runs: { count: 0, took: 0, cost: 0 } };

/** A page of what was earlier, newest last. */
export interface EarlierPage {
  readonly comments?: readonly CommentView[];
  readonly events?: readonly EventView[];
  readonly runs?: readonly RunView[];
}

export type TaskVerb =
  | 'edit'
  | 'comment'
  | 'link'
  | 'move'
  | 'block'
  | 'unblock'
  | 'complete'
  | 'requestChanges'
  | 'reclaim'
  | 'archive'
  | 'restore';

export interface DiagnosticView {
  readonly code: string;
  readonly severity: Severity;
  readonly title: string;
  readonly detail?: string;
  readonly firstSeenAt: number;
  readonly lastSeenAt: number;
  readonly count: number;
  readonly actions: readonly ActionView[];
}

export interface LinkedCard {
  readonly id: string;
  readonly title: string;
  readonly column: string;
  readonly where?: string;
}

export interface CommentView {
  readonly id: string;
  readonly author: string;
  readonly at: number;
  /** Markdown. */
  readonly text: string;
}

export interface RunView {
  readonly id: string;
  readonly attempt: number;
  readonly profile: string;
  readonly outcome: string;
  readonly startedAt: number;
  readonly endedAt?: number;
  readonly summary?: string;
  readonly error?: string;
  readonly cost?: number;
}

export interface EventView {
  readonly seq: number;
  /** Its place in the life of the card. */
  readonly index: number;
  readonly at: number;
  readonly actor: string;
  readonly kind: TimeMark['kind'];
  readonly text: string;
}

export interface LogTail {
  readonly text: string;
  /** Size of the whole log; `text` is its end. */
  readonly bytes: number;
}

/** The change from one rev to the next. What is absent stayed as it was. */
export interface BoardPatch {
  readonly set?: readonly CardView[];
  readonly gone?: readonly string[];
  /** Counts that changed, by column id. */
  readonly counts?: Readonly<Record<string, number>>;
  /** All columns, when one came, went or changed more than its count. */
  readonly columns?: readonly ColumnView[];
  readonly board?: BoardHead;
  readonly boards?: readonly BoardChoice[];
  readonly attention?: { readonly set?: readonly AttentionRow[]; readonly gone?: readonly string[] };
  readonly tally?: Tally;
  readonly people?: readonly PersonChoice[];
  readonly undo?: UndoView | null;
  readonly time?: TimeView | null;
  readonly complete?: boolean;
  readonly drawer?: DetailPatch | null;
}

/** `open`: another card, or the same one anew; else what changed on the open one. */
export type DetailPatch =
  | { readonly open: TaskDetail }
  | {
      readonly id: string;
      /** Fields that changed; `undefined` cannot travel, so fields that went are named in `unset`. */
      readonly set?: Partial<Omit<TaskDetail, 'comments' | 'events' | 'runs' | 'earlier' | 'log'>>;
      readonly unset?: readonly string[];
      readonly comments?: readonly CommentView[];
      readonly events?: readonly EventView[];
      /** Runs by id: new ones and changed ones. */
      readonly runs?: readonly RunView[];
      readonly log?: { readonly append: string; readonly bytes: number } | { readonly replace: LogTail | null };
    };
