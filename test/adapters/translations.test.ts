import assert from 'node:assert/strict';
import fs from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';

const require = createRequire(path.resolve('package.json'));
const { collectSentences } = require('./test/support/l10n.cjs') as { collectSentences(): Record<string, string> };

type Strings = Readonly<Record<string, string>>;
const read = (file: string): Strings => JSON.parse(fs.readFileSync(file, 'utf8')) as Strings;

/** Each translation that ships: the sentences of the code, and those of the manifest. */
const LANGUAGES = fs
  .readdirSync('media/l10n')
  .flatMap((file) => /^bundle\.l10n\.([a-z-]+)\.json$/.exec(file)?.[1] ?? [])
  .filter((language) => language !== 'pseudo');

const holesOf = (text: string) => (text.match(/\{\w+\}/g) ?? []).sort();
const commandsOf = (text: string) => (text.match(/\(command:[^)]*\)|`[^`]*`/g) ?? []).sort();

describe('the translations', () => {
  it('are there', () => assert.ok(LANGUAGES.includes('de')));

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
            assert.deepEqual(holesOf(text), holesOf(original[key] ?? ''), text);
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
