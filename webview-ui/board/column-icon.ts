const COLUMN_ICONS: Readonly<Record<string, string>> = {
  triage: 'inbox',
  todo: 'circle-large',
  scheduled: 'calendar',
  ready: 'circle-large-filled',
  running: 'play-circle',
  blocked: 'circle-slash',
  review: 'eye',
  done: 'pass',
  archived: 'archive',
};

export function columnIcon(column: string): string {
  return COLUMN_ICONS[column] ?? 'circle-large';
}
