import { decisionOf, type HunkDecision, type IterationSession } from '../../core/iteration/model';
import type { HunkPlace } from '../../core/iteration/places';
import { ok, type Result, refuse } from '../../core/result';
import { say } from '../../core/sentence';
import type { Disposable } from '../../ports/disposable';
import type { DocumentWork } from '../../ports/document-work';
import type { PlanFiles } from '../../ports/plan-files';
import { textOfBytes } from './document-work';
import { snapshotPath } from './stream';

export interface IterationDiff {
  readonly n: number;
  readonly document: string;
  /** Absolute paths of the document before and after, for a diff editor. */
  readonly beforePath: string;
  readonly afterPath: string;
  readonly before: string;
  readonly after: string;
  /** What can be decided about, by the numbers that decisions take. Lines count from 0. */
  readonly hunks: readonly (Omit<HunkPlace, 'onlySpace'> & { readonly decision: HunkDecision })[];
}

interface LookDeps {
  readonly files: PlanFiles;
  readonly documentWork: DocumentWork;
}

export async function diffOf(
  { files, documentWork }: LookDeps,
  session: IterationSession,
  n: number,
): Promise<Result<IterationDiff>> {
  const paths = (['before', 'after'] as const).map((side) => snapshotPath(session, n, side));
  const texts: string[] = [];
  for (const path of paths) {
    const bytes = await files.readBytes(path);
    if (!bytes.ok) return bytes;
    if (bytes.value === undefined) return refuse('not_found', say('Iteration {n} has left no documents.', { n }));
    texts.push(textOfBytes(bytes.value));
  }
  const places = await documentWork.places(session, n);
  if (!places.ok) return places;
  const iteration = session.done.find((each) => each.n === n);
  const [beforePath = '', afterPath = ''] = paths.map((path) => files.absolute(path));
  const [before = '', after = ''] = texts;
  const hunks = places.value.map(({ number, before: gone, after: came }) => ({
    number,
    decision: iteration ? decisionOf(iteration, number) : ('open' as const),
    before: gone,
    after: came,
  }));
  return ok({ n, document: session.document, beforePath, afterPath, before, after, hunks });
}

export async function textOf(
  { files }: LookDeps,
  session: IterationSession,
  n: number,
  side: 'before' | 'after',
): Promise<string | undefined> {
  const bytes = await files.readBytes(snapshotPath(session, n, side));
  return bytes.ok && bytes.value !== undefined ? textOfBytes(bytes.value) : undefined;
}

/** The documents of that iteration first, then those that build on it, then those that it builds on. */
export function holdDocuments(documentWork: DocumentWork, session: IterationSession, n: number): Disposable {
  const holding = documentWork.hold();
  let over = false;
  const prepare = async () => {
    const others = session.done.map((each) => each.n).filter((each) => each !== n);
    for (const each of [n, ...others.filter((later) => later > n), ...others.filter((earlier) => earlier < n)]) {
      if (over) return;
      await documentWork.prepare(session, each);
    }
  };
  // Whoever decides is told what is wrong.
  prepare().catch(() => {});
  return {
    dispose: () => {
      over = true;
      holding.dispose();
    },
  };
}
