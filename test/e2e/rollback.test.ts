import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import { type EditorWindow, openWindow } from '../support/editor-window';

describe('rolling a story back in the window', () => {
  let window: EditorWindow;

  before(async () => {
    window = await openWindow();
    await window.sidebar();
  });

  after(() => window.close());

  const git = (...args: string[]) => execFileSync('git', args, { cwd: window.workspace!, encoding: 'utf8' }).trim();
  const passes = () => {
    const prd = path.join(window.workspace!, 'tide-table/scripts/ralph/prd.json');
    const { userStories } = JSON.parse(fs.readFileSync(prd, 'utf8')) as {
      userStories: { id: string; passes: boolean }[];
    };
    return userStories.filter((story) => story.passes).map((story) => story.id);
  };
  const dialogButton = (text: string) => window.page.locator('.monaco-dialog-box .monaco-button', { hasText: text });
  /** The window of a test shows no toasts, so the notification is answered in the centre. */
  const notified = async (text: string, button?: string) => {
    const { page } = window;
    const centre = page.locator('.notifications-center');
    if (!(await centre.isVisible())) await page.locator('.statusbar-item[id="status.notifications"] a').click();
    const row = centre.locator('.notification-list-item', { hasText: text }).first();
    await row.waitFor();
    if (button) await row.locator('.monaco-button', { hasText: button }).click();
  };

  it('asks with everything named, shows the changes first, does it, and undoes it', async () => {
    const head = git('rev-parse', 'HEAD');
    await window.row('tide-table').waitFor();
    await window.palette('Signalbox: Roll Back Last Story…');
    const picker = window.page.locator('.quick-input-widget .monaco-list-row', { hasText: 'tide-table' });
    await picker.first().click();

    const dialog = window.page.locator('.monaco-dialog-box');
    await dialog.waitFor();
    assert.match((await dialog.textContent()) ?? '', /Roll back US-004 of tide-table\?[\s\S]*Mark spring tides/);
    await dialogButton('Show Changes').click();
    await window.page.locator('.multiDiffEntry', { hasText: 'springs.js' }).first().waitFor();
    await window.shot('rollback-preview');

    await notified('Roll back US-004', 'Roll Back');
    await notified('Rolled back US-004');
    await window.row('3/6').waitFor();
    assert.deepEqual(passes(), ['US-001', 'US-002', 'US-003']);
    assert.equal(git('rev-parse', 'HEAD~1'), head);

    await notified('Rolled back US-004', 'Undo');
    await notified('US-004 passes again');
    await window.row('4/6').waitFor();
    assert.equal(git('rev-parse', 'HEAD'), head);
    assert.equal(git('status', '--porcelain'), '');
  });
});
