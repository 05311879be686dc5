import assert from 'node:assert/strict';
import { ok, refuse } from '../../../src/core/result';
import { say } from '../../../src/core/sentence';
import { type BoardPage, openBoardPage } from '../../support/board-page';
import { FakeBoard } from '../../support/fake-board';
import { emptied } from '../../support/fields';
import { hostEnd } from '../../support/host-end';
import { sampleBoard, sampleDetail } from '../../support/sample-board';

const ID = 't_7be1f09c';

describe('a board whose page is made anew', () => {
  let board: BoardPage;
  /** Whether there is no space to save anything. */
  let full: boolean;
  const comment = ({ id, text }: { readonly id: string; readonly text: string }) => {
    if (full) return refuse('disk_full', say('The disk is full, so nothing was saved.'));
    board.fake.patch({ drawer: { id, comments: [{ id: 'c1', author: 'mara', at: Date.now(), text }] } });
    return ok(null);
  };
  beforeEach(async () => {
    full = false;
    board = await openBoardPage(sampleBoard(), { size: { width: 1400, height: 1000 }, answers: { comment } });
    board.fake.details.set(ID, sampleDetail);
    await board.card(ID).click();
    await box().click();
    await board.page.keyboard.type('Half a sentence');
    await board.page.keyboard.press('ArrowLeft');
  });
  afterEach(() => board.close());

  const box = () => board.page.locator('[data-comment]');
  const field = () =>
    box().evaluate((each: HTMLTextAreaElement) => ({
      text: each.value,
      caret: each.selectionStart,
      focused: document.activeElement === each,
    }));

  it('goes on where it was after a reload, to the very place in the text', async () => {
    await board.webview.reload();
    await board.page.locator('[data-comment]:focus').waitFor();
    assert.deepEqual(await field(), { text: 'Half a sentence', caret: 14, focused: true });
  });

  it('goes on in a panel that the editor knows nothing of, as after a crash of the extension host', async () => {
    await board.webview.replace();
    await board.page.locator('[data-comment]:focus').waitFor();
    assert.deepEqual(await field(), { text: 'Half a sentence', caret: 14, focused: true });
    assert.equal(await board.page.locator('.drawer__id').innerText(), ID);
  });

  it('looks as it did from its first frame on, until the host has said how it looks now', async () => {
    const { page, webview, fake } = board;
    const boxes = (within: string) =>
      page.locator(within).evaluateAll((cards) =>
        cards.map((card) => {
          const { x, y, width, height } = card.getBoundingClientRect();
          return [card.querySelector('.card__title')?.textContent, x, y, width, height];
        }),
      );
    const before = await boxes('#app .card');
    assert.ok(before.length > 5);
    fake.dispose();
    await webview.reload('at once');
    assert.deepEqual(await boxes('.last-look .card'), before, 'there when the page has loaded, without a host');
    assert.equal(await page.locator('.last-look textarea').last().inputValue(), 'Half a sentence');
    assert.equal(await page.locator('[data-card]').count(), 0, 'nothing that can be taken for a card');
    const next = new FakeBoard(webview.channel, fake.model);
    await page.locator('[data-card]').first().waitFor();
    assert.equal(await page.locator('.last-look').count(), 0);
    next.dispose();
  });

  it('says why nothing can be changed just now, keeps what is half typed, and comes alive without being opened again', async () => {
    const { board: head } = board.fake.model;
    const why = 'The disk is full, so nothing was saved. Free some space and try again.';
    board.fake.patch({ board: { ...head, readOnly: why } });
    await board.page.locator('.read-only', { hasText: why }).waitFor();
    await board.page.getByRole('button', { name: 'New task' }).waitFor({ state: 'detached' });
    board.fake.patch({ board: head });
    await board.page.locator('.read-only').first().waitFor({ state: 'detached' });
    await board.page.getByRole('button', { name: 'New task' }).waitFor();
    assert.equal((await field()).text, 'Half a sentence');
  });

  it('keeps a comment that could not be saved, and saves it when it can be', async () => {
    const { page } = board;
    full = true;
    await box().press('Control+Enter');
    await page.locator('.notice--refused', { hasText: 'The disk is full' }).waitFor();
    assert.equal((await field()).text, 'Half a sentence');
    full = false;
    await box().press('Control+Enter');
    await page.locator('.comment', { hasText: 'Half a sentence' }).waitFor();
    await emptied(page, '[data-comment]');
  });

  it('says quietly that it waits for a host that said goodbye, and stops saying so when one answers', async () => {
    board.fake.dispose();
    await board.page.locator('.reconnecting').waitFor();
    await board.hears('Reconnecting');
    await box().click();
    await board.page.keyboard.type('!');
    const host = hostEnd(board.webview.channel);
    await board.page.locator('.reconnecting').first().waitFor({ state: 'detached' });
    host.dispose();
  });

  it('closes a card that is gone also after one was closed that no host heard of', async () => {
    const { page, webview, fake } = board;
    fake.dispose();
    await page.locator('.reconnecting').waitFor();
    await page.locator('.drawer').press('Escape');
    await page.locator('.drawer').first().waitFor({ state: 'detached' });
    const next = new FakeBoard(webview.channel, fake.model);
    await page.locator('.reconnecting').first().waitFor({ state: 'detached' });
    await board.card('t_00000009').click();
    await page.locator('.drawer__id', { hasText: 't_00000009' }).waitFor();
    next.patch({ gone: ['t_00000009'], drawer: null });
    await page.locator('.drawer').first().waitFor({ state: 'detached' });
    next.dispose();
  });
});
