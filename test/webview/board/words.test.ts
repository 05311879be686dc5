import assert from 'node:assert/strict';
import fs from 'node:fs';
import path from 'node:path';
import { type BoardPage, openBoardPage } from '../../support/board-page';
import { sampleBoard, sampleDetail } from '../../support/sample-board';

const ID = 't_7be1f09c';

function sources(): readonly string[] {
  return fs
    .readdirSync('webview-ui', { recursive: true, encoding: 'utf8' })
    .filter((file) => /\.tsx?$/.test(file))
    .map((file) => fs.readFileSync(path.join('webview-ui', file), 'utf8'));
}

/** The sentences that the page may translate: what stands in `t('…')` and `tn('…', '…')`. */
function sentences(): readonly string[] {
  const literal = /'((?:[^'\\]|\\.)*)'/g;
  return sources().flatMap((source) =>
    [...source.matchAll(/\b(?:t|tn)\(\s*('(?:[^'\\]|\\.)*'(?:,\s*'(?:[^'\\]|\\.)*')?)/g)].flatMap((call) =>
      [...(call[1] ?? '').matchAll(literal)].map((match) => (match[1] ?? '').replaceAll("\\'", "'")),
    ),
  );
}

describe('the words of the board page', () => {
  let board: BoardPage;
  afterEach(() => board.close());

  it('all go through the translation: nothing of its own is left in English', async () => {
    const strings = Object.fromEntries(sentences().map((sentence) => [sentence, `«${sentence}»`]));
    assert.ok(Object.keys(strings).length > 150);
    const sample = sampleBoard();
    board = await openBoardPage(sample, { size: { width: 1400, height: 1000 }, strings });
    board.fake.details.set(ID, sampleDetail);
    // What the model says is data: it arrives translated.
    const where = sample.cards.map(({ project, story }) => `${project}/${story} ${project} / ${story}`);
    const data = JSON.stringify([sample, sampleDetail, where, 'mara']);
    const untranslated = () =>
      board.page.evaluate((known) => {
        const words = (text: string) =>
          /\p{L}{3,}/u.test(text) &&
          !text.includes('«') &&
          !/\d\d:\d\d/.test(text) &&
          !known.includes(JSON.stringify(text.trim()).slice(1, -1));
        const found = new Set<string>();
        const walk = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
        for (let node = walk.nextNode(); node; node = walk.nextNode()) {
          const parent = node.parentElement;
          if (parent?.closest('script, style, code, pre, .markdown, .who, kbd')) continue;
          if (words(node.nodeValue ?? '')) found.add(node.nodeValue ?? '');
        }
        for (const element of document.querySelectorAll('[title], [aria-label], [placeholder]'))
          for (const name of ['title', 'aria-label', 'placeholder']) {
            const text = element.getAttribute(name) ?? '';
            // Titles of events and cards are put together from data.
            if (words(text) && !element.closest('.row, .who, .choice')) found.add(`${name}: ${text}`);
          }
        return [...found];
      }, data);
    assert.deepEqual(await untranslated(), [], 'board');
    await board.card(ID).click();
    await board.page.locator('.trouble').waitFor();
    assert.deepEqual(await untranslated(), [], 'drawer');
    await board.page.locator('.drawer').press('Escape');
    for (const key of ['c', '?']) {
      await board.page.keyboard.press(key);
      await board.page.locator('dialog').waitFor();
      assert.deepEqual(await untranslated(), [], `dialog of ${key}`);
      await board.page.keyboard.press('Escape');
      await board.page.locator('dialog').first().waitFor({ state: 'detached' });
    }
    board.fake.patch({ time: { ...sample.time!, past: { at: Date.now() - 3_600_000, seq: 96, moved: 2 } } });
    await board.page.locator('.past').waitFor();
    assert.deepEqual(await untranslated(), [], 'past');
  });
});
