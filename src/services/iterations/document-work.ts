import { wideOf } from '../../core/iteration/encoding';
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
import { ok, type Refusal, type Result, refuse } from '../../core/result';
import { say } from '../../core/sentence';
import type { Disposable } from '../../ports/disposable';
import type { DocumentWork, Measured, Restored, Written } from '../../ports/document-work';
import type { PlanFiles, TextChange, UnsavedDocument } from '../../ports/plan-files';
import { keptPath, snapshotPath } from './stream';

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
    if (!step.ok) return step;
    if (!step.value) return refuse('not_found', say('Iteration {n} has left no documents.', { n }), { iteration: n });
    const { before, after, hunks } = step.value;
    return ok(placesOf(before, after, hunks));
  }

  async prepare(session: IterationSession, n: number): Promise<void> {
    const step = await this.#step(session, n);
    if (step.ok) void step.value?.hunks;
  }

  hold(): Disposable {
    return { dispose() {} };
  }

  async measure(session: IterationSession, n: number): Promise<Measured | undefined> {
    const found = await this.#step(session, n);
    const step = found.ok ? found.value : undefined;
    if (!step) return undefined;
    const wide = wideOf(step.before) ?? wideOf(step.after);
    const read = wide ? (bytes: string) => bytes.replaceAll('\0', '') : decode;
    return { ...countCharacters(step.before, step.hunks, read), hunks: step.hunks.length };
  }

  async keepLeft(session: IterationSession, n: number): Promise<Measured | undefined> {
    const path = snapshotPath(session, n, 'after');
    const [kept, before] = [await this.#files.readBytes(path), await this.#before(session, n)];
    if (kept.ok && kept.value === undefined && before.ok && before.value !== undefined) {
      const left = await readDocument(this.#files, session);
      if (left.ok) await this.#files.writeBytes(path, left.value ?? '', undefined);
    }
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
    const found = await this.#before(session, 1);
    if (!found.ok) return found;
    const original = found.value;
    if (original === undefined)
      return refuse('not_found', say('No copy of the document from before is left.'), { session: session.id });
    let kept: string | undefined;
    const written = await this.#write(session, unsaved, async (current, asHere) => {
      const wanted = asHere(original);
      if (current === undefined || current === wanted) return ok(wanted);
      const copied = await this.#keepCopy(session, unsaved ? encode(unsaved.text) : current);
      if (copied.ok) kept = copied.value;
      return copied.ok ? ok(wanted) : copied;
    });
    if (!written.ok && isInTheWay(written.refusal)) return this.#restoreOver(session, original);
    return written.ok ? ok({ ...written.value, ...(kept === undefined ? {} : { kept }) }) : written;
  }

  /** What cannot be read, such as a folder that an agent made of the document, is kept by giving it another name. */
  async #restoreOver(session: IterationSession, original: string): Promise<Result<Restored>> {
    const { document } = session;
    let kept = '';
    for (let number = 1; kept === ''; number += 1) {
      const moved = await this.#files.move(document, keptPath(session, number));
      if (moved.ok) kept = keptPath(session, number);
      else if (moved.refusal.code !== 'exists') return moved;
    }
    const written = await this.#files.writeBytes(document, original, undefined);
    return written.ok ? ok({ kept }) : written;
  }

  /** Under a name of its own, as nothing that was kept before is written over. */
  async #keepCopy(session: IterationSession, bytes: string): Promise<Result<string>> {
    for (let number = 1; ; number += 1) {
      const path = keptPath(session, number);
      const written = await this.#files.writeBytes(path, bytes, undefined);
      if (written.ok) return ok(path);
      if (written.refusal.code !== 'stale') return written;
      const there = await this.#files.readBytes(path);
      if (there.ok && there.value === bytes) return ok(path);
    }
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
      const found = await this.#files.readBytes(document);
      if (!found.ok) return found;
      const current = found.value;
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
      const found = await this.#step(session, n);
      if (!found.ok) return found;
      const step = found.value;
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

  #before(session: IterationSession, n: number) {
    return this.#files.readBytes(snapshotPath(session, n, 'before'));
  }

  /** Undefined: nothing of it is kept. */
  async #step(session: IterationSession, n: number): Promise<Result<Step | undefined>> {
    const key = snapshotPath(session, n, 'after');
    const known = this.#steps.get(key);
    if (known) return ok(known);
    const [before, after] = await Promise.all([this.#before(session, n), this.#files.readBytes(key)]);
    if (!before.ok) return before;
    if (!after.ok) return after;
    if (before.value === undefined || after.value === undefined) return ok(undefined);
    const step = new Step(before.value, after.value);
    this.#steps.set(key, step);
    const size = () => [...this.#steps.values()].reduce((sum, each) => sum + each.before.length + each.after.length, 0);
    for (const [oldest] of this.#steps) {
      if (oldest === key || size() <= MOST_KEPT) break;
      this.#steps.delete(oldest);
    }
    return ok(step);
  }
}

const isInTheWay = ({ code, details }: Refusal) =>
  code === 'too_large' || (code === 'write_failed' && details?.code === 'EEXIST');

export const OUTSIDE = refuse('path_outside_project', say('The document must lie inside the project.'));

/** Undefined where the document is gone, or where the agent has put a link that leads out of the project. */
export async function readDocument(
  files: PlanFiles,
  { folder, document }: Pick<IterationSession, 'folder' | 'document'>,
): Promise<Result<string | undefined>> {
  return files.isInside(folder, files.absolute(document)) ? files.readBytes(document) : ok(undefined);
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

/** As an editor shows those bytes. */
export const textOfBytes = (bytes: string) =>
  new TextDecoder(wideOf(bytes) ?? 'utf-8', { ignoreBOM: true }).decode(Buffer.from(bytes, 'latin1'));

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
