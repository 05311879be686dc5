import assert from 'node:assert/strict';
import fs from 'node:fs';
import path from 'node:path';
import type { FrameLocator, Page } from 'playwright-core';
import { type BoardWindow, emptyWorkspace, openBoardWindow } from '../support/board-window';
import type { OtherWindow } from '../support/editor-window';
import { becomes } from '../support/eventually';
import { onBoard } from '../support/full-board';
import { answerNotification } from '../support/notifications';

/** What two people see who have the same folder open. */
interface View {
  readonly page: Page;
  readonly board: FrameLocator;
}

const column = ({ board }: View, id: string) => board.locator(`[data-column="${id}"]`);
const card = ({ board }: View, title: string) =>
  board.locator('[data-card]', { has: board.locator('.card__title', { hasText: title }) });
const inColumn = (view: View, id: string, title: string) =>
  column(view, id).locator('[data-card]', {
    has: view.board.locator('.card__title', { hasText: title }),
  });

const sentence = ({ board }: View) => board.getByText('Somebody else has moved it to').first();

async function trust(page: Page, palette: (command: string) => Promise<void>): Promise<void> {
  await palette('Workspaces: Manage Workspace Trust');
  await page.locator('.workspace-trust-editor .monaco-button', { hasText: /^Trust$/ }).click();
  await page.locator('.workspace-trust-editor', { hasText: 'You trust this folder' }).waitFor();
  await palette('View: Close Editor');
}

async function prepare(workspace: string): Promise<void> {
  await onBoard(workspace, async (board) => {
    for (const title of ['Both drag this', 'Both write this', 'Seen by both']) {
      const done = await board.execute({ type: 'create', title, status: 'triage' });
      assert.ok(done.ok);
    }
  });
}

describe('a board that two windows show, in a folder that is not trusted at first', () => {
  let all: BoardWindow;
  let other: OtherWindow;
  let mine: View;
  let theirs: View;

  before(async () => {
    const workspace = emptyWorkspace();
    await prepare(workspace);
    all = await openBoardWindow({ workspace, untrusted: true });
    mine = { page: all.window.page, board: all.board };
  });

  after(() => all?.window.close());

  it('can be read but not changed, says so, and can be changed as soon as the folder is trusted', async () => {
    const { board, window } = all;
    await inColumn(mine, 'triage', 'Seen by both').waitFor();
    await board.locator('.read-only', { hasText: 'not trusted' }).waitFor();
    assert.equal(await board.getByRole('button', { name: 'New task' }).count(), 0);
    await window.shot('board in a folder that is not trusted');
    const loaded = () => window.page.evaluate(() => performance.timeOrigin);
    const before = await loaded();
    await trust(window.page, window.palette);
    await board.getByRole('button', { name: 'New task' }).first().waitFor();
    await board.locator('.read-only').waitFor({ state: 'detached' });
    assert.equal(await loaded(), before, 'without a reload of the window');
    await card(mine, 'Seen by both').dragTo(column(mine, 'ready'));
    await inColumn(mine, 'ready', 'Seen by both').waitFor();
  });

  it('is the same board in a second window', async () => {
    other = await all.window.another();
    theirs = { page: other.page, board: other.frame() };
    await other.palette('Signalbox: Open Board');
    await inColumn(theirs, 'ready', 'Seen by both').waitFor();
  });

  it('shows in one window what happens in the other, without a click, also where only one may write', async () => {
    await theirs.board.locator('.read-only', { hasText: 'not trusted' }).waitFor();
    await card(mine, 'Seen by both').dragTo(column(mine, 'review'));
    await inColumn(theirs, 'review', 'Seen by both').waitFor();
    await trust(other.page, other.palette);
    await theirs.board.locator('.read-only').waitFor({ state: 'detached' });
    await card(theirs, 'Seen by both').dragTo(column(theirs, 'triage'));
    await inColumn(mine, 'triage', 'Seen by both').waitFor();
  });

  it('has one winner and one sentence when both drag the same card at once', async () => {
    const held = async (view: View, id: string) => {
      // It stands still: the card above it has just come back.
      await inColumn(view, 'triage', 'Seen by both').waitFor();
      await card(view, 'Both drag this').hover({ trial: true });
      const [from, to] = await Promise.all([
        card(view, 'Both drag this').boundingBox(),
        column(view, id).boundingBox(),
      ]);
      assert.ok(from && to);
      const { mouse } = view.page;
      await mouse.move(from.x + 30, from.y + 20);
      await mouse.down();
      await mouse.move(from.x + 50, from.y + 30, { steps: 4 });
      await mouse.move(to.x + to.width / 2, to.y + 60, { steps: 6 });
      await mouse.move(to.x + to.width / 2, to.y + 64);
    };
    await Promise.all([held(mine, 'ready'), held(theirs, 'review')]);
    await Promise.all([mine.page.mouse.up(), theirs.page.mouse.up()]);
    const toldOf = (view: View) =>
      sentence(view)
        .waitFor()
        .then(() => view);
    const loser = await Promise.any([toldOf(mine), toldOf(theirs)]);
    const winner = loser === mine ? theirs : mine;
    const place = winner === mine ? 'ready' : 'review';
    for (const view of [mine, theirs]) await inColumn(view, place, 'Both drag this').waitFor();
    assert.equal(await sentence(winner).count(), 0);
    for (const view of [mine, theirs]) await becomes(() => card(view, 'Both drag this').count(), 1);
  });

  it('shows both texts where both write at the same one, and keeps neither from the other', async () => {
    const { board: told } = (await sentence(mine).count()) > 0 ? mine : theirs;
    await told.getByRole('button', { name: 'Dismiss' }).click();
    for (const view of [mine, theirs]) {
      await card(view, 'Both write this').click();
      await view.board.getByRole('button', { name: 'Say what is to be done' }).click();
      await view.board.locator('aside textarea:focus').waitFor();
    }
    const body = ({ board }: View) => board.locator('aside').getByRole('textbox', { name: 'Description' });
    await body(theirs).fill('As they see it');
    await body(mine).fill('As I see it');
    await mine.board.locator('[data-comment]').click();
    await theirs.board.getByText('As I see it').first().waitFor();
    await theirs.board.locator('[data-comment]').click();
    assert.equal(await body(theirs).inputValue(), 'As they see it');
    await theirs.board.getByRole('button', { name: 'Save mine' }).click();
    await mine.board.locator('aside').getByText('As they see it').waitFor();
    for (const { board } of [mine, theirs]) {
      await board.getByRole('button', { name: 'Close', exact: true }).click();
      await board.locator('aside').first().waitFor({ state: 'detached' });
    }
  });

  it('goes on in one when the extension host of the other is killed, and the other is there again', async () => {
    other.signalExtensionHost('SIGKILL');
    await card(mine, 'Seen by both').dragTo(column(mine, 'ready'));
    await inColumn(mine, 'ready', 'Seen by both').waitFor();
    await all.cli('task', 'create', 'Made after the crash', '--status', 'triage');
    for (const view of [mine, theirs]) await inColumn(view, 'triage', 'Made after the crash').waitFor();
    await inColumn(theirs, 'ready', 'Seen by both').waitFor();
    await other.close();
    await all.cli('task', 'create', 'Made when one was closed', '--status', 'triage');
    await inColumn(mine, 'triage', 'Made when one was closed').waitFor();
  });

  it('puts back what a deleted ledger held, with the button that says so', async () => {
    const { window } = all;
    const home = path.join(all.workspace, '.signalbox');
    // What writes there just now may be in the way.
    fs.rmSync(home, { recursive: true, maxRetries: 5 });
    await mine.board.locator('.empty').waitFor();
    await answerNotification(window.page, 'What it held is kept', 'Put It Back');
    await inColumn(mine, 'triage', 'Made when one was closed').waitFor();
    await becomes(() => mine.board.locator('[data-card]').count(), 5);
    assert.match(JSON.stringify(await all.cli('task', 'list')), /Made after the crash/);
  });

  it('leads from an empty board to a new plan', async () => {
    fs.rmSync(path.join(all.workspace, '.signalbox'), { recursive: true, maxRetries: 5 });
    await mine.board.locator('.empty').getByText('New plan', { exact: true }).click();
    await all.window.frame().getByText('Plan a project with an agent').waitFor();
    await all.window.shot('a new plan from the empty board');
  });
});
