import assert from 'node:assert/strict';
import type { Locator } from 'playwright-core';
import { ok } from '../../../src/core/result';
import { type BoardPage, openBoardPage } from '../../support/board-page';
import { sampleBoard, sampleDetail } from '../../support/sample-board';

const ID = 't_7be1f09c';

describe('a board that is reloaded in the middle of typing', () => {
  let board: BoardPage;
  let saved: () => void;
  beforeEach(async () => {
    const { promise, resolve } = Promise.withResolvers<void>();
    saved = resolve;
    const answers = { comment: () => promise.then(() => ok(null)), edit: () => promise.then(() => ok({})) };
    board = await openBoardPage(sampleBoard(), { size: { width: 1400, height: 1000 }, answers });
    board.fake.details.set(ID, sampleDetail);
  });
  afterEach(() => board.close());

  const field = (name: string, within = 'body') =>
    board.page.locator(within).getByRole('textbox', { name, exact: true }).first();
  const finder = (name: string) => board.page.getByRole('combobox', { name });
  /** Types into each as a person does, and reloads at once after the last letter. */
  const kept = async (fields: Readonly<Record<string, Locator>>) => {
    for (const [text, each] of Object.entries(fields)) {
      await each.fill('');
      await each.focus();
      await board.page.keyboard.type(text);
    }
    await board.webview.reload();
    for (const [text, each] of Object.entries(fields)) {
      await each.waitFor();
      assert.equal(await each.inputValue(), text);
    }
  };

  it('keeps every field of the open card', async () => {
    const { page } = board;
    await board.card(ID).click();
    await page.locator('.drawer__id').waitFor();
    await page.getByRole('button', { name: 'Add a link' }).click();
    await page.getByRole('menuitem', { name: /Add a parent/ }).click();
    await page.getByRole('button', { name: 'Edit the description' }).click();
    await kept({
      'Half a **descr': field('Description', 'aside'),
      'A better title': field('Title', 'aside'),
      'which pare': finder('Parent: title or ID'),
      'Half a comm': page.locator('[data-comment]'),
    });
  });

  it('keeps the search and the line of a new card', async () => {
    const { page } = board;
    await board.card(ID).focus();
    await page.keyboard.press('n');
    await page.locator('input.quick').waitFor();
    await kept({ 'A card to b': page.locator('input.quick') });
    await page.locator('input.quick').press('Escape');
    await kept({ Stripe: page.locator('[data-search]') });
  });

  it('keeps every field of the form for a new task', async () => {
    const { page } = board;
    await page.keyboard.press('c');
    await page.getByRole('button', { name: 'Schedule, workspace, skills, retries…' }).click();
    await page.getByRole('button', { name: 'Add a parent…' }).click();
    await page.getByRole('group', { name: 'Workspace' }).getByRole('button').click();
    await page.getByRole('menuitemcheckbox', { name: 'a folder' }).click();
    const names = ['Title', 'Description', 'Priority', 'Project', 'Tenant', 'Folder', 'Skills', 'Retries'];
    const form = 'dialog';
    await kept({
      ...Object.fromEntries(names.map((name) => [`Half ${name}`, field(name, form)])),
      '3': field('Run time, minutes', form),
      'some par': finder('Parent: title or ID'),
    });
  });

  it('keeps what a new board or one that is renamed was to be called, until the form is closed', async () => {
    const { page } = board;
    const open = async (item: RegExp, name: string) => {
      await page.getByRole('button', { name: 'Release 2.4' }).click();
      await page
        .getByRole('menuitemcheckbox', { name: item })
        .or(page.getByRole('menuitem', { name: item }))
        .click();
      await page.getByRole('dialog', { name }).waitFor();
    };
    await open(/New board…/, 'New board');
    await kept({ 'Release 3': field('Name'), 'What comes nex': field('Description') });
    await page.getByRole('dialog').getByRole('button', { name: 'Cancel' }).click();
    await open(/Rename/, 'Board default');
    assert.equal(await field('Name').inputValue(), 'Release 2.4');
    await kept({ 'Release 2.5': field('Name'), 'Not yet o': field('Description') });
  });

  it('saves of a board what was changed here, and nothing over what was changed elsewhere meanwhile', async () => {
    const { page, fake } = board;
    await page.getByRole('button', { name: 'Release 2.4' }).click();
    await page.getByRole('menuitemcheckbox', { name: /Rename/ }).click();
    await page.getByRole('dialog', { name: 'Board default' }).waitFor();
    await field('Description').fill('What ships');
    const name = 'Release 2.5';
    fake.patch({
      board: { ...fake.model.board, name },
      boards: fake.model.boards.map((each) => (each.ref === 'default' ? { ...each, name } : each)),
    });
    await page.waitForFunction(
      (value) => (document.querySelector('dialog vscode-text-field') as HTMLInputElement | null)?.value === value,
      name,
    );
    await page.getByRole('dialog').getByRole('button', { name: 'Save' }).click();
    assert.deepEqual(await board.asked('editBoard'), [{ ref: 'default', change: { description: 'What ships' } }]);
  });

  it('keeps why a card is blocked', async () => {
    await board.card(ID).click();
    await board.page.locator('aside').getByRole('button', { name: 'More' }).click();
    await board.page.getByRole('menuitem', { name: 'Block…' }).click();
    await kept({ 'The key is mis': field('What is in the way?') });
  });

  it('keeps what is typed while the text before it is being saved', async () => {
    const { page } = board;
    await board.card(ID).click();
    const box = page.locator('[data-comment]');
    await box.fill('First');
    await box.press('Control+Enter');
    await page.keyboard.type(', and more');
    const title = field('Title', 'aside');
    await title.fill('New title');
    await box.focus();
    await title.focus();
    await page.keyboard.press('End');
    await page.keyboard.type(' for all');
    assert.equal((await board.asked('edit')).length, 1);
    saved();
    board.fake.patch({ drawer: { id: ID, set: { title: 'New title' } } });
    await page.locator('.say vscode-button:not([disabled])').waitFor();
    assert.equal(await box.inputValue(), ', and more');
    assert.equal(await title.inputValue(), 'New title for all');
    assert.equal(await page.getByText('Somebody changed the title').count(), 0);
  });
});
