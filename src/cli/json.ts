import { isSentence } from '../core/sentence';

/** Counts up when something of the JSON that is there goes or changes its meaning; what is added does not count. */
export const JSON_VERSION = 1;

/** What is printed for programs. How a sentence was made is for the editor's translations and no part of the contract. */
export function toJson(value: unknown): string {
  return JSON.stringify(value, (key, part: unknown) => (/said$/i.test(key) && isSentence(part) ? undefined : part));
}
