import type { AgentEvent } from '../../core/agent/event';
import { say, textOf } from '../../core/sentence';

const TOO_LONG = textOf(say('The agent wrote a line that is too long to be read. It was left out.'));

/** A line that is longer than this is no message any more; it is passed over and counted. */
const LONGEST_LINE = 32 * 1024 * 1024;

/**
 * Cuts a stream of bytes into lines. Bytes are only decoded when the line is whole, so a character that was split
 * between two reads is never damaged.
 */
export class LineSplitter {
  readonly #longest: number;
  #parts: Uint8Array[] = [];
  #length = 0;
  #skipping = false;
  /** Lines that were too long and that nobody was told about. */
  #skipped = 0;

  constructor(longest = LONGEST_LINE) {
    this.#longest = longest;
  }

  *push(chunk: Uint8Array): Generator<string> {
    let from = 0;
    for (let end = chunk.indexOf(10, from); end >= 0; end = chunk.indexOf(10, from)) {
      this.#add(chunk.subarray(from, end));
      const line = this.#take();
      if (line !== undefined) yield line;
      from = end + 1;
    }
    if (from < chunk.length) this.#add(chunk.subarray(from));
  }

  /** Says once that a line was left out, so that nothing is missing in silence. */
  tooLong(): AgentEvent | undefined {
    if (this.#skipped === 0) return undefined;
    this.#skipped = 0;
    return { type: 'notice', text: TOO_LONG };
  }

  /** What came after the last line end: half a line of a process that died, or a last line without an end. */
  rest(): string | undefined {
    return this.#length === 0 && !this.#skipping ? undefined : this.#take();
  }

  #add(part: Uint8Array): void {
    if (this.#skipping) return;
    this.#length += part.length;
    if (this.#length > this.#longest) {
      this.#skipping = true;
      this.#parts = [];
      return;
    }
    // The chunk's memory may be used again by whoever read it.
    if (part.length > 0) this.#parts.push(Buffer.from(part));
  }

  #take(): string | undefined {
    const skipped = this.#skipping;
    const line = skipped ? undefined : Buffer.concat(this.#parts).toString('utf8').replace(/\r$/, '');
    if (skipped) this.#skipped += 1;
    this.#parts = [];
    this.#length = 0;
    this.#skipping = false;
    return line;
  }
}

/** A line as an object, or undefined for anything else. */
export function parseLine(line: string): Record<string, unknown> | undefined {
  if (!line.startsWith('{')) return undefined;
  try {
    const value: unknown = JSON.parse(line);
    return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : undefined;
  } catch {
    return undefined;
  }
}
