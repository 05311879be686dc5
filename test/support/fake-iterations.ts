import type { AgentEvent, TurnEnd } from '../../src/core/agent/event';
import type { AgentProfile } from '../../src/core/agent/profile';
import { iterationStream } from '../../src/core/iteration/model';
import { ok, type Result, refuse } from '../../src/core/result';
import type { TraceEntry, TraceRecord } from '../../src/core/run/trace';
import { say } from '../../src/core/sentence';
import type { AgentSession, Agents } from '../../src/ports/agent';
import type { Ledger } from '../../src/ports/ledger';
import type { PlanFiles } from '../../src/ports/plan-files';
import type { Traces, TraceWriter } from '../../src/ports/traces';
import { IterationDocuments } from '../../src/services/iterations/document-work';
import { IterationHost } from '../../src/services/iterations/host';
import { type IterationStream, openIteration } from '../../src/services/iterations/stream';
import { FakeClock } from './fake-clock';
import { MemoryLedger } from './memory-ledger';

export const DOCUMENT = 'docs/plan.md';
const PROFILE: AgentProfile = { name: 'scripted', adapter: 'acp', command: 'scripted' };

/** Files of a workspace in memory. Like a disk they take their time, each call some turns of the event loop. */
export class MemoryFiles implements PlanFiles {
  readonly content = new Map<string, string>();
  /** Why a path cannot be written. */
  fails: (path: string) => boolean = () => false;
  /** What cannot be read. */
  hides: (path: string) => boolean = () => false;
  /** The document became a link that leads out of the project. */
  leadsOut = false;
  turns: () => number = () => 0;

  absolute(path: string): string {
    return `/w/${path}`;
  }
  isInside(_folder: string, path: string): boolean {
    return !(this.leadsOut && path === this.absolute(DOCUMENT));
  }
  async readText(path: string): Promise<string | undefined> {
    const read = await this.readBytes(path);
    return read.ok ? read.value : undefined;
  }
  async writeText(path: string, text: string): Promise<Result<void, 'write_failed'>> {
    this.content.set(path, text);
    return ok(undefined);
  }
  async readBytes(path: string): Promise<Result<string | undefined, 'unreadable'>> {
    await this.#wait();
    if (this.hides(path)) return refuse('unreadable', say('It may not be read.'));
    return ok(this.content.get(path));
  }
  async writeBytes(path: string, bytes: string, expected: string | undefined) {
    await this.#wait();
    if (this.fails(path)) return refuse('write_failed', say('The disk is full.'));
    if (this.content.get(path) !== expected) return refuse('stale', say('Somebody else was here.'));
    this.content.set(path, bytes);
    return ok(undefined);
  }
  async move(path: string, to: string) {
    this.content.set(to, this.content.get(path) ?? '');
    this.content.delete(path);
    return ok(undefined);
  }
  async resolveInside(_folder: string, path: string) {
    return ok(path);
  }
  async #wait(): Promise<void> {
    for (let left = this.turns(); left > 0; left -= 1) await new Promise((resolve) => setImmediate(resolve));
  }
}

/** Traces in memory; a writer goes on where the last one ended. */
class MemoryTraces implements Traces {
  readonly records: TraceRecord[] = [];
  /** The process that writes is gone: nothing of it arrives any more. */
  gone = false;

  write(run: string): TraceWriter {
    const { records } = this;
    const isGone = () => this.gone;
    return {
      get lastSeq() {
        return records.length;
      },
      append(entry: TraceEntry) {
        if (!isGone()) records.push({ seq: records.length + 1, at: 0, run, ...entry });
      },
      flush() {},
      close() {},
    };
  }
  async read(_run: string, after: number): Promise<readonly TraceRecord[]> {
    return this.records.slice(after);
  }
  follow() {
    return { dispose() {} };
  }
}

/** What an agent does in a turn. `stopped` resolves when it is cancelled. */
export type Script = (turn: {
  readonly n: number;
  readonly emit: (event: AgentEvent) => void;
  readonly stopped: Promise<void>;
}) => Promise<TurnEnd>;

export function scripted(script: Script): Agents & { readonly asked: string[] } {
  const asked: string[] = [];
  const open = async () => {
    let cancel: () => void = () => {};
    const session: AgentSession = {
      id: 's',
      alive: true,
      remembers: true,
      prompt(text, emit) {
        asked.push(text);
        const stopped = new Promise<void>((resolve) => {
          cancel = resolve;
        });
        return script({ n: asked.length, emit, stopped });
      },
      answer: () => true,
      cancel: async () => cancel(),
      close: async () => {},
    };
    return ok(session);
  };
  return { asked, open, test: async () => ok({ agent: 'scripted', canResume: false }) };
}

export interface Iterating {
  readonly ledger: Ledger;
  readonly files: MemoryFiles;
  readonly traces: MemoryTraces;
  readonly clock: FakeClock;
  readonly stream: IterationStream;
  readonly documentWork: IterationDocuments;
  host(parts?: { readonly ledger?: Ledger; readonly files?: PlanFiles; readonly stop?: AbortSignal }): IterationHost;
}

/** A session that was just begun, and the runner's side of it with that agent. */
export async function iterating(agents: Agents, original: string, iterations = 2): Promise<Iterating> {
  const clock = new FakeClock();
  const ledger = new MemoryLedger(() => clock.now());
  const files = new MemoryFiles();
  const traces = new MemoryTraces();
  files.content.set(DOCUMENT, original);
  const spec = { slug: 'shop', folder: '.', document: DOCUMENT, prompt: 'Better', profile: 'scripted' };
  const event = { type: 'session_started', id: 'shop.i1', ...spec, iterations, seconds: 300, pauseMs: 5_000 };
  await ledger.commit(
    iterationStream('shop.i1'),
    'test',
    () => Infinity,
    () => ({
      ok: true as const,
      events: [event],
      value: undefined,
    }),
  );
  const documentWork = new IterationDocuments(files);
  return {
    ledger,
    files,
    traces,
    clock,
    documentWork,
    stream: await openIteration(ledger, 'shop.i1'),
    host: (parts = {}) =>
      new IterationHost(
        { ledger, agents, traces, files, documentWork, clock, mask: (text) => text, ...parts },
        'shop.i1',
        PROFILE,
        parts.stop ?? new AbortController().signal,
      ),
  };
}

/** Resolves when it is so; everything here happens within some turns of the event loop. */
export async function until(isSo: () => boolean): Promise<void> {
  for (let turn = 0; !isSo(); turn += 1) {
    if (turn > 10_000) throw new Error('It did not come to that.');
    await new Promise((resolve) => setImmediate(resolve));
  }
}
