import { t } from './l10n';

const SECOND = 1000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

/** `16s`, `12m`, `26h`, `3d`: hours stay exact for two days, because a day is what blocked cards are judged by. */
export function shortAge(ms: number): string {
  if (ms < MINUTE) return t('{0}s', Math.max(0, Math.floor(ms / SECOND)));
  if (ms < HOUR) return t('{0}m', Math.floor(ms / MINUTE));
  if (ms < 2 * DAY) return t('{0}h', Math.floor(ms / HOUR));
  return t('{0}d', Math.floor(ms / DAY));
}

/** The same for a sentence: `5 h`, `12 h 28 min`. */
export function wordyAge(ms: number): string {
  if (ms < MINUTE) return t('{0} s', Math.max(0, Math.floor(ms / SECOND)));
  if (ms < HOUR) return t('{0} min', Math.floor(ms / MINUTE));
  const hours = Math.floor(ms / HOUR);
  const minutes = Math.floor((ms % HOUR) / MINUTE);
  if (ms < DAY) return minutes === 0 ? t('{0} h', hours) : t('{0} h {1} min', hours, minutes);
  if (ms < 2 * DAY) return t('{0} h', hours);
  return t('{0} days', Math.floor(ms / DAY));
}

/** How long something took: `9m 12s`. */
export function duration(ms: number): string {
  const seconds = Math.round(ms / SECOND);
  if (seconds < 60) return t('{0}s', seconds);
  const minutes = Math.floor(seconds / 60);
  if (minutes < 60) return t('{0}m {1}s', minutes, String(seconds % 60).padStart(2, '0'));
  return t('{0}h {1}m', Math.floor(minutes / 60), String(minutes % 60).padStart(2, '0'));
}

const locale = document.documentElement.lang || undefined;
const formats = new Map<string, Intl.DateTimeFormat>();

function format(key: string, options: Intl.DateTimeFormatOptions, at: number): string {
  let made = formats.get(key);
  if (!made) {
    made = new Intl.DateTimeFormat(locale, options);
    formats.set(key, made);
  }
  return made.format(at);
}

export function clockTime(at: number): string {
  return format('clock', { hour: '2-digit', minute: '2-digit', hour12: false }, at);
}

function clockSeconds(at: number): string {
  return format('seconds', { hour: '2-digit', minute: '2-digit', second: '2-digit', hour12: false }, at);
}

export function dayAndTime(at: number): string {
  return format('dayTime', { weekday: 'short', hour: '2-digit', minute: '2-digit', hour12: false }, at);
}

export function fullTime(at: number): string {
  const day = format('day', { weekday: 'short', day: 'numeric', month: 'short', year: 'numeric' }, at);
  return `${day.replaceAll(',', '')}, ${clockSeconds(at)}`;
}

/** `05:38` today, `Thu 22:14` within a week, else the date. */
export function eventTime(at: number, now: number): string {
  if (new Date(at).toDateString() === new Date(now).toDateString()) return clockTime(at);
  if (now - at < 6 * DAY) return dayAndTime(at);
  return format('date', { day: 'numeric', month: 'short', year: 'numeric' }, at);
}

const dollarsIn = new Intl.NumberFormat(locale, {
  style: 'currency',
  currency: 'USD',
  currencyDisplay: 'narrowSymbol',
});
const tenths = new Intl.NumberFormat(locale, { minimumFractionDigits: 1, maximumFractionDigits: 1 });

export function money(dollars: number): string {
  return dollarsIn.format(dollars);
}

/** `61.3k tokens` */
export function tokens(count: number): string {
  return t('{0}k tokens', tenths.format(count / 1000));
}

export function bytes(count: number): string {
  if (count < 1000) return t('{0} bytes', count);
  if (count < 1_000_000) return t('{0} KB', Math.round(count / 1000));
  return t('{0} MB', tenths.format(count / 1_000_000));
}
