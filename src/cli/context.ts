import { findWorkspace } from '../adapters/workspace';
import type { Globals } from './run';

/** What a verb works with. Everything costly is made when it is first asked for, and closed with the context. */
export interface Context {
  readonly workspace: string;
  readonly board: string | undefined;
  readonly json: boolean;
  /** One line at a time, for verbs that stream. */
  print(line: string): void;
  close(): Promise<void>;
}

export function createContext(globals: Globals, print: (line: string) => void): Context {
  return {
    workspace: findWorkspace(globals.workspace, process.cwd()),
    board: globals.board,
    json: globals.json,
    print,
    close: async () => {},
  };
}
