import assert from 'node:assert/strict';
import { type BoardWindow, emptyWorkspace, openBoardWindow } from '../support/board-window';
import { becomes } from '../support/eventually';
import { fillBoard } from '../support/full-board';

const CARDS = 10_000;

describe('a board of 10,000 cards in a real window, in a light theme', () => {
  let all: BoardWindow;

  before(async () => {
    const workspace = emptyWorkspace();
    await fillBoard(workspace, CARDS);
    all = await openBoardWindow({ workspace, settings: { 'workbench.colorTheme': 'Default Light Modern' } });
  });

  after(() => all?.window.close());

  it('is all there, and keeps the page small', async () => {
    await all.column('ready').locator('[data-card]').first().waitFor();
    const sum = async () => {
      const counts = await all.board.locator('[data-column] .figures, [data-rail] .figures').allTextContents();
      return counts.reduce((sum, text) => sum + Number(/^\d+$/.exec(text.trim())?.[0] ?? 0), 0);
    };
    await becomes(sum, CARDS);
    assert.ok((await elements(all)) <= 2_000, `${await elements(all)} elements`);
    await all.window.shot('board of 10000 light');
  });

  it('scrolls to its last card and stays small', async () => {
    const column = all.column('ready');
    const before = await column.locator('[data-card]').first().getAttribute('data-card');
    const last = await column.evaluate((box) => {
      const scroller = [box, ...box.querySelectorAll('*')].find((each) => each.scrollHeight > each.clientHeight + 1000);
      scroller?.scrollTo(0, scroller.scrollHeight);
      return scroller !== undefined;
    });
    assert.ok(last, 'the column scrolls');
    await column.locator(`[data-card="${before}"]`).first().waitFor({ state: 'detached' });
    assert.ok((await elements(all)) <= 2_000);
  });

  it('finds one card among all as one types', async () => {
    await all.column('ready').locator('[data-card]').first().focus();
    await all.window.page.keyboard.press('/');
    await all.board.locator('input:focus').waitFor();
    // The search looks at ids too, and ids are random: the title in question is among what is found.
    await all.window.page.keyboard.type('Task 9999');
    await all.board.locator('[data-card]').nth(8).waitFor({ state: 'detached' });
    await all.card('Task 9999').waitFor();
  });

  it('shows a change by the command line though all of it is on show', async () => {
    await all.cli('task', 'create', 'Task 9999 again', '--assignee', 'codex');
    await all.card('Task 9999 again').waitFor();
  });
});

function elements({ board }: BoardWindow): Promise<number> {
  return board.locator('html').evaluate((page) => page.querySelectorAll('*').length);
}
