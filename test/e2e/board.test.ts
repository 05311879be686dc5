import assert from 'node:assert/strict';
import { type BoardWindow, emptyWorkspace, openBoardWindow } from '../support/board-window';
import { becomes } from '../support/eventually';
import { onBoard } from '../support/full-board';
import { pickFromMenu } from '../support/menus';
import { editorNoticesFocusLeft } from '../support/quick-input';

/** The board that every test here begins on, made by the same service that the command line uses. */
async function prepare(workspace: string): Promise<void> {
  await onBoard(workspace, async (board) => {
    const create = async (title: string, more: object = {}) => {
      const done = await board.execute({ type: 'create', title, ...more });
      assert.ok(done.ok, done.ok ? '' : done.refusal.message);
      return done.value.task;
    };
    await create('Sync Stripe payouts', { assignee: 'codex', priority: 20, body: 'Every **night**.' });
    await create('Drag me', { status: 'triage' });
    await create('Bulk one', { status: 'triage' });
    await create('Bulk two', { status: 'triage' });
    const parent = await create('Ledger table', { assignee: 'claude', priority: 10 });
    await create('Waits for its parent', { parents: [parent] });
  });
}

describe('the board panel in a real window', () => {
  let all: BoardWindow;

  before(async () => {
    const workspace = emptyWorkspace();
    await prepare(workspace);
    all = await openBoardWindow({ workspace });
  });

  after(() => all?.window.close());

  it('shows the tasks that the command line made', async () => {
    await all.inColumn('ready', 'Sync Stripe payouts').waitFor();
    await all.inColumn('todo', 'Waits for its parent').waitFor();
    await all.window.shot('board dark');
  });

  it('creates a task by the keyboard alone', async () => {
    const { window, card } = all;
    await card('Drag me').focus();
    await window.page.keyboard.press('n');
    await all.board.locator('input.quick:focus').waitFor();
    await window.page.keyboard.type('Made by keys');
    await window.page.keyboard.press('Enter');
    await all.inColumn('triage', 'Made by keys').waitFor();
    await window.page.keyboard.press('Escape');
    assert.match(JSON.stringify(await all.cli('task', 'list')), /Made by keys/);
  });

  it('moves a card that is dragged, and the store has it', async () => {
    await all.card('Drag me').dragTo(all.column('ready'));
    await all.inColumn('ready', 'Drag me').waitFor();
    assert.match(JSON.stringify(await all.cli('task', 'list', '--status', 'ready')), /Drag me/);
  });

  it('takes a drop between two cards of a column as a change of priority', async () => {
    const { window, card, column } = all;
    await all.inColumn('ready', 'Drag me').waitFor();
    // Both stand still.
    for (const title of ['Drag me', 'Sync Stripe payouts']) await card(title).hover({ trial: true });
    const [held, first] = await Promise.all([card('Drag me').boundingBox(), card('Sync Stripe payouts').boundingBox()]);
    assert.ok(held && first);
    const { mouse } = window.page;
    await mouse.move(held.x + 40, held.y + 20);
    await mouse.down();
    await mouse.move(held.x + 60, held.y + 10, { steps: 4 });
    await mouse.move(first.x + 60, first.y + 16, { steps: 6 });
    await mouse.move(first.x + 62, first.y + 10, { steps: 2 });
    await column('ready').locator('.cards__words', { hasText: 'Priority 21' }).waitFor();
    await window.shot('a drop line');
    await mouse.up();
    await column('ready').locator('[data-card]').first().getByText('Drag me').waitFor();
    assert.match(JSON.stringify(await all.cli('task', 'list', '--status', 'ready')), /"priority":21/);
    await card('Drag me').focus();
    await window.page.keyboard.press('Control+z');
    await column('ready').locator('[data-card]').first().getByText('Sync Stripe payouts').waitFor();
  });

  it('refuses a drop where it may not go, and says why', async () => {
    await all.card('Waits for its parent').dragTo(all.column('ready'));
    await all.board.locator('.notice--refused', { hasText: /It waits for .*Ledger table/ }).waitFor();
    await all.inColumn('todo', 'Waits for its parent').waitFor();
  });

  it('moves a card by keys, and takes the last action back', async () => {
    const { window, card } = all;
    await card('Drag me').focus();
    await window.page.keyboard.press('Alt+ArrowRight');
    await all.inColumn('blocked', 'Drag me').waitFor();
    await window.page.keyboard.press('Control+z');
    await all.inColumn('ready', 'Drag me').waitFor();
  });

  it('changes several cards at once', async () => {
    const { window, card, board } = all;
    await card('Bulk one').click({ modifiers: ['Control'] });
    await card('Bulk two').click({ modifiers: ['Control'] });
    await board.getByText('2 cards selected').first().waitFor();
    await window.page.keyboard.press('e');
    await card('Bulk one').waitFor({ state: 'detached' });
    await card('Bulk two').waitFor({ state: 'detached' });
  });

  it('does in the page what VS Code’s own menu says, and has the focus again after it', async () => {
    const { window, card, board } = all;
    await card('Waits for its parent').click({ button: 'right' });
    await pickFromMenu(window.page, 'Priority…');
    await board.getByRole('option', { name: '30' }).click();
    await card('Waits for its parent').locator('.meta--priority', { hasText: '30' }).waitFor();
    const again = board.locator('[data-card]:focus', { hasText: 'Waits for its parent' });
    await again.waitFor();
    await window.page.keyboard.press('F1');
    // It hears Escape from when it has its rows.
    await window.page.locator('.quick-input-widget input:focus').waitFor();
    await window.page.locator('.quick-input-list .monaco-list-row').first().waitFor();
    await editorNoticesFocusLeft(window.page);
    await window.page.keyboard.press('Escape');
    await window.page.locator('.quick-input-widget').waitFor({ state: 'hidden' });
    await again.waitFor();
  });

  it('filters as one types', async () => {
    const { window, card } = all;
    await card('Sync Stripe payouts').focus();
    await window.page.keyboard.press('/');
    await all.board.locator('input:focus').waitFor();
    await window.page.keyboard.type('ledger');
    await card('Sync Stripe payouts').waitFor({ state: 'detached' });
    await card('Ledger table').waitFor();
    for (let key = 0; key < 'ledger'.length; key += 1) await window.page.keyboard.press('Backspace');
    await card('Sync Stripe payouts').waitFor();
  });

  it('shows a change by the command line while it is open', async () => {
    await all.cli('task', 'create', 'Made elsewhere', '--assignee', 'gemini');
    await all.inColumn('ready', 'Made elsewhere').waitFor();
  });

  it('edits a card in the drawer and keeps what is half typed over a reload', async () => {
    const { window, card, board } = all;
    await card('Sync Stripe payouts').click();
    await board.locator('[data-comment]').first().waitFor();
    await board.locator('[data-comment]').first().click();
    await window.page.keyboard.type('Half a sen');
    await window.shot('drawer with half a sentence');
    await window.reload();
    await window.shot('board after a reload');
    await card('Sync Stripe payouts').first().waitFor();
    await board.locator('[data-comment]').first().waitFor();
    await becomes(() => board.locator('[data-comment]').first().inputValue(), 'Half a sen');
  });

  it('shows the past, lets nothing be changed there, and comes back to now', async () => {
    const { window, board, card } = all;
    await window.palette('Signalbox: Show the Board’s Past');
    const slider = board.locator('input[type=range]');
    await slider.focus();
    await window.page.keyboard.press('Home');
    await card('Made elsewhere').waitFor({ state: 'detached' });
    await window.shot('board in the past');
    await board.getByText('Back to now').first().click();
    await card('Made elsewhere').waitFor();
  });

  it('is as readable in high contrast and in a light theme, whose change it follows while it is open', async () => {
    const { window, board, card } = all;
    await card('Sync Stripe payouts').click();
    for (const [name, bodyClass] of [
      ['Dark High Contrast', 'vscode-high-contrast'],
      ['Light High Contrast', 'vscode-high-contrast-light'],
      ['Light Modern', 'vscode-light'],
      ['Dark Modern', 'vscode-dark'],
    ] as const) {
      await all.theme(name, bodyClass);
      const { text, ground, border } = await board.locator('[data-card].is-open').evaluate((open) => {
        const look = getComputedStyle(open);
        return {
          text: look.color,
          ground: getComputedStyle(document.body).backgroundColor,
          border: look.borderTopColor,
        };
      });
      assert.notEqual(text, ground, `${name}: text on its ground`);
      assert.notEqual(border, ground, `${name}: the card has an outline`);
      await window.shot(`board and drawer in ${name}`);
    }
    await board.getByRole('button', { name: 'Close', exact: true }).click();
    await board.locator('aside').first().waitFor({ state: 'detached' });
  });

  it('comes back by itself after the extension host crashed, with what was typed until then and after', async () => {
    const { window, board, card } = all;
    const tabs = window.page.locator('.tab', { hasText: 'Default' });
    await card('Sync Stripe payouts').click();
    const box = board.locator('[data-comment]').first();
    await box.click();
    await box.fill('');
    await window.page.keyboard.type('Before the crash');
    // The page has taken the keys: what still waited for it would be gone with it.
    await becomes(() => box.inputValue(), 'Before the crash');
    window.signalExtensionHost('SIGKILL');
    await window.page.keyboard.type(', and after it');
    await all.cli('task', 'create', 'Made after the crash', '--assignee', 'gemini');
    await all.inColumn('ready', 'Made after the crash').waitFor();
    await board.locator('[data-comment]:focus').waitFor();
    await window.page.keyboard.type('.');
    await window.shot('board after a crash of the extension host');
    assert.equal(await box.inputValue(), 'Before the crash, and after it.');
    await becomes(() => tabs.count(), 1, 'the tab without an owner is closed');
    await window.palette('Signalbox: Open Board');
    assert.equal(await tabs.count(), 1, 'it knows that this is the board');
  });

  it('goes on in another window, and in a new tab after that window was closed', async () => {
    const { window, board } = all;
    const opened = window.page.context().waitForEvent('page');
    await window.palette('View: Move Editor into New Window');
    const other = await opened;
    const there = other.frameLocator('iframe.webview.ready').frameLocator('#active-frame');
    await there.locator('[data-comment]').click();
    await other.keyboard.press('End');
    await other.keyboard.type(' Elsewhere.');
    assert.equal(await there.locator('[data-comment]').inputValue(), 'Before the crash, and after it. Elsewhere.');
    await all.cli('task', 'create', 'Seen in the other window', '--assignee', 'gemini');
    await there.locator('[data-column="ready"]', { hasText: 'Seen in the other window' }).waitFor();
    await other.close();
    await window.page.locator('.tab', { hasText: 'Default' }).waitFor({ state: 'detached' });
    await all.openPanel();
    await becomes(
      () => board.locator('[data-comment]').first().inputValue(),
      'Before the crash, and after it. Elsewhere.',
    );
  });

  it('shows the projects as a board that is made of them', async () => {
    await all.window.palette('Signalbox: Open Projects as a Board');
    await all.board.getByText('No project was found').first().waitFor();
    await all.window.shot('projects as a board');
  });

  it('comes where it was, once, when a card in Needs You is clicked twice or the board has not been seen since a reload', async () => {
    const { window, board, cli } = all;
    const tabs = window.page.locator('.tab', { hasText: 'Default' });
    const drawer = board.getByRole('complementary', { name: 'Asks for a key' });
    const { id } = (await cli('task', 'create', 'Asks for a key', '--assignee', 'codex')) as { id: string };
    await cli('task', 'block', id, '--reason', 'Which key?', '--kind', 'needs_input');
    await window.palette('View: Close All Editors');
    await tabs.first().waitFor({ state: 'detached' });
    await window.sidebar();
    await window.row('Which key?').dblclick();
    await drawer.waitFor();
    assert.equal(await tabs.count(), 1);
    await window.palette('File: New Untitled Text File');
    await window.page.locator('.tab.active', { hasText: 'Untitled-1' }).waitFor();
    await window.reload();
    await window.sidebar();
    await tabs.first().waitFor();
    await window.row('Which key?').click();
    await drawer.waitFor();
    assert.equal(await tabs.count(), 1);
  });
});
