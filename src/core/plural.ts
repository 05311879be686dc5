/** Which form of a language a number takes: `one`, `few`, `many`, `other`… */
export type FormOf = (count: number) => string;

export const englishForm: FormOf = (count) => (count === 1 ? 'one' : 'other');

/** The forms of the reader's language; English for a language that nobody knows. */
export function formsOf(locale: string): FormOf {
  try {
    const rules = new Intl.PluralRules(locale);
    return (count) => rules.select(count);
  } catch {
    return englishForm;
  }
}

const PLURAL = /\{(\w+), *plural,/;

/**
 * Chooses the forms of a translation. English has a sentence for one and a sentence for all others; a language that needs
 * more writes them into the second, as translators know it from ICU:
 * `{count, plural, one {# karta} few {# karty} many {# kart} other {# karty}}`. Holes stay as they are.
 */
export function inForm(text: string, args: Readonly<Record<string, unknown>>, formOf: FormOf): string {
  const begin = PLURAL.exec(text);
  if (!begin) return text;
  const end = closing(text, begin.index);
  const value = args[begin[1] ?? ''];
  const forms = formsIn(text.slice(begin.index + begin[0].length, end));
  const form = forms.get(`=${value}`) ?? forms.get(formOf(Number(value))) ?? forms.get('other') ?? '';
  const chosen = inForm(form, args, formOf).replaceAll('#', String(value));
  return text.slice(0, begin.index) + chosen + inForm(text.slice(end + 1), args, formOf);
}

/** The forms that a plural lists, by name. */
export function formsIn(text: string): ReadonlyMap<string, string> {
  const forms = new Map<string, string>();
  const name = /\s*(=\d+|\w+)\s*\{/y;
  for (let begin = name.exec(text); begin; begin = name.exec(text)) {
    const end = closing(text, name.lastIndex - 1);
    forms.set(begin[1] ?? '', text.slice(name.lastIndex, end));
    name.lastIndex = end + 1;
  }
  return forms;
}

/** Where the brace that opens at `at` is closed. */
function closing(text: string, at: number): number {
  let depth = 0;
  for (let index = at; index < text.length; index += 1) {
    if (text[index] === '{') depth += 1;
    else if (text[index] === '}') depth -= 1;
    if (depth === 0) return index;
  }
  return text.length;
}
