// A language that nobody speaks: every sentence of ours that is translated comes out in letters that are not English, and
// 40 % longer. What people and agents write is Greek in the tests that use it, so any English word on the screen is ours
// and was not translated.
import { createRequire } from 'node:module';
import path from 'node:path';
import type { Page } from 'playwright-core';
import { english, type Translate } from '../../src/core/translate';

const require = createRequire(path.resolve('package.json'));
const { collectSentences } = require('./test/support/l10n.cjs') as { collectSentences(): Record<string, string> };

const LETTERS: Readonly<Record<string, string>> = Object.fromEntries(
  [...'abcdefghijklmnopqrstuvwxyz'].map((letter, at) => [letter, [...'áƀçðéƒĝĥîĵķļɱñöþɋŕšţûṽŵẋýž'][at] ?? '']),
);

/** `Waits for {task}.` → `⟦Ŵáîţš ƒöŕ {task}.~~~⟧` */
function pseudo(sentence: string): string {
  const words = sentence
    .split(/(\{\w+\})/)
    .map((part) => (/^\{\w+\}$/.test(part) ? part : accented(part)))
    .join('');
  return `⟦${words}${'~'.repeat(Math.ceil(sentence.length * 0.4))}⟧`;
}

function accented(text: string): string {
  return text.replace(/[a-z]/gi, (letter) => {
    const other = LETTERS[letter.toLowerCase()] ?? letter;
    return letter === letter.toLowerCase() ? other : other.toUpperCase();
  });
}

export const pseudoStrings: Readonly<Record<string, string>> = Object.fromEntries(
  Object.keys(collectSentences()).map((sentence) => [sentence, pseudo(sentence)]),
);

/** Translates as the editor does: what is not in the bundle stays as it is. */
export const pseudoT: Translate = (message, args) => english(pseudoStrings[message] ?? message, args);

/** Names that are the same in every language: of files, of codes, of things that are written to machines. */
const NAMES = /"passes"|prd\.json|approved-tasks\.json|design\.md|\bt_[0-9a-f]+\b|Signalbox|https?:\S+/g;

/** English words of a text. */
export function englishIn(text: string): readonly string[] {
  return text.replace(NAMES, '').match(/[A-Za-z]{3,}/g) ?? [];
}

/** Every text of a page that a person can see or hear and that holds an English word, with the place where it stands. */
export async function englishOn(page: Page, ignored = 'script, style, kbd'): Promise<readonly string[]> {
  const texts = await page.evaluate((skip) => {
    const found: string[] = [];
    const place = (element: Element | null) =>
      element ? `${element.tagName.toLowerCase()}.${element.getAttribute('class') ?? ''}` : '';
    const walk = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
    for (let node = walk.nextNode(); node; node = walk.nextNode())
      if (!node.parentElement?.closest(skip)) found.push(`${place(node.parentElement)}\t${node.nodeValue}`);
    for (const name of [
      'title',
      'aria-label',
      'aria-description',
      'aria-roledescription',
      'aria-valuetext',
      'placeholder',
      'alt',
    ])
      for (const element of document.querySelectorAll(`[${name}]`))
        if (!element.closest(skip)) found.push(`${place(element)}[${name}]\t${element.getAttribute(name)}`);
    return found;
  }, ignored);
  const left = texts.filter((text) => englishIn(text.slice(text.indexOf('\t') + 1)).length > 0);
  return [...new Set(left)].map((text) => text.replace('\t', ': '));
}
