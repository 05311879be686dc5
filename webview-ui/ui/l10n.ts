import { formsOf } from '../../src/core/plural';
import { fill } from '../../src/core/sentence';
import { pageData } from './page-data';

/** English sentences are the keys; the host hands the bundle of the editor's language with the page. */
const bundle = pageData.strings;
const formOf = formsOf(pageData.locale);

/** The sentence in the editor's language, `{0}`, `{1}`... replaced by the arguments. */
export function t(template: string, ...args: (string | number)[]): string {
  const text = bundle[template] ?? template;
  return args.length === 0 ? text : fill(text, Object.fromEntries(args.map((value, index) => [index, value])), formOf);
}

/** One of two sentences, by number; the number is `{0}` of both. A language with more forms has them in the second. */
export function tn(one: string, many: string, count: number, ...more: (string | number)[]): string {
  return t(count === 1 ? one : many, count, ...more);
}
