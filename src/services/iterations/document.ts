import type { IterationEvent, IterationSession } from '../../core/iteration/model';
import { ok, type Result } from '../../core/result';
import type { DocumentWork, Restored, Written } from '../../ports/document-work';
import type { OpenDocuments, PlanFiles, UnsavedDocument } from '../../ports/plan-files';

/** A person may type between two turns of the event loop. */
const TRIES = 3;

/** The document that iterations worked on, on disk or as a person has it open. */
export class IterationDocument {
  readonly #work: DocumentWork;
  readonly #files: Pick<PlanFiles, 'absolute'>;
  readonly #open: OpenDocuments | undefined;

  constructor(deps: { readonly documentWork: DocumentWork; readonly files: PlanFiles; readonly open?: OpenDocuments }) {
    this.#work = deps.documentWork;
    this.#files = deps.files;
    this.#open = deps.open;
  }

  /** Writes what the document becomes with these decisions. */
  decide(session: IterationSession, events: readonly IterationEvent[]): Promise<Result<Written>> {
    return this.#write(session, (unsaved) => this.#work.decide(session, events, unsaved));
  }

  /** Puts the original back and answers with the path under which what was there is kept. */
  async restore(session: IterationSession): Promise<Result<string | undefined>> {
    const restored = await this.#write(session, (unsaved) => this.#work.restore(session, unsaved));
    return restored.ok ? ok(restored.value.kept) : restored;
  }

  async #write<T extends Written | Restored>(
    { document }: IterationSession,
    work: (unsaved: UnsavedDocument | undefined) => Promise<Result<T>>,
  ): Promise<Result<T>> {
    const path = this.#files.absolute(document);
    for (let left = TRIES; ; left -= 1) {
      const unsaved = this.#open?.unsaved(path);
      const written = await work(unsaved);
      if (!written.ok || !this.#open || !unsaved || !written.value.change) return written;
      const changed = await this.#open.change(path, written.value.change, unsaved.version);
      if (changed.ok) return written;
      if (left === 1) return changed;
    }
  }
}
