import assert from 'node:assert/strict';
import { artifact } from '../../support/artifacts';
import { type BoardPage, openBoardPage } from '../../support/board-page';
import { boardModel } from '../../support/fake-board';
import { sampleBoard, sampleDetail } from '../../support/sample-board';
import type { Theme } from '../../support/themes';

const ID = 't_7be1f09c';
const THEMES: readonly Theme[] = ['dark', 'light', 'hc-dark', 'hc-light'];

describe('looks and manners', () => {
  let board: BoardPage;
  afterEach(() => board.close());

  for (const theme of THEMES)
    it(`axe-core finds nothing in ${theme}: board, drawer, dialog, menu, past`, async () => {
      board = await openBoardPage(sampleBoard(), { theme, size: { width: 1400, height: 900 } });
      board.fake.details.set(ID, sampleDetail);
      const look = async (name: string) => {
        await board.page.screenshot({ path: artifact(`board ${theme} ${name}`, 'png') });
        assert.deepEqual(await board.webview.accessibility(), [], name);
      };
      await look('board');
      await board.card(ID).click();
      await board.page.locator('.trouble').waitFor();
      await look('drawer');
      await board.page.locator('.drawer').press('Escape');
      await board.page.keyboard.press('c');
      await board.page.getByRole('button', { name: 'Schedule, workspace, skills, retries…' }).click();
      await look('create');
      await board.page.keyboard.press('Escape');
      await board.page.focus(`[data-card="${ID}"]`);
      await board.page.keyboard.press('m');
      await board.page.getByRole('menuitem').nth(2).waitFor();
      await look('move menu');
      await board.page.keyboard.press('Escape');
      board.fake.patch({ time: { ...sampleBoard().time!, past: { at: Date.now() - 3_600_000, seq: 96, moved: 2 } } });
      await board.page.locator('.past').waitFor();
      await look('past');
    });

  it('needs no horizontal scrolling from 400 px to 4K, with the drawer and without', async () => {
    board = await openBoardPage(sampleBoard(), { size: { width: 400, height: 800 } });
    const { page } = board;
    /** What is wide is laid out within the frames that follow. */
    const settled = async (wrong: () => Promise<readonly string[]>, what: string) => {
      const frame = () => page.evaluate(() => new Promise(requestAnimationFrame));
      for (const end = Date.now() + 90_000; (await wrong()).length > 0 && Date.now() < end; ) await frame();
      assert.deepEqual(await wrong(), [], what);
    };
    /** Cards are measured a frame after they were drawn: then no gap is wider than another. */
    const uneven = () =>
      page.evaluate(() =>
        [...document.querySelectorAll('.cards')].flatMap((list) => {
          const rows = [...list.querySelectorAll('.cards__row')].map((row) => row.getBoundingClientRect());
          const gaps = rows.slice(1).map((row, index) => Math.round(row.top - rows[index]!.bottom));
          return gaps.every((gap) => gap === 6) ? [] : [`${list.getAttribute('aria-label')}: ${gaps.join(' ')}`];
        }),
      );
    for (const width of [400, 480, 640, 800, 1000, 1246, 1600, 2560, 3840]) {
      await page.setViewportSize({ width, height: 900 });
      await page.waitForFunction((wide) => innerWidth === wide, width);
      const beyond = () =>
        page.evaluate(() =>
          [...document.querySelectorAll('.column, .rail, .toolbar, .strip, .tabs, .drawer, [data-card]')]
            .filter((box) => box.getBoundingClientRect().right > innerWidth + 1)
            .map((box) => box.className),
        );
      await settled(beyond, `${width} px`);
      await settled(uneven, `${width} px`);
      await page.waitForFunction(
        (tabs) => document.querySelectorAll('[role=tablist]').length === tabs,
        width < 640 ? 1 : 0,
      );
      if (width >= 640) {
        const first = page.locator('[data-card]').first();
        await first.click();
        await page.locator('.drawer').waitFor();
        const squeezed = () =>
          page.evaluate(() =>
            [...document.querySelectorAll<HTMLElement>('[data-column]')]
              .filter((column) => column.offsetWidth < 150)
              .map((column) => `${column.dataset.column} ${column.offsetWidth}`),
          );
        await settled(squeezed, `beside the drawer, ${width} px`);
        await settled(beyond, `${width} px with the drawer`);
        await settled(uneven, `${width} px with the drawer`);
        await page.getByRole('button', { name: 'Close', exact: true }).click();
        await page.locator('.drawer').first().waitFor({ state: 'detached' });
      }
    }
  });

  it('shows one column at a time where it is narrow, and goes from one to the next', async () => {
    board = await openBoardPage(sampleBoard(), { theme: 'hc-dark', size: { width: 480, height: 900 } });
    const { page } = board;
    assert.equal(await page.getByRole('tab').count(), 7);
    assert.equal(
      await page
        .getByRole('tab', { selected: true })
        .innerText()
        .then((text) => text.replace(/\s+/g, ' ')),
      '3 Blocked',
    );
    await page.getByRole('button', { name: 'Next column' }).click();
    await board.card('t_00000011').waitFor();
    await page.getByRole('tab', { selected: true }).press('ArrowLeft');
    await board.card(ID).click();
    await page.locator('.drawer__id').waitFor();
    assert.equal(await page.locator('.main').count(), 0);
    assert.deepEqual(await board.webview.accessibility(), []);
  });

  it('shifts nothing when the board arrives, changes, and is pointed at', async () => {
    board = await openBoardPage(boardModel(sampleBoard().cards), { size: { width: 1400, height: 900 } });
    const { page, fake } = board;
    await page.evaluate(() => {
      const shifts: number[] = [];
      new PerformanceObserver((list) => {
        for (const entry of list.getEntries()) shifts.push((entry as unknown as { value: number }).value);
      }).observe({ type: 'layout-shift', buffered: true });
      (window as unknown as { shifts: number[] }).shifts = shifts;
    });
    const before = await board.card(ID).boundingBox();
    await board.card(ID).hover();
    await board.card(ID).locator('.card__actions').waitFor();
    assert.deepEqual(await board.card(ID).boundingBox(), before);
    fake.patch({ set: [{ ...fake.find(ID)!, comments: 9 }] });
    await board.card(ID).locator('.meta--comments', { hasText: '9' }).waitFor();
    assert.deepEqual(await board.card(ID).boundingBox(), before);
    const shifted = await page.evaluate(() =>
      (window as unknown as { shifts: number[] }).shifts.reduce((sum, each) => sum + each, 0),
    );
    assert.ok(shifted < 0.02, `shifted by ${shifted}`);
  });
});
