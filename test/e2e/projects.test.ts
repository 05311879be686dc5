import assert from 'node:assert/strict';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { type EditorWindow, openWindow } from '../support/editor-window';

describe('projects, clicked through', () => {
  let window: EditorWindow;

  before(async () => {
    window = await openWindow();
    await window.sidebar();
  });

  after(() => window.close());

  const inside = (...parts: string[]) => path.join(window.workspace ?? '', ...parts);
  const registry = () => fs.readFileSync(inside('approved-tasks.json'), 'utf8');
  const statusBar = () => window.page.locator('.statusbar-item', { hasText: /needs? you/ });

  it('shows every project, how far it is and what needs the person', async () => {
    await window.row('tide-table').waitFor();
    await window.row('ferry-times').getByText('approved').waitFor();
    await window.row('Approve lighthouse-log?').waitFor();
    await statusBar().waitFor();
  });

  it('shows at once what another program writes', async () => {
    const file = inside('ferry-times', 'tasks', 'prd.json');
    fs.writeFileSync(file, fs.readFileSync(file, 'utf8').replace('"passes": false', '"passes": true'));
    await window.row('ferry-times').getByText('1/').waitFor();
  });

  it('goes from a story in the tree to its line', async () => {
    await window.row('tide-table').click();
    await window.row('US-002').click();
    await window.page.locator('.tab.active', { hasText: 'prd.json' }).waitFor();
    await window.page.locator('.codelens-decoration', { hasText: 'passed' }).first().waitFor();
    await window.page.locator('.statusbar-item', { hasText: /Ln \d\d/ }).waitFor();
  });

  it('approves what waits with the button of its row', async () => {
    const row = window.row('Approve lighthouse-log?');
    await row.hover();
    await row.locator('.action-label[aria-label*="Approve"]').click();
    await window.row('Approve lighthouse-log?').waitFor({ state: 'detached' });
    await window.row('lighthouse-log').getByText('approved').waitFor();
    assert.match(registry(), /"lighthouse-log"[^}]*"status": "approved"/s);
  });

  it('proposes a project in a form that says while typing what does not fit', async () => {
    const { page } = window;
    const input = page.locator('.quick-input-widget input.input');
    const message = page.locator('.quick-input-widget .quick-input-message');
    await window.palette('Signalbox: Propose a Project');
    await page.locator('.quick-input-title', { hasText: '(1/3)' }).waitFor();
    await input.fill('no spaces');
    await message.getByText('1 to 64 letters').waitFor();
    await input.fill('ferry-times');
    await message.getByText('in the registry already').waitFor();
    await input.fill('buoy-lights');
    await page.keyboard.press('Enter');
    await page.locator('.quick-input-title', { hasText: '(2/3)' }).waitFor();
    await input.fill('too short');
    await message.getByText('10 to 4,000 characters').waitFor();
    await input.fill('Say which buoys have lost their light.');
    await page.keyboard.press('Enter');
    await page.locator('.quick-input-list .monaco-list-row', { hasText: 'It waits until you approve it' }).click();
    await window.row('Approve buoy-lights?').waitFor();
    assert.match(registry(), /"name": "buoy-lights"/);
  });

  it('shows only the statuses that a person wants to see, and all again', async () => {
    const { page } = window;
    await window.palette('Signalbox: Filter by Status');
    await page.locator('.quick-input-list .monaco-list-row', { hasText: 'complete' }).click();
    await page.locator('.quick-input-widget').getByRole('button', { name: 'OK' }).click();
    await window.row('ferry-times').waitFor({ state: 'detached' });
    await window.row('harbour-signs').waitFor();
    await window.palette('Signalbox: Show All Projects');
    await window.row('ferry-times').waitFor();
  });

  it('shows the same projects in a panel', async () => {
    await window.palette('Signalbox: Open Projects as a Board');
    for (const name of ['ferry-times', 'tide-table', 'lighthouse-log']) {
      await window.frame().getByText(name).first().waitFor();
    }
  });

  it('approves by a drop in the panel, and refuses one that stands for nothing while it is held', async () => {
    const board = window.frame();
    const card = board.locator('[data-card]', { hasText: 'buoy-lights' });
    const place = (column: string) => board.locator(`[data-column="${column}"]`);
    await card.dragTo(place('complete'));
    await board.getByText('Its stories decide that').first().waitFor();
    await card.dragTo(place('approved'));
    await place('approved').locator('[data-card]', { hasText: 'buoy-lights' }).waitFor();
    assert.match(registry(), /"name": "buoy-lights"[^}]*"status": "approved"/s);
  });

  it('goes from a project to its stories, and makes a task of one on the board', async () => {
    const board = window.frame();
    await board.locator('[data-card]', { hasText: 'Tide table' }).click();
    await board.locator('aside').getByRole('button', { name: 'Show its stories' }).click();
    await board.locator('[data-column=open] [data-card]').first().click();
    await board.locator('aside').getByRole('button', { name: 'Create task' }).click();
    await window.page.locator('.tab.active', { hasText: 'Default' }).waitFor();
    await window.frame().locator('aside .drawer__id', { hasText: /^t_/ }).waitFor();
    await window.frame().locator('aside').getByText('tide-table / US-005').waitFor();
    await window.shot('a task made of a story');
  });
});

describe('a workspace without projects', () => {
  let window: EditorWindow;

  before(async () => {
    window = await openWindow({ workspace: fs.mkdtempSync(path.join(os.tmpdir(), 'no-projects-')) });
    await window.sidebar();
  });

  after(() => window.close());

  it('says that nothing was found, and what can be done', async () => {
    const { page } = window;
    await page.locator('.sidebar').getByText('No prd.json was found in this workspace.').waitFor();
    await page.locator('.sidebar').getByRole('button', { name: 'Propose a Project', exact: true }).waitFor();
  });

  it('shows the first project as soon as it is there', async () => {
    const folder = path.join(window.workspace ?? '', 'lamp');
    fs.mkdirSync(folder);
    fs.writeFileSync(path.join(folder, 'prd.json'), '{"userStories":[{"id":"L-1","title":"Light","passes":false}]}');
    await window.row('lamp').getByText('0/1').waitFor();
  });
});
