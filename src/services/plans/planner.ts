import type { AgentProfile } from '../../core/agent/profile';
import {
  advance,
  answerPermission,
  cancelPlan,
  changeProfile,
  expirePlan,
  goBack,
  type PlanDecision,
  respond,
  resumePlan,
  retry,
  sendWaiting,
  startPlan,
  stopTurn,
  takeBack,
  write,
} from '../../core/plan/decide';
import type { EarlierTalk } from '../../core/plan/earlier';
import { numberOfPlan, type PlanState, planId, planStream, runningTurn, type Turn } from '../../core/plan/model';
import type { Phase } from '../../core/plan/phase';
import { checkSlug } from '../../core/project/slug';
import { ok, type Result, refuse } from '../../core/result';
import { saidBy, say, spoken } from '../../core/sentence';
import type { Clock } from '../../ports/clock';
import type { Ledger } from '../../ports/ledger';
import type { OpenDocuments, PlanFiles } from '../../ports/plan-files';
import type { PlanProjects } from '../../ports/plan-projects';
import type { ProcessIdentity } from '../../ports/processes';
import type { RunnerLauncher } from '../../ports/runners';
import type { Traces } from '../../ports/traces';
import { decided, type Runners } from '../runners/runners';
import { recoverTurn } from './recovery';
import { openPlan, type PlanStream, planSubject } from './stream';
import { type PlanSummary, summaryOf } from './summary';

export interface PlannerDeps {
  readonly ledger: Ledger;
  readonly runners: Runners;
  readonly traces: Traces;
  readonly files: PlanFiles;
  readonly projects: PlanProjects;
  /** What is open in the editor, where there is one. */
  readonly open?: OpenDocuments;
  readonly clock: Clock;
  /** Who acts, such as `editor` or `cli`. */
  readonly actor: string;
  /** The profile of that name; of the default one when there is no name. */
  profile(name: string | undefined): Promise<Result<AgentProfile>>;
  /** Where an agent of that profile can run: in a process of its own, or only in this one. */
  launcher(profile: AgentProfile): RunnerLauncher;
  phases(): readonly Phase[];
}

export interface StartOptions {
  readonly force?: boolean;
  readonly profile?: string;
  readonly prompt?: string;
  /** Asked for again under the same key it is the plan that was begun with it. */
  readonly key?: string;
  /** A conversation of before, from which the plan goes on. */
  readonly earlier?: EarlierTalk;
}

const keeps = (profile: AgentProfile, { source }: EarlierTalk) => profile.adapter === source;

/** A runner without work ends after that; the conversation goes on with the next message. */
const IDLE_MS = 10 * 60_000;
/** An agent that does not stop when asked is ended with its runner. */
const STOP_MS = 1_500;
const EXPIRES_AFTER_MS = 30 * 24 * 3_600_000;

/** Everything a person can do with a plan. A plan is named by its id, or by its project's slug for the newest one. */
export class Planner {
  readonly #deps: PlannerDeps;

  constructor(deps: PlannerDeps) {
    this.#deps = deps;
  }

  async start(slug: string, options: StartOptions = {}): Promise<Result<PlanState>> {
    const { projects, ledger, phases } = this.#deps;
    const profile = await this.#deps.profile(options.profile);
    if (!profile.ok) return profile;
    const project = await projects.find(slug);
    if (!project.ok) return project;
    const newest = await this.#newest(project.value.slug);
    if (options.key !== undefined && newest.plan?.heard.includes(options.key)) return ok(newest.plan);
    if (newest.plan?.status === 'active') {
      return refuse('already_active', say('A plan for "{slug}" is under way already.', { slug }), {
        plan: newest.plan.id,
      });
    }
    const id = planId(project.value.slug, newest.number + 1);
    const planning = await projects.startPlanning(project.value.slug, id, options.force ?? false);
    if (!planning.ok) return planning;
    const stream = await openPlan(ledger, id);
    const spec = {
      id,
      slug: project.value.slug,
      folder: project.value.folder,
      profile: profile.value.name,
      phases: phases(),
      prompt: options.prompt ?? '',
      ...(options.key === undefined ? {} : { key: options.key }),
      ...(options.earlier ? { earlier: options.earlier, resumes: keeps(profile.value, options.earlier) } : {}),
    };
    const begun = await this.#commit(stream, (plan) => startPlan(plan, spec));
    return begun.ok ? this.#run(begun.value) : begun;
  }

  respond(name: string, text: string): Promise<Result<PlanState>> {
    return this.#turn(name, (plan) => respond(plan, text));
  }

  /** Says it now or, while an answer arrives, when that answer is complete. */
  write(name: string, text: string, key?: string): Promise<Result<PlanState>> {
    return this.#turn(name, (plan) => write(plan, text, this.#deps.actor, key));
  }

  /** Whether what has that key was said: in a plan, or as what the newest plan of a project began with. */
  async hasHeard(name: string, key: string): Promise<boolean> {
    const shown = await this.show(name);
    return shown.ok && shown.value.heard.includes(key);
  }

  /** Says what was left waiting. */
  sendWaiting(name: string): Promise<Result<PlanState>> {
    return this.#turn(name, sendWaiting);
  }

  /** Takes a message back that has not been said yet, and gives its text. */
  async takeBack(name: string, n: number): Promise<Result<string>> {
    let text = '';
    const taken = await this.#decide(name, (plan) => {
      text = plan?.waiting.find((message) => message.n === n)?.text ?? '';
      return takeBack(plan, n);
    });
    return taken.ok ? ok(text) : taken;
  }

  retry(name: string, anew = false): Promise<Result<PlanState>> {
    return this.#turn(name, (plan) => retry(plan, anew));
  }

  advance(name: string, from?: string): Promise<Result<PlanState>> {
    return this.#turn(name, (plan) => advance(plan, from));
  }

  back(name: string, phase: string, reason: string): Promise<Result<PlanState>> {
    return this.#turn(name, (plan) => goBack(plan, phase, reason));
  }

  /** Stops the running answer; resolves when it has stopped. What had arrived is kept. */
  async stop(name: string): Promise<Result<PlanState>> {
    const stopping = await this.#decide(name, stopTurn);
    return stopping.ok ? this.#stopped(stopping.value.id) : stopping;
  }

  async cancel(name: string): Promise<Result<PlanState>> {
    const cancelled = await this.#decide(name, cancelPlan);
    if (!cancelled.ok) return cancelled;
    const abandoned = await this.#deps.projects.abandonPlanning(cancelled.value.slug);
    if (!abandoned.ok && abandoned.refusal.code !== 'not_found') return abandoned;
    return runningTurn(cancelled.value) ? this.#stopped(cancelled.value.id) : cancelled;
  }

  /** Takes a cancelled, failed or expired plan up again. */
  async resume(name: string): Promise<Result<PlanState>> {
    const found = await this.show(name);
    if (!found.ok) return found;
    const newest = await this.#newest(found.value.slug);
    if (newest.plan?.status === 'active' && newest.plan.id !== found.value.id)
      return refuse('already_active', say('Another plan for "{slug}" is under way.', { slug: found.value.slug }), {
        plan: newest.plan.id,
      });
    const resumed = await this.#decide(found.value.id, resumePlan);
    if (!resumed.ok) return resumed;
    const planning = await this.#deps.projects.startPlanning(resumed.value.slug, resumed.value.id, true);
    return planning.ok ? resumed : planning;
  }

  /** Answers a permission request. Exactly one answer counts, wherever it comes from. */
  answer(name: string, request: string, option: string): Promise<Result<PlanState>> {
    return this.#decide(name, (plan) => answerPermission(plan, request, option, this.#deps.actor));
  }

  async useProfile(name: string, profileName: string): Promise<Result<PlanState>> {
    const profile = await this.#deps.profile(profileName);
    if (!profile.ok) return profile;
    const changed = await this.#decide(name, (plan) => changeProfile(plan, profile.value.name));
    if (changed.ok) await this.#deps.runners.stop(planSubject(changed.value.id));
    return changed;
  }

  /** The plan as it is, after ending a turn whose runner is gone. */
  async show(name: string): Promise<Result<PlanState>> {
    const id = await this.#idOf(name);
    if (!id.ok) return id;
    const stream = await openPlan(this.#deps.ledger, id.value);
    await this.#settle(stream);
    const plan = stream.state;
    await stream.close();
    return plan ? ok(plan) : refuse('not_found', say('There is no plan "{name}".', { name }));
  }

  /** All plans, newest first. */
  async list(): Promise<readonly PlanSummary[]> {
    const found: PlanSummary[] = [];
    for (const { stream: name } of await this.#deps.ledger.streams(planStream(''))) {
      const stream = await openPlan(this.#deps.ledger, name.slice(planStream('').length));
      await this.#settle(stream);
      if (stream.state) found.push(summaryOf(stream.state));
      await stream.close();
    }
    return found.sort((a, b) => b.startedAt - a.startedAt);
  }

  /** The process that works on the project's plan now; undefined while no answer is under way. */
  async workerOf(slug: string): Promise<ProcessIdentity | undefined> {
    const { plan } = await this.#newest(slug);
    if (!plan || !runningTurn(plan)) return undefined;
    const found = await this.#deps.runners.condition(planSubject(plan.id));
    // Who may be ended: not the editor, where one of its own models answers.
    if (found.is !== 'alive' || found.runner.guest) return undefined;
    return { pid: found.runner.pid, startedAt: found.runner.startedAt };
  }

  /** Makes sure that a requested turn has somebody to take it, and that a lost one is over. For whoever shows a plan. */
  async tend(id: string): Promise<void> {
    const stream = await openPlan(this.#deps.ledger, id);
    await this.#settle(stream);
    const turn = stream.state && runningTurn(stream.state);
    if (stream.state && turn?.status === 'requested' && !turn.stopping) await this.#run(stream.state);
    await stream.close();
  }

  /** Resolves with the plan once no turn runs. */
  async turnEnd(id: string): Promise<PlanState> {
    const stream = await openPlan(this.#deps.ledger, id);
    try {
      return await this.#untilIdle(stream);
    } finally {
      await stream.close();
    }
  }

  async #turn(name: string, decide: (plan: PlanState | undefined) => PlanDecision): Promise<Result<PlanState>> {
    const shown = await this.show(name);
    if (!shown.ok) return shown;
    const requested = await this.#decide(shown.value.id, decide);
    if (!requested.ok) return requested;
    return runningTurn(requested.value)?.status === 'requested' ? this.#run(requested.value) : requested;
  }

  /** Finds or starts the runner that takes the turn. Without one, the turn fails with the reason. */
  async #run(plan: PlanState): Promise<Result<PlanState>> {
    const profile = await this.#deps.profile(plan.profile);
    const started = profile.ok
      ? await this.#deps.runners.ensure(
          { subject: planSubject(plan.id), profile: profile.value, idleMs: IDLE_MS },
          this.#deps.launcher(profile.value),
        )
      : profile;
    if (started.ok) return ok(plan);
    const why = spoken(saidBy(started.refusal));
    return this.#decide(plan.id, (state) => {
      const turn = state && runningTurn(state);
      if (turn?.status !== 'requested') return ok([]);
      return ok([
        {
          type: 'turn_ended',
          turn: turn.n,
          status: 'failed',
          text: '',
          tools: [],
          usage: turn.usage,
          stop: 'error',
          error: { kind: 'crashed', ...why },
        },
      ]);
    });
  }

  async #stopped(id: string): Promise<Result<PlanState>> {
    const stream = await openPlan(this.#deps.ledger, id);
    try {
      const turn = stream.state && runningTurn(stream.state);
      if (turn) {
        const { clock, runners, traces } = this.#deps;
        let timer: { dispose(): void } | undefined;
        const late = new Promise<'late'>((resolve) => {
          timer = clock.after(STOP_MS, () => resolve('late'));
        });
        const first = await Promise.race([this.#untilIdle(stream), late]);
        timer?.dispose();
        if (first === 'late') {
          await runners.stop(planSubject(id));
          await stream.refresh();
          const still = stream.state && runningTurn(stream.state);
          if (still) await recoverTurn(traces, stream, still);
        }
      }
      return stream.state ? ok(stream.state) : refuse('not_found', say('There is no such plan.'));
    } finally {
      await stream.close();
    }
  }

  #untilIdle(stream: PlanStream): Promise<PlanState> {
    return new Promise((resolve) => {
      const look = () => {
        if (!stream.state || runningTurn(stream.state)) return;
        following.dispose();
        resolve(stream.state);
      };
      const following = stream.onChange(look);
      look();
    });
  }

  /** Ends a turn whose runner is gone, and a plan that nobody has touched for long. */
  async #settle(stream: PlanStream): Promise<void> {
    const plan = stream.state;
    if (!plan) return;
    const turn = runningTurn(plan);
    if (turn && (await this.#isLost(plan.id, turn))) {
      const found = await this.#deps.runners.condition(planSubject(plan.id));
      if (found.is === 'lost') await this.#deps.runners.forget(planSubject(plan.id), found.runner);
      await recoverTurn(this.#deps.traces, stream, turn);
    }
    if (plan.status === 'active')
      await this.#commit(stream, (state) =>
        state ? expirePlan(state, this.#deps.clock.now(), EXPIRES_AFTER_MS) : ok([]),
      );
  }

  async #isLost(id: string, turn: Turn): Promise<boolean> {
    const subject = planSubject(id);
    if (this.#deps.runners.isLaunching(subject)) return false;
    const { is } = await this.#deps.runners.condition(subject);
    // A turn that was only requested waits for a runner; it is lost when the one that was there has died over it.
    return turn.status === 'running' || turn.stopping ? is !== 'alive' : is === 'lost';
  }

  async #decide(name: string, decide: (plan: PlanState | undefined) => PlanDecision): Promise<Result<PlanState>> {
    const id = await this.#idOf(name);
    if (!id.ok) return id;
    const stream = await openPlan(this.#deps.ledger, id.value);
    try {
      return await this.#commit(stream, decide);
    } finally {
      await stream.close();
    }
  }

  async #commit(stream: PlanStream, decide: (plan: PlanState | undefined) => PlanDecision): Promise<Result<PlanState>> {
    const committed = await stream.commit(this.#deps.actor, (plan) => decided(decide(plan)));
    if (!committed.ok) return { ok: false, refusal: committed.refusal };
    return stream.state ? ok(stream.state) : refuse('not_found', say('There is no such plan.'));
  }

  async #idOf(name: string): Promise<Result<string>> {
    if (/\.[1-9]\d*$/.test(name)) return ok(name.toLowerCase());
    const slug = checkSlug(name);
    if (!slug.ok) return slug;
    const { plan } = await this.#newest(name);
    return plan ? ok(plan.id) : refuse('not_found', say('There is no plan for "{name}".', { name }));
  }

  async #newest(slug: string): Promise<{ readonly number: number; readonly plan: PlanState | undefined }> {
    const streams = await this.#deps.ledger.streams(planStream(`${slug.toLowerCase()}.`));
    const number = Math.max(
      0,
      ...streams.map(({ stream }) => numberOfPlan(stream.slice(planStream('').length), slug) ?? 0),
    );
    if (number === 0) return { number, plan: undefined };
    const stream = await openPlan(this.#deps.ledger, planId(slug, number));
    const plan = stream.state;
    await stream.close();
    return { number, plan };
  }
}
