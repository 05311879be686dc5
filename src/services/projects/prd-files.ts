import type { ParsedPrd, Prd, Problem } from '../../core/project/model';
import { problem, START_OF_FILE } from '../../core/project/problem';
import type { Refusal } from '../../core/result';
import { saidBy } from '../../core/sentence';
import type { Documents } from '../../ports/documents';
import type { Files } from '../../ports/files';
import { parsePrdInSlices } from './in-slices';

/** One PRD file as it was last read. */
export interface LoadedPrd {
  readonly path: string;
  /** The same stamp means: not read again. */
  readonly stamp: string;
  /** Names the text: the same fingerprint means the same model. */
  readonly fingerprint: string;
  readonly parsed: ParsedPrd;
  /** The model to show: what was just read, or the last one that could be. */
  readonly shown: Prd | undefined;
  readonly stale: boolean;
  readonly modifiedAt: number;
}

/** Reads PRD files, each only when it has changed, and keeps the last good model of each. */
export class PrdFiles {
  readonly #documents: Pick<Documents, 'read'>;
  readonly #files: Files;
  readonly #loaded = new Map<string, LoadedPrd>();

  constructor(documents: Pick<Documents, 'read'>, files: Files) {
    this.#documents = documents;
    this.#files = files;
  }

  forget(path: string): void {
    this.#loaded.delete(path);
  }

  /** Undefined: there is no such file. */
  async load(path: string): Promise<LoadedPrd | undefined> {
    const before = this.#loaded.get(path);
    const stat = await this.#files.stat(path);
    if (before && stat?.stamp === before.stamp) return before;
    const read = await this.#documents.read(path);
    if (!read.ok) {
      if (read.refusal.code === 'not_found' && stat === undefined && !(await this.#isDangling(path))) {
        this.#loaded.delete(path);
        return undefined;
      }
      const parsed = unreadable(read.refusal);
      return this.#show(path, stat?.stamp ?? 'unreadable', `! ${read.refusal.code}`, parsed, stat?.modifiedAt ?? 0);
    }
    const { fingerprint, text, modifiedAt } = read.value;
    if (before && before.fingerprint === fingerprint) {
      const touched = { ...before, stamp: stat?.stamp ?? '', modifiedAt };
      this.#loaded.set(path, touched);
      return touched;
    }
    return this.#keep(path, stat?.stamp ?? '', fingerprint, text, modifiedAt);
  }

  async #isDangling(path: string): Promise<boolean> {
    const slash = Math.max(path.lastIndexOf('/'), path.lastIndexOf('\\'));
    const entries = await this.#files.list(path.slice(0, slash));
    return entries?.some((entry) => entry.name === path.slice(slash + 1) && entry.kind === 'dangling') ?? false;
  }

  async #keep(path: string, stamp: string, fingerprint: string, text: string, modifiedAt: number): Promise<LoadedPrd> {
    return this.#show(path, stamp, fingerprint, await parsePrdInSlices(text), modifiedAt);
  }

  #show(path: string, stamp: string, fingerprint: string, found: ParsedPrd, modifiedAt: number): LoadedPrd {
    const before = this.#loaded.get(path);
    const parsed = { ...found, problems: found.problems.map((each): Problem => ({ ...each, file: path })) };
    const readable = parsed.prd !== undefined && !parsed.broken;
    const good = readable ? parsed.prd : before?.shown;
    // Without an older model, one from which nothing is missing is better than none.
    const shown = good ?? (parsed.whole ? parsed.prd : undefined);
    const loaded = { path, stamp, fingerprint, parsed, shown, stale: shown !== undefined && !readable, modifiedAt };
    this.#loaded.set(path, loaded);
    return loaded;
  }
}

function unreadable(refusal: Refusal): ParsedPrd {
  const { code, details } = refusal;
  const line = typeof details?.line === 'number' ? details.line : 1;
  const column = typeof details?.column === 'number' ? details.column : 1;
  const where = { ...START_OF_FILE, line, column, endLine: line, endColumn: column + 1 };
  const as = code === 'too_large' ? 'too_large' : code === 'not_text' ? 'syntax_error' : 'unreadable';
  return { prd: undefined, problems: [problem(as, where, saidBy(refusal))], broken: true, whole: false };
}
