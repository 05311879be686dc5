import assert from 'node:assert/strict';
import { NO_TIME } from '../../../src/protocol/board';
import { type BoardPage, openBoardPage } from '../../support/board-page';
import { sampleBoard } from '../../support/sample-board';

describe('search, filters and the board picker', () => {
  let board: BoardPage;
  beforeEach(async () => {
    board = await openBoardPage(sampleBoard(), { size: { width: 1400, height: 900 } });
  });
  afterEach(() => board.close());

  const cards = () => board.page.locator('[data-card]').count();
  const remembered = async () => (await board.said('rememberView')).at(-1) as Record<string, unknown>;

  it('searches as one types, in titles, stories, ids and reasons, and counts what is left', async () => {
    const { page } = board;
    await page.fill('[data-search]', 'RATE limit');
    await page.waitForFunction(() => document.querySelectorAll('[data-card]').length === 3);
    assert.equal(await page.locator('.toolbar__result span').textContent(), '3 of 60 cards');
    assert.equal(await page.locator('[data-column=ready] .column__head .figures').textContent(), '2 of 4');
    await page.fill('[data-search]', 't_7be1');
    await page.waitForFunction(() => document.querySelectorAll('[data-card]').length === 1);
    await page.fill('[data-search]', 'no card is called that');
    await page.locator('.column__words', { hasText: 'No card matches.' }).first().waitFor();
    await page.getByRole('button', { name: 'Clear filters' }).click();
    await page.waitForFunction(() => document.querySelectorAll('[data-card]').length > 15);
  });

  it('shows a filter that is on as a chip, takes it off with one click, and has it remembered', async () => {
    const { page, fake } = board;
    await page.getByRole('button', { name: 'Assignee' }).click();
    await page.getByRole('menuitemcheckbox', { name: /codex/ }).click();
    await page.keyboard.press('Escape');
    await page.waitForFunction(() =>
      [...document.querySelectorAll('[data-column] [data-card] .who')].every((who) => who.textContent === 'CO'),
    );
    while (!fake.commands.some(({ name }) => name === 'rememberView'))
      await page.evaluate(() => new Promise(requestAnimationFrame));
    assert.deepEqual((await remembered()).assignees, ['codex']);
    await board.page.getByRole('button', { name: 'Assignee: codex. Take this filter off' }).click();
    await page.waitForFunction(() => document.querySelectorAll('[data-card]').length > 15);
  });

  it('shows only what needs attention, by button and by key', async () => {
    await board.page.getByRole('button', { name: 'Attention only' }).click();
    await board.page.waitForFunction(() => document.querySelectorAll('[data-card]').length === 6);
    await board.page.keyboard.press('!');
    await board.page.waitForFunction(() => document.querySelectorAll('[data-card]').length > 15);
    assert.ok((await cards()) > 15);
  });

  it('names neither an age nor a person where nobody knows one', async () => {
    const strip = board.page.locator('.strip');
    assert.ok((await strip.locator('.who').count()) > 0);
    assert.ok((await strip.locator('.strip__age').count()) > 0);
    await board.close();
    const sample = sampleBoard();
    const attention = sample.attention.map(({ assignee: _, assigneeKind: __, ...row }) => ({ ...row, since: NO_TIME }));
    board = await openBoardPage(
      { ...sample, board: { ...sample.board, kind: 'stories' }, attention },
      { size: { width: 1400, height: 900 } },
    );
    await board.page.locator('.strip__row').first().waitFor();
    assert.equal(await board.page.locator('.strip .who').count(), 0);
    assert.equal(await board.page.locator('.strip .strip__age').count(), 0);
  });

  it('comes up as it was remembered', async () => {
    await board.close();
    const sample = sampleBoard();
    board = await openBoardPage(
      { ...sample, view: { ...sample.view, text: 'queue', folded: { triage: true }, attentionOpen: false } },
      { size: { width: 1400, height: 900 } },
    );
    assert.equal(await board.page.inputValue('[data-search]'), 'queue');
    assert.equal(await board.page.locator('[data-rail=triage]').count(), 1);
    assert.equal(await board.page.locator('.strip__rows').count(), 0);
    await board.page.locator('[data-rail=triage]').click();
    await board.column('triage').waitFor();
  });

  it('keeps half of a search over a reload of the page, because the host remembers it', async () => {
    await board.page.fill('[data-search]', 'half ty');
    while (!board.fake.commands.some(({ name }) => name === 'rememberView'))
      await board.page.evaluate(() => new Promise(requestAnimationFrame));
    await board.webview.reload();
    await board.page.waitForFunction(
      () => document.querySelector<HTMLInputElement>('[data-search]')?.value === 'half ty',
    );
    assert.equal((await remembered()).text, 'half ty');
  });

  it('offers the boards with their counts, the made ones apart, and verbs for boards', async () => {
    const asked: unknown[] = [];
    await board.close();
    board = await openBoardPage(sampleBoard(), {
      size: { width: 1400, height: 900 },
      answers: {
        useBoard: (payload) => {
          asked.push(payload);
          return { ok: true, value: null };
        },
        createBoard: (payload) => {
          asked.push(payload);
          return { ok: true, value: { ref: payload.slug } };
        },
      },
    });
    await board.page.getByRole('button', { name: 'Release 2.4' }).click();
    assert.equal(
      await board.page.getByRole('menuitemcheckbox', { name: 'Release 2.4' }).getAttribute('aria-checked'),
      'true',
    );
    assert.equal(
      await board.page.getByRole('menuitemcheckbox', { name: /Archive this board/ }).getAttribute('aria-disabled'),
      'true',
    );
    await board.page.getByRole('menuitemcheckbox', { name: 'Projects' }).click();
    await board.page.getByRole('button', { name: 'Release 2.4' }).click();
    await board.page.getByRole('menuitemcheckbox', { name: 'New board…' }).click();
    await board.page.getByRole('dialog').waitFor();
    await board.page.keyboard.type('Night Shift!');
    await board.page.getByRole('dialog').getByText('Its slug is night-shift and stays for ever.').waitFor();
    await board.page.getByLabel('rocket').check({ force: true });
    await board.page.getByRole('button', { name: 'Create board' }).click();
    await board.page.getByRole('dialog').first().waitFor({ state: 'detached' });
    await board.webview.heardAll();
    assert.deepEqual(asked, [
      { ref: 'made:projects' },
      { slug: 'night-shift', name: 'Night Shift!', description: '', icon: 'rocket', color: null },
      { ref: 'night-shift' },
    ]);
  });
});
