import { PAGE_DATA_ID, type PageData } from '../../src/protocol/page';

/** English sentences are the keys; the host hands the bundle of the editor's language with the page. */
const bundle: PageData['strings'] = readStrings();

function readStrings(): PageData['strings'] {
  const text = document.getElementById(PAGE_DATA_ID)?.textContent;
  return text ? (JSON.parse(text) as PageData).strings : {};
}

/** The sentence in the editor's language, `{0}`, `{1}`... replaced by the arguments. */
export function t(template: string, ...args: (string | number)[]): string {
  const text = bundle[template] ?? template;
  return args.length === 0 ? text : text.replace(/\{(\d+)\}/g, (hole, index) => String(args[Number(index)] ?? hole));
}

/** One of two sentences, by number; the number is `{0}` of both. */
export function tn(one: string, many: string, count: number, ...more: (string | number)[]): string {
  return t(count === 1 ? one : many, count, ...more);
}
