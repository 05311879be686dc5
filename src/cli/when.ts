import { ok, type Result, refuse } from '../core/result';
import { say } from '../core/sentence';

const UNITS: Readonly<Record<string, number>> = { s: 1_000, m: 60_000, h: 3_600_000, d: 86_400_000, w: 604_800_000 };
const DAYS: Readonly<Record<string, number>> = { yesterday: -1, today: 0, tomorrow: 1 };

export const TIME_HELP = 'such as 2h (ago, or from now), 09:00, "yesterday 18:00", 2026-01-31T09:00';

/**
 * A moment as people write it, in milliseconds since 1970, in the time zone of this machine. What could be before or
 * after now goes `toward` the one that makes sense.
 */
export function parseWhen(text: string, now: number, toward: 'past' | 'future'): Result<number, 'invalid_time'> {
  const given = text.trim().toLowerCase();
  const moment = given === 'now' ? now : (relative(given, now, toward) ?? onDay(given, now, toward) ?? absolute(given));
  if (moment !== undefined && Number.isFinite(moment)) return ok(moment);
  return refuse('invalid_time', say('"{text}" is no time. Write it {help}.', { text, help: TIME_HELP }), {
    given: text,
  });
}

function relative(given: string, now: number, toward: 'past' | 'future'): number | undefined {
  const found = /^(in |[+-])?(\d+(?:\.\d+)?)\s*([smhdw])(?:\w*)( ago)?$/.exec(given);
  if (!found) return undefined;
  const span = Number(found[2]) * (UNITS[found[3]!] ?? Number.NaN);
  const back = found[4] || found[1] === '-' ? true : found[1] ? false : toward === 'past';
  return back ? now - span : now + span;
}

function onDay(given: string, now: number, toward: 'past' | 'future'): number | undefined {
  const found = /^(yesterday|today|tomorrow)?\s*(?:(\d{1,2}):(\d{2}))?$/.exec(given);
  if (!found || !given) return undefined;
  const [, day, hours = '0', minutes = '0'] = found;
  if (Number(hours) > 23 || Number(minutes) > 59) return undefined;
  const date = new Date(now);
  date.setHours(Number(hours), Number(minutes), 0, 0);
  if (day) date.setDate(date.getDate() + (DAYS[day] ?? 0));
  else if (toward === 'past' && date.getTime() > now) date.setDate(date.getDate() - 1);
  else if (toward === 'future' && date.getTime() <= now) date.setDate(date.getDate() + 1);
  return date.getTime();
}

function absolute(given: string): number | undefined {
  if (/^\d{12,14}$/.test(given)) return Number(given);
  const found = /^(\d{4}-\d{2}-\d{2})(?:[t ](\d{2}:\d{2}(?::\d{2}(?:\.\d+)?)?)\s*(z|[+-]\d{2}:?\d{2})?)?$/.exec(given);
  if (!found) return undefined;
  return Date.parse(`${found[1]}T${found[2] ?? '00:00'}${(found[3] ?? '').toUpperCase()}`);
}
