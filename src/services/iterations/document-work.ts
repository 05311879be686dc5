import {
  countCharacters,
  type DocumentStep,
  documentAfter,
  type Hunk,
  hunksOf,
  merge,
} from '../../core/iteration/hunks';
import type { IterationEvent, IterationSession } from '../../core/iteration/model';
import { type HunkPlace, placesOf } from '../../core/iteration/places';
import { joinPath } from '../../core/plan/paths';
import { ok, type Result, refuse } from '../../core/result';
import { say } from '../../core/sentence';
import type { DocumentWork, Measured, Restored, Written } from '../../ports/document-work';
import type { PlanFiles, TextChange, UnsavedDocument } from '../../ports/plan-files';
import { snapshotPath } from './stream';

/** A document through an iteration, with what that changed: compared when it is first asked for, and only once. */
class Step {
  readonly before: string;
  readonly after: string;
  #hunks: readonly Hunk[] | undefined;

  constructor(before: string, after: string) {
    this.before = before;
    this.after = after;
  }

  get hunks(): readonly Hunk[] {
    this.#hunks ??= hunksOf(this.before, this.after);
    return this.#hunks;
  }

  without(rejected: ReadonlySet<number>): DocumentStep {
    const hunks = () => this.hunks;
    return {
      before: this.before,
      after: this.after,
      rejected,
      get hunks() {
        return hunks();
      },
    };
  }
}

/** So many characters of documents are kept at hand for the next decision. */
const MOST_KEPT = 128 * 1024 * 1024;
/** Somebody else may write in between; a person is not that fast. */
const TRIES = 5;

/** Reads, compares and writes the documents of iterations, without losing a byte. */
export class IterationDocuments implements DocumentWork {
  readonly #files: PlanFiles;
  /** Once an iteration is over its documents stay as they are. */
  readonly #steps = new Map<string, Step>();

  constructor(files: PlanFiles) {
    this.#files = files;
  }

  async places(session: IterationSession, n: number): Promise<Result<readonly HunkPlace[]>> {
    const step = await this.#step(session, n);
    if (!step) return refuse('not_found', say('Iteration {n} has left no documents.', { n }), { iteration: n });
    return ok(placesOf(step.before, step.after, step.hunks));
  }

  async measure(session: IterationSession, n: number): Promise<Measured | undefined> {
    const step = await this.#step(session, n);
    return step && { ...countCharacters(step.before, step.hunks, decode), hunks: step.hunks.length };
  }

  async keepLeft(session: IterationSession, n: number): Promise<Measured | undefined> {
    const path = snapshotPath(session, n, 'after');
    if ((await this.#files.readBytes(path)) === undefined && (await this.#before(session, n)) !== undefined)
      await this.#files.writeBytes(path, (await readDocument(this.#files, session)) ?? '', undefined);
    return this.measure(session, n);
  }

  async decide(
    session: IterationSession,
    events: readonly IterationEvent[],
    unsaved: UnsavedDocument | undefined,
  ): Promise<Result<Written>> {
    const from = await this.#made(session, []);
    const to = await this.#made(session, events);
    if (!from.ok) return from;
    if (!to.ok) return to;
    if (from.value === to.value) return ok({});
    return this.#write(session, unsaved, (current, asHere) =>
      turned(session, current, asHere(from.value), asHere(to.value)),
    );
  }

  async restore(session: IterationSession, unsaved: UnsavedDocument | undefined): Promise<Result<Restored>> {
    const original = await this.#before(session, 1);
    if (original === undefined)
      return refuse('not_found', say('No copy of the document from before is left.'), { session: session.id });
    let kept: string | undefined;
    const written = await this.#write(session, unsaved, async (current, asHere) => {
      const wanted = asHere(original);
      if (current !== undefined && current !== wanted) {
        kept = keptPath(session);
        const bytes = unsaved ? encode(unsaved.text) : current;
        const copied = await this.#files.writeBytes(kept, bytes, await this.#files.readBytes(kept));
        if (!copied.ok) return copied;
      }
      return ok(wanted);
    });
    return written.ok ? ok({ ...written.value, ...(kept === undefined ? {} : { kept }) }) : written;
  }

  /** `decide` is shown what the person sees: the editor's unsaved text where there is one, else the bytes of the file. */
  async #write(
    session: IterationSession,
    unsaved: UnsavedDocument | undefined,
    decide: (
      current: string | undefined,
      asHere: (bytes: string) => string,
    ) => Result<string> | Promise<Result<string>>,
  ): Promise<Result<Written>> {
    const { document, folder } = session;
    // The agent may have put a link in its place.
    if (!this.#files.isInside(folder, this.#files.absolute(document))) return OUTSIDE;
    if (unsaved) {
      if (!unsaved.utf8) return notHere(document);
      const wanted = await decide(unsaved.text, (bytes) => inEditor(bytes, unsaved.lineEnd));
      if (!wanted.ok) return wanted;
      // What is no text cannot pass through an editor.
      if (wanted.value.includes('\ufffd') && !unsaved.text.includes('\ufffd')) return notHere(document);
      const change = changeOf(unsaved.text, wanted.value);
      return ok(change ? { change } : {});
    }
    for (let left = TRIES; ; left -= 1) {
      const current = await this.#files.readBytes(document);
      const wanted = await decide(current, (bytes) => bytes);
      if (!wanted.ok) return wanted;
      if (wanted.value === current) return ok({});
      const written = await this.#files.writeBytes(document, wanted.value, current);
      if (written.ok) return ok({});
      if (written.refusal.code !== 'stale' || left === 1) return written;
    }
  }

  async #made(session: IterationSession, more: readonly IterationEvent[]): Promise<Result<string>> {
    const steps: DocumentStep[] = [];
    for (const { n, decisions } of session.done) {
      const step = await this.#step(session, n);
      if (!step) continue;
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
      steps.push(step.without(rejected));
    }
    return documentAfter(steps);
  }

  #before(session: IterationSession, n: number): Promise<string | undefined> {
    return this.#files.readBytes(snapshotPath(session, n, 'before'));
  }

  async #step(session: IterationSession, n: number): Promise<Step | undefined> {
    const key = snapshotPath(session, n, 'after');
    const known = this.#steps.get(key);
    if (known) return known;
    const [before, after] = await Promise.all([this.#before(session, n), this.#files.readBytes(key)]);
    if (before === undefined || after === undefined) return undefined;
    const step = new Step(before, after);
    this.#steps.set(key, step);
    const size = () => [...this.#steps.values()].reduce((sum, each) => sum + each.before.length + each.after.length, 0);
    for (const [oldest] of this.#steps) {
      if (oldest === key || size() <= MOST_KEPT) break;
      this.#steps.delete(oldest);
    }
    return step;
  }
}

export const OUTSIDE = refuse('path_outside_project', say('The document must lie inside the project.'));

/** Undefined where the document is gone, or where the agent has put a link that leads out of the project. */
export async function readDocument(
  files: PlanFiles,
  { folder, document }: Pick<IterationSession, 'folder' | 'document'>,
): Promise<string | undefined> {
  return files.isInside(folder, files.absolute(document)) ? files.readBytes(document) : undefined;
}

function turned({ document }: IterationSession, current: string | undefined, from: string, to: string): Result<string> {
  if (current === undefined) {
    if (from === '') return ok(to);
    return refuse(
      'document_gone',
      say('{document} is not there any more. Restore it from before the iterations.', { document }),
      { document },
    );
  }
  const merged = current === from || current === to ? to : merge(from, current, hunksOf(from, to));
  if (merged !== undefined) return ok(merged);
  return refuse(
    'stale',
    say('{document} was changed in the same place since the iterations. Look at it there.', { document }),
    { document },
  );
}

const notHere = (document: string) =>
  refuse('stale', say('The document has unsaved changes. Save or revert it first.'), { document });

const decode = (bytes: string) => Buffer.from(bytes, 'latin1').toString('utf8');
const encode = (text: string) => Buffer.from(text, 'utf8').toString('latin1');

/** As an editor holds those bytes: without a mark at the beginning, and with one end of line. */
const inEditor = (bytes: string, lineEnd: string) =>
  decode(bytes)
    .replace(/^\ufeff/, '')
    .replace(/\r\n|\r|\n/g, lineEnd);

/** One replacement between what both texts begin and end with: cursors elsewhere stay where they are. */
function changeOf(before: string, after: string): TextChange | undefined {
  if (before === after) return undefined;
  const shorter = Math.min(before.length, after.length);
  let start = 0;
  while (start < shorter && before.charCodeAt(start) === after.charCodeAt(start)) start += 1;
  // No letter is taken apart.
  if (start > 0 && /[\ud800-\udbff]/.test(before.charAt(start - 1))) start -= 1;
  let end = 0;
  while (
    end < shorter - start &&
    before.charCodeAt(before.length - 1 - end) === after.charCodeAt(after.length - 1 - end)
  )
    end += 1;
  if (end > 0 && /[\udc00-\udfff]/.test(before.charAt(before.length - end))) end -= 1;
  return { start, end: before.length - end, text: after.slice(start, after.length - end) };
}

function keptPath({ folder, id, document }: IterationSession): string {
  return joinPath(folder, '.signalbox', 'iterations', id, `replaced.${document.split('/').at(-1) ?? 'document'}`);
}
