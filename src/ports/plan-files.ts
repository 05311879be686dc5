import type { Result } from '../core/result';

/** Documents that a person has open with unsaved changes. Absolute paths; bytes as one character a byte. */
export interface OpenDocuments {
  /** What would be saved; undefined: nothing is unsaved there. */
  unsaved(path: string): Promise<string | undefined>;
  /** Replaces what is unsaved, which stays unsaved; `expected` is what must be there now. */
  replace(path: string, bytes: string, expected: string): Promise<Result<void, 'stale'>>;
}

/** Files below the workspace that a plan reads and writes. Paths are from the workspace folder, with `/`. */
export interface PlanFiles {
  absolute(path: string): string;
  /** Whether a path, as an agent names it, lies in the folder; links are followed as far as the path exists. */
  isInside(folder: string, path: string): boolean;
  readText(path: string): Promise<string | undefined>;
  /** Replaces or creates the file and its folders, atomically. */
  writeText(path: string, text: string): Promise<Result<void, 'write_failed'>>;
  /** Byte for byte, as one character a byte. */
  readBytes(path: string): Promise<string | undefined>;
  /** Byte for byte; `expected` is what must be there now (undefined: nothing). */
  writeBytes(
    path: string,
    bytes: string,
    expected: string | undefined,
  ): Promise<Result<void, 'stale' | 'write_failed'>>;
  isFolder(path: string): Promise<boolean>;
  /** The path, from the workspace folder, of a document that really lies inside the folder, whatever links and spellings say. */
  resolveInside(folder: string, path: string): Promise<Result<string, 'path_outside_project' | 'not_found'>>;
}
