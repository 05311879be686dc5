import type { JsonEdit } from '../core/json/edit';
import type { Result } from '../core/result';

export interface DocumentText {
  readonly path: string;
  /** Without the byte order mark; line ends as they are in the file. */
  readonly text: string;
  /** Names exactly these bytes; compare-and-set compares it. */
  readonly fingerprint: string;
  readonly bytes: number;
  readonly modifiedAt: number;
  /** True when the text is what an editor holds unsaved, not what is on disk. */
  readonly unsaved?: boolean;
}

/** A change of one value in a JSON or JSONC document; `value: undefined` removes it. */
export type DocumentEdit = JsonEdit;

export type ReadCode = 'not_found' | 'not_a_file' | 'too_large' | 'not_text' | 'unreadable';
export type EditCode = ReadCode | 'stale' | 'syntax_error' | 'write_failed' | 'read_only';

export interface EditedDocument {
  readonly changed: boolean;
  readonly document: DocumentText;
}

/** Documents that others own: read them, and edit them by compare-and-set with the smallest text edit. */
export interface Documents {
  read(path: string): Promise<Result<DocumentText, ReadCode>>;
  /**
   * Reads, lets `decide` name the edits for what is there now, and writes only if the bytes on disk are still those;
   * another writer got there first: read again and decide again, a few times, then `stale`.
   * `decide` answers with edits (none: nothing is written) or refuses. A missing file is created when `createFrom` is given.
   */
  edit<Code extends string>(
    path: string,
    decide: (current: DocumentText) => Result<readonly DocumentEdit[], Code>,
    options?: { readonly createFrom?: string },
  ): Promise<Result<EditedDocument, EditCode | Code>>;
  /** Replaces or creates a whole file: atomic, durable, through symlinks. `expected` undefined: must not exist. */
  write(path: string, text: string, expected: string | undefined): Promise<Result<DocumentText, EditCode>>;
}
