import assert from 'node:assert/strict';
import type { Page } from 'playwright-core';
import type { Moment } from '../../../src/protocol/board-messages';
import { type BoardPage, openBoardPage } from '../../support/board-page';
import { sampleBoard, sampleMarks } from '../../support/sample-board';

const frame = (page: Page) => page.evaluate(() => new Promise(requestAnimationFrame));

describe('time travel', () => {
  let board: BoardPage;
  const moments: Moment[] = [];
  afterEach(() => board.close());
  beforeEach(async () => {
    moments.length = 0;
    const sample = sampleBoard();
    const life = sample.time!;
    board = await openBoardPage(sample, {
      size: { width: 1400, height: 900 },
      answers: {
        travel: ({ to }) => {
          moments.push(to);
          const past =
            to === 'now'
              ? null
              : { at: typeof to === 'object' && 'at' in to ? to.at : life.from + 1000, seq: 96, moved: 2 };
          board.fake.patch({
            time: { ...life, past },
            set: [{ ...board.fake.find('t_00000009')!, ...(past ? { nowIn: 'blocked' } : {}) }],
          });
          return { ok: true, value: null };
        },
      },
    });
    board.fake.marks = sampleMarks(life.from, life.to);
  });

  it('shows the board as it was while the slider moves, read-only and obviously so', async () => {
    const { page } = board;
    await page.getByRole('button', { name: 'Time travel' }).click();
    const slider = page.getByRole('slider', { name: 'Moment on show' });
    await slider.fill('400');
    await page.locator('.past__lock', { hasText: 'Read-only: nothing can be changed in the past' }).waitFor();
    await page.locator('.app.is-past .card.is-past').first().waitFor();
    assert.equal(await board.card('t_00000009').locator('.card__now').textContent(), 'now in Blocked');
    assert.equal(await page.getByRole('button', { name: 'New task' }).count(), 0);
    await page.locator('.past .mark--failed').nth(1).waitFor({ state: 'attached' });
    await board.webview.heardAll();
    assert.ok('at' in (moments[0] as object));
  });

  it('steps event by event, and goes back to now with Escape', async () => {
    const { page } = board;
    await page.getByRole('button', { name: 'Time travel' }).click();
    await page.getByRole('button', { name: 'One event back' }).click();
    await page.locator('.past__ago', { hasText: 'event 96 of 148' }).waitFor();
    await page.getByRole('slider', { name: 'Moment on show' }).press('ArrowRight');
    // Asked for while the step before is not answered yet, it would give way to what is asked for next.
    while (moments.length < 2) await frame(page);
    await page.getByRole('slider', { name: 'Moment on show' }).press('Escape');
    await page.locator('.past').first().waitFor({ state: 'detached' });
    await board.webview.heardAll();
    assert.deepEqual(moments, [{ step: -1 }, { step: 1 }, 'now']);
    assert.equal(await page.locator('.card.is-past').count(), 0);
  });

  it('follows a slider that is dragged faster than the board can: one moment at a time, the newest next', async () => {
    const { page, fake } = board;
    await page.getByRole('button', { name: 'Time travel' }).click();
    const slider = page.getByRole('slider', { name: 'Moment on show' });
    const { promise, resolve } = Promise.withResolvers<void>();
    fake.held = promise;
    for (const place of ['900', '700', '500', '300']) await slider.fill(place);
    assert.equal((await board.asked('travel')).length, 1);
    assert.equal(await slider.inputValue(), '300', 'the slider is where it was put');
    resolve();
    await page.locator('.card.is-past').first().waitFor();
    await page.waitForFunction(() => document.querySelector('.past__ago')?.textContent?.includes('event 96'));
    while (moments.length < 2) await frame(page);
    const life = fake.model.time!;
    const part = (moment: Moment) =>
      typeof moment === 'object' && 'at' in moment ? (moment.at - life.from) / (life.to - life.from) : 0;
    assert.deepEqual(
      moments.map((moment) => Math.round(part(moment) * 10)),
      [9, 3],
    );
    await slider.press('Escape');
  });

  it('is back to now by Escape, also from a moment that is still on its way', async () => {
    const { page, fake } = board;
    await page.getByRole('button', { name: 'Time travel' }).click();
    const slider = page.getByRole('slider', { name: 'Moment on show' });
    const { promise, resolve } = Promise.withResolvers<void>();
    fake.held = promise;
    await slider.fill('400');
    assert.equal((await board.asked('travel')).length, 1);
    await slider.press('Escape');
    resolve();
    while (moments.length < 2) await frame(page);
    await page.locator('.past').first().waitFor({ state: 'detached' });
    assert.equal(moments[1], 'now');
    assert.equal(await page.locator('.card.is-past').count(), 0);
  });

  it('ends with another board, which has marks of its own and is not led into the past of the one before', async () => {
    const { page, fake } = board;
    await page.getByRole('button', { name: 'Time travel' }).click();
    await page.locator('.past__rail .mark--failed').first().waitFor({ state: 'attached' });
    const { promise, resolve } = Promise.withResolvers<void>();
    fake.held = promise;
    const slider = page.getByRole('slider', { name: 'Moment on show' });
    for (const place of ['900', '700']) await slider.fill(place);
    assert.equal((await board.asked('travel')).length, 1);
    fake.show({ ...fake.model, board: { ...fake.model.board, ref: 'next', name: 'Next' } });
    await page.locator('.past').first().waitFor({ state: 'detached' });
    fake.marks = [];
    fake.held = undefined;
    resolve();
    // The fake answers as a slow host: with a moment of the board before.
    await page.locator('.past').first().waitFor();
    await board.webview.heardAll();
    await board.webview.heardAll();
    assert.equal(moments.length, 1, 'the newest wish was for the board before');
    assert.equal(await page.locator('.past__rail .mark--failed').count(), 0);
  });

  it('has nothing after now, and nothing before the first event', async () => {
    const { page, fake } = board;
    await page.getByRole('button', { name: 'Time travel' }).click();
    await page.getByRole('button', { name: 'One event on', disabled: true }).waitFor();
    await page.getByRole('slider').press('ArrowRight');
    await board.webview.heardAll();
    assert.deepEqual(moments, []);
    const life = fake.model.time!;
    fake.patch({ time: { ...life, past: { at: life.from, seq: 0, moved: 0 } } });
    await page.getByRole('button', { name: 'One event back', disabled: true }).waitFor();
    fake.patch({ time: { ...life, past: { at: life.to, seq: life.commits, moved: 0 } } });
    await page.getByRole('button', { name: 'One event on' }).click();
    await page.locator('.card.is-past').first().waitFor({ state: 'detached' });
    assert.deepEqual(moments, ['now'], 'what follows the newest event is now');
  });

  it('changes nothing by keyboard either, and says why', async () => {
    const { page } = board;
    await page.getByRole('button', { name: 'Time travel' }).click();
    await page.getByRole('button', { name: 'One event back' }).click();
    await page.locator('.card.is-past').first().waitFor();
    await page.focus('[data-card="t_00000009"]');
    for (const key of ['m', 'e', 'Alt+ArrowRight', 'n']) await page.keyboard.press(key);
    assert.equal(await page.getByRole('menu').count(), 0);
    await board.hears('Nothing can be changed in the past.');
    await board.webview.heardAll();
    assert.deepEqual(
      board.fake.asked.filter(({ name }) => ['move', 'archive', 'create'].includes(name)),
      [],
    );
  });
});
