import { signal } from '@preact/signals';
import { announce } from '../../ui/announcer';

export interface Notice {
  /** `warned`: it was done, and there is something to know about it. */
  readonly tone: 'done' | 'warned' | 'refused';
  readonly text: string;
  /** One line for each card that was refused. */
  readonly lines?: readonly { readonly key: string; readonly title: string; readonly reason: string }[];
}

/** What became of the last thing that was asked for; in the page, where it happened. */
export const notice = signal<Notice | null>(null);

let timer: ReturnType<typeof setTimeout> | undefined;

export function say(next: Notice): void {
  notice.value = next;
  clearTimeout(timer);
  const words = [next.text, ...(next.lines ?? []).map((line) => `${line.title}: ${line.reason}`)].join(' ');
  announce(words, next.tone === 'refused');
  // What needs no decision leaves by itself; a refusal stays until it was read.
  if (next.tone !== 'refused') timer = setTimeout(dismiss, next.tone === 'done' ? 6000 : 12_000);
}

export function dismiss(): void {
  clearTimeout(timer);
  notice.value = null;
}
