import type { TraceEntry, TraceRecord } from '../core/run/trace';
import type { Disposable } from './disposable';

/** Writes one run's trace. There is one at a time for a run: whoever has claimed the run. */
export interface TraceWriter {
  /** The number of the last record that was written, also by earlier writers of the same run. */
  readonly lastSeq: number;
  append(entry: TraceEntry): void;
  /** What was appended can be read by others. */
  flush(): void;
  close(): void;
}

export interface Traces {
  /** Goes on after the last whole record; half of a line that a dead writer left is passed over. */
  write(run: string): TraceWriter;
  /** The records with `seq > after`, in order, as many as there are now. */
  read(run: string, after: number): Promise<readonly TraceRecord[]>;
  /** Every record with `seq > after`, past and future, in order, without gap or double. */
  follow(run: string, after: number, listener: (records: readonly TraceRecord[]) => void): Disposable;
}
