import { addUsage, NO_USAGE, preview } from '../agent/event';
import type { PlanEvent, PlanState, Turn } from './model';
import { readReply } from './reply';

const EXCERPT = 200;
/** A page that is made anew asks at once; what is older has been asked for. */
const MOST_HEARD = 20;

/** What an event makes of a plan. Total: an event that does not fit is left out, so that an old ledger always loads. */
export function evolvePlan(plan: PlanState | undefined, event: PlanEvent, at: number): PlanState | undefined {
  if (event.type === 'plan_started') {
    const first = event.phases[0];
    if (!first) return plan;
    const { id, slug, folder, profile, phases, earlier } = event;
    return {
      id,
      slug,
      folder,
      profile,
      phases,
      phase: first.name,
      phasesCompleted: [],
      phaseReady: false,
      status: 'active',
      startedAt: at,
      updatedAt: at,
      lastTextExcerpt: '',
      turns: [],
      waiting: [],
      waited: 0,
      heard: [],
      permissions: [],
      artifacts: [],
      usage: NO_USAGE,
      ...(earlier ? { earlier } : {}),
    };
  }
  return plan && { ...plan, ...changeOf(plan, event, at), updatedAt: at };
}

function changeOf(
  plan: PlanState,
  event: Exclude<PlanEvent, { type: 'plan_started' }>,
  at: number,
): Partial<PlanState> {
  switch (event.type) {
    case 'turn_requested': {
      const turn: Turn = {
        n: event.turn,
        phase: plan.phase,
        origin: event.origin,
        prompt: event.prompt,
        status: 'requested',
        after: 0,
        requestedAt: at,
        text: '',
        tools: [],
        usage: NO_USAGE,
        ...(event.takes ? { takes: event.takes } : {}),
        ...(event.anew ? { anew: true } : {}),
      };
      const waiting = event.takes ? plan.waiting.filter(({ n }) => !event.takes?.includes(n)) : plan.waiting;
      // What was approved may no longer be what the plan comes to.
      return { turns: [...plan.turns, turn], phaseReady: false, waiting, finalizing: undefined, ...hears(plan, event) };
    }
    case 'message_waits':
      return {
        waiting: [...plan.waiting, { n: event.n, text: event.text, by: event.by, at }],
        waited: Math.max(plan.waited, event.n),
        ...hears(plan, event),
      };
    case 'message_taken_back':
      return { waiting: plan.waiting.filter(({ n }) => n !== event.n) };
    case 'turn_started':
      return { turns: withTurn(plan, event.turn, (turn) => ({ ...turn, status: 'running', after: event.after })) };
    case 'turn_notice':
      return { turns: withTurn(plan, event.turn, (turn) => ({ ...turn, notice: event.notice })) };
    case 'stop_requested':
      return { turns: withTurn(plan, event.turn, (turn) => ({ ...turn, stopping: true })) };
    case 'turn_ended':
      return endTurn(plan, event, at);
    case 'agent_session':
      return { agentSession: { id: event.session, profile: event.profile, usage: event.used ?? NO_USAGE } };
    case 'permission_asked':
      return { permissions: [...plan.permissions, { turn: event.turn, request: event.request, askedAt: at }] };
    case 'permission_answered':
      return {
        permissions: plan.permissions.map((each) =>
          each.request.id === event.id && !each.answer
            ? { ...each, answer: { option: event.option, by: event.by, at } }
            : each,
        ),
      };
    case 'artifact_saved': {
      const { name, version, path, turn } = event;
      const phase = plan.turns.find((each) => each.n === turn)?.phase ?? plan.phase;
      return { artifacts: [...plan.artifacts, { name, version, path, turn, phase }] };
    }
    case 'phase_ready':
      return { phaseReady: event.phase === plan.phase };
    case 'phase_advanced':
      return {
        phase: event.to,
        phaseReady: false,
        phasesCompleted: [...plan.phasesCompleted.filter((name) => name !== event.from), event.from],
      };
    case 'phase_reopened': {
      const from = plan.phases.findIndex((phase) => phase.name === event.to);
      const open = new Set(plan.phases.slice(from).map((phase) => phase.name));
      return {
        phase: event.to,
        phaseReady: false,
        phasesCompleted: plan.phasesCompleted.filter((name) => !open.has(name)),
      };
    }
    case 'profile_changed':
      return { profile: event.profile };
    case 'final_approved':
      return { finalizing: event.files };
    case 'plan_finalized':
      return {
        status: 'complete',
        finalizing: undefined,
        finalPlanPath: event.finalPlanPath,
        ...(event.prdPath === undefined ? {} : { prdPath: event.prdPath }),
        phasesCompleted: plan.phases.map((phase) => phase.name),
      };
    case 'plan_cancelled':
      return { status: 'cancelled' };
    case 'plan_failed':
      return { status: 'failed', statusReason: event.reason };
    case 'plan_expired':
      return { status: 'expired' };
    case 'plan_resumed':
      return { status: 'active', statusReason: '' };
    default:
      return {};
  }
}

function hears({ heard }: PlanState, { key }: { readonly key?: string }): Partial<PlanState> {
  return key === undefined ? {} : { heard: [...heard, key].slice(-MOST_HEARD) };
}

function withTurn(plan: PlanState, n: number, change: (turn: Turn) => Turn): readonly Turn[] {
  return plan.turns.map((turn) => (turn.n === n ? change(turn) : turn));
}

function endTurn(plan: PlanState, event: Extract<PlanEvent, { type: 'turn_ended' }>, at: number): Partial<PlanState> {
  const { status, text, tools, usage, stop, error } = event;
  const ended = (turn: Turn): Turn => ({
    ...turn,
    status,
    text,
    tools,
    usage,
    endedAt: at,
    ...(stop ? { stop } : {}),
    ...(error ? { error } : {}),
  });
  const words = readReply(text)
    .parts.map((part) => (part.kind === 'text' ? part.text : ''))
    .join(' ')
    .replace(/\s+/g, ' ')
    .trim();
  return {
    turns: withTurn(plan, event.turn, ended),
    usage: addUsage(plan.usage, usage),
    ...(plan.agentSession
      ? { agentSession: { ...plan.agentSession, usage: addUsage(plan.agentSession.usage, usage) } }
      : {}),
    ...(words ? { lastTextExcerpt: preview(words, EXCERPT) } : {}),
  };
}
