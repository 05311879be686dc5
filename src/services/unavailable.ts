import type { Refusal } from '../core/result';
import { LedgerUnavailable } from '../ports/ledger';

/** For `catch`: a ledger that cannot be read just now, as a refusal. Anything else is a bug and is thrown on. */
export function unavailable(error: unknown): { readonly ok: false; readonly refusal: Refusal } {
  if (error instanceof LedgerUnavailable) return { ok: false, refusal: error.refusal };
  throw error;
}
