import {
  evolveIteration,
  type IterationEvent,
  type IterationSession,
  iterationStream,
} from '../../core/iteration/model';
import { joinPath } from '../../core/plan/paths';
import type { Ledger } from '../../ports/ledger';
import { type Fold, openStream, type StreamState } from '../stream-state';

const FOLD: Fold<IterationSession | undefined, IterationEvent> = {
  name: 'iteration',
  version: 1,
  initial: () => undefined,
  evolve: (state, event, commit) => evolveIteration(state, event, commit.at),
  encode: (state) => JSON.stringify(state ?? null),
  decode: (text) =>
    typeof text === 'string' ? ((JSON.parse(text) as IterationSession | null) ?? undefined) : undefined,
};

export type IterationStream = StreamState<IterationSession | undefined, IterationEvent>;

export const openIteration = (ledger: Ledger, id: string): Promise<IterationStream> =>
  openStream(ledger, iterationStream(id), FOLD);

export const iterationSubject = (id: string) => `iteration/${id}`;
export const iterationTrace = (id: string) => `iteration-${id}`;

type Kept = Pick<IterationSession, 'folder' | 'id' | 'document'>;

/** Names of files are limited in bytes; ours is longer than that of the document. */
const LONGEST_NAME = 70;

function keptAs({ folder, id, document }: Kept, prefix: string): string {
  const name = (document.split('/').at(-1) ?? 'document').slice(-LONGEST_NAME);
  return joinPath(folder, '.signalbox', 'iterations', id, `${prefix}.${name}`);
}

/** The document as it was before and after an iteration, byte for byte. `1.before` is the backup of the original. */
export const snapshotPath = (session: Kept, n: number, which: 'before' | 'after') => keptAs(session, `${n}.${which}`);

/** What the document was when it was put back to how it was before. */
export const keptPath = (session: Kept, number: number) =>
  keptAs(session, number === 1 ? 'replaced' : `replaced-${number}`);
