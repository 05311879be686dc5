import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { type EditorWindow, openWindow } from '../support/editor-window';
import { notification } from '../support/notifications';

/** The demo agent is the default; the others are there to be tried. */
const PROFILES = [
  { name: 'demo', adapter: 'acp', command: 'signalbox-demo-agent' },
  { name: 'gone', adapter: 'claude', command: '/no/such/claude' },
  { name: 'other', adapter: 'claude', command: process.execPath },
  { name: 'mute', adapter: 'acp', command: process.execPath, args: ['-e', 'setInterval(() => {}, 1000)'] },
];

describe('agents in the window', () => {
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

  const told = (text: RegExp) => notification(window.page, text);
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
