import type { Refusal, Result } from '../core/result';

/** What travels between the two ends of a conversation; `g` names the conversation. */
export type Envelope =
  | { readonly t: 'hello'; readonly page: string }
  | { readonly t: 'welcome'; readonly page: string; readonly g: string }
  | { readonly t: 'who' }
  | { readonly t: 'bye'; readonly g: string }
  | { readonly t: 'say'; readonly g: string; readonly m: string; readonly p: unknown }
  | { readonly t: 'ask'; readonly g: string; readonly id: number; readonly m: string; readonly p: unknown }
  | { readonly t: 'answer'; readonly g: string; readonly id: number; readonly r: Result<unknown> }
  | { readonly t: 'cancel'; readonly g: string; readonly id: number };

export function isGreeting({ t }: Envelope): boolean {
  return t === 'hello' || t === 'welcome' || t === 'who' || t === 'bye';
}

/** What came over the wire, if it is of this protocol. */
export function readEnvelope(raw: unknown): Envelope | undefined {
  if (typeof raw !== 'object' || raw === null) return undefined;
  const m = raw as Record<string, unknown>;
  const said = typeof m.g === 'string' && typeof m.m === 'string';
  const numbered = typeof m.g === 'string' && Number.isSafeInteger(m.id);
  const known =
    (m.t === 'hello' && typeof m.page === 'string') ||
    (m.t === 'welcome' && typeof m.page === 'string' && typeof m.g === 'string') ||
    m.t === 'who' ||
    (m.t === 'bye' && typeof m.g === 'string') ||
    (m.t === 'say' && said) ||
    (m.t === 'ask' && said && numbered) ||
    (m.t === 'answer' && numbered && isResult(m.r)) ||
    (m.t === 'cancel' && numbered);
  return known ? (raw as Envelope) : undefined;
}

function isResult(value: unknown): value is Result<unknown> {
  if (typeof value !== 'object' || value === null) return false;
  const result = value as Record<string, unknown>;
  return result.ok === true || (result.ok === false && isRefusal(result.refusal));
}

function isRefusal(value: unknown): value is Refusal {
  if (typeof value !== 'object' || value === null) return false;
  const refusal = value as Record<string, unknown>;
  return typeof refusal.code === 'string' && typeof refusal.message === 'string';
}
