import assert from 'node:assert/strict';
import fs from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';
import { formsIn, inForm } from '../../src/core/plural';

const require = createRequire(path.resolve('package.json'));
const { collectSentences } = require('./test/support/l10n.cjs') as { collectSentences(): Record<string, string> };

type Strings = Readonly<Record<string, string>>;
const read = (file: string): Strings => JSON.parse(fs.readFileSync(file, 'utf8')) as Strings;

/** Each translation that ships: the sentences of the code, and those of the manifest. */
const LANGUAGES = fs
  .readdirSync('media/l10n')
  .flatMap((file) => /^bundle\.l10n\.([a-z-]+)\.json$/.exec(file)?.[1] ?? [])
  .filter((language) => language !== 'pseudo');

/** The holes of a text in one form of its plurals; `#` is the number of the plural around it. */
const holesIn = (text: string, form: string) => {
  const numbers = Object.fromEntries(
    [...text.matchAll(/\{(\w+), *plural,/g)].map(([, name = '']) => [name, `{${name}}`]),
  );
  return (inForm(text, numbers, () => form).match(/\{\w+\}/g) ?? []).sort();
};
/** What is wrong with the plurals of a text: forms that the language does not have, and forms that are missing. */
function pluralProblems(text: string, language: string): string[] {
  const { pluralCategories } = new Intl.PluralRules(language).resolvedOptions();
  return [...text.matchAll(/\{\w+, *plural,/g)].flatMap(({ 0: begin, index }) => {
    const named = [...formsIn(text.slice(index + begin.length)).keys()].filter((form) => !form.startsWith('='));
    return [
      ...named
        .filter((form) => !pluralCategories.some((each) => each === form))
        .map((form) => `${form} is no form: ${text}`),
      ...pluralCategories.filter((form) => !named.includes(form)).map((form) => `${form} is missing: ${text}`),
    ];
  });
}
const commandsOf = (text: string) => (text.match(/\(command:[^)]*\)|`[^`]*`/g) ?? []).sort();

describe('the translations', () => {
  it('are there', () => assert.ok(LANGUAGES.includes('de')));

  it('may carry every form of a number that their language has, and no other', () => {
    const whole = '{count, plural, one {# karta} few {# karty} many {# kart} other {# karty}} w {board}';
    assert.deepEqual(pluralProblems(whole, 'pl'), []);
    assert.deepEqual(holesIn(whole, 'few'), holesIn('{count} cards in {board}', 'other'));
    assert.deepEqual(
      pluralProblems(whole, 'de').map((problem) => problem.split(':')[0]),
      ['few is no form', 'many is no form'],
    );
    assert.match(pluralProblems('{count, plural, other {#}}', 'de').join(), /one is missing/);
  });

  for (const language of LANGUAGES) {
    describe(language, () => {
      const sentences = collectSentences();
      const sources: readonly (readonly [string, Strings, Strings])[] = [
        ['the code', sentences, read(`media/l10n/bundle.l10n.${language}.json`)],
        ['the manifest', read('package.nls.json'), read(`package.nls.${language}.json`)],
      ];
      for (const [name, original, translated] of sources) {
        it(`has every sentence of ${name}, and none that is gone`, () => {
          const missing = Object.keys(original).filter((key) => !translated[key]?.trim());
          assert.deepEqual(missing, [], 'These sentences have no translation yet.');
          const gone = Object.keys(translated).filter((key) => original[key] === undefined);
          assert.deepEqual(gone, [], 'These sentences are not in the product any more.');
        });

        it(`fills the same holes and names the same commands as ${name}`, () => {
          for (const [key, text] of Object.entries(translated)) {
            for (const form of new Intl.PluralRules(language).resolvedOptions().pluralCategories)
              assert.deepEqual(holesIn(text, form), holesIn(original[key] ?? '', form), text);
            assert.deepEqual(pluralProblems(text, language), []);
            assert.deepEqual(commandsOf(text), commandsOf(original[key] ?? ''), text);
          }
        });
      }

      it('leaves no sentence in English', () => {
        const translated = read(`media/l10n/bundle.l10n.${language}.json`);
        const same = Object.entries(translated).filter(
          ([key, text]) => key === text && /[a-z]{3,} [a-z]{3,} /.test(key),
        );
        assert.deepEqual(same, []);
      });
    });
  }
});
