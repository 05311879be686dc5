import type { AgentError } from '../../core/agent/error';
import { NO_USAGE, outcomeOf } from '../../core/agent/event';
import { type AgentProfile, decidePermission } from '../../core/agent/profile';
import { errorOfRefusal } from '../../core/agent/profile-fault';
import { finalState, type IterationEvent, type IterationSession, NOTHING_LEFT } from '../../core/iteration/model';
import { promptOf, summaryOf } from '../../core/iteration/prompt';
import { canLimitTools } from '../../core/iteration/tools';
import { artifactsOf } from '../../core/plan/reply';
import type { Result } from '../../core/result';
import { changeWords } from '../../core/sentence';
import type { AgentSession } from '../../ports/agent';
import type { TraceWriter } from '../../ports/traces';
import { attended } from '../agents/attended';
import { AgentTurn, type TurnReport } from '../agents/turn';
import { lasting } from '../lasting';
import type { PlanHostDeps } from '../plans/host';
import { decided, type RunnerJob } from '../runners/runners';
import { OUTSIDE, readDocument } from './document-work';
import { endLost } from './lost';
import { type IterationStream, iterationTrace, openIteration, snapshotPath } from './stream';

/** The runner's side of "improve this document N times". */
export class IterationHost implements RunnerJob {
  readonly #deps: PlanHostDeps;
  readonly #id: string;
  readonly #profile: AgentProfile;
  readonly #stop: AbortSignal;
  #session: AgentSession | undefined;

  constructor(deps: PlanHostDeps, id: string, profile: AgentProfile, stop: AbortSignal) {
    this.#deps = deps;
    this.#id = id;
    this.#profile = profile;
    this.#stop = stop;
  }

  async pending(): Promise<boolean> {
    return false;
  }

  async work(): Promise<string> {
    const stream = await openIteration(this.#deps.ledger, this.#id);
    const writer = this.#deps.traces.write(iterationTrace(this.#id));
    const commit = (decide: (session: IterationSession) => readonly IterationEvent[]) =>
      lasting(this.#deps.clock, () =>
        stream.commit('runner', (session) =>
          decided({ ok: true, value: session?.status === 'running' ? decide(session) : [] }),
        ),
      );
    try {
      const session = stream.state;
      if (session?.status !== 'running') return 'idle';
      if (session.done.length > 0) {
        await endLost(this.#deps, stream, 'runner');
        return 'idle';
      }
      for (let n = 1; n <= session.iterations && !this.#over(stream); n += 1) {
        if (n > 1) await this.#pause(stream, session.pauseMs);
        if (!this.#over(stream)) await this.#iterate(stream, session, n, writer);
      }
      if (this.#stop.aborted) await commit(() => [{ type: 'cancel_requested' }]);
      await commit((now) => [finalState(now)]);
      const status = stream.state?.status ?? 'failed';
      writer.append({ span: 'session', type: 'run_end', data: { status } });
      return 'idle';
    } finally {
      writer.close();
      await this.#session?.close();
      await stream.close();
    }
  }

  #over(stream: IterationStream): boolean {
    return this.#stop.aborted || stream.state?.status !== 'running' || stream.state.cancelling;
  }

  /** Between two iterations; a cancel ends it. */
  #pause(stream: IterationStream, ms: number): Promise<void> {
    return new Promise((resolve) => {
      const done = () => {
        timer.dispose();
        following.dispose();
        this.#stop.removeEventListener('abort', done);
        resolve();
      };
      const timer = this.#deps.clock.after(ms, done);
      const following = stream.onChange(() => this.#over(stream) && done());
      this.#stop.addEventListener('abort', done);
    });
  }

  async #iterate(stream: IterationStream, spec: IterationSession, n: number, writer: TraceWriter): Promise<void> {
    const { files, documentWork } = this.#deps;
    const span = `iteration-${n}`;
    const found = await readDocument(files, spec);
    const before = found.ok ? (found.value ?? '') : '';
    await this.#record(stream, [{ type: 'iteration_started', n }]);
    writer.append({ span, type: 'step_start', data: { iteration: n, of: spec.iterations } });
    writer.flush();
    const backup = found.ok ? await files.writeBytes(snapshotPath(spec, n, 'before'), before, undefined) : found;
    // Without a backup nobody touches the document.
    const report = backup.ok
      ? await this.#ask(stream, spec, n, writer, span, before)
      : nothingSaid(writer, span, errorOfRefusal(backup.refusal));
    const kept = backup.ok ? await this.#keep(spec, n, before, report) : backup;
    if (backup.ok && !kept.ok) writer.append({ span, type: 'error', data: { ...errorOfRefusal(kept.refusal) } });
    const measured = kept.ok ? await documentWork.measure(spec, n) : undefined;
    const { added, removed, hunks } = measured ?? NOTHING_LEFT;
    if (hunks > 0) writer.append({ span, type: 'artifact', data: { document: spec.document, added, removed } });
    const status = kept.ok ? outcomeOf(report.end) : 'failed';
    const error = kept.ok ? report.end.error : errorOfRefusal(kept.refusal);
    writer.append({ span, type: 'step_end', data: { iteration: n, status, added, removed } });
    writer.flush();
    await this.#record(stream, [
      {
        type: 'iteration_ended',
        n,
        status,
        added,
        removed,
        hunks,
        toolCalls: report.tools.length,
        summary: summaryOf(report.text),
        usage: report.usage,
        ...(error ? { error } : {}),
      },
    ]);
  }

  /** The document as the agent leaves it; what it handed in is written first. */
  async #keep(spec: IterationSession, n: number, before: string, report: TurnReport): Promise<Result<unknown>> {
    const { files } = this.#deps;
    const handedIn = artifactsOf(report.rawText).get(spec.document.split('/').at(-1) ?? '');
    const found = await readDocument(files, spec);
    if (!found.ok) return found;
    const seen = found.value;
    // An agent without tools of its own hands the document in; one that wrote it itself has the last word.
    if (handedIn !== undefined && (seen ?? '') === before && report.end.stop !== 'cancelled') {
      if (!files.isInside(spec.folder, files.absolute(spec.document))) return OUTSIDE;
      const written = await files.writeBytes(spec.document, Buffer.from(handedIn, 'utf8').toString('latin1'), seen);
      if (!written.ok) return written;
    }
    const left = await readDocument(files, spec);
    return left.ok ? files.writeBytes(snapshotPath(spec, n, 'after'), left.value ?? '', undefined) : left;
  }

  #record(stream: IterationStream, events: readonly IterationEvent[]): Promise<unknown> {
    return lasting(this.#deps.clock, () =>
      stream.commit('runner', (session) => decided({ ok: true, value: session?.status === 'running' ? events : [] })),
    );
  }

  async #ask(
    stream: IterationStream,
    spec: IterationSession,
    n: number,
    writer: TraceWriter,
    span: string,
    before: string,
  ): Promise<TurnReport> {
    const { clock, mask, files } = this.#deps;
    const opened = await this.#open(spec);
    if (!opened.ok) {
      return nothingSaid(writer, span, changeWords(opened.error, mask));
    }
    const session = opened.session;
    const asks: Promise<unknown>[] = [];
    const policy = this.#profile.permissions ?? 'edits';
    let known = before;
    const run = new AgentTurn(session, writer, clock, mask, {
      prompt: promptOf(spec, n),
      span,
      step: `${n}`,
      seconds: spec.seconds,
      decide: (request) => decidePermission(policy, request, (path) => files.isInside(spec.folder, path))?.id,
      ask: (request) =>
        asks.push(
          stream.commit('runner', (state) =>
            decided({ ok: true, value: state?.status === 'running' ? [{ type: 'permission_asked', request }] : [] }),
          ),
        ),
      toolEnded: () => {
        asks.push(
          readDocument(files, spec).then((now) => {
            if (!now.ok || (now.value ?? '') === known) return;
            known = now.value ?? '';
            writer.append({ span, type: 'artifact', data: { document: spec.document } });
            writer.flush();
          }),
        );
      },
    });
    const report = await attended(session, run, {
      stream,
      stop: this.#stop,
      over: () => this.#over(stream),
      answers: () =>
        (stream.state?.permissions ?? []).flatMap(({ request: { id }, option }) =>
          option === undefined ? [] : { id, option },
        ),
    });
    await Promise.all(asks);
    return report;
  }

  async #open(
    spec: IterationSession,
  ): Promise<
    { readonly ok: true; readonly session: AgentSession } | { readonly ok: false; readonly error: AgentError }
  > {
    if (this.#session?.alive) return { ok: true, session: this.#session };
    await this.#session?.close();
    const opened = await this.#deps.agents.open({
      profile: profileFor(this.#profile, spec),
      folder: this.#deps.files.absolute(spec.folder),
      env: { SIGNALBOX_SUBJECT: `iteration/${spec.id}` },
    });
    if (!opened.ok) return { ok: false, error: errorOfRefusal(opened.refusal) };
    this.#session = opened.value;
    return { ok: true, session: opened.value };
  }
}

/** The turn of an agent that never began. */
function nothingSaid(writer: TraceWriter, span: string, error: AgentError): TurnReport {
  writer.append({ span, type: 'error', data: { ...error } });
  return { end: { stop: 'error', error }, text: '', rawText: '', tools: [], usage: NO_USAGE };
}

function profileFor(profile: AgentProfile, { model, tools }: IterationSession): AgentProfile {
  const limited = tools && tools.length > 0 && canLimitTools(profile.adapter);
  return {
    ...profile,
    ...(model === undefined ? {} : { model }),
    ...(limited ? { args: [...(profile.args ?? []), '--tools', tools.join(',')] } : {}),
  };
}
