import assert from 'node:assert/strict';
import { type BoardPage, openBoardPage } from '../../support/board-page';
import { boardModel, card } from '../../support/fake-board';
import { manyCards, sampleBoard } from '../../support/sample-board';

describe('the board', () => {
  let board: BoardPage;
  afterEach(() => board.close());

  it('shows columns with their counts, leaves out what is empty and says so, and folds Done where it gets tight', async () => {
    board = await openBoardPage(sampleBoard(), { size: { width: 1246, height: 800 } });
    assert.deepEqual(await board.page.locator('.column__head h2').allTextContents(), [
      'Triage',
      'To Do',
      'Ready',
      'Running',
      'Blocked',
      'Review',
    ]);
    assert.equal(await board.column('ready').getAttribute('aria-label'), 'Ready, 4 cards');
    assert.equal((await board.page.locator('.rail').textContent())?.trim(), 'Done 41');
    assert.deepEqual(await board.drawn('ready'), ['t_00000008', 't_00000009', 't_0000000a', 't_0000000b']);
  });

  it('says on a card where it is, what it is, why it does not move, and its numbers', async () => {
    board = await openBoardPage(sampleBoard());
    const text = async (id: string) =>
      (await board.card(id).locator('> *').allInnerTexts()).map((line) =>
        line.replace(/\s+/g, ' ').replace(' /', '/').trim(),
      );
    assert.deepEqual(await text('t_00000011'), [
      'diary/US-006 20 22m',
      'Double-entry guard under load',
      'Waits for your review: 3 files, +214 −38.',
      'CL 2/4 3 2 $1.12',
    ]);
    assert.match((await text('t_0000000c'))[2] ?? '', /Needs you Approve the drafted workflow/);
    assert.equal(await board.card('t_00000008').locator('.age').getAttribute('class'), 'age age--error');
    assert.match(
      (await board.card('t_00000008').getAttribute('aria-label')) ?? '',
      /^Retry queue for failed messages, in Ready for 3 h, notices\/US-005, Nobody is assigned.*priority 20, 1 comment, 1 link$/,
    );
  });

  it('shows what is cut off as a tooltip, and nothing that can be read anyway', async () => {
    const title = 'A title that is longer than three lines of a card can hold, '.repeat(4).trim();
    board = await openBoardPage(
      boardModel([
        card({ id: 't_long', column: 'ready', title }),
        card({ id: 't_short', column: 'ready', title: 'Short' }),
      ]),
    );
    const titleOf = (id: string) => board.card(id).locator('.card__title');
    await titleOf('t_short').hover();
    assert.equal(await titleOf('t_short').getAttribute('title'), null);
    await titleOf('t_long').hover();
    assert.equal(await titleOf('t_long').getAttribute('title'), title);
    board.fake.patch({ set: [card({ id: 't_long', column: 'ready', title: 'Short as well' })] });
    await titleOf('t_long').getByText('Short as well').waitFor();
    await titleOf('t_short').hover();
    await titleOf('t_long').hover();
    assert.equal(await titleOf('t_long').getAttribute('title'), null);
  });

  it('follows a change from elsewhere by drawing that change alone; focus and scroll stay', async () => {
    board = await openBoardPage(boardModel(manyCards(700)), { size: { width: 1400, height: 700 } });
    const { page, fake } = board;
    await page.locator('[data-column=blocked] .column__scroll').evaluate((list) => list.scrollTo(0, 900));
    // Until it is drawn there: what comes into view, and is measured, is drawn in the frames that follow.
    await page.waitForFunction(() => {
      const list = document.querySelector('[data-column=blocked] .column__scroll')!;
      const { top, bottom } = list.getBoundingClientRect();
      const rows = [...list.querySelectorAll('.cards__row')].map((row) => row.getBoundingClientRect());
      const even = rows.slice(1).every((row, at) => Math.round(row.top - rows[at]!.bottom) === 6);
      return even && rows[0]!.top < top && rows.at(-1)!.bottom > bottom;
    });
    const [first] = await board.drawn('ready');
    await page.focus(`[data-card="${first}"]`);
    await page.evaluate(() => {
      for (const drawn of document.querySelectorAll(
        '[data-column=blocked] [data-card], [data-column=review] [data-card]',
      ))
        (drawn as HTMLElement & { same?: boolean }).same = true;
    });
    const mover = (await board.drawn('ready'))[2] ?? '';
    fake.move(mover, 'running');
    await page
      .locator(`[data-column=running] [data-card="${mover}"], [data-rail=running]`)
      .or(page.locator('[data-column=ready] h2'))
      .first()
      .waitFor();
    await page.waitForFunction((id) => !document.querySelector(`[data-column=ready] [data-card="${id}"]`), mover);
    assert.equal(await board.focusedCard(), first);
    assert.equal(await page.locator('[data-column=blocked] .column__scroll').evaluate((list) => list.scrollTop), 900);
    const redrawn = await page.evaluate(
      () =>
        [...document.querySelectorAll('[data-column=blocked] [data-card], [data-column=review] [data-card]')].filter(
          (drawn) => !(drawn as HTMLElement & { same?: boolean }).same,
        ).length,
    );
    assert.equal(redrawn, 0);
    await board.hears(' moved to Running.');
  });

  it('comes back from a reload with the focus and the scroll where they were', async () => {
    board = await openBoardPage(boardModel(manyCards(2000)), { size: { width: 1400, height: 700 } });
    const list = board.page.locator('[data-column=ready] .column__scroll');
    await list.evaluate((element) => element.scrollTo(0, 4000));
    const keptPlace = () => (board.webview.state() as { scroll?: { ready?: number } } | undefined)?.scroll?.ready ?? 0;
    while (keptPlace() < 3000) await board.page.evaluate(() => new Promise(requestAnimationFrame));
    const [, second] = await board.drawn('ready');
    const card = board.page.locator(`[data-card="${second}"]`);
    const before = await card.evaluate((element) => element.getBoundingClientRect().y);
    await board.webview.reload();
    await card.waitFor();
    // Cards further up are measured one by one, and no longer known then: a pixel or two.
    await card.evaluate(async (element, y) => {
      while (Math.abs(element.getBoundingClientRect().y - y) > 3) await new Promise(requestAnimationFrame);
    }, before);
  });

  it('lets a moved card glide, keeps its focus, and keeps still with reduced motion', async () => {
    for (const reducedMotion of [false, true]) {
      if (reducedMotion) await board.close();
      board = await openBoardPage(sampleBoard(), { reducedMotion });
      const { page, fake } = board;
      await page.evaluate(() => {
        const original = Element.prototype.animate;
        (window as unknown as { glides: number[] }).glides = [];
        Element.prototype.animate = function (frames, options) {
          (window as unknown as { glides: unknown[] }).glides.push((options as KeyframeAnimationOptions).duration);
          return original.call(this, frames, options);
        };
      });
      await page.focus('[data-card="t_0000000a"]');
      fake.move('t_0000000a', 'review');
      await page.waitForFunction(
        () =>
          (document.activeElement as HTMLElement).closest('[data-column]')?.getAttribute('data-column') === 'review',
      );
      assert.equal(await board.focusedCard(), 't_0000000a');
      assert.deepEqual(
        await page.evaluate(() => (window as unknown as { glides: number[] }).glides),
        reducedMotion ? [] : [150],
      );
    }
  });

  it('waits 150 ms before it draws blocks, and never shows an emptiness that is not there', async () => {
    board = await openBoardPage(sampleBoard(), { atOnce: true, answers: { snapshot: () => new Promise(() => {}) } });
    await board.page.locator('.card--block').first().waitFor();
    assert.equal(await board.page.locator('.empty').count(), 0);
    assert.equal(await board.page.locator('[aria-label="Reading the board"]').count(), 1);
  });

  it('says what to do on an empty board, and what will land in each column', async () => {
    board = await openBoardPage(boardModel([], { time: { from: 0, to: 0, commits: 0, past: null } }));
    const ways = () => board.page.locator('.way h3').allTextContents();
    assert.deepEqual(await ways(), [
      '9 projects were found here',
      'Plan a project',
      'Write a card',
      'Collect ideas first',
    ]);
    board.fake.patch({ boards: board.fake.model.boards.filter(({ kind }) => kind === 'stored') });
    await board.page.locator('.way.is-first h3', { hasText: 'Plan a project' }).waitFor();
    await board.page.getByRole('button', { name: 'New plan' }).click();
    assert.deepEqual(await board.said('newPlan'), [null]);
    assert.equal(await board.page.getByRole('button', { name: 'Time travel' }).count(), 0, 'it has no past');
    assert.match((await board.column('blocked').textContent()) ?? '', /Needs an answer or a decision from you\./);
    await board.page.getByRole('button', { name: 'New task' }).first().click();
    assert.equal(await board.page.locator('dialog').getAttribute('aria-label'), 'New task');
    await board.page.getByRole('dialog').waitFor();
    await board.page.keyboard.type('The first one');
    await board.page.keyboard.press('Enter');
    await board.page.locator('[data-card]').waitFor();
    assert.equal(await board.page.locator('.empty').count(), 0);
  });

  it('groups cards in lanes, the worst lane first, each with its counts and its cost', async () => {
    const sample = sampleBoard();
    board = await openBoardPage(
      { ...sample, view: { ...sample.view, lanes: 'assignee' } },
      { size: { width: 1400, height: 1000 } },
    );
    const heads = await board.page.locator('.lane__head').allInnerTexts();
    assert.match(heads[0] ?? '', /Nobody assigned\s*1 card\s*1 critical/);
    assert.match(heads[1] ?? '', /codex\s*6 cards\s*2 errors\s*1 warning\s*\$\d+\.\d\d/);
    await board.page.getByRole('button', { name: 'Fold lane codex' }).click();
    await board.card('t_7be1f09c').waitFor({ state: 'detached' });
    await board.page.waitForFunction(() => document.querySelector('[aria-label="Unfold lane codex"]'));
  });

  it('draws 10,000 cards with no more than 2,000 nodes, with and without lanes, wherever it is scrolled to', async () => {
    const model = boardModel(manyCards(10_000));
    for (const lanes of ['none', 'project'] as const) {
      if (lanes !== 'none') await board.close();
      board = await openBoardPage(
        { ...model, view: { ...model.view, lanes } },
        { size: { width: 1600, height: 1000 } },
      );
      const nodes = () => board.page.evaluate(() => document.querySelectorAll('*').length);
      assert.ok((await nodes()) <= 2000, `${await nodes()} nodes`);
      const list = board.page.locator(lanes === 'none' ? '[data-column=ready] .column__scroll' : '.lanes__scroll');
      // The columns beside the one that is scrolled stay as they are; of lanes, all cards are others then.
      const cards = lanes === 'none' ? '[data-column=ready] [data-card]' : '[data-card]';
      const first = await board.page.locator(cards).first().getAttribute('data-card');
      const places = await list.evaluateHandle((element) => {
        const seen: number[] = [];
        element.addEventListener('scroll', () => seen.push(element.scrollTop));
        element.scrollTo(0, 60_000);
        return seen;
      });
      await board.page.waitForFunction(
        ([selector, id]) => document.querySelector(selector)?.getAttribute('data-card') !== id,
        [cards, first] as const,
      );
      // Of lanes, each draws its own when it has come into view.
      await board.page.waitForFunction(() => document.querySelectorAll('[data-card]').length > 10);
      const back = (await places.jsonValue()).filter((place) => place < 50_000);
      assert.deepEqual(back, [], 'nothing scrolls it back');
      assert.ok((await nodes()) <= 2000, `${await nodes()} nodes after scrolling`);
    }
  });

  it('puts translated words everywhere', async () => {
    board = await openBoardPage(boardModel([card({ id: 't_1', column: 'ready', title: 'Eine' })]), {
      strings: { 'New task': 'Neue Aufgabe', 'Filter cards': 'Karten filtern', '{1}, {0} card': '{1}, {0} Karte' },
    });
    assert.equal(await board.page.locator('[data-search]').getAttribute('placeholder'), 'Karten filtern');
    assert.equal(await board.column('ready').getAttribute('aria-label'), 'Ready, 1 Karte');
    assert.equal(await board.page.getByRole('button', { name: 'Neue Aufgabe' }).count(), 1);
  });
});
