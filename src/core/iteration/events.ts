import type { TraceRecord } from '../run/trace';

/** What a viewer of iterations is told. Numbered: a viewer goes on after any number. */
export interface IterationSign {
  readonly n: number;
  readonly at: number;
  readonly iteration: number;
  readonly type:
    | 'iteration_start'
    | 'tool_use'
    | 'tool_result'
    | 'content'
    | 'document_updated'
    | 'iteration_complete'
    | 'error'
    | 'cancelled'
    | 'done';
  readonly data: Readonly<Record<string, unknown>>;
}

const SIGNS: Partial<Record<TraceRecord['type'], IterationSign['type']>> = {
  step_start: 'iteration_start',
  tool_call: 'tool_use',
  tool_result: 'tool_result',
  text: 'content',
  artifact: 'document_updated',
  step_end: 'iteration_complete',
  error: 'error',
};

/** A record of the trace as that, or undefined for what viewers of iterations do not need. */
export function signOf({ seq, at, span, type, data }: TraceRecord): IterationSign | undefined {
  const known = type === 'run_end' ? (data.status === 'cancelled' ? 'cancelled' : 'done') : SIGNS[type];
  return known && { n: seq, at, iteration: Number(/\d+$/.exec(span)?.[0] ?? 0), type: known, data };
}
