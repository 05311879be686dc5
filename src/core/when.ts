/** Moments as people write them, in the time zone of this machine. Pure. */

const SECOND = 1_000;
const UNITS = {
  second: SECOND,
  minute: 60 * SECOND,
  hour: 3_600 * SECOND,
  day: 86_400 * SECOND,
  week: 7 * 86_400 * SECOND,
} as const;
type Unit = keyof typeof UNITS;
const LETTERS: Readonly<Record<string, Unit>> = { s: 'second', m: 'minute', h: 'hour', d: 'day', w: 'week' };

/** The words of a language: small letters. */
export interface TimeWords {
  /** Days from today. */
  readonly days: ReadonlyMap<string, number>;
  /** 0: Sunday. */
  readonly weekdays: ReadonlyMap<string, number>;
  readonly units: ReadonlyMap<string, Unit>;
  /** Before a span that begins now. */
  readonly ahead: readonly string[];
}

/** What a language calls its days and spans; English is understood as well. */
export function timeWords(language: string): TimeWords {
  const days = new Map<string, number>();
  const weekdays = new Map<string, number>();
  const units = new Map<string, Unit>();
  const ahead = new Set<string>();
  for (const each of [language, 'en']) {
    const relative = new Intl.RelativeTimeFormat(each, { numeric: 'auto' });
    for (const day of [-1, 0, 1, 2]) addNew(days, relative.format(day, 'day').toLocaleLowerCase(each), day);
    for (const width of ['long', 'short'] as const)
      for (let day = 0; day < 7; day++)
        // 4 January 1970 was a Sunday.
        addNew(weekdays, word(nameOf(each, width).format(new Date(1970, 0, 4 + day)), each), day);
    for (const unit of Object.keys(UNITS) as Unit[])
      for (const unitDisplay of ['long', 'short', 'narrow'] as const)
        for (const count of [1, 2, 5]) {
          const parts = new Intl.NumberFormat(each, { style: 'unit', unit, unitDisplay }).formatToParts(count);
          const name = parts.find(({ type }) => type === 'unit')?.value;
          if (name) addNew(units, word(name, each), unit);
        }
    const [first] = new Intl.RelativeTimeFormat(each, { numeric: 'always' }).formatToParts(2, 'hour');
    if (first?.type === 'literal') ahead.add(word(first.value, each));
  }
  return { days, weekdays, units, ahead: [...ahead] };
}

const nameOf = (language: string, weekday: 'long' | 'short') => new Intl.DateTimeFormat(language, { weekday });
const word = (text: string, language: string) => text.trim().replace(/\.$/, '').toLocaleLowerCase(language);

function addNew<T>(words: Map<string, T>, name: string, value: T): void {
  if (name !== '' && !words.has(name)) words.set(name, value);
}

let english: TimeWords | undefined;

/**
 * Milliseconds since 1970; undefined: that is no time. What could be before or after now goes `toward` the one that makes
 * sense.
 */
export function whenOf(text: string, now: number, toward: 'past' | 'future', words?: TimeWords): number | undefined {
  const given = text.trim().toLowerCase();
  if (given === 'now') return now;
  english ??= timeWords('en');
  const known = words ?? english;
  const at = relative(given, now, toward, known) ?? onDay(given, now, toward, known) ?? absolute(given);
  return at !== undefined && Number.isFinite(at) ? at : undefined;
}

function relative(given: string, now: number, toward: 'past' | 'future', words: TimeWords): number | undefined {
  const found = /^(?:(\p{L}+) |([+-]))?(\d+(?:\.\d+)?)\s*([\p{L}]+)\.?( ago)?$/u.exec(given);
  if (!found) return undefined;
  const [, before, sign, count, name = '', ago] = found;
  if (before !== undefined && !words.ahead.includes(before)) return undefined;
  // In English every word with the letter will do: `90 mins`.
  const unit = words.units.get(name) ?? (words === english ? LETTERS[name[0] ?? ''] : LETTERS[name]);
  if (!unit) return undefined;
  const span = Number(count) * UNITS[unit];
  const back = ago || sign === '-' ? true : before || sign ? false : toward === 'past';
  return back ? now - span : now + span;
}

function onDay(given: string, now: number, toward: 'past' | 'future', words: TimeWords): number | undefined {
  const found = /^(?:(.*?)[\s,]+)?(\d{1,2}):(\d{2})$/.exec(given);
  const day = found ? found[1] : given;
  const [hours, minutes] = found ? [Number(found[2]), Number(found[3])] : [0, 0];
  if (given === '' || hours > 23 || minutes > 59) return undefined;
  const date = new Date(now);
  date.setHours(hours, minutes, 0, 0);
  const moved = (by: number) => new Date(date).setDate(date.getDate() + by);
  if (day === undefined || day === '') {
    if (toward === 'past') return date.getTime() > now ? moved(-1) : date.getTime();
    return date.getTime() <= now ? moved(1) : date.getTime();
  }
  const named = words.days.get(day);
  if (named !== undefined) return moved(named);
  const weekday = words.weekdays.get(day.replace(/\.$/, ''));
  if (weekday === undefined) return undefined;
  const ahead = (weekday - date.getDay() + 7) % 7;
  if (toward === 'future') return moved(ahead === 0 && date.getTime() <= now ? 7 : ahead);
  return moved(ahead === 0 && date.getTime() <= now ? 0 : ahead - 7);
}

function absolute(given: string): number | undefined {
  if (/^\d{12,14}$/.test(given)) return Number(given);
  const found = /^(\d{4}-\d{2}-\d{2})(?:[t ](\d{2}:\d{2}(?::\d{2}(?:\.\d+)?)?)\s*(z|[+-]\d{2}:?\d{2})?)?$/.exec(given);
  if (!found) return undefined;
  return Date.parse(`${found[1]}T${found[2] ?? '00:00'}${(found[3] ?? '').toUpperCase()}`);
}
