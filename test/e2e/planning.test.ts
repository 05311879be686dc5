import assert from 'node:assert/strict';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { type EditorWindow, openWindow } from '../support/editor-window';

/** The demo agent is the default; the others are there to be tried. */
const PROFILES = [
  { name: 'demo', adapter: 'acp', command: 'signalbox-demo-agent' },
  { name: 'gone', adapter: 'claude', command: '/no/such/claude' },
  { name: 'other', adapter: 'claude', command: process.execPath },
  { name: 'mute', adapter: 'acp', command: process.execPath, args: ['-e', 'setInterval(() => {}, 1000)'] },
];

describe('planning with the demo agent in the window', () => {
  let window: EditorWindow;

  before(async () => {
    // No agent but the demo one and these, whatever is installed on this machine.
    window = await openWindow({
      settings: { 'signalbox.profiles': PROFILES },
      env: {
        XDG_STATE_HOME: fs.mkdtempSync(path.join(os.tmpdir(), 'state-')),
        PATH: `${path.dirname(process.execPath) + path.delimiter}/usr/bin${path.delimiter}/bin`,
      },
    });
    await window.sidebar();
  });

  after(() => window.close());

  const view = () => window.frame();
  const say = async (text: string) => {
    const field = view().locator('.composer__field');
    await field.fill(text);
    await field.press('Enter');
  };
  const idle = () => view().locator('.composer vscode-button', { hasText: 'Send' }).waitFor();

  it('goes from a wish to an approved project, over a reload in the middle', async () => {
    await window.row('lighthouse-log').waitFor();
    await window.palette('Signalbox: Plan a Project');
    await view().getByRole('heading', { name: 'Plan a project with an agent' }).waitFor();
    assert.match((await view().locator('.start').textContent()) ?? '', /demo/);
    const project = view().locator('.start__choices .tool-button').first();
    if (!((await project.textContent()) ?? '').includes('lighthouse-log')) {
      await project.click();
      await view()
        .getByRole('menuitemradio', { name: /lighthouse-log/ })
        .or(view().getByRole('option', { name: /lighthouse-log/ }))
        .or(view().getByText('lighthouse-log', { exact: true }))
        .first()
        .click();
    }
    await view().locator('.composer__field').fill('A log of the light');
    await view().locator('.composer vscode-button').click();
    await view().locator('.answer', { hasText: 'demo' }).first().waitFor();
    await idle();

    await view().locator('.composer__field').fill('For two keep');
    await window.reload();
    await view().locator('.said', { hasText: 'A log of the light' }).waitFor();
    assert.equal(await view().locator('.composer__field').inputValue(), 'For two keep');
    await say('For two keepers');
    await view().locator('.next vscode-button', { hasText: 'Go On to Design' }).click();
    await view().locator('.permission').waitFor();
    await window.shot('planning-permission');
    await view().locator('.permission vscode-button', { hasText: 'Allow' }).first().click();
    await view().locator('.next vscode-button', { hasText: 'Go On to Stories' }).click();
    await view().locator('.next vscode-button', { hasText: 'Finalize' }).click();
    const dialog = window.page.locator('.monaco-dialog-box');
    await dialog.waitFor();
    await window.shot('planning-finalize');
    await dialog.locator('.monaco-button', { hasText: 'Approve' }).click();
    await view().getByText('The plan is written and the project approved.').waitFor();
    const registry = JSON.parse(fs.readFileSync(path.join(window.workspace!, 'approved-tasks.json'), 'utf8')) as {
      projects: { name: string; status: string }[];
    };
    assert.equal(registry.projects.find(({ name }) => name === 'lighthouse-log')?.status, 'approved');
    await window.row('0/3 · approved').waitFor();
  });

  /** The window of a test shows no toasts, so what was told is read in the centre. */
  const told = async (text: RegExp) => {
    const centre = window.page.locator('.notifications-center');
    if (!(await centre.isVisible())) await window.page.locator('.statusbar-item[id="status.notifications"] a').click();
    const item = centre.locator('.notification-list-item', { hasText: text }).first();
    await item.waitFor();
    return item;
  };
  const tryAgent = async (name: string, detail: RegExp) => {
    await window.palette('Signalbox: Test an Agent…');
    const row = window.page.locator('.quick-input-list .monaco-list-row', { hasText: detail }).first();
    await row.waitFor();
    await window.page.locator('.quick-input-widget input').first().fill(name);
    await row.click();
  };

  it('tests an agent, and says what is wrong and what to do about it', async () => {
    await tryAgent('demo', /Comes with Signalbox, follows a script and calls no model/);
    await told(/demo works: Signalbox demo agent 1 answers and can resume a conversation\./);
    await tryAgent('gone', /“\/no\/such\/claude” was not found/);
    const gone = await told(/gone: "\/no\/such\/claude" was not found\. Install it, or write its full path/);
    await gone.hover();
    await gone.locator('.monaco-button', { hasText: 'Open Settings' }).waitFor();
    await window.shot('agent-not-found');
    await tryAgent('other', new RegExp(`${process.versions.node} found in`));
    await told(/other: .* is not Claude Code: it says "v/);
    await tryAgent('mute', /found in/);
    const testing = await told(/Testing mute…/);
    await testing.hover();
    await testing.locator('.monaco-button', { hasText: 'Cancel' }).click();
    await testing.waitFor({ state: 'detached' });
    await window.palette('Notifications: Clear All Notifications');
  });
});
