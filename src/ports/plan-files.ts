import type { Result } from '../core/result';

/** Put `text` in the place of what stands between two offsets. */
export interface TextChange {
  readonly start: number;
  readonly end: number;
  readonly text: string;
}

/** A document with changes that a person has not saved, as the editor holds it. */
export interface UnsavedDocument {
  readonly text: string;
  /** An editor knows one end of line for a whole document. */
  readonly lineEnd: '\n' | '\r\n';
  /** Whether it is saved as UTF-8; what is not cannot be merged with what is on disk. */
  readonly utf8: boolean;
  readonly version: number;
}

/** Documents that a person has open with unsaved changes, by their absolute paths. */
export interface OpenDocuments {
  /** Undefined: nothing is unsaved there. */
  unsaved(path: string): UnsavedDocument | undefined;
  /** Changes what is unsaved, which stays unsaved; `version` is what must be there now. */
  change(path: string, change: TextChange, version: number): Promise<Result<void, 'stale'>>;
}

/** Files below the workspace that a plan reads and writes. Paths are from the workspace folder, with `/`. */
export interface PlanFiles {
  absolute(path: string): string;
  /** Whether a path, as an agent names it, lies in the folder; links are followed as far as the path exists. */
  isInside(folder: string, path: string): boolean;
  readText(path: string): Promise<string | undefined>;
  /** Replaces or creates the file and its folders, atomically. */
  writeText(path: string, text: string): Promise<Result<void, 'write_failed'>>;
  /** Byte for byte, as one character a byte; undefined: there is no file of that name. */
  readBytes(path: string): Promise<Result<string | undefined, 'unreadable' | 'too_large'>>;
  /** Byte for byte; `expected` is what must be there now (undefined: nothing). */
  writeBytes(
    path: string,
    bytes: string,
    expected: string | undefined,
  ): Promise<Result<void, 'stale' | 'write_failed' | 'read_only'>>;
  /** Gives whatever is there another name, which must be free: a file, a folder, or something else. */
  move(path: string, to: string): Promise<Result<void, 'exists' | 'write_failed'>>;
  /** The path, from the workspace folder, of a document that really lies inside the folder, whatever links and spellings say. */
  resolveInside(
    folder: string,
    path: string,
  ): Promise<Result<string, 'path_outside_project' | 'not_found' | 'too_large' | 'read_only' | 'unreadable'>>;
}
