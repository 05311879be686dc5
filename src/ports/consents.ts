/** Remembers for this user of this machine which lines may be run in which workspace. Another line is another question. */
export interface Consents {
  has(workspace: string, line: string): Promise<boolean>;
  remember(workspace: string, line: string): Promise<void>;
}
