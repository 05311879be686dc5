import assert from 'node:assert/strict';
import { type BoardPage, openBoardPage } from '../../support/board-page';
import { boardModel } from '../../support/fake-board';
import { manyCards, sampleBoard } from '../../support/sample-board';

describe('the board by keyboard alone', () => {
  let board: BoardPage;
  beforeEach(async () => {
    board = await openBoardPage(sampleBoard(), { size: { width: 1400, height: 900 } });
  });
  afterEach(() => board.close());

  const press = async (...keys: string[]) => {
    for (const key of keys) await board.page.keyboard.press(key);
  };

  it('reaches one card with Tab and every card with the arrows', async () => {
    const { page } = board;
    assert.equal(await page.locator('[data-card][tabindex="0"]').count(), 1);
    await page.focus('[data-card="t_00000008"]');
    await press('ArrowDown', 'ArrowDown');
    assert.equal(await board.focusedCard(), 't_0000000a');
    await press('ArrowRight');
    assert.equal(await board.focusedCard(), 't_0000000e');
    await press('Home');
    assert.equal(await board.focusedCard(), 't_0000000c');
    await press('ArrowLeft', 'End');
    assert.equal(await board.focusedCard(), 't_0000000b');
    assert.equal(await page.locator('[data-card][tabindex="0"]').count(), 1);
  });

  it('moves the focused card with a modifier, says so, and the focus goes with it', async () => {
    await board.page.focus('[data-card="t_00000001"]');
    await press('Alt+ArrowRight');
    await board.page.locator('[data-column=todo] [data-card="t_00000001"]').waitFor();
    await board.page.waitForFunction(() => (document.activeElement as HTMLElement).dataset.card === 't_00000001');
    assert.deepEqual((await board.asked('move')).at(-1), {
      ids: ['t_00000001'],
      to: 'todo',
      from: { t_00000001: 'triage' },
    });
    await board.page.waitForFunction(() =>
      document.querySelector('[role=status].unseen')?.textContent?.includes('moved to To Do'),
    );
  });

  it('moves the focused card up and down within its column, which is its priority', async () => {
    await board.page.focus('[data-card="t_0000000a"]');
    await press('Alt+ArrowUp');
    await board.page.waitForFunction(
      () => document.querySelectorAll<HTMLElement>('[data-column=ready] [data-card]')[1]?.dataset.card === 't_0000000a',
    );
    await board.page.waitForFunction(() => (document.activeElement as HTMLElement).dataset.card === 't_0000000a');
    await board.page.waitForFunction(() =>
      document.querySelector('[role=status].unseen')?.textContent?.includes('has priority 16 now'),
    );
    await press('Alt+ArrowDown');
    await board.page.waitForFunction(
      () => document.querySelectorAll<HTMLElement>('[data-column=ready] [data-card]')[2]?.dataset.card === 't_0000000a',
    );
  });

  it('closes the open card with Escape from the board as well', async () => {
    await board.card('t_7be1f09c').click();
    await board.page.locator('aside .drawer__id').waitFor();
    await press('Escape');
    await board.page.locator('aside').first().waitFor({ state: 'detached' });
    assert.equal(await board.focusedCard(), 't_7be1f09c');
  });

  it('opens the move menu with M: refused places are named with the reason and cannot be chosen', async () => {
    const { page } = board;
    await page.focus('[data-card="t_00000009"]');
    await press('m');
    const running = page.getByRole('menuitem', { name: /^Running: A worker claims a card/ });
    await running.waitFor();
    assert.equal(await running.getAttribute('aria-disabled'), 'true');
    await press('5');
    assert.equal((await board.asked('move')).length, 0);
    await press('7');
    await page.locator('[data-column=review] [data-card="t_00000009"]').waitFor();
    assert.equal(await page.getByRole('menu').count(), 0);
    await page.waitForFunction(() => (document.activeElement as HTMLElement).dataset.card === 't_00000009');
  });

  it('opens with Enter, closes with Escape, and is back where it was', async () => {
    await board.page.focus('[data-card="t_7be1f09c"]');
    await press('Enter');
    await board.page.locator('aside .drawer__id').waitFor();
    assert.equal(await board.page.locator('aside .drawer__id').textContent(), 't_7be1f09c');
    await board.page.locator('aside').focus();
    await press('Escape');
    await board.page.locator('aside').first().waitFor({ state: 'detached' });
    assert.equal(await board.focusedCard(), 't_7be1f09c');
  });

  it('searches with /, makes a card with n, shows the keys with ?', async () => {
    const { page } = board;
    await page.focus('[data-card="t_00000009"]');
    await press('/');
    await page.keyboard.type('clinics');
    await page.waitForFunction(() => document.querySelectorAll('[data-card]').length === 1);
    await press('Escape');
    await page.waitForFunction(() => document.querySelectorAll('[data-card]').length > 10);
    await page.focus('[data-card="t_00000009"]');
    // Typed on at once: no letter may fall on the board, where it is a verb.
    await press('n');
    await page.keyboard.type('Written without a mouse');
    await press('Enter');
    await page.locator('[data-column=ready] .card__title', { hasText: 'Written without a mouse' }).waitFor();
    await press('Escape');
    await page.focus('[data-card="t_00000009"]');
    await press('?');
    assert.match(
      (await page.getByRole('dialog', { name: 'Keys' }).textContent()) ?? '',
      /Move to…, with what is refused and why/,
    );
  });

  it('leaves AltGr, and what an input method puts together, to whoever types', async () => {
    const { page } = board;
    await page.focus('[data-card="t_00000009"]');
    const tell = (init: Readonly<Record<string, string | boolean>>) =>
      page.evaluate(
        (given) => document.activeElement?.dispatchEvent(new KeyboardEvent('keydown', { bubbles: true, ...given })),
        init,
      );
    await tell({ key: 'ArrowRight', code: 'ArrowRight', ctrlKey: true, altKey: true, modifierAltGraph: true });
    await tell({ key: 'z', code: 'KeyZ', ctrlKey: true, altKey: true });
    await tell({ key: 'ń', code: 'KeyN', modifierAltGraph: true });
    assert.equal(await page.locator('.quick').count(), 0);
    assert.deepEqual([...(await board.asked('move')), ...(await board.asked('undo'))], []);
    await tell({ key: 'т', code: 'KeyN' });
    await page.keyboard.type('作');
    await tell({ key: 'Enter', code: 'Enter', isComposing: true });
    await tell({ key: 'Escape', code: 'Escape', isComposing: true });
    assert.equal(await page.locator('.quick').inputValue(), '作');
    assert.deepEqual(await board.asked('create'), []);
    await press('Enter');
    await page.locator('[data-column=ready] .card__title', { hasText: '作' }).waitFor();
    await press('Escape');
    await tell({ key: '?', code: 'Minus', ctrlKey: true, altKey: true, modifierAltGraph: true });
    await page.getByRole('dialog', { name: 'Keys' }).waitFor();
  });

  it('selects with x and Space and Shift, and changes all of them at once with a result for each', async () => {
    const { page, fake } = board;
    await page.focus('[data-card="t_00000008"]');
    await press('x', 'Shift+ArrowDown', 'Shift+ArrowDown', 'ArrowDown', ' ');
    assert.equal(await page.locator('.bulk b').textContent(), '4 cards selected');
    await press('m');
    await page.getByRole('menuitem', { name: 'Move to Review' }).waitFor();
    await press('7');
    await page.locator('[data-column=review] [data-card="t_0000000b"]').waitFor();
    const move = fake.asked.find(({ name }) => name === 'move')?.payload as
      | { readonly ids: readonly string[] }
      | undefined;
    assert.equal(move?.ids.length, 4);
    await page.locator('.notice', { hasText: '4 cards moved to Review.' }).waitFor();
    await press('Escape');
    assert.equal(await page.locator('.bulk').count(), 0);
  });

  it('says for each card of a bulk change why it was refused', async () => {
    await board.close();
    board = await openBoardPage(sampleBoard(), {
      answers: {
        bulk: ({ ids }) => ({
          ok: true,
          value: ids.map((id, index) => ({
            id,
            refusal: index === 0 ? { code: 'still_running', message: 'It still runs. Reclaim it first.' } : null,
          })),
        }),
      },
    });
    await board.page.focus('[data-card="t_0000000d"]');
    await press('x', 'Shift+ArrowDown', 'p');
    await board.page.getByRole('option', { name: '30' }).click();
    const notice = board.page.locator('.notice');
    await notice.waitFor();
    assert.match(
      await notice.innerText(),
      /1 card has priority 30 now\. 1 was refused:\s+Idempotency keys when an entry is made It still runs\. Reclaim it first\./,
    );
  });

  it('keeps the focused card when it is scrolled away, and goes far with Page keys', async () => {
    await board.close();
    board = await openBoardPage(boardModel(manyCards(2000)), { size: { width: 1400, height: 700 } });
    const [first] = await board.drawn('ready');
    await board.page.focus(`[data-card="${first}"]`);
    await board.page.locator('[data-column=ready] .column__scroll').evaluate((list) => list.scrollTo(0, 8000));
    await board.page.waitForFunction(() => document.querySelectorAll('[data-column=ready] [data-card]').length > 3);
    assert.equal(await board.focusedCard(), first);
    await press('End');
    await board.page.waitForFunction((id) => {
      const now = (document.activeElement as HTMLElement).dataset.card;
      return now !== undefined && now !== id;
    }, first);
    assert.equal(await board.page.evaluate(() => document.activeElement?.getAttribute('aria-posinset')), '286');
  });

  it('offers to take an archived card back where it says that it is gone', async () => {
    const { page, fake } = board;
    await page.focus('[data-card="t_00000009"]');
    await press('e');
    await page.locator('.notice', { hasText: '1 card archived.' }).waitFor();
    fake.patch({ undo: { label: 'Archive of Tide table' } });
    await page.getByRole('button', { name: 'Undo: Archive of Tide table' }).last().click();
    await page.locator('.notice', { hasText: 'Undone: Archive of Tide table.' }).waitFor();
    await page.locator('.notice vscode-button').waitFor({ state: 'detached' });
    assert.equal((await board.asked('undo')).length, 1);
  });

  it('undoes the last action', async () => {
    await board.page.focus('[data-card="t_00000009"]');
    await press('Control+z');
    await board.page.locator('.notice', { hasText: 'Undone: Move of Retry queue.' }).waitFor();
    assert.equal((await board.asked('undo')).length, 1);
  });
});
