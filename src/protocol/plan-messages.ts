import { command, notification, request } from './messages';
import type { PlanModel, PlanPatch, PlanRef } from './plan';
import type { PatchMessage, SnapshotMessage } from './replica';

/** Webview to host, fire and forget. */
export const planCommands = {
  /** Shows another plan, or the way to begin one. */
  showPlan: command<{ readonly ref: PlanRef | null }>('showPlan'),
  openArtifact: command<{ readonly path: string }>('openArtifact'),
  openLink: command<{ readonly href: string }>('openLink'),
  proposeProject: command<null>('proposeProject'),
} as const;

/** Webview to host, answered with null or a refusal. What a change did arrives as a patch. */
export const planRequests = {
  snapshot: request<null, SnapshotMessage<PlanModel>>('snapshot'),
  start: request<{ readonly slug: string; readonly profile: string; readonly prompt: string }, null>('start'),
  respond: request<{ readonly text: string }, null>('respond'),
  retry: request<null, null>('retry'),
  advance: request<null, null>('advance'),
  back: request<{ readonly phase: string; readonly reason: string }, null>('back'),
  stop: request<null, null>('stop'),
  answer: request<{ readonly id: string; readonly option: string }, null>('answer'),
  useProfile: request<{ readonly name: string }, null>('useProfile'),
  finalize: request<null, null>('finalize'),
  cancel: request<null, null>('cancel'),
  resume: request<null, null>('resume'),
} as const;

/** Host to webview. */
export const planNotifications = {
  snapshot: notification<SnapshotMessage<PlanModel>>('snapshot'),
  patch: notification<PatchMessage<PlanPatch>>('patch'),
  focusInput: notification<null>('focusInput'),
} as const;
