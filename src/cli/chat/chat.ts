import type { Planning } from '../../adapters/planning';
import type { PlanState } from '../../core/plan/model';
import { ok, type Result, refuse } from '../../core/result';
import { say } from '../../core/sentence';
import { allowedProfile } from '../allowed-profile';
import type { Context } from '../context';
import type { Answer } from '../noun';
import { openPlanning } from '../planning';
import { Conversation } from './conversation';
import { PlainScreen } from './plain-screen';
import { RichScreen } from './rich-screen';
import type { ChatScreen, ScreenEvents } from './screen';

/** A whole conversation in the terminal. */
export async function chat(
  context: Context,
  named: string | undefined,
  profile: string | undefined,
): Promise<Result<Answer | undefined>> {
  const opened = await openPlanning(context);
  if (!opened.ok) return opened;
  const planning = opened.value;
  const found = await planOf(planning, named);
  if (!found.ok) return found;
  if (!process.stdin.isTTY || !process.stdout.isTTY || context.json)
    return refuse(
      'needs_terminal',
      say('A conversation needs a terminal. Use plan start, respond and show elsewhere.'),
    );
  // Asked before the conversation has the terminal.
  const allowed = await allowedProfile(context, found.value.plan?.profile ?? profile);
  if (!allowed.ok) return allowed;
  const conversation = new Conversation(context, planning, found.value.name, found.value.plan, profile);
  return conversation.hold((events) => screenFor(context, events));
}

function screenFor(context: Context, events: ScreenEvents): ChatScreen {
  return process.env.TERM === 'dumb' || !process.stdin.setRawMode
    ? new PlainScreen(context.page, events)
    : new RichScreen(context.page, events, process.stdin, process.stdout);
}

interface Found {
  readonly name: string;
  /** The plan that is under way. */
  readonly plan: PlanState | undefined;
}

async function planOf(planning: Planning, named: string | undefined): Promise<Result<Found>> {
  if (named === undefined) {
    const active = (await planning.planner.list()).find((plan) => plan.status === 'active');
    if (!active) return refuse('no_project', say('No plan is under way. Name the project: signalbox plan SLUG'));
    return planOf(planning, active.slug);
  }
  const shown = await planning.planner.show(named);
  if (shown.ok) return ok({ name: shown.value.slug, plan: shown.value.status === 'active' ? shown.value : undefined });
  if (shown.refusal.code !== 'not_found') return shown;
  const project = await planning.project(named);
  return project.ok ? ok({ name: named, plan: undefined }) : project;
}
