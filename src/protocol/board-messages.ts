import type { Refusal } from '../core/result';
import type { BoardModel, BoardPatch, BoardRef, EarlierPage, LinkedCard, MadeVerb, TimeMark, ViewState } from './board';
import type { TaskOffer } from './card-context';
import { command, notification, request } from './messages';
import type { PatchMessage, SnapshotMessage } from './replica';

export interface NewTask {
  readonly title: string;
  readonly body?: string;
  readonly column?: string;
  readonly assignee?: string;
  readonly priority?: number;
  readonly tenant?: string;
  readonly project?: string;
  readonly story?: string;
  readonly parents?: readonly string[];
  readonly scheduledAt?: number;
  readonly workspace?: 'scratch' | 'worktree' | 'dir';
  readonly workspacePath?: string;
  readonly skills?: readonly string[];
  readonly maxRetries?: number;
  readonly maxRuntimeSeconds?: number;
  /** The same card asked for again: it is made once. */
  readonly key?: string;
  /** The board that it was written on: no other one gets it. */
  readonly board?: BoardRef;
}

/** Fields to change; null clears one. */
export interface TaskEdit {
  readonly title?: string;
  readonly body?: string;
  readonly assignee?: string | null;
  readonly priority?: number;
  readonly tenant?: string | null;
  readonly project?: string | null;
  readonly story?: string | null;
  readonly scheduledAt?: number | null;
  readonly workspace?: 'scratch' | 'worktree' | 'dir';
  readonly workspacePath?: string | null;
  readonly skills?: readonly string[];
  readonly maxRetries?: number | null;
  readonly maxRuntimeSeconds?: number | null;
}

export interface BulkChange {
  readonly status?: string;
  readonly assignee?: string | null;
  readonly priority?: number;
  readonly tenant?: string | null;
  readonly project?: string | null;
  readonly archive?: true;
}

/** What became of each card of a bulk change; refusal null: done. */
export interface CardResult {
  readonly id: string;
  readonly refusal: Refusal | null;
}

export interface BoardEdit {
  readonly name?: string;
  readonly description?: string;
  readonly icon?: string | null;
  readonly color?: string | null;
}

export type Moment = { readonly at: number } | { readonly seq: number } | { readonly step: number } | 'now';

/** Webview to host, fire and forget. */
export const boardCommands = {
  rememberView: command<ViewState>('rememberView'),
  /** Opens the drawer's data for a card; null closes it. The answer is a patch of `drawer`. */
  /** Has the open card tell so many of its links. */
  showLinks: command<{ readonly id: string; readonly count: number }>('showLinks'),
  openCard: command<{ readonly id: string | null }>('openCard'),
  openLink: command<{ readonly href: string }>('openLink'),
  openLog: command<{ readonly id: string }>('openLog'),
  /** The story's line in its prd.json, or the project. */
  openSource: command<{ readonly id: string }>('openSource'),
  /** Does what the card of a made board offers. */
  takeOffer: command<{ readonly id: string; readonly verb: MadeVerb }>('takeOffer'),
  /** Begins to plan a project, in the planning view. */
  newPlan: command<null>('newPlan'),
  copyText: command<{ readonly text: string }>('copyText'),
} as const;

/** Webview to host, answered with a value or a refusal. What a change did arrives as a patch, before its reply. */
export const boardRequests = {
  snapshot: request<null, SnapshotMessage<BoardModel>>('snapshot'),
  create: request<NewTask, { readonly id: string; readonly warning?: string }>('create'),
  edit: request<{ readonly id: string; readonly change: TaskEdit }, { readonly warning?: string }>('edit'),
  /** `at`: when its time comes, for `scheduled`. `from`: where the page showed each, so that nobody overrides what they have not seen. */
  move: request<
    {
      readonly ids: readonly string[];
      readonly to: string;
      readonly at?: number;
      readonly from?: Readonly<Record<string, string>>;
    },
    readonly CardResult[]
  >('move'),
  /** For each column: null if all of the cards may go there, else why not. Asked when a drag or the move menu starts. */
  whereTo: request<{ readonly ids: readonly string[] }, Readonly<Record<string, Refusal | null>>>('whereTo'),
  bulk: request<{ readonly ids: readonly string[]; readonly change: BulkChange }, readonly CardResult[]>('bulk'),
  /** `after`: asked for again. It is said once behind that many comments, the number there when it was asked for first. */
  comment: request<{ readonly id: string; readonly text: string; readonly after?: number }, null>('comment'),
  link: request<{ readonly parent: string; readonly child: string }, null>('link'),
  unlink: request<{ readonly parent: string; readonly child: string }, null>('unlink'),
  block: request<
    {
      readonly id: string;
      readonly reason: string;
      readonly kind: 'needs_input' | 'dependency' | 'capability' | 'transient';
    },
    null
  >('block'),
  unblock: request<{ readonly id: string }, null>('unblock'),
  complete: request<{ readonly id: string; readonly summary: string }, null>('complete'),
  requestChanges: request<{ readonly id: string; readonly reason: string }, null>('requestChanges'),
  reclaim: request<{ readonly id: string }, null>('reclaim'),
  archive: request<{ readonly ids: readonly string[] }, readonly CardResult[]>('archive'),
  restore: request<{ readonly ids: readonly string[] }, readonly CardResult[]>('restore'),
  undo: request<null, null>('undo'),
  createBoard: request<{ readonly slug: string } & BoardEdit, { readonly ref: BoardRef }>('createBoard'),
  editBoard: request<{ readonly ref: BoardRef; readonly change: BoardEdit }, null>('editBoard'),
  archiveBoard: request<{ readonly ref: BoardRef }, null>('archiveBoard'),
  /** Shows another board here; a stored one becomes the workspace's current board. */
  useBoard: request<{ readonly ref: BoardRef }, null>('useBoard'),
  /** Cards to link with: `not` and what is linked with it already are left out. */
  findCards: request<{ readonly text: string; readonly not: string; readonly limit: number }, readonly LinkedCard[]>(
    'findCards',
  ),
  /** Projects whose stories can be shown as a board. */
  findProjects: request<
    { readonly text: string; readonly limit: number },
    readonly { readonly ref: BoardRef; readonly name: string; readonly open: number; readonly total: number }[]
  >('findProjects'),
  /** Events of the open card before `seq`, newest last. */
  /** The items of one list of a card that come before the one at a place, counted from 0. */
  earlier: request<
    { readonly id: string; readonly of: keyof EarlierPage; readonly before: number; readonly limit: number },
    EarlierPage
  >('earlier'),
  /** The slider's marks: at most `limit`. */
  timeline: request<{ readonly limit: number }, readonly TimeMark[]>('timeline'),
  /** Shows the board at a moment; cards move by patches. The newest call wins: earlier ones are answered `cancelled`. */
  travel: request<{ readonly to: Moment }, null>('travel'),
} as const;

/** Host to webview. */
export const boardNotifications = {
  snapshot: notification<SnapshotMessage<BoardModel>>('snapshot'),
  patch: notification<PatchMessage<BoardPatch>>('patch'),
  /** A verb of VS Code's own menus or palette that belongs to the page. */
  perform: notification<{
    readonly verb: 'newTask' | 'search' | 'openCard' | 'timeTravel' | 'toggleAttention' | 'showKeys' | TaskOffer;
    readonly ids?: readonly string[];
  }>('perform'),
} as const;
