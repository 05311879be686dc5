import { command, notification, request } from './messages';
import type { EarlierRow, PlanModel, PlanPatch, PlanRef, SaidView } from './plan';
import type { PatchMessage, SnapshotMessage } from './replica';

/** Webview to host, fire and forget. */
export const planCommands = {
  /** Shows another plan, or the way to begin one. */
  showPlan: command<{ readonly ref: PlanRef | null }>('showPlan'),
  openArtifact: command<{ readonly path: string }>('openArtifact'),
  /** What changed between a document and its version before. */
  compareArtifact: command<{ readonly path: string }>('compareArtifact'),
  openPrd: command<null>('openPrd'),
  /** What finalizing would write, against what is there. */
  showDifference: command<null>('showDifference'),
  openLink: command<{ readonly href: string }>('openLink'),
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
  /** The conversation from which it goes on. */
  readonly earlier: string | null;
}

/** Webview to host, answered with null or a refusal. What a change did arrives as a patch. */
export const planRequests = {
  snapshot: request<null, SnapshotMessage<PlanModel>>('snapshot'),
  /** Conversations about a project of which there is no plan, newest first. */
  earlier: request<{ readonly slug: string }, readonly EarlierRow[]>('earlier'),
  earlierTalk: request<{ readonly slug: string; readonly session: string }, readonly SaidView[]>('earlierTalk'),
  start: request<NewPlan, null>('start'),
  /** Said now or, while an answer arrives, when that answer is complete. */
  respond: request<{ readonly text: string }, null>('respond'),
  sendWaiting: request<null, null>('sendWaiting'),
  /** Gives the text of a message that had not been said yet. */
  takeBack: request<{ readonly n: number }, string>('takeBack'),
  /** `anew`: to a new session of the agent, which is told what was said. */
  retry: request<{ readonly anew: boolean }, null>('retry'),
  advance: request<null, null>('advance'),
  back: request<{ readonly phase: string; readonly reason: string }, null>('back'),
  stop: request<null, null>('stop'),
  answer: request<{ readonly id: string; readonly option: string }, null>('answer'),
  useProfile: request<{ readonly name: string }, null>('useProfile'),
  /** Shows what would be written; `approveFinal` writes exactly that. */
  finalize: request<null, null>('finalize'),
  approveFinal: request<null, null>('approveFinal'),
  dropFinal: request<null, null>('dropFinal'),
  cancel: request<null, null>('cancel'),
  resume: request<null, null>('resume'),
} as const;

/** Host to webview. */
export const planNotifications = {
  snapshot: notification<SnapshotMessage<PlanModel>>('snapshot'),
  patch: notification<PatchMessage<PlanPatch>>('patch'),
  /** All plans are to be listed. */
  showAll: notification<null>('showAll'),
  focusInput: notification<null>('focusInput'),
} as const;
