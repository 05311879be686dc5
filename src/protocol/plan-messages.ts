import { command, notification, request } from './messages';
import type { EarlierRow, PlanModel, PlanPatch, PlanRef, SaidView } from './plan';
import type { PatchMessage, SnapshotMessage } from './replica';

/** Webview to host, fire and forget. */
export const planCommands = {
  /** Shows another plan, or the way to begin one. */
  showPlan: command<{ readonly ref: PlanRef | null }>('showPlan'),
  /** Whether the plan on show can be seen, or something else of the page. */
  looksAt: command<{ readonly plan: boolean }>('looksAt'),
  openArtifact: command<{ readonly path: string }>('openArtifact'),
  /** What changed between a document and its version before. */
  compareArtifact: command<{ readonly path: string }>('compareArtifact'),
  openPrd: command<null>('openPrd'),
  /** What finalizing would write, against what is there. */
  showDifference: command<null>('showDifference'),
  openLink: command<{ readonly href: string }>('openLink'),
  copyText: command<{ readonly text: string }>('copyText'),
  proposeProject: command<null>('proposeProject'),
  /** Opens a terminal with what signs in to that agent; the person starts it. */
  signIn: command<{ readonly profile: string }>('signIn'),
  testAgent: command<{ readonly profile: string }>('testAgent'),
  openSettings: command<null>('openSettings'),
  showLog: command<null>('showLog'),
} as const;

export interface NewPlan {
  readonly slug: string;
  readonly profile: string;
  readonly prompt: string;
  /** What has that key is said once, however often it is sent. */
  readonly key: string;
  /** The conversation from which it goes on. */
  readonly earlier: string | null;
}

/** What became of the wish to begin a plan. */
export interface Begun {
  /** False: the person decided otherwise, or there was a plan already. */
  readonly heard: boolean;
  /** The plan that is on show now. */
  readonly ref: PlanRef | null;
}

/** By the time that it arrives another plan may be on show: what is asked names the one that it is meant for. */
interface OfPlan {
  readonly ref: PlanRef;
}

/** Webview to host, answered with null or a refusal. What a change did arrives as a patch. */
export const planRequests = {
  snapshot: request<null, SnapshotMessage<PlanModel>>('snapshot'),
  /** Conversations about a project of which there is no plan, newest first. */
  earlier: request<{ readonly slug: string }, readonly EarlierRow[]>('earlier'),
  earlierTalk: request<{ readonly slug: string; readonly session: string }, readonly SaidView[]>('earlierTalk'),
  start: request<NewPlan, Begun>('start'),
  /** Said now or, while an answer arrives, when that answer is complete. */
  respond: request<OfPlan & { readonly text: string; readonly key: string }, null>('respond'),
  /** Whether what was sent arrived, for a page that did not hear; `slug` where it begins a plan. */
  wasHeard: request<{ readonly ref: PlanRef | null; readonly slug: string | null; readonly key: string }, boolean>(
    'wasHeard',
  ),
  sendWaiting: request<OfPlan, null>('sendWaiting'),
  /** Gives the text of a message that had not been said yet. */
  takeBack: request<OfPlan & { readonly n: number }, string>('takeBack'),
  /** `anew`: to a new session of the agent, which is told what was said. */
  retry: request<OfPlan & { readonly anew: boolean }, null>('retry'),
  /** `from`: the phase that is on show. */
  advance: request<OfPlan & { readonly from: string }, null>('advance'),
  back: request<OfPlan & { readonly phase: string; readonly reason: string }, null>('back'),
  stop: request<OfPlan, null>('stop'),
  answer: request<OfPlan & { readonly id: string; readonly option: string }, null>('answer'),
  useProfile: request<OfPlan & { readonly name: string }, null>('useProfile'),
  /** Shows what would be written; `approveFinal` writes exactly that. */
  finalize: request<OfPlan, null>('finalize'),
  approveFinal: request<OfPlan, null>('approveFinal'),
  dropFinal: request<OfPlan, null>('dropFinal'),
  cancel: request<OfPlan, null>('cancel'),
  resume: request<OfPlan, null>('resume'),
} as const;

/** Host to webview. */
export const planNotifications = {
  snapshot: notification<SnapshotMessage<PlanModel>>('snapshot'),
  patch: notification<PatchMessage<PlanPatch>>('patch'),
  /** All plans are to be listed. */
  showAll: notification<null>('showAll'),
  focusInput: notification<null>('focusInput'),
} as const;
