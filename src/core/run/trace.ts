/** What a line of a trace is about. Readers pass over types that they do not know. */
export type TraceType =
  | 'run_start'
  | 'step_start'
  | 'text'
  | 'thinking'
  | 'tool_call'
  | 'tool_result'
  | 'plan'
  | 'notice'
  | 'critic'
  | 'question'
  | 'answer'
  | 'back'
  | 'repair'
  | 'artifact'
  | 'usage'
  | 'error'
  | 'step_end'
  | 'run_end';

/** One line of a trace. `seq` counts from 1 without gaps within its file; a file has one writer at a time. */
export interface TraceRecord {
  readonly seq: number;
  readonly at: number;
  readonly run: string;
  /** What this belongs to, such as one turn or one attempt at a step. */
  readonly span: string;
  readonly parent?: string;
  readonly step?: string;
  readonly type: TraceType;
  readonly data: Readonly<Record<string, unknown>>;
}

export type TraceEntry = Omit<TraceRecord, 'seq' | 'at' | 'run'>;

/** One line of a trace file, or undefined for one that cannot be read. */
export function parseTraceLine(line: string): TraceRecord | undefined {
  try {
    const value: unknown = JSON.parse(line);
    if (typeof value !== 'object' || value === null) return undefined;
    const { seq, at, run, span, type, data } = value as Partial<TraceRecord>;
    const readable =
      typeof seq === 'number' &&
      typeof at === 'number' &&
      typeof run === 'string' &&
      typeof span === 'string' &&
      typeof type === 'string' &&
      typeof data === 'object' &&
      data !== null;
    return readable ? (value as TraceRecord) : undefined;
  } catch {
    return undefined;
  }
}
