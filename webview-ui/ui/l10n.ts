import { pageData } from './page-data';

/** English sentences are the keys; the host hands the bundle of the editor's language with the page. */
const bundle = pageData.strings;

/** The sentence in the editor's language, `{0}`, `{1}`... replaced by the arguments. */
export function t(template: string, ...args: (string | number)[]): string {
  const text = bundle[template] ?? template;
  return args.length === 0 ? text : text.replace(/\{(\d+)\}/g, (hole, index) => String(args[Number(index)] ?? hole));
}

/** One of two sentences, by number; the number is `{0}` of both. */
export function tn(one: string, many: string, count: number, ...more: (string | number)[]): string {
  return t(count === 1 ? one : many, count, ...more);
}
