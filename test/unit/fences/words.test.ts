import assert from 'node:assert/strict';
import fs from 'node:fs';
import path from 'node:path';

/** What people read under these names comes through `say`, `t`, or as it was from somebody else. */
const READ =
  /\b(?:message|reason|detail|title|tooltip|label|description|placeHolder|advice|problem|why)\??\s?[:=]\s+(?:\(?\w+ \? )?(`(?:[^`\\]|\\.)*`|'(?:[^'\\\n]|\\.)*')/g;
/** Two words in a row, or one with a capital: a text for people, and no name or key. */
const PROSE = /[A-Za-z]{2,} [a-z]{2,}|^.[A-Z][a-z]+.$/;

/** The agent that shows how Signalbox works speaks as agents do; prompts and protocols are for agents. */
const NOT_OURS =
  /^src\/(?:cli[/.]|adapters\/demo-agent|vscode\/catalogue)|core\/plan\/prompt\.ts|adapters\/agents\/(?:claude|acp-connection)\.ts$/;

function bareSentencesIn(source: string): string[] {
  const withoutComments = source.replace(/^\s*(?:\/\/|\/?\*).*$/gm, '');
  return [...withoutComments.matchAll(READ)]
    .filter(({ 0: whole, 1: text = '', index }) => {
      const words = text.replace(/\$\{[^}]*\}/g, '');
      // The title of a fix is handed to t() where it is shown: `title: '…', args: …`.
      return PROSE.test(words) && !/^\s*,?\s*args\b/.test(withoutComments.slice(index + whole.length));
    })
    .map(({ 0: whole }) => whole);
}

describe('the words of the product', () => {
  it('are nowhere a bare text that nobody can translate', () => {
    const bare = fs
      .readdirSync('src', { recursive: true, encoding: 'utf8' })
      .map((file) => path.join('src', file).replaceAll(path.sep, '/'))
      .filter((file) => file.endsWith('.ts') && !NOT_OURS.test(file))
      .flatMap((file) => bareSentencesIn(fs.readFileSync(file, 'utf8')).map((text) => `${file}: ${text}`));
    assert.deepEqual(
      bare,
      [],
      'These sentences reach a screen in English. Write them as say("{title} is done.", { title }) where they travel as a value, or as t(…) where the reader is at hand; see "What people read" in ARCHITECTURE.md.',
    );
  });

  it('would be found', () => {
    assert.deepEqual(bareSentencesIn('return { code, message: `The card $' + '{id} is done.` };'), [
      'message: `The card $' + '{id} is done.`',
    ]);
    assert.deepEqual(bareSentencesIn("const message = 'Too many files are open.';"), [
      "message = 'Too many files are open.'",
    ]);
    assert.deepEqual(bareSentencesIn("return { ...spoken(say('Too many files are open.')), title: t('A b') };"), []);
    assert.deepEqual(bareSentencesIn("{ title: 'Remove the comma', args: {} }"), []);
    assert.deepEqual(bareSentencesIn("{ name: 'x', title: titleOf(card), reason: 'runner_lost' }"), []);
  });
});
