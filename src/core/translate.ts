import type { Refusal } from './result';
import { fill, type Sentence, type SentenceArgs, type Spoken, saidBy } from './sentence';

/** Puts a sentence into the reader's language. The same shape as `vscode.l10n.t(message, args)`. */
export type Translate = (message: string, args?: Readonly<Record<string, string | number>>) => string;

/** The sentences as they are written, with their `{name}`s filled in. */
export const english: Translate = (message, args) => (args ? fill(message, args) : message);

/** A sentence in the reader's language. */
export function tell(sentence: Sentence, t: Translate): string {
  return sentence.args ? t(sentence.template, told(sentence.args, t)) : t(sentence.template);
}

/** What a refusal, a problem or a reason says, in the reader's language. */
export function tellMessage(spoken: Spoken, t: Translate): string {
  return tell(saidBy(spoken), t);
}

/** A refusal on its way to a page: only its code, words and details arrive there. */
export function tellRefusal<Code extends string>(refusal: Refusal<Code>, t: Translate): Refusal<Code> {
  const { code, details } = refusal;
  return { code, message: tellMessage(refusal, t), ...(details && { details }) };
}

function told(args: SentenceArgs, t: Translate): Record<string, string | number> {
  return Object.fromEntries(
    Object.entries(args).map(([name, value]) => [name, typeof value === 'object' ? tell(value, t) : value]),
  );
}
