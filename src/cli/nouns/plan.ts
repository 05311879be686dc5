import type { Planning } from '../../adapters/planning';
import { type IterationSession, isIterationId } from '../../core/iteration/model';
import type { PlanState } from '../../core/plan/model';
import { ok, type Result } from '../../core/result';
import { allowedProfile } from '../allowed-profile';
import { changesPage } from '../chat/changes';
import { chat } from '../chat/chat';
import { showAnswer } from '../chat/listen';
import type { Context } from '../context';
import { type Answer, type ArgumentSpec, type Noun, type Verb, verb } from '../noun';
import { planPage, plansPage, sessionsPage, totalsOf, totalsPage } from '../plan-pages';
import { openPlanning } from '../planning';
import { earlierTalk, history } from './plan-history';
import { followed, forIterations, iterationVerbs } from './plan-iterations';

const slug: ArgumentSpec = { name: 'slug', help: 'the project, or the id of a plan', completes: 'plan' };

type Act = (planning: Planning, name: string, context: Context) => Promise<Result<PlanState>>;

const answerOf = (plan: PlanState): Answer => ({ data: plan, text: (page) => planPage(plan, page) });

/** Opens what plans need and acts; the answer is the plan as it is afterwards. */
async function act(context: Context, name: string, action: Act): Promise<Result<Answer | undefined>> {
  const planning = await openPlanning(context);
  if (!planning.ok) return planning;
  const done = await action(planning.value, name, context);
  return done.ok ? ok(answerOf(done.value)) : done;
}

/** Acts, and shows the agent's answer as it arrives until the turn is over. */
async function actAndListen(context: Context, name: string, action: Act): Promise<Result<Answer | undefined>> {
  const planning = await openPlanning(context);
  if (!planning.ok) return planning;
  const asked = await action(planning.value, name, context);
  return asked.ok ? showAnswer(context, planning.value, asked.value) : asked;
}

type IterationAct = (planning: Planning, id: string) => Promise<Result<IterationSession>>;

const step = (name: string, summary: string, action: Act, iterations?: IterationAct): Verb =>
  verb({
    name,
    summary,
    arguments: [slug],
    async run({ context, args }) {
      const id = args[0] ?? '';
      const other = iterations && (await forIterations(context, id, (planning) => iterations(planning, id)));
      return other ?? act(context, id, action);
    },
  });

/** The words of the command line, or what is piped in. */
async function saidIn(context: Context, words: readonly string[]): Promise<string> {
  const said = words.join(' ');
  return said === '-' ? (await context.readInput()).trimEnd() : said;
}

const talk = verb({
  name: '',
  summary: 'talks with the agent of a project in this terminal; begins a plan when there is none',
  arguments: [{ ...slug, completes: 'project', optional: true }],
  options: {
    profile: { type: 'string', value: 'NAME', help: 'the agent, when a plan is begun', completes: 'profile' },
  },
  examples: ['signalbox plan shop'],
  run: ({ context, args, options }) => chat(context, args[0], options.profile),
});

const start = verb({
  name: 'start',
  summary: 'begins a plan and waits for the first answer',
  arguments: [
    { name: 'slug', help: 'the project', completes: 'project' },
    { name: 'text', help: 'what you want; - reads it from standard input', optional: true, rest: true },
  ],
  options: {
    force: { type: 'boolean', help: 're-plan a project that is approved, running or complete' },
    profile: { type: 'string', value: 'NAME', help: 'the agent (signalbox profiles list)', completes: 'profile' },
    yes: { type: 'boolean', help: 'allow the shell line of the profile in this workspace' },
    from: { type: 'string', value: 'SESSION', help: 'goes on from a conversation of signalbox plan history' },
  },
  examples: ['signalbox plan start shop "A shop for tea" --profile claude'],
  async run({ context, args, options }) {
    const prompt = await saidIn(context, args.slice(1));
    return actAndListen(context, args[0] ?? '', async (planning, name) => {
      const allowed = await allowedProfile(context, options.profile, options.yes);
      if (!allowed.ok) return allowed;
      const earlier = options.from === undefined ? undefined : await earlierTalk(planning, name, options.from);
      if (earlier && !earlier.ok) return earlier;
      return planning.planner.start(name, {
        ...(options.force ? { force: true } : {}),
        ...(options.profile === undefined ? {} : { profile: options.profile }),
        ...(earlier ? { earlier: earlier.value } : {}),
        prompt,
      });
    });
  },
});

const respond = verb({
  name: 'respond',
  summary: 'says something and waits for the answer',
  arguments: [slug, { name: 'text', help: 'what you say; - reads it from standard input', rest: true }],
  examples: ['signalbox plan respond shop "For people who drink tea"'],
  async run({ context, args }) {
    const text = await saidIn(context, args.slice(1));
    return actAndListen(context, args[0] ?? '', ({ planner }, name) => planner.respond(name, text));
  },
});

const retry = verb({
  name: 'retry',
  summary: 'says the last message again, after an error or a stop',
  arguments: [slug],
  run: ({ context, args }) => actAndListen(context, args[0] ?? '', ({ planner }, name) => planner.retry(name)),
});

const advance = verb({
  name: 'advance',
  summary: 'goes on to the next phase and waits for the answer',
  arguments: [slug],
  run: ({ context, args }) => actAndListen(context, args[0] ?? '', ({ planner }, name) => planner.advance(name)),
});

const back = verb({
  name: 'back',
  summary: 'goes back to an earlier phase and waits for the answer',
  arguments: [slug, { name: 'phase', help: 'such as discover or design', completes: 'phase' }],
  options: { reason: { type: 'string', value: 'TEXT', help: 'what has to change', required: true } },
  run: ({ context, args, options }) =>
    actAndListen(context, args[0] ?? '', ({ planner }, name) =>
      planner.back(name, args[1] ?? '', options.reason ?? ''),
    ),
});

const answer = verb({
  name: 'answer',
  summary: 'answers a permission that the agent asks for, and waits for the rest of its answer',
  arguments: [slug, { name: 'request', help: 'its id' }, { name: 'option', help: 'the id of the answer' }],
  async run({ context, args: [name = '', request = '', option = ''] }) {
    if (!isIterationId(name))
      return actAndListen(context, name, ({ planner }) => planner.answer(name, request, option));
    const planning = await openPlanning(context);
    if (!planning.ok) return planning;
    const answered = await planning.value.iterations.answer(name, request, option);
    return answered.ok ? followed(context, planning.value, answered.value) : answered;
  },
});

const finalize = verb({
  name: 'finalize',
  summary: 'writes final-plan.md and prd.json into the project and approves it',
  arguments: [slug],
  options: {
    'dry-run': { type: 'boolean', help: 'only show what would be written' },
    yes: { type: 'boolean', help: 'replace what is there without asking' },
  },
  async run({ context, args, options }) {
    const planning = await openPlanning(context);
    if (!planning.ok) return planning;
    const { finalizer } = planning.value;
    const preview = await finalizer.preview(args[0] ?? '');
    if (!preview.ok) return preview;
    const { changes, replaces, approved } = preview.value;
    const files = changes.map(({ path, before, after }) => ({
      path,
      change: before === undefined ? 'new' : before === after ? 'same' : 'replaced',
    }));
    if (options['dry-run']) {
      return ok({ data: { files, changes }, text: (page) => changesPage(changes, page) });
    }
    if (replaces && !approved && !options.yes) {
      const replaced = files.filter(({ change }) => change === 'replaced').map(({ path }) => path);
      const sure = await context.confirm(`Replace ${replaced.join(' and ')}?`);
      if (!sure.ok) return sure;
    }
    const done = await finalizer.finalize(args[0] ?? '', { replace: true, seen: changes });
    return done.ok ? ok(answerOf(done.value)) : done;
  },
});

const list = verb({
  name: 'list',
  summary: 'all plans and iterations, newest first',
  async run({ context }) {
    const planning = await openPlanning(context);
    if (!planning.ok) return planning;
    const plans = await planning.value.planner.list();
    const sessions = await planning.value.iterations.list();
    const totals = totalsOf(plans, sessions);
    return ok({
      data: { plans, iterations: sessions, totals },
      text: (page) =>
        [
          plansPage(plans, page),
          sessions.length > 0 && sessionsPage(sessions, page),
          plans.length + sessions.length > 1 && totalsPage(totals, page),
        ]
          .filter(Boolean)
          .join('\n\n'),
    });
  },
});

export const plan: Noun = {
  name: 'plan',
  summary: 'plans projects together with an agent',
  verbs: [
    talk,
    start,
    respond,
    retry,
    advance,
    back,
    answer,
    finalize,
    step('stop', 'stops the answer that is under way; what has arrived is kept', ({ planner }, name) =>
      planner.stop(name),
    ),
    step(
      'cancel',
      'gives the plan up; the project is pending again',
      ({ planner }, name) => planner.cancel(name),
      ({ iterations }, id) => iterations.cancel(id),
    ),
    step('resume', 'takes a cancelled, failed or expired plan up again', ({ planner }, name) => planner.resume(name)),
    step(
      'show',
      'the plan with all that was said',
      ({ planner }, name) => planner.show(name),
      ({ iterations }, id) => iterations.show(id),
    ),
    list,
    history,
    ...iterationVerbs,
  ],
};
