import assert from 'node:assert/strict';
import { type BoardPage, openBoardPage } from '../../support/board-page';
import { card } from '../../support/fake-board';
import { sampleBoard } from '../../support/sample-board';

describe('dragging cards', () => {
  let board: BoardPage;
  beforeEach(async () => {
    board = await openBoardPage(sampleBoard(), { size: { width: 1400, height: 900 } });
  });
  afterEach(() => board.close());

  const lift = async (id: string) => {
    // Not where it was a moment ago: it waits until the card stands still, and has the pointer.
    await board.card(id).hover({ position: { x: 40, y: 20 } });
    const box = await board.card(id).boundingBox();
    assert.ok(box);
    await board.page.mouse.down();
    await board.page.mouse.move(box.x + 60, box.y + 30, { steps: 3 });
  };
  const over = async (selector: string) => {
    const box = await board.page.locator(selector).boundingBox();
    assert.ok(box);
    await board.page.mouse.move(box.x + box.width / 2, box.y + 120, { steps: 5 });
    await board.page.mouse.move(box.x + box.width / 2 + 2, box.y + 124, { steps: 2 });
  };

  it('moves a card, which says that it is on its way until the store agrees', async () => {
    const { promise, resolve: agree } = Promise.withResolvers<void>();
    board.fake.held = promise;
    await lift('t_00000009');
    await board.page.locator('.card.is-lifted').waitFor();
    await over('[data-column=review]');
    await board.page.locator('[data-column=review].is-over').waitFor();
    await board.page.mouse.up();
    await board.card('t_00000009').locator('.card__way').waitFor();
    assert.match((await board.card('t_00000009').textContent()) ?? '', /Moving to Review\./);
    agree();
    await board.page.locator('[data-column=review] [data-card="t_00000009"]').waitFor();
    await board.page.locator('.card__way').first().waitFor({ state: 'detached' });
  });

  it('says why it is refused while the card is still held, and asks nothing of the store', async () => {
    await lift('t_00000009');
    await over('[data-column=running]');
    await board.page.locator('[data-column=running].is-refused .refused').waitFor();
    assert.equal(
      await board.page.locator('.refused').textContent(),
      'A worker claims a card: nobody else puts it into Running.',
    );
    await board.page.mouse.up();
    await board.page.locator('.notice--refused', { hasText: 'A worker claims a card' }).waitFor();
    assert.equal((await board.asked('move')).length, 0);
    assert.equal(await board.page.locator('[data-column=ready] [data-card="t_00000009"]').count(), 1);
  });

  it('hears no longer where a card might have gone that was let go before the answer came', async () => {
    const late = Promise.withResolvers<void>();
    let drags = 0;
    await board.close();
    board = await openBoardPage(sampleBoard(), {
      size: { width: 1400, height: 900 },
      answers: {
        whereTo: async () => {
          drags += 1;
          if (drags > 1) return { ok: true, value: {} };
          await late.promise;
          return { ok: true, value: { review: { code: 'refused', message: 'Not this one.' } } };
        },
      },
    });
    await lift('t_00000009');
    await board.page.locator('.card.is-lifted').waitFor();
    await board.page.mouse.up();
    await board.page.locator('.card.is-lifted').waitFor({ state: 'detached' });
    await lift('t_0000000a');
    await over('[data-column=review]');
    await board.page.locator('[data-column=review].is-over').waitFor();
    assert.equal((await board.asked('whereTo')).length, 2);
    late.resolve();
    await new Promise((resolve) => setImmediate(resolve));
    // What is said after it is heard after it.
    board.fake.patch({ set: [card({ id: 't_new', column: 'triage', title: 'Said after it' })] });
    await board.card('t_new').waitFor();
    await board.page.mouse.up();
    await board.page.locator('[data-column=review] [data-card="t_0000000a"]').waitFor();
  });

  it('takes all selected cards along, onto a folded column as well', async () => {
    await board.page.setViewportSize({ width: 1246, height: 900 });
    await board.page.locator('[data-rail=done]').waitFor();
    await board.card('t_00000009').click({ modifiers: ['ControlOrMeta'] });
    await board.card('t_0000000a').click({ modifiers: ['ControlOrMeta'] });
    await lift('t_0000000a');
    await over('[data-rail=done]');
    await board.page.locator('[data-rail=done].is-over').waitFor();
    await board.page.mouse.up();
    await board.page.waitForFunction(() => document.querySelector('[data-rail=done]')?.textContent?.includes('43'));
    assert.deepEqual((await board.asked('move'))[0], {
      ids: ['t_00000009', 't_0000000a'],
      to: 'done',
      from: { t_00000009: 'ready', t_0000000a: 'ready' },
    });
  });

  it('says from where a card was taken, though somebody else moves it while it is held', async () => {
    await lift('t_00000009');
    await board.page.locator('.card.is-lifted').waitFor();
    board.fake.move('t_00000009', 'triage');
    await board.page.locator('[data-column=triage] [data-card="t_00000009"]').waitFor();
    await over('[data-column=review]');
    await board.page.locator('[data-column=review].is-over').waitFor();
    await board.page.mouse.up();
    await board.page.locator('[data-column=review] [data-card="t_00000009"]').waitFor();
    assert.deepEqual(board.fake.asked.find(({ name }) => name === 'move')?.payload, {
      ids: ['t_00000009'],
      to: 'review',
      from: { t_00000009: 'ready' },
    });
  });

  it('shows by a line where its priority and age will put it, wherever in the other column it is held', async () => {
    await lift('t_0000000a');
    await over('[data-column=blocked]');
    const line = board.page.locator('[data-column=blocked] .cards__line');
    await line.waitFor();
    const between = async () => {
      const [y, above, below] = await Promise.all([
        line.boundingBox(),
        board.card('t_7be1f09c').boundingBox(),
        board.card('t_00000010').boundingBox(),
      ]);
      return y && above && below ? y.y >= above.y + above.height - 1 && y.y <= below.y + 1 : false;
    };
    assert.ok(await between(), 'after priority 20, before priority 5');
    assert.equal(await line.innerText(), '');
    await board.page.mouse.up();
    await line.waitFor({ state: 'detached' });
  });

  it('within its column is a change of priority, which is said while it is held', async () => {
    const first = await board.card('t_00000008').boundingBox();
    assert.ok(first);
    await lift('t_0000000b');
    await board.page.mouse.move(first.x + 60, first.y + 20, { steps: 4 });
    await board.page.mouse.move(first.x + 62, first.y + 12, { steps: 2 });
    await board.page.locator('[data-column=ready] .cards__words', { hasText: 'Priority 21' }).waitFor();
    await board.page.mouse.up();
    await board.page.waitForFunction(
      () => document.querySelector<HTMLElement>('[data-column=ready] [data-card]')?.dataset.card === 't_0000000b',
    );
    assert.deepEqual((await board.asked('bulk'))[0], {
      ids: ['t_0000000b'],
      change: { priority: 21 },
    });
  });

  it('onto another lane gives it to the agent of that lane, in the same step as the move', async () => {
    await board.page.getByRole('button', { name: 'Lanes: none' }).click();
    await board.page.getByRole('menuitemradio', { name: 'By agent' }).or(board.page.getByText('By agent')).click();
    const cell = board.page.locator('.lanes__row', { hasText: 'codex' }).locator('[data-cell=blocked]').first();
    await cell.waitFor();
    await lift('t_00000008');
    const box = await cell.boundingBox();
    assert.ok(box);
    await board.page.mouse.move(box.x + 40, box.y + 20, { steps: 4 });
    await board.page.mouse.move(box.x + 42, box.y + 24, { steps: 2 });
    await cell.locator('.cards__words', { hasText: 'Assigned to codex' }).waitFor();
    assert.equal(await board.page.locator('.lane__cell.is-over').count(), 1, 'one lane, not the column of all lanes');
    await board.page.mouse.up();
    await board.page.waitForFunction(() => document.querySelector('.is-lifted') === null);
    assert.deepEqual((await board.asked('bulk'))[0], {
      ids: ['t_00000008'],
      change: { status: 'blocked', assignee: 'codex' },
    });
    await board.page.focus('[data-card="t_00000009"]');
    await board.page.keyboard.press('m');
    await board.page.getByRole('menuitem', { name: 'Assigned to gemini' }).click();
    await board.page.waitForFunction(() => document.querySelector('[role=menu]') === null);
    assert.deepEqual((await board.asked('bulk')).at(-1), {
      ids: ['t_00000009'],
      change: { assignee: 'gemini' },
    });
  });

  it('onto Scheduled asks for the time, and is no refusal', async () => {
    await board.close();
    const sample = sampleBoard();
    board = await openBoardPage(
      {
        ...sample,
        columns: sample.columns.map((column) =>
          column.id === 'scheduled' ? { ...column, hiddenWhenEmpty: false } : column,
        ),
      },
      { size: { width: 1500, height: 900 } },
    );
    board.fake.refusals.scheduled = 'Say when.';
    await lift('t_00000009');
    await over('[data-column=scheduled]');
    await board.page.locator('[data-column=scheduled].is-over').waitFor();
    await board.page.mouse.up();
    const dialog = board.page.getByRole('dialog', { name: /^Schedule/ });
    await dialog.waitFor();
    delete board.fake.refusals.scheduled;
    await dialog.getByRole('button', { name: 'Schedule' }).click();
    await dialog.waitFor({ state: 'detached' });
    const [move] = (await board.asked('move')) as { readonly at?: number }[];
    assert.ok((move?.at ?? 0) > Date.now());
  });

  it('onto Scheduled asks for the time also where it is chosen before the store was heard', async () => {
    const { page, fake } = board;
    fake.refusals.scheduled = 'Say when.';
    await board.card('t_00000009').focus();
    const { promise, resolve } = Promise.withResolvers<void>();
    fake.held = promise;
    await page.keyboard.press('m');
    await page.getByRole('menuitem', { name: 'Move to Scheduled' }).click();
    resolve();
    await page.getByRole('dialog', { name: /^Schedule/ }).waitFor();
    assert.equal(await page.locator('.notice--refused').count(), 0);
  });

  it('lifts nothing in the past', async () => {
    await board.close();
    const sample = sampleBoard();
    board = await openBoardPage({
      ...sample,
      time: { ...sample.time!, past: { at: Date.now() - 3_600_000, seq: 9, moved: 0 } },
    });
    await lift('t_00000009');
    await over('[data-column=blocked]');
    assert.equal(await board.page.locator('.is-lifted, .is-over').count(), 0);
    await board.page.mouse.up();
    assert.equal((await board.asked('move')).length, 0);
  });
});
