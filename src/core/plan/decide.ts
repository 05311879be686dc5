import type { PermissionRequest } from '../agent/event';
import { ok, type Result, refuse } from '../result';
import { say } from '../sentence';
import { type EarlierTalk, newestOf } from './earlier';
import {
  type ApprovedFile,
  nextPhase,
  type PlanEvent,
  type PlanState,
  pendingPermissions,
  runningTurn,
  type TurnOrigin,
} from './model';
import type { Phase } from './phase';
import { planWord } from './words';

export type PlanDecision = Result<readonly PlanEvent[]>;

const LONGEST_MESSAGE = 256 * 1024;

const active = (plan: PlanState | undefined): Result<PlanState> =>
  plan === undefined
    ? refuse('not_found', say('There is no such plan.'))
    : plan.status !== 'active'
      ? refuse(
          'no_active_session',
          say('This plan is {status}. Resume it or start a new one.', { status: planWord(plan.status) }),
          {
            status: plan.status,
          },
        )
      : ok(plan);

/** The plan, if a turn may begin now. */
function idle(plan: PlanState | undefined): Result<PlanState> {
  const found = active(plan);
  if (!found.ok) return found;
  const running = runningTurn(found.value);
  return running
    ? refuse('turn_running', say('The agent is still answering. Wait for it or stop it first.'), { turn: running.n })
    : found;
}

function request(plan: PlanState, origin: TurnOrigin, prompt: string): Extract<PlanEvent, { type: 'turn_requested' }> {
  return { type: 'turn_requested', turn: plan.turns.length + 1, origin, prompt };
}

export interface NewPlan {
  readonly id: string;
  readonly slug: string;
  readonly folder: string;
  readonly profile: string;
  readonly phases: readonly Phase[];
  /** What the person wants, if they said it at once. */
  readonly prompt: string;
  readonly key?: string;
  readonly earlier?: EarlierTalk;
  /** The agent keeps the earlier conversation itself and can go on with it. */
  readonly resumes?: boolean;
}

export function startPlan(
  plan: PlanState | undefined,
  { prompt, key, earlier, resumes, ...spec }: NewPlan,
): PlanDecision {
  if (plan)
    return refuse('already_active', say('A plan for "{slug}" exists already.', { slug: plan.slug }), { plan: plan.id });
  return ok([
    { type: 'plan_started', ...spec, ...(earlier ? { earlier: newestOf(earlier) } : {}) },
    ...(earlier && resumes
      ? [{ type: 'agent_session' as const, session: earlier.session, profile: spec.profile, used: earlier.usage }]
      : []),
    { type: 'turn_requested', turn: 1, origin: 'start', prompt, ...keyed(key) },
  ]);
}

function checkMessage(text: string): Result<true> {
  if (text.trim() === '') return refuse('empty_message', say('Write something first.'));
  if (text.length > LONGEST_MESSAGE)
    return refuse('message_too_long', say('The message is longer than 256 KB. Put it into a file and name the file.'));
  return ok(true);
}

export function respond(plan: PlanState | undefined, text: string): PlanDecision {
  const found = idle(plan);
  if (!found.ok) return found;
  const fits = checkMessage(text);
  return fits.ok ? ok([request(found.value, 'respond', text)]) : fits;
}

/** More would be a conversation that the agent does not hear. */
const MOST_WAITING = 20;

const keyed = (key: string | undefined) => (key === undefined ? {} : { key });

/**
 * Says it now, together with what still waits from before; or, while the agent is answering, when that answer is complete.
 * What has a key is said once, however often it is asked for.
 */
export function write(plan: PlanState | undefined, text: string, by: string, key?: string): PlanDecision {
  if (key !== undefined && plan?.heard.includes(key)) return ok([]);
  const found = active(plan);
  if (!found.ok) return found;
  const fits = checkMessage(text);
  if (!fits.ok) return fits;
  const { waiting, waited } = found.value;
  if (!runningTurn(found.value)) return ok([{ ...saidTogether(found.value, text), ...keyed(key) }]);
  if (waiting.length >= MOST_WAITING)
    return refuse('too_many_waiting', say('20 messages wait already. Take one back, or stop the agent.'));
  return ok([{ type: 'message_waits', n: waited + 1, text, by, ...keyed(key) }]);
}

/** All that waits becomes one message, in the order in which it was written. */
function saidTogether(plan: PlanState, ...more: readonly string[]): ReturnType<typeof request> {
  const { waiting } = plan;
  const said = request(plan, 'respond', [...waiting.map(({ text }) => text), ...more].join('\n\n'));
  return waiting.length > 0 ? { ...said, takes: waiting.map(({ n }) => n) } : said;
}

/** Says what was left waiting when an answer was stopped or failed. */
export function sendWaiting(plan: PlanState | undefined): PlanDecision {
  const found = idle(plan);
  if (!found.ok) return found;
  if (found.value.waiting.length === 0) return refuse('nothing_waits', say('No message is waiting to be sent.'));
  return ok([saidTogether(found.value)]);
}

/** Exactly one window gets it back to edit it; and not once it has been said. */
export function takeBack(plan: PlanState | undefined, n: number): PlanDecision {
  if (!plan) return refuse('not_found', say('There is no such plan.'));
  if (plan.waiting.some((message) => message.n === n)) return ok([{ type: 'message_taken_back', n }]);
  return plan.turns.some(({ takes }) => takes?.includes(n))
    ? refuse('already_sent', say('This message was sent already.'))
    : refuse('not_waiting', say('This message is no longer waiting: it was taken back.'));
}

/**
 * Sends the last message again, after an error, a stop or a lost runner. `anew`: to a new session of the agent, which is
 * told what was said so far.
 */
export function retry(plan: PlanState | undefined, anew = false): PlanDecision {
  const found = idle(plan);
  if (!found.ok) return found;
  const last = found.value.turns.at(-1);
  if (!last || last.status === 'done') return refuse('nothing_to_retry', say('The last message was answered.'));
  const again = request(found.value, last.origin, last.prompt);
  return ok([anew ? { ...again, anew } : again]);
}

/** `from`: the phase that whoever asks has seen; somebody else may have gone on already. */
export function advance(plan: PlanState | undefined, from?: string): PlanDecision {
  const found = idle(plan);
  if (!found.ok) return found;
  const { phase, phases } = found.value;
  if (from !== undefined && from !== phase) {
    const title = phases.find(({ name }) => name === phase)?.title ?? phase;
    return refuse('stale', say('The plan is in the phase "{phase}" by now.', { phase: title }), { phase });
  }
  const next = nextPhase(found.value);
  if (!next) return refuse('last_phase', say('This is the last phase. Finalize the plan instead.'));
  const step: PlanEvent = { type: 'phase_advanced', from: found.value.phase, to: next.name };
  return ok([step, request(found.value, 'advance', '')]);
}

export function goBack(plan: PlanState | undefined, phase: string, reason: string): PlanDecision {
  const found = idle(plan);
  if (!found.ok) return found;
  const { phases, phase: current } = found.value;
  const index = phases.findIndex((each) => each.name === phase);
  if (index < 0)
    return refuse('unknown_phase', say('There is no phase "{phase}".', { phase }), {
      phases: phases.map((each) => each.name),
    });
  if (index >= phases.findIndex((each) => each.name === current))
    return refuse('not_earlier', say('"{phase}" is not before the phase that the plan is in.', { phase }), {
      phase: current,
    });
  if (reason.trim() === '') return refuse('reason_needed', say('Say why, so that the agent knows what to change.'));
  const step: PlanEvent = { type: 'phase_reopened', from: current, to: phase, reason };
  return ok([step, request(found.value, 'back', reason)]);
}

export function stopTurn(plan: PlanState | undefined): PlanDecision {
  if (!plan) return refuse('not_found', say('There is no such plan.'));
  const running = runningTurn(plan);
  if (!running) return refuse('no_turn', say('The agent is not answering right now.'));
  return ok(running.stopping ? [] : [{ type: 'stop_requested', turn: running.n }]);
}

export function answerPermission(plan: PlanState | undefined, id: string, option: string, by: string): PlanDecision {
  const asked = plan?.permissions.find((permission) => permission.request.id === id);
  if (!plan || !asked) return refuse('not_waiting', say('Nobody asks that any more.'));
  if (asked.answer)
    return refuse('already_answered', say('This was answered already, by {by}.', { by: asked.answer.by }), {
      option: asked.answer.option,
    });
  if (!pendingPermissions(plan).includes(asked))
    return refuse('not_waiting', say('The agent no longer waits for this.'));
  if (!asked.request.options.some((known) => known.id === option))
    return refuse('unknown_option', say('That is not one of the answers.'), {
      options: asked.request.options.map((known) => known.id),
    });
  return ok([{ type: 'permission_answered', id, option, by }]);
}

/** A person has seen what would be written and wants it so. */
export const approveFinal =
  (files: readonly ApprovedFile[]) =>
  (plan: PlanState | undefined): PlanDecision => {
    const found = idle(plan);
    return found.ok ? ok([{ type: 'final_approved', files }]) : found;
  };

export function finalizePlan(
  plan: PlanState | undefined,
  finalPlanPath: string,
  prdPath: string | undefined,
): PlanDecision {
  const found = idle(plan);
  if (!found.ok) return found;
  return ok([{ type: 'plan_finalized', finalPlanPath, ...(prdPath === undefined ? {} : { prdPath }) }]);
}

/** May it be finalized at all? Asked before files are written. */
export function checkFinalize(plan: PlanState | undefined): Result<PlanState> {
  return idle(plan);
}

export function cancelPlan(plan: PlanState | undefined): PlanDecision {
  const found = active(plan);
  if (!found.ok) return found;
  const running = runningTurn(found.value);
  const stop: readonly PlanEvent[] = running && !running.stopping ? [{ type: 'stop_requested', turn: running.n }] : [];
  return ok([...stop, { type: 'plan_cancelled' }]);
}

export function resumePlan(plan: PlanState | undefined): PlanDecision {
  if (!plan) return refuse('not_found', say('There is no such plan.'));
  if (plan.status === 'active') return ok([]);
  if (plan.status === 'complete')
    return refuse('already_complete', say('This plan is complete. Start a new one to re-plan.'));
  return ok([{ type: 'plan_resumed' }]);
}

export function changeProfile(plan: PlanState | undefined, profile: string): PlanDecision {
  const found = idle(plan);
  if (!found.ok) return found;
  return ok(found.value.profile === profile ? [] : [{ type: 'profile_changed', profile }]);
}

/** Nobody has touched it for long. Asked by whoever lists plans. */
export function expirePlan(plan: PlanState, now: number, afterMs: number): PlanDecision {
  return ok(
    plan.status === 'active' && !runningTurn(plan) && now - plan.updatedAt > afterMs ? [{ type: 'plan_expired' }] : [],
  );
}

// What the runner reports. A report about a turn that is over is dropped: somebody else has ended it.

const running = (plan: PlanState | undefined, turn: number): plan is PlanState =>
  plan !== undefined && runningTurn(plan)?.n === turn;

export function reportTurn(plan: PlanState | undefined, turn: number, events: readonly PlanEvent[]): PlanDecision {
  return running(plan, turn) ? ok(events) : refuse('turn_over', say('This turn is over already.'), { turn });
}

/** The runner's last word on a turn. What was written meanwhile is said at once, in the same breath: nobody comes between. */
export function endTurn(
  plan: PlanState | undefined,
  ended: Extract<PlanEvent, { type: 'turn_ended' }>,
  before: readonly PlanEvent[] = [],
): PlanDecision {
  const reported = reportTurn(plan, ended.turn, [...before, ended]);
  if (!reported.ok || !plan || plan.status !== 'active' || ended.status !== 'done' || plan.waiting.length === 0)
    return reported;
  return ok([...reported.value, saidTogether(plan)]);
}

export function askPermission(plan: PlanState | undefined, turn: number, asked: PermissionRequest): PlanDecision {
  return reportTurn(plan, turn, [{ type: 'permission_asked', turn, request: asked }]);
}
