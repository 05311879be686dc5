import type { AgentError } from '../../core/agent/error';
import { NO_USAGE, preview } from '../../core/agent/event';
import { type AgentProfile, decidePermission } from '../../core/agent/profile';
import { errorOfRefusal } from '../../core/agent/profile-fault';
import { countCharacters, hunksOf } from '../../core/iteration/hunks';
import { finalState, type IterationEvent, type IterationSession, loseRunner } from '../../core/iteration/model';
import { artifactsOf, readReply } from '../../core/plan/reply';
import { changeWords } from '../../core/sentence';
import type { AgentSession } from '../../ports/agent';
import type { TraceWriter } from '../../ports/traces';
import { AgentTurn, type TurnReport } from '../agents/turn';
import { lasting } from '../lasting';
import type { PlanHostDeps } from '../plans/host';
import { decided, type RunnerJob } from '../runners/runners';
import { type IterationStream, iterationTrace, openIteration, snapshotPath } from './stream';

const UNTOUCHED = {
  type: 'iteration_ended',
  status: 'failed',
  added: 0,
  removed: 0,
  hunks: 0,
  toolCalls: 0,
  summary: '',
  usage: NO_USAGE,
} as const;

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
        await commit(loseRunner);
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
    const { files } = this.#deps;
    const span = `iteration-${n}`;
    const before = await this.#read(spec);
    const record = (events: readonly IterationEvent[]) => this.#record(stream, events);
    await record([{ type: 'iteration_started', n }]);
    writer.append({ span, type: 'step_start', data: { iteration: n, of: spec.iterations } });
    writer.flush();
    const backup = await files.writeBytes(snapshotPath(spec, n, 'before'), before, undefined);
    if (!backup.ok) {
      // Without a backup nobody touches the document.
      const { message, said } = backup.refusal;
      const error: AgentError = { kind: 'unknown', message, ...(said ? { said } : {}) };
      writer.append({ span, type: 'error', data: { ...error } });
      await record([{ ...UNTOUCHED, n, error }]);
      return;
    }
    const report = await this.#ask(stream, spec, n, writer, span, before);
    const handedIn = artifactsOf(report.rawText).get(spec.document.split('/').at(-1) ?? '');
    const seen = await this.#read(spec);
    // An agent without tools of its own hands the document in; one that wrote it itself has the last word.
    if (handedIn !== undefined && seen === before)
      await files.writeBytes(spec.document, Buffer.from(handedIn, 'utf8').toString('latin1'), seen);
    const after = await this.#read(spec);
    await files.writeBytes(snapshotPath(spec, n, 'after'), after, undefined);
    const hunks = hunksOf(before, after);
    const { added, removed } = countCharacters(before, hunks, (bytes) => Buffer.from(bytes, 'latin1').toString('utf8'));
    if (after !== before) writer.append({ span, type: 'artifact', data: { document: spec.document, added, removed } });
    const { stop, error } = report.end;
    const status =
      stop === 'cancelled' ? 'cancelled' : stop === 'end_turn' || stop === 'max_tokens' ? 'done' : 'failed';
    writer.append({ span, type: 'step_end', data: { iteration: n, status, added, removed } });
    writer.flush();
    await record([
      {
        type: 'iteration_ended',
        n,
        status,
        added,
        removed,
        hunks: hunks.length,
        toolCalls: report.tools.length,
        summary: summaryOf(report.text),
        usage: report.usage,
        ...(error ? { error } : {}),
      },
    ]);
  }

  #record(stream: IterationStream, events: readonly IterationEvent[]): Promise<unknown> {
    return lasting(this.#deps.clock, () =>
      stream.commit('runner', (session) => decided({ ok: true, value: session?.status === 'running' ? events : [] })),
    );
  }

  /** Nothing where the document is gone, or where the agent has put a link that leads out of the project. */
  async #read({ folder, document }: IterationSession): Promise<string> {
    const { files } = this.#deps;
    return files.isInside(folder, files.absolute(document)) ? ((await files.readBytes(document)) ?? '') : '';
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
      const error = changeWords(opened.error, mask);
      writer.append({ span, type: 'error', data: { ...error } });
      return { end: { stop: 'error', error }, text: '', rawText: '', tools: [], usage: NO_USAGE };
    }
    const session = opened.session;
    const answered = new Set<string>();
    const look = () => {
      if (this.#over(stream)) void session.cancel();
      for (const { request, option } of stream.state?.permissions ?? []) {
        if (option === undefined || answered.has(request.id)) continue;
        answered.add(request.id);
        session.answer(request.id, option);
      }
    };
    const following = stream.onChange(look);
    this.#stop.addEventListener('abort', look);
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
          this.#read(spec).then((now) => {
            if (now === known) return;
            known = now;
            writer.append({ span, type: 'artifact', data: { document: spec.document } });
            writer.flush();
          }),
        );
      },
    });
    look();
    const report = await run.run();
    this.#stop.removeEventListener('abort', look);
    following.dispose();
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

function profileFor(profile: AgentProfile, { model, tools }: IterationSession): AgentProfile {
  const limited = tools && tools.length > 0 && profile.adapter === 'claude';
  return {
    ...profile,
    ...(model === undefined ? {} : { model }),
    ...(limited ? { args: [...(profile.args ?? []), '--tools', tools.join(',')] } : {}),
  };
}

function promptOf({ document, folder, prompt, iterations }: IterationSession, n: number): string {
  const inside = folder === '.' ? document : document.slice(folder.length + 1);
  const name = document.split('/').at(-1);
  return [
    `Improve one document. This is pass ${n} of ${iterations}.`,
    `Document: ${inside}`,
    `What should become better:\n${prompt}`,
    `Read the document and edit it in place; change no other file. If you cannot write files, hand it in whole between a line <artifact name="${name}"> and a line </artifact>.`,
    'Keep what is good. End with one sentence that says what you changed.',
  ].join('\n\n');
}

/** The last words count: agents say at the end what they did. */
function summaryOf(text: string): string {
  const words = readReply(text)
    .parts.map((part) => (part.kind === 'text' ? part.text : ''))
    .join('\n')
    .trim();
  const last = words.split(/\n\s*\n/).at(-1) ?? '';
  return preview(last.replace(/\s+/g, ' ').trim(), 500);
}
