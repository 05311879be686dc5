import type { Refusal } from '../core/result';

/** Where the names are of which none was meant. The sentence before is the editor's too, which has other ways to them. */
export function hintOf({ code, message, details }: Refusal): string | undefined {
  if (message.includes('signalbox ')) return undefined;
  if (code === 'unknown_profile') return '"signalbox profiles list" shows them.';
  if (code === 'story_not_found') return '"signalbox projects show SLUG" shows them.';
  if (code !== 'not_found') return undefined;
  if (details?.task !== undefined) return '"signalbox task list" shows them.';
  if (details?.board !== undefined) return '"signalbox board list" shows them.';
  return details?.slug === undefined ? undefined : '"signalbox projects list" shows them.';
}
