import { type Sentence, type Spoken, spoken } from './sentence';

/** A "no" of the domain: a value that says why and what to do. Nothing was changed. */
export interface Refusal<Code extends string = string> extends Spoken {
  readonly code: Code;
  readonly details?: Readonly<Record<string, unknown>>;
}

export type Result<T, Code extends string = string> =
  | { readonly ok: true; readonly value: T }
  | { readonly ok: false; readonly refusal: Refusal<Code> };

export function ok<T>(value: T): { readonly ok: true; readonly value: T } {
  return { ok: true, value };
}

/** `refuse('not_found', say('There is no task {id}.', { id }))`: a bare text could not be translated. */
export function refuse<Code extends string>(
  code: Code,
  why: Sentence,
  details?: Readonly<Record<string, unknown>>,
): { readonly ok: false; readonly refusal: Refusal<Code> } {
  return { ok: false, refusal: { code, ...spoken(why), ...(details && { details }) } };
}
