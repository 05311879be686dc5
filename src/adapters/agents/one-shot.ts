import type { AgentEvent, TurnEnd } from '../../core/agent/event';
import type { Processes } from '../../ports/processes';
import { AgentChild, type ChildEnd, type ChildSpec } from './child';
import { LineSplitter } from './lines';

const STOP_GRACE_MS = 600;

/** How to read one kind of command line that is started anew for every turn. */
export interface OneShotReader {
  /** Undefined: the line says nothing about how the turn ended. */
  line(line: string, emit: (event: AgentEvent) => void): TurnEnd | undefined;
  /** Its end is all that it says: one that has closed its output may still work. */
  readonly judgedByEnd?: true;
  /** The process has ended without a last word. */
  silent(end: ChildEnd, child: AgentChild): TurnEnd;
}

/** One process for one turn: the prompt goes in, lines come out. */
export class OneShot {
  readonly #processes: Processes;
  #child: AgentChild | undefined;
  #cancelled = false;

  constructor(processes: Processes) {
    this.#processes = processes;
  }

  async run(
    spec: ChildSpec,
    input: string,
    reader: OneShotReader,
    emit: (event: AgentEvent) => void,
  ): Promise<TurnEnd> {
    this.#cancelled = false;
    const child = new AgentChild(spec, this.#processes);
    this.#child = child;
    child.endInput(input);
    const splitter = new LineSplitter();
    let last: TurnEnd | undefined;
    try {
      for await (const chunk of child.stdout) {
        for (const line of splitter.push(chunk as Buffer)) last = reader.line(line, emit) ?? last;
        const tooLong = splitter.tooLong();
        if (tooLong) emit(tooLong);
      }
    } catch {
      // The pipe broke; how the process ended says why.
    }
    const rest = splitter.rest();
    if (rest !== undefined) last = reader.line(rest, emit) ?? last;
    const end = await (reader.judgedByEnd ? child.ended : child.endAfterOutput());
    await child.stop(0);
    this.#child = undefined;
    if (this.#cancelled) return { stop: 'cancelled' };
    return last ?? reader.silent(end, child);
  }

  async cancel(): Promise<void> {
    this.#cancelled = true;
    await this.#child?.stop(STOP_GRACE_MS);
  }

  async close(): Promise<void> {
    await this.#child?.stop(STOP_GRACE_MS);
  }
}
