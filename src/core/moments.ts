const DAY = 24 * 60 * 60_000;

/** As the page says it: `14:05` today, `Mon 14:05` within a week, else `23 Nov, 14:05`. */
export function shortTime(at: number, now: number, language: string): string {
  const clock = { hour: '2-digit', minute: '2-digit', hourCycle: 'h23' } as const;
  const today = new Date(at).toDateString() === new Date(now).toDateString();
  const near = Math.abs(at - now) < 6 * DAY;
  const day = today ? {} : near ? ({ weekday: 'short' } as const) : ({ day: 'numeric', month: 'short' } as const);
  return new Intl.DateTimeFormat(language, { ...day, ...clock }).format(at);
}

/** For a tooltip or a list: date and time, without seconds. */
export function fullTime(at: number | string, language: string): string {
  return new Date(at).toLocaleString(language, { dateStyle: 'medium', timeStyle: 'short' });
}
