import type { AgentError } from '../../core/agent/error';
import { outcomeOf } from '../../core/agent/event';
import { type AgentProfile, decidePermission } from '../../core/agent/profile';
import { errorOfRefusal } from '../../core/agent/profile-fault';
import type { Mask } from '../../core/mask';
import { askPermission, endTurn, reportTurn } from '../../core/plan/decide';
import {
  currentArtifacts,
  type PlanEvent,
  type PlanState,
  runningTurn,
  type Turn,
  type TurnStatus,
} from '../../core/plan/model';
import { artifactPath, versionPath } from '../../core/plan/paths';
import { type GivenDocument, promptOf } from '../../core/plan/prompt';
import { artifactsOf, readReply } from '../../core/plan/reply';
import type { Refusal } from '../../core/result';
import { changeWords, say, textOf } from '../../core/sentence';
import type { AgentSession, Agents } from '../../ports/agent';
import type { Clock } from '../../ports/clock';
import type { DocumentWork } from '../../ports/document-work';
import type { Ledger } from '../../ports/ledger';
import type { PlanFiles } from '../../ports/plan-files';
import type { Traces, TraceWriter } from '../../ports/traces';
import { attended } from '../agents/attended';
import { AgentTurn, type TurnReport } from '../agents/turn';
import { lasting } from '../lasting';
import { decided, type RunnerJob } from '../runners/runners';
import { recoverTurn } from './recovery';
import { openPlan, type PlanStream, planTrace } from './stream';

export interface PlanHostDeps {
  readonly ledger: Ledger;
  readonly agents: Agents;
  readonly traces: Traces;
  readonly files: PlanFiles;
  readonly documentWork: DocumentWork;
  readonly clock: Clock;
  readonly mask: Mask;
}

const FORGOTTEN = textOf(
  say('The session of the agent could not be resumed. A new one was given the conversation so far.'),
);

const GIVEN_ANEW = textOf(say('A new session of the agent was given the conversation so far.'));

/** The runner's side of a plan: takes the turns that were asked for, one after the other, and reports them. */
export class PlanHost implements RunnerJob {
  readonly #deps: PlanHostDeps;
  readonly #plan: string;
  readonly #profile: AgentProfile;
  readonly #idleMs: number;
  readonly #stop: AbortSignal;
  #session: AgentSession | undefined;

  constructor(deps: PlanHostDeps, plan: string, profile: AgentProfile, idleMs: number, stop: AbortSignal) {
    this.#deps = deps;
    this.#plan = plan;
    this.#profile = profile;
    this.#idleMs = idleMs;
    this.#stop = stop;
  }

  async pending(): Promise<boolean> {
    const stream = await openPlan(this.#deps.ledger, this.#plan);
    const waits = stream.state !== undefined && this.#next(stream.state) !== undefined;
    await stream.close();
    return waits;
  }

  async work(): Promise<string> {
    const stream = await openPlan(this.#deps.ledger, this.#plan);
    const writer = this.#deps.traces.write(planTrace(this.#plan));
    try {
      const left = stream.state && runningTurn(stream.state);
      if (left?.status === 'running') await recoverTurn(this.#deps.traces, stream, left);
      for (;;) {
        if (this.#stop.aborted) return 'stopped';
        const turn = stream.state && this.#next(stream.state);
        if (stream.state && turn) await this.#take(stream, stream.state, turn, writer);
        else if (stream.state?.status !== 'active') return 'idle';
        else if (stream.state.profile !== this.#profile.name) return 'idle';
        else if (!(await this.#changed(stream))) return this.#stop.aborted ? 'stopped' : 'idle';
      }
    } finally {
      writer.close();
      await this.#drop();
      await stream.close();
    }
  }

  /** The turn to take. Another profile's turns are for another runner. */
  #next(plan: PlanState): Turn | undefined {
    const turn = runningTurn(plan);
    return turn?.status === 'requested' && plan.profile === this.#profile.name ? turn : undefined;
  }

  /** False when nothing happened for long enough. */
  #changed(stream: PlanStream): Promise<boolean> {
    return new Promise((resolve) => {
      const done = (changed: boolean) => {
        following.dispose();
        timer.dispose();
        this.#stop.removeEventListener('abort', aborted);
        resolve(changed);
      };
      const aborted = () => done(false);
      const timer = this.#deps.clock.after(this.#idleMs, () => done(false));
      const following = stream.onChange(() => done(true));
      this.#stop.addEventListener('abort', aborted);
    });
  }

  async #take(stream: PlanStream, plan: PlanState, turn: Turn, writer: TraceWriter): Promise<void> {
    const commit = (events: readonly PlanEvent[]) =>
      lasting(this.#deps.clock, () => stream.commit('runner', (state) => decided(reportTurn(state, turn.n, events))));
    const started = await commit([{ type: 'turn_started', turn: turn.n, after: writer.lastSeq }]);
    if (!started.ok) return;
    const span = `turn-${turn.n}`;
    writer.append({ span, step: turn.phase, type: 'step_start', data: { turn: turn.n, origin: turn.origin } });
    writer.flush();
    const finish = async (
      status: Exclude<TurnStatus, 'requested' | 'running'>,
      report: Partial<TurnReport>,
      more: readonly PlanEvent[],
    ) => {
      writer.append({ span, step: turn.phase, type: 'step_end', data: { turn: turn.n, status } });
      writer.flush();
      const {
        text = '',
        tools = [],
        usage = { inputTokens: 0, outputTokens: 0, cachedTokens: 0, costUsd: 0 },
        end,
      } = report;
      const error = end?.error;
      const ended = {
        type: 'turn_ended' as const,
        turn: turn.n,
        status,
        text,
        tools,
        usage,
        ...(end ? { stop: end.stop } : {}),
        ...(error ? { error } : {}),
      };
      await lasting(this.#deps.clock, () => stream.commit('runner', (state) => decided(endTurn(state, ended, more))));
    };
    if (stream.state?.turns.find((each) => each.n === turn.n)?.stopping) return finish('cancelled', {}, []);
    if (turn.anew) await this.#drop();
    let opened = await this.#open(plan, turn.anew ? GIVEN_ANEW : undefined);
    let report: TurnReport | undefined;
    for (let forgotten = false; opened.session; ) {
      if (opened.notice) await commit([{ type: 'turn_notice', turn: turn.n, notice: opened.notice }]);
      const prompt = promptOf(plan, turn, await this.#documents(plan), opened.anew);
      report = await this.#run(stream, turn, opened.session, writer, prompt, span);
      if (forgotten || !report.end.forgotten) break;
      forgotten = true;
      await this.#drop();
      opened = await this.#open(plan, FORGOTTEN);
    }
    if (!opened.session || !report) {
      const error = opened.session ? undefined : opened.error;
      writer.append({ span, step: turn.phase, type: 'error', data: { ...error } });
      return finish('failed', { end: { stop: 'error', ...(error ? { error } : {}) } }, []);
    }
    const status = outcomeOf(report.end);
    const { events, refusal } = await this.#harvest(plan, turn, report, writer, status === 'done');
    if (!refusal) return finish(status, report, events);
    // What was said is kept; only the document has to be handed in again.
    await finish('failed', { ...report, end: { stop: 'error', error: errorOfRefusal(refusal) } }, events);
  }

  async #drop(): Promise<void> {
    await this.#session?.close();
    this.#session = undefined;
  }

  /** `begun`: a new session, and why. */
  async #open(
    plan: PlanState,
    begun: string | undefined,
  ): Promise<
    | { readonly session: AgentSession; readonly anew: boolean; readonly notice?: string }
    | { readonly session?: undefined; readonly error: AgentError }
  > {
    if (this.#session?.alive) return { session: this.#session, anew: !this.#session.remembers };
    await this.#drop();
    const request = {
      profile: this.#profile,
      folder: this.#deps.files.absolute(plan.folder),
      env: { SIGNALBOX_SUBJECT: `plan/${plan.id}`, SIGNALBOX_PLAN: plan.id },
    };
    const known =
      begun === undefined && plan.agentSession?.profile === this.#profile.name ? plan.agentSession : undefined;
    let notice = begun;
    if (known) {
      const resumed = await this.#deps.agents.open({ ...request, resume: known.id, used: known.usage });
      if (resumed.ok) {
        this.#session = resumed.value;
        return { session: resumed.value, anew: !resumed.value.remembers };
      }
      if (resumed.refusal.code !== 'cannot_resume') return { error: this.#errorOf(resumed.refusal) };
      notice = FORGOTTEN;
    }
    const opened = await this.#deps.agents.open(request);
    if (!opened.ok) return { error: this.#errorOf(opened.refusal) };
    this.#session = opened.value;
    return { session: opened.value, anew: true, ...(notice ? { notice } : {}) };
  }

  #errorOf(refusal: Refusal): AgentError {
    return changeWords(errorOfRefusal(refusal), this.#deps.mask);
  }

  async #run(
    stream: PlanStream,
    turn: Turn,
    session: AgentSession,
    writer: TraceWriter,
    prompt: string,
    span: string,
  ): Promise<TurnReport> {
    const { clock, mask, files } = this.#deps;
    const folder = stream.state?.folder ?? '.';
    const seconds = this.#profile.limits?.seconds;
    const asks: Promise<unknown>[] = [];
    const run = new AgentTurn(session, writer, clock, mask, {
      prompt,
      span,
      step: turn.phase,
      ...(seconds === undefined ? {} : { seconds }),
      decide: (request) =>
        decidePermission(this.#profile.permissions ?? 'ask', request, (path) => files.isInside(folder, path))?.id,
      ask: (request) => asks.push(stream.commit('runner', (state) => decided(askPermission(state, turn.n, request)))),
      session: (id) =>
        asks.push(
          stream.commit('runner', (state) =>
            decided(
              reportTurn(
                state,
                turn.n,
                state?.agentSession?.id === id && state.agentSession.profile === this.#profile.name
                  ? []
                  : [{ type: 'agent_session', session: id, profile: this.#profile.name }],
              ),
            ),
          ),
        ),
    });
    const report = await attended(session, run, {
      stream,
      stop: this.#stop,
      over: () => stream.state?.turns.find((each) => each.n === turn.n)?.stopping ?? false,
      answers: () =>
        (stream.state?.permissions ?? []).flatMap(({ request, answer }) =>
          answer ? { id: request.id, option: answer.option } : [],
        ),
      told: (id, option) => writer.append({ span, step: turn.phase, type: 'answer', data: { id, option } }),
    });
    await Promise.all(asks);
    return report;
  }

  /** Saves the documents that were handed in, each as the newest and as a version. */
  async #harvest(
    plan: PlanState,
    turn: Turn,
    report: TurnReport,
    writer: TraceWriter,
    done: boolean,
  ): Promise<{ readonly events: readonly PlanEvent[]; readonly refusal?: Refusal }> {
    const events: PlanEvent[] = [];
    for (const [name, content] of artifactsOf(report.rawText)) {
      const versions = plan.artifacts.filter((artifact) => artifact.name === name);
      const path = artifactPath(plan, name);
      const present = await this.#deps.files.readText(path);
      let version = versions.length;
      // What a person changed by hand stays among the versions.
      if (present !== undefined && (await this.#deps.files.readText(versionPath(plan, name, version))) !== present) {
        version += 1;
        const kept = await this.#deps.files.writeText(versionPath(plan, name, version), present);
        if (!kept.ok) return { events, refusal: kept.refusal };
        events.push({ type: 'artifact_saved', name, version, path, turn: turn.n });
      }
      if (present === content) continue;
      version += 1;
      for (const place of [versionPath(plan, name, version), path]) {
        const written = await this.#deps.files.writeText(place, content);
        if (!written.ok) return { events, refusal: written.refusal };
      }
      events.push({ type: 'artifact_saved', name, version, path, turn: turn.n });
      writer.append({ span: `turn-${turn.n}`, step: turn.phase, type: 'artifact', data: { name, version, path } });
    }
    if (done && readReply(report.rawText).ready) events.push({ type: 'phase_ready', phase: turn.phase });
    return { events };
  }

  async #documents(plan: PlanState): Promise<readonly GivenDocument[]> {
    const documents: GivenDocument[] = [];
    for (const { name, path } of currentArtifacts(plan)) {
      const content = await this.#deps.files.readText(path);
      if (content !== undefined) documents.push({ name, content });
    }
    return documents;
  }
}
