export interface FileEntry {
  readonly name: string;
  /** What it is, or what it leads to when it is a link. */
  readonly kind: 'file' | 'folder' | 'other' | 'dangling';
  readonly link: boolean;
}

export interface FileStat {
  readonly kind: 'file' | 'folder' | 'other';
  readonly size: number;
  readonly modifiedAt: number;
  /** Differs whenever the content may differ: size, times and identity of the file in one word. */
  readonly stamp: string;
}

/** Looking at folders and files. What is not there or may not be read is undefined; nothing throws. */
export interface Files {
  list(folder: string): Promise<readonly FileEntry[] | undefined>;
  stat(path: string): Promise<FileStat | undefined>;
  /** The first bytes of a file as text. */
  head(path: string, bytes: number): Promise<string | undefined>;
  /** The last bytes of a file as text, from the start of a line when it had to be cut. */
  tail(path: string, bytes: number): Promise<string | undefined>;
  /** The path without links in it. */
  real(path: string): Promise<string | undefined>;
}
