import { type DocumentStep, documentAfter, hunksOf, merge } from '../../core/iteration/hunks';
import type { IterationEvent, IterationSession } from '../../core/iteration/model';
import { joinPath } from '../../core/plan/paths';
import { ok, type Result, refuse } from '../../core/result';
import { say } from '../../core/sentence';
import type { OpenDocuments, PlanFiles } from '../../ports/plan-files';
import { snapshotPath } from './stream';

interface Sides {
  readonly before: string;
  readonly after: string;
}

/** The document that iterations worked on: what decisions make of it, and how that is written without losing a byte. */
export class IterationDocument {
  readonly #files: PlanFiles;
  readonly #open: OpenDocuments | undefined;

  constructor(deps: { readonly files: PlanFiles; readonly open?: OpenDocuments }) {
    this.#files = deps.files;
    this.#open = deps.open;
  }

  /** The document before and after an iteration, byte for byte. */
  async sides(session: IterationSession, n: number): Promise<Result<Sides>> {
    const [before, after] = await Promise.all(
      (['before', 'after'] as const).map((which) => this.#files.readBytes(snapshotPath(session, n, which))),
    );
    if (before === undefined || after === undefined)
      return refuse('not_found', say('Iteration {n} has left no documents.', { n }), { iteration: n });
    return ok({ before, after });
  }

  /** Writes what the document becomes with these decisions; what a person changed elsewhere in it stays. */
  async decide(session: IterationSession, events: readonly IterationEvent[]): Promise<Result<unknown>> {
    const from = await this.#made(session, []);
    const to = await this.#made(session, events);
    if (!from.ok) return from;
    if (!to.ok || from.value === to.value) return to;
    return this.#write(session, (current) => turned(session, current, from.value, to.value));
  }

  /** Puts the original back and answers with the path under which what was there is kept. */
  async restore(session: IterationSession): Promise<Result<string | undefined>> {
    const original = await this.#files.readBytes(snapshotPath(session, 1, 'before'));
    if (original === undefined)
      return refuse('not_found', say('No copy of the document from before is left.'), { session: session.id });
    let kept: string | undefined;
    const written = await this.#write(session, async (current) => {
      if (current !== undefined && current !== original) {
        kept = keptPath(session);
        await this.#files.writeBytes(kept, current, await this.#files.readBytes(kept));
      }
      return ok(original);
    });
    return written.ok ? ok(kept) : written;
  }

  /** `decide` is shown what the person sees: the editor's unsaved text where there is one, else the file. */
  async #write(
    session: IterationSession,
    decide: (current: string | undefined) => Result<string> | Promise<Result<string>>,
  ): Promise<Result<unknown>> {
    const { document, folder } = session;
    const path = this.#files.absolute(document);
    // The agent may have put a link in its place.
    if (!this.#files.isInside(folder, path))
      return refuse('path_outside_project', say('The document must lie inside the project.'), { path: document });
    const unsaved = await this.#open?.unsaved(path);
    const current = unsaved ?? (await this.#files.readBytes(document));
    const wanted = await decide(current);
    if (!wanted.ok || wanted.value === current) return wanted;
    return this.#open && unsaved !== undefined
      ? this.#open.replace(path, wanted.value, unsaved)
      : this.#files.writeBytes(document, wanted.value, current);
  }

  async #made(session: IterationSession, more: readonly IterationEvent[]): Promise<Result<string>> {
    const steps: DocumentStep[] = [];
    for (const { n, decisions } of session.done) {
      const sides = await this.sides(session, n);
      if (!sides.ok) continue;
      const rejected = new Set(
        Object.keys(decisions)
          .map(Number)
          .filter((hunk) => decisions[hunk] === 'rejected'),
      );
      for (const event of more) {
        if ((event.type !== 'hunk_decided' && event.type !== 'hunk_reopened') || event.n !== n) continue;
        if (event.type === 'hunk_decided' && !event.accepted) rejected.add(event.hunk);
        else rejected.delete(event.hunk);
      }
      steps.push({ ...sides.value, rejected });
    }
    return documentAfter(steps);
  }
}

function turned({ document }: IterationSession, current: string | undefined, from: string, to: string): Result<string> {
  if (current === undefined) {
    if (from === '') return ok(to);
    return refuse(
      'document_gone',
      say('{document} is not there any more. Restore it from before the iterations.', { document }),
      {
        document,
      },
    );
  }
  const merged = current === from ? to : merge(from, current, hunksOf(from, to));
  if (merged !== undefined) return ok(merged);
  return refuse(
    'stale',
    say('{document} was changed in the same place since the iterations. Look at it there.', { document }),
    {
      document,
    },
  );
}

function keptPath({ folder, id, document }: IterationSession): string {
  return joinPath(folder, '.signalbox', 'iterations', id, `replaced.${document.split('/').at(-1) ?? 'document'}`);
}
