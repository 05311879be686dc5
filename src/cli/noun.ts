import type { Result } from '../core/result';
import type { Context } from './context';
import type { Page } from './terminal/page';

/** One option of a verb, in the terms of `util.parseArgs`. Written once: parsing, help and completion follow from it. */
export interface OptionSpec {
  readonly type: 'string' | 'boolean';
  readonly multiple?: boolean;
  readonly help: string;
  /** What stands for the value in the help, such as SLUG. */
  readonly value?: string;
  /** The values that are possible, for completion and for saying what is wrong. */
  readonly choices?: readonly string[];
  /** What completion asks the workspace for. */
  readonly completes?: Completes;
  readonly required?: boolean;
}

export type Options = Readonly<Record<string, OptionSpec>>;

export type ValuesOf<O extends Options> = {
  readonly [K in keyof O]:
    | (O[K]['type'] extends 'boolean' ? boolean : O[K]['multiple'] extends true ? readonly string[] : string)
    | undefined;
};

export interface ArgumentSpec {
  readonly name: string;
  readonly help: string;
  readonly optional?: boolean;
  /** Takes all that is left. Only the last one may. */
  readonly rest?: boolean;
  readonly choices?: readonly string[];
  /** What completion asks the workspace for. */
  readonly completes?: Completes;
}

/** What can be completed from what is there. */
export type Completes = 'task' | 'board' | 'project' | 'plan' | 'iterations' | 'phase' | 'profile' | 'file';

export interface Call<O extends Options = Options> {
  readonly context: Context;
  readonly args: readonly string[];
  readonly options: ValuesOf<O>;
}

/** What a verb found out: `data` for `--json`, and the same for people. Text that costs something to write is a function. */
export interface Answer {
  readonly data: unknown;
  readonly text: string | ((page: Page) => string);
}

export interface Verb<O extends Options = Options> {
  readonly name: string;
  readonly summary: string;
  readonly arguments?: readonly ArgumentSpec[];
  readonly options?: O;
  readonly examples?: readonly string[];
  /** Resolves when done. A verb that streams prints its lines through `context.print` and answers `undefined`. */
  run(call: Call<O>): Promise<Result<Answer | undefined>>;
}

/** A noun of the command line; a noun without verbs is run by `verbs[0]` named ''. */
export interface Noun {
  readonly name: string;
  readonly summary: string;
  /** Works, but is not shown: for ourselves, not for people. */
  readonly hidden?: boolean;
  readonly verbs: readonly Verb[];
}

/** A noun that is loaded when somebody says it, so that a command pays for its own modules only. */
export interface NounEntry {
  readonly name: string;
  load(): Promise<Noun>;
}

/** Keeps a verb's option types while it is written down. */
export function verb<const O extends Options>(spec: Verb<O>): Verb {
  return spec as unknown as Verb;
}
