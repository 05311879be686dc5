import { ok, type Result, refuse } from '../core/result';
import { say } from '../core/sentence';
import { whenOf } from '../core/when';

export const TIME_HELP = 'such as 2h (ago, or from now), 09:00, "yesterday 18:00", "monday 09:00", 2026-01-31T09:00';

/** A moment as people write it, in milliseconds since 1970, or what to write instead. */
export function parseWhen(text: string, now: number, toward: 'past' | 'future'): Result<number, 'invalid_time'> {
  const moment = whenOf(text, now, toward);
  if (moment !== undefined) return ok(moment);
  return refuse('invalid_time', say('"{text}" is no time. Write it {help}.', { text, help: TIME_HELP }), {
    given: text,
  });
}
