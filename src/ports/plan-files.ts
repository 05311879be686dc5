import type { Result } from '../core/result';

/** Files below the workspace that a plan reads and writes. Paths are from the workspace folder, with `/`. */
export interface PlanFiles {
  readText(path: string): Promise<string | undefined>;
  /** Replaces or creates the file and its folders, atomically. */
  writeText(path: string, text: string): Promise<void>;
  /** Byte for byte, as one character a byte. */
  readBytes(path: string): Promise<string | undefined>;
  /** Byte for byte; `expected` is what must be there now (undefined: nothing). */
  writeBytes(
    path: string,
    bytes: string,
    expected: string | undefined,
  ): Promise<Result<void, 'stale' | 'write_failed'>>;
  isFolder(path: string): Promise<boolean>;
  /** The path of a document that really lies inside the folder, whatever links and spellings say; else `path_outside_project`. */
  resolveInside(folder: string, path: string): Promise<Result<string, 'path_outside_project' | 'not_found'>>;
}
