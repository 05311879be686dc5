import assert from 'node:assert/strict';
import fs from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';

const require = createRequire(path.resolve('package.json'));
const { collectSentences, sentencesIn } = require('./test/support/l10n.cjs') as {
  collectSentences(): Record<string, string>;
  sentencesIn(source: string): string[];
};

describe('the sentences that people read', () => {
  it('are collected for translation from editor, core and pages', () => {
    const sentences = collectSentences();
    for (const sentence of [
      'Looking for projects…',
      'Remove the comma',
      '{count} need you',
      'There is no task {id} on this board.',
    ]) {
      assert.equal(sentences[sentence], sentence, sentence);
    }
    assert.equal(JSON.parse(fs.readFileSync('package.json', 'utf8')).l10n, './media/l10n');
  });

  it('are found however the call is written', () => {
    assert.deepEqual(sentencesIn(`t('One'); vscode.l10n.t("Two {0}", x); this.#t(\n  'It\\'s three',\n)`), [
      'One',
      'Two {0}',
      "It's three",
    ]);
    assert.deepEqual(sentencesIn(`tn('1 card', '{0} cards', count)`), ['1 card', '{0} cards']);
    assert.deepEqual(sentencesIn(`refuse('code', say('No {id}.', { id }))`), ['No {id}.']);
    assert.deepEqual(sentencesIn(`sayMany(lengthOf(cards, 'x'), '1 card', '{count} cards')`), [
      '1 card',
      '{count} cards',
    ]);
  });

  it('are not what other calls say', () => {
    assert.deepEqual(
      sentencesIn(`assert('no'); at('no'); t(variable); t(\`no \${x}\`); import('no'); page.say('no')`),
      [],
    );
  });
});
