import { preview } from '../agent/event';
import { readReply } from '../plan/reply';
import type { IterationSpec } from './model';

/** What an agent is told in each iteration. */
export function promptOf({ document, folder, prompt, iterations }: IterationSpec, n: number): string {
  const inside = folder === '.' ? document : document.slice(folder.length + 1);
  const name = document.split('/').at(-1);
  return [
    `Improve one document. This is pass ${n} of ${iterations}.`,
    `Document: ${inside}`,
    `What should become better:\n${prompt}`,
    `Read the document and edit it in place; change no other file. If you cannot write files, hand it in whole between a line <artifact name="${name}"> and a line </artifact>.`,
    'Keep what is good. End with one sentence that says what you changed.',
  ].join('\n\n');
}

/** The last words count: agents say at the end what they did. */
export function summaryOf(text: string): string {
  const words = readReply(text)
    .parts.map((part) => (part.kind === 'text' ? part.text : ''))
    .join('\n')
    .trim();
  const last = words.split(/\n\s*\n/).at(-1) ?? '';
  return preview(last.replace(/\s+/g, ' ').trim(), 500);
}
