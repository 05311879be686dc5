import assert from 'node:assert/strict';
import { type BoardPage, openBoardPage } from '../../support/board-page';
import { sampleBoard, sampleDetail } from '../../support/sample-board';

const BLOCKED = 't_7be1f09c';
const READY = 't_00000009';

describe('the focus on the board', () => {
  let board: BoardPage;
  afterEach(() => board.close());

  const open = async (width = 1400) => {
    board = await openBoardPage(sampleBoard(), { size: { width, height: 900 } });
    board.fake.details.set(BLOCKED, sampleDetail);
  };
  const press = async (...keys: string[]) => {
    for (const key of keys) await board.page.keyboard.press(key);
  };
  const begin = (id: string) => board.page.focus(`[data-card="${id}"]`);
  const reach = (selector: string) =>
    board.page.waitForFunction((wanted) => document.activeElement?.matches(wanted) === true, selector);
  const reachCard = (id: string) => reach(`[data-card="${id}"]`);

  it('is on the card again when Escape closes a dialog or a menu, before the next key', async () => {
    await open();
    const { page } = board;
    await begin(READY);
    for (const [key, role] of [
      ['?', 'dialog'],
      ['c', 'dialog'],
      ['m', 'menu'],
      ['.', 'menu'],
      ['a', 'listbox'],
    ] as const) {
      await press(key);
      await page.getByRole(role).waitFor();
      // Both at once: nothing may come between them.
      await Promise.all([press('Escape'), press('Enter')]);
      await page.locator('.drawer__id', { hasText: READY }).waitFor();
      assert.equal(await page.getByRole(role).count(), 0);
      await press('Escape');
      await reachCard(READY);
    }
  });

  it('is on the card again after a slow click in a menu that has a field', async () => {
    await open();
    const { page } = board;
    await begin(READY);
    // As VS Code does for its own menu, from which ours is opened.
    await page.evaluate(() => (document.activeElement as HTMLElement).blur());
    board.fake.perform({ verb: 'priority', ids: [READY] });
    await page.getByRole('option').first().hover();
    await page.mouse.down();
    await page.evaluate(() => new Promise((drawn) => requestAnimationFrame(() => requestAnimationFrame(drawn))));
    await page.mouse.up();
    await page.getByRole('listbox').waitFor({ state: 'detached' });
    await reachCard(READY);
  });

  it('goes to what takes the place of what had it, or back to where it came from', async () => {
    await open();
    const { page } = board;
    const button = (name: string | RegExp) => page.getByRole('button', { name, exact: true });
    await begin(READY);
    await press('n', 'Escape');
    await reachCard(READY);
    await press('/', 'Escape');
    await reachCard(READY);
    await button('Fold Review').focus();
    await press('Enter');
    await reach('[data-rail=review]');
    await press('Enter');
    await reach('[data-column=review] button[title^=Fold]');
    await begin(READY);
    await press('Control+z');
    await button('Dismiss').focus();
    await press('Enter');
    await reachCard(READY);
    await press('x');
    await button('Clear the selection').focus();
    await press('Enter');
    await reachCard(READY);
    await button('Priority').focus();
    await press('Enter', 'Enter', 'Escape');
    await reach('button[title$="Take this filter off"]');
    await press('Enter');
    await reach('[data-refocus="filter/priorities"][aria-haspopup=menu]');
    await button('Time travel').focus();
    await press('Enter');
    await reach('.past input');
    await press('Escape');
    await reach('[data-refocus=travel]');
  });

  it('goes from what is typed in the drawer back to the drawer', async () => {
    await open();
    await begin(BLOCKED);
    await press('Enter');
    await board.page.locator('.trouble').waitFor();
    await board.page.getByRole('button', { name: 'Add a link' }).focus();
    await press('Enter', 'Enter');
    await reach('.finder input');
    await press('Escape');
    await reach('[title="Add a link"]');
    await board.page.getByRole('button', { name: 'Edit the description' }).focus();
    await press('Enter');
    await reach('vscode-text-area[aria-label=Description]');
    await press('Escape');
    await reach('[title="Edit the description"]');
    await board.page.getByRole('textbox', { name: 'Title' }).focus();
    await press('Enter');
    await reach('[title="Edit the description"]');
  });

  it('stays with the next card when a card is archived, taken away, filtered out, or goes where the column is folded', async () => {
    await open();
    const { fake } = board;
    const [first, second, third, fourth, fifth] = await board.drawn('ready');
    await begin(first!);
    fake.patch({ gone: [first!] });
    await reachCard(second!);
    await board.page.getByRole('button', { name: 'Fold Review' }).focus();
    await press('Enter');
    await begin(second!);
    fake.move(second!, 'review');
    await reachCard(third!);
    await press('/');
    await board.page.keyboard.type('no card is called so');
    await board.page.waitForFunction(() => document.querySelectorAll('[data-card]').length === 0);
    await press('Escape', 'Escape');
    await reachCard(third!);
    await press('ArrowDown');
    await reachCard(fourth!);
    fake.patch({ gone: [third!, fourth!, ...(fifth ? [fifth] : [])] });
    // The column is empty: the keys go on at another card.
    await reach('[data-card]');
  });

  it('goes to the drawer that takes the whole of a narrow page, and back to the card', async () => {
    await open(480);
    const id = await board.page.locator('[data-card]').first().getAttribute('data-card');
    await begin(id!);
    await press('Enter');
    await reach('.drawer');
    await press('Escape');
    await reachCard(id!);
    await press('Alt+ArrowRight');
    await reach(`[data-card]:not([data-card="${id}"])`);
  });

  it('is not taken from another part of the editor, and is there when the page is entered again', async () => {
    await open();
    const { page, fake } = board;
    await begin(READY);
    await page.evaluate(() => {
      const calls: string[] = [];
      const { focus } = HTMLElement.prototype;
      HTMLElement.prototype.focus = function (options) {
        calls.push(this.className);
        focus.call(this, options);
      };
      Object.assign(window, { calls });
      document.hasFocus = () => false;
    });
    fake.move(READY, 'review');
    await page.locator(`[data-column=review] [data-card="${READY}"]`).waitFor();
    await page.evaluate(() => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done))));
    assert.deepEqual(await page.evaluate(() => (window as unknown as { calls: string[] }).calls), []);
    await page.evaluate(() => {
      document.hasFocus = () => true;
      dispatchEvent(new Event('focus'));
    });
    await reachCard(READY);
    // As after a menu of VS Code, or its palette: it takes the focus off the card.
    await page.evaluate(() => {
      (document.activeElement as HTMLElement).blur();
      dispatchEvent(new Event('focus'));
    });
    await reachCard(READY);
  });
});
