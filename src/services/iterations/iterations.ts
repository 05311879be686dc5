import type { AgentProfile } from '../../core/agent/profile';
import { type IterationSign, signOf } from '../../core/iteration/events';
import {
  answerIteration,
  cancelIterations,
  DEFAULT_ITERATIONS,
  decideHunk,
  type HunkDecision,
  type IterationEvent,
  type IterationSession,
  type IterationSpec,
  iterationId,
  iterationStream,
  numberOfIteration,
  rejectEverything,
  sessionFailed,
  startIterations,
} from '../../core/iteration/model';
import type { HunkPlace } from '../../core/iteration/places';
import { canLimitTools } from '../../core/iteration/tools';
import { ok, type Result, refuse } from '../../core/result';
import { saidBy, say } from '../../core/sentence';
import type { Disposable } from '../../ports/disposable';
import type { DocumentWork } from '../../ports/document-work';
import type { PlannerDeps } from '../plans/planner';
import { decided } from '../runners/runners';
import { unavailable } from '../unavailable';
import { IterationDocument } from './document';
import { diffOf, holdDocuments, type IterationDiff, textOf } from './look';
import { endLost } from './lost';
import { OneWriter } from './one-writer';
import { type IterationStream, iterationSubject, iterationTrace, openIteration } from './stream';

export interface StartIterations {
  /** From the project's folder. */
  readonly document: string;
  readonly prompt: string;
  readonly iterations?: number;
  readonly profile?: string;
  readonly model?: string;
  readonly tools?: readonly string[];
  readonly seconds?: number;
  readonly pauseMs?: number;
}

export interface IterationsDeps extends PlannerDeps {
  readonly documentWork: DocumentWork;
}

const SECONDS = 300;
const PAUSE_MS = 5_000;
const STOP_MS = 1_500;

/** "Improve this document N times": everything a person can do with it. */
export class Iterations {
  readonly #deps: IterationsDeps;
  readonly #document: IterationDocument;
  readonly #oneWriter: OneWriter;

  constructor(deps: IterationsDeps) {
    this.#deps = deps;
    this.#document = new IterationDocument(deps);
    this.#oneWriter = new OneWriter(deps);
  }

  async start(slug: string, options: StartIterations): Promise<Result<IterationSession>> {
    const { projects, files, ledger } = this.#deps;
    const profile = await this.#deps.profile(options.profile);
    if (!profile.ok) return profile;
    const { name, adapter } = profile.value;
    if (options.tools && options.tools.length > 0 && !canLimitTools(adapter))
      return refuse(
        'no_tool_limit',
        say('The agent "{name}" cannot be kept to some of its tools; Claude Code can.', { name }),
      );
    const project = await projects.find(slug);
    if (!project.ok) return project;
    const document = await files.resolveInside(project.value.folder, options.document);
    if (!document.ok) return document;
    const newest = await this.#newest(project.value.slug);
    if (newest.session?.status === 'running')
      return refuse('already_running', say('Iterations of this project are under way.'), {
        session: newest.session.id,
      });
    const spec: IterationSpec = {
      id: iterationId(project.value.slug, newest.number + 1),
      slug: project.value.slug,
      folder: project.value.folder,
      document: document.value,
      prompt: options.prompt,
      iterations: options.iterations ?? DEFAULT_ITERATIONS,
      profile: profile.value.name,
      seconds: options.seconds ?? SECONDS,
      pauseMs: options.pauseMs ?? PAUSE_MS,
      ...(options.model === undefined ? {} : { model: options.model }),
      ...(options.tools === undefined ? {} : { tools: options.tools }),
      starter: await this.#deps.runners.self(),
    };
    const stream = await openIteration(ledger, spec.id);
    const begun = await this.#commit(stream, (session) => startIterations(session, spec));
    await stream.close();
    return begun.ok ? this.#run(begun.value, profile.value) : begun;
  }

  /** Whether that document of the project can be improved. */
  async checkDocument(slug: string, document: string): Promise<Result<string>> {
    const project = await this.#deps.projects.find(slug);
    return project.ok ? this.#deps.files.resolveInside(project.value.folder, document) : project;
  }

  /** Cancels inside an iteration: the agent is stopped, the document stays as it last saved it. */
  async cancel(id: string): Promise<Result<IterationSession>> {
    const stream = await openIteration(this.#deps.ledger, id);
    try {
      await this.#settle(stream);
      const asked = await this.#commit(stream, cancelIterations);
      if (!asked.ok) return asked;
      let timer: Disposable | undefined;
      const late = new Promise<'late'>((resolve) => {
        timer = this.#deps.clock.after(STOP_MS, () => resolve('late'));
      });
      const first = await Promise.race([untilOver(stream), late]);
      timer?.dispose();
      if (first === 'late') {
        await this.#deps.runners.stop(iterationSubject(id));
        await stream.refresh();
        await endLost(this.#deps, stream, this.#deps.actor);
      }
      return stream.state ? ok(stream.state) : refuse('not_found', say('There is no such session.'));
    } finally {
      await stream.close();
    }
  }

  answer(id: string, request: string, option: string): Promise<Result<IterationSession>> {
    return this.#decide(id, (session) => answerIteration(session, request, option, this.#deps.actor));
  }

  async show(id: string): Promise<Result<IterationSession>> {
    const stream = await openIteration(this.#deps.ledger, id);
    await this.#settle(stream);
    const session = stream.state;
    await stream.close();
    return session ? ok(session) : refuse('not_found', say('There is no session "{id}".', { id }));
  }

  /** Newest first, as the ledger has them: the clock may have been set back between two of them. */
  async list(): Promise<readonly IterationSession[]> {
    const prefix = iterationStream('');
    const begun = new Set((await this.#deps.ledger.readAll(prefix)).map(({ stream }) => stream.slice(prefix.length)));
    const found: IterationSession[] = [];
    for (const id of begun) {
      const shown = await this.show(id);
      if (shown.ok) found.unshift(shown.value);
    }
    return found;
  }

  /** Resolves with the session once it is over, also when its runner is lost. */
  untilOver(id: string): Promise<IterationSession> {
    return new Promise((resolve) => {
      let watch: Disposable | undefined;
      let over = false;
      void this.watch(id, (session) => {
        if (session.status === 'running') return;
        over = true;
        watch?.dispose();
        resolve(session);
      }).then((made) => {
        watch = made;
        if (over) made.dispose();
      });
    });
  }

  async diff(id: string, n: number): Promise<Result<IterationDiff>> {
    const shown = await this.show(id);
    return shown.ok ? diffOf(this.#deps, shown.value, n) : shown;
  }

  /** The document before or after an iteration; undefined: it was not kept. */
  async text(id: string, n: number, side: 'before' | 'after'): Promise<string | undefined> {
    const shown = await this.show(id);
    return shown.ok ? textOf(this.#deps, shown.value, n, side) : undefined;
  }

  /** Where an editor shows the changes of an iteration. */
  async places(id: string, n: number): Promise<Result<readonly HunkPlace[]>> {
    const shown = await this.show(id);
    if (!shown.ok) return shown;
    return this.#deps.documentWork.places(shown.value, n);
  }

  /** Keeps at hand what a decision about that iteration needs, until that is disposed of. */
  hold(session: IterationSession, n: number): Disposable {
    return holdDocuments(this.#deps.documentWork, session, n);
  }

  /** Decides about one change of an iteration, or about all of them, and writes the document that follows from it. */
  decideHunk(
    id: string,
    n: number,
    hunk: number | undefined,
    decision: HunkDecision,
  ): Promise<Result<IterationSession>> {
    return this.#decideAndWrite(
      id,
      (session) => decideHunk(session, n, hunk, decision),
      (session, events) => this.#document.decide(session, events),
    );
  }

  /** Puts the document back to how it was before the first iteration, whatever became of it. What is replaced is kept. */
  async restore(id: string): Promise<Result<{ readonly session: IterationSession; readonly kept?: string }>> {
    let kept: string | undefined;
    const done = await this.#decideAndWrite(id, rejectEverything, async (session) => {
      const restored = await this.#document.restore(session);
      if (restored.ok) kept = restored.value;
      return restored;
    });
    return done.ok ? ok({ session: done.value, ...(kept === undefined ? {} : { kept }) }) : done;
  }

  /** Everything that happened after that number, past and future. */
  follow(id: string, after: number, listener: (signs: readonly IterationSign[]) => void): Disposable {
    return this.#deps.traces.follow(iterationTrace(id), after, (records) => {
      const signs = records.map(signOf).filter((sign) => sign !== undefined);
      if (signs.length > 0) listener(signs);
    });
  }

  /** The session as it is and as it becomes. A runner that is lost is noticed within a second. */
  async watch(id: string, listener: (session: IterationSession) => void): Promise<Disposable> {
    const stream = await openIteration(this.#deps.ledger, id);
    await this.#settle(stream);
    let look: Disposable | undefined;
    let over = false;
    const guard = () => {
      look?.dispose();
      if (over || stream.state?.status !== 'running') return;
      look = this.#deps.clock.after(1000, () => void this.#settle(stream).catch(unavailable).then(guard));
    };
    stream.onChange(({ state }) => {
      if (state && !over) listener(state);
      guard();
    });
    if (stream.state) listener(stream.state);
    guard();
    return {
      dispose() {
        over = true;
        look?.dispose();
        void stream.close();
      },
    };
  }

  async #decideAndWrite(
    id: string,
    decide: (session: IterationSession | undefined) => Result<readonly IterationEvent[]>,
    write: (session: IterationSession, events: readonly IterationEvent[]) => Promise<Result<unknown>>,
  ): Promise<Result<IterationSession>> {
    const stream = await openIteration(this.#deps.ledger, id);
    try {
      await this.#settle(stream);
      const wanted = decide(stream.state);
      if (!wanted.ok) return wanted;
      const done = await this.#oneWriter.hold(stream, {
        intent: (session) => {
          const events = decide(session);
          return events.ok ? events.value : [];
        },
        finish: (deciding) => this.#finish(stream, deciding),
        work: async () => {
          const session = stream.state;
          const events = decide(session);
          if (!events.ok) return events;
          if (!session) return refuse('not_found', say('There is no such session.'));
          const busy = await this.#improving(session);
          if (busy) return busy;
          const written = await write(session, events.value);
          return written.ok ? this.#commit(stream, decide) : written;
        },
      });
      return done.ok && stream.state ? ok(stream.state) : done;
    } finally {
      await stream.close();
    }
  }

  /** A decision of somebody who died: the document may be written for it already, or not yet. */
  async #finish(stream: IterationStream, deciding: readonly IterationEvent[]): Promise<void> {
    const session = stream.state;
    if (!session || (await this.#improving(session))) return;
    const written = await this.#document.decide(session, deciding);
    if (written.ok) await this.#commit(stream, () => ok(deciding));
  }

  /** Finishes what a window that was killed had begun to decide. Whoever shows a session calls it. */
  async mend(id: string): Promise<void> {
    const stream = await openIteration(this.#deps.ledger, id);
    try {
      const { writer } = stream.state ?? {};
      if (!writer?.deciding?.length || !(await this.#deps.runners.isDead(writer.by))) return;
      await this.#oneWriter.hold(stream, {
        intent: () => [],
        finish: (deciding) => this.#finish(stream, deciding),
        work: async () => ok(undefined),
      });
    } finally {
      await stream.close();
    }
  }

  /** While an agent works on it, nobody else decides what is in the document. */
  async #improving({ id, slug, document }: IterationSession): Promise<Result<never> | undefined> {
    const { session } = await this.#newest(slug);
    if (session?.status !== 'running' || session.id === id || session.document !== document) return undefined;
    return refuse('still_running', say('Wait for the iterations to end, or cancel them.'), { session: session.id });
  }

  async #run(session: IterationSession, profile: AgentProfile): Promise<Result<IterationSession>> {
    const started = await this.#deps.runners.ensure(
      { subject: iterationSubject(session.id), profile, idleMs: 0 },
      this.#deps.launcher(profile),
    );
    if (started.ok) return ok(session);
    return this.#decide(session.id, (state) =>
      ok(state?.status === 'running' ? [sessionFailed(saidBy(started.refusal))] : []),
    );
  }

  async #settle(stream: IterationStream): Promise<void> {
    const session = stream.state;
    if (session?.status !== 'running') return;
    const subject = iterationSubject(session.id);
    if (this.#deps.runners.isLaunching(subject)) return;
    const found = await this.#deps.runners.condition(subject);
    if (found.is === 'alive') return;
    if (found.is === 'none' && session.done.length === 0 && !(await this.#isAbandoned(session))) return;
    if (found.is === 'lost') await this.#deps.runners.forget(subject, found.runner);
    await endLost(this.#deps, stream, this.#deps.actor);
  }

  /** Nobody is left to start a runner for it. */
  async #isAbandoned({ starter }: IterationSession): Promise<boolean> {
    return starter !== undefined && this.#deps.runners.isDead(starter);
  }

  async #decide(
    id: string,
    decide: (session: IterationSession | undefined) => Result<readonly IterationEvent[]>,
  ): Promise<Result<IterationSession>> {
    const stream = await openIteration(this.#deps.ledger, id);
    try {
      return await this.#commit(stream, decide);
    } finally {
      await stream.close();
    }
  }

  async #commit(
    stream: IterationStream,
    decide: (session: IterationSession | undefined) => Result<readonly IterationEvent[]>,
  ): Promise<Result<IterationSession>> {
    const committed = await stream.commit(this.#deps.actor, (session) => decided(decide(session)));
    if (!committed.ok) return { ok: false, refusal: committed.refusal };
    return stream.state ? ok(stream.state) : refuse('not_found', say('There is no such session.'));
  }

  async #newest(slug: string): Promise<{ readonly number: number; readonly session: IterationSession | undefined }> {
    const streams = await this.#deps.ledger.streams(iterationStream(`${slug.toLowerCase()}.i`));
    const numbers = streams.map(({ stream }) => numberOfIteration(stream.slice(iterationStream('').length), slug));
    const number = Math.max(0, ...numbers);
    if (number === 0) return { number, session: undefined };
    const shown = await this.show(iterationId(slug, number));
    return { number, session: shown.ok ? shown.value : undefined };
  }
}

function untilOver(stream: IterationStream): Promise<IterationSession> {
  return new Promise((resolve) => {
    const look = () => {
      if (!stream.state || stream.state.status === 'running') return;
      following.dispose();
      resolve(stream.state);
    };
    const following = stream.onChange(look);
    look();
  });
}
